import { Type } from 'typebox';
import { casesRepository } from '../../db/repositories/cases.repository.ts';
import { evidenceRepository } from '../../db/repositories/evidence.repository.ts';
import { tasksRepository } from '../../db/repositories/tasks.repository.ts';
import type { Api } from '../dependencies.ts';
import { withETag } from '../plugins/answers.ts';
import { createValidatorCompiler } from '../plugins/validation.ts';
import { precheckOf } from '../prechecks/context.ts';
import { checkEvidence, evidenceIn } from '../prechecks/evidence.ts';
import { checkTask } from '../prechecks/tasks.ts';
import { toCaseBody } from '../schemas/case-bodies.ts';
import { assertForm, taskFormOf } from '../schemas/case-forms.ts';
import { CaseBody } from '../schemas/case.schema.ts';
import { formFromApi } from '../schemas/form-values.ts';
import { AnyTaskForm } from '../schemas/task.schema.ts';
import { addressOf, assertOpen, type CaseApiDependencies, findVisibleCase } from './case-access.ts';
import { isExpiredSurvey, keepingLateText } from './late-survey.ts';
import { unlessCarriedOut } from './request-keys.ts';
import { createReaders } from './titles.ts';

/**
 * Completing a step by its kind, for whoever knows the case and not the task: a technician's phone that says
 * `doWork`, a provider that says `confirmPayment`. Where no task of the kind is open, the answer says why.
 */
export function registerCaseTaskRoutes(api: Api, deps: CaseApiDependencies): void {
  const { db, gateway } = deps;
  const readerOf = createReaders(db);
  const compile = createValidatorCompiler();
  api.post(
    '/v1/cases/:caseId/tasks/:kind',
    {
      config: { access: 'signedIn' },
      // Which form holds is known with the kind, and checked then.
      validatorCompiler: (route) => (route.httpPart === 'body' ? () => true : compile(route)),
      schema: {
        tags: ['tasks'],
        operationId: 'completeTaskOfCase',
        summary: 'Complete the one open task of a kind; refused with the reason where none is open',
        params: Type.Object({
          caseId: Type.String({ format: 'uuid' }),
          kind: Type.String({ maxLength: 50 }),
        }),
        body: AnyTaskForm,
        response: { 200: CaseBody },
      },
    },
    async (request, reply) => {
      const { caseId, kind } = request.params;
      const { actor: by } = request.principal;
      const found = await findVisibleCase(db, request.principal, caseId);
      const to = addressOf(found);
      const schema = taskFormOf(found.kind, kind);
      assertForm(schema, request.body);
      const form = formFromApi(schema, request.body);
      await unlessCarriedOut(gateway, request, to, async (key) => {
        if (kind !== 'answerSurvey' || !isExpiredSurvey(found)) assertOpen(found);
        await checkEvidence(deps, request.principal, schema, form, found.id);
        const open = await tasksRepository(db).list(
          { caseId, kind, status: 'open' },
          { after: null, limit: 1 },
        );
        const [task] = open.items;
        if (task !== undefined) await checkTask(precheckOf(deps, found, by), task, form);
        await keepingLateText(deps, { found, form, by, key }, () =>
          gateway.completeTask(to, { task: { kind }, form, by }, key),
        );
      });
      await evidenceRepository(db).attach(evidenceIn(schema, form), found.id);
      const changed = await casesRepository(db).findById(found.id);
      return withETag(reply, toCaseBody(changed, await readerOf(request)));
    },
  );
}
