import type { TSchema } from 'typebox';
import { casesRepository } from '../../db/repositories/cases.repository.ts';
import { evidenceRepository } from '../../db/repositories/evidence.repository.ts';
import type { Api } from '../dependencies.ts';
import { withETag } from '../plugins/answers.ts';
import { isGivenByAnyone } from '../../workflows/domain/policy/repair-commands.ts';
import { checkCommand } from '../prechecks/commands.ts';
import { requireFewCommands } from '../prechecks/commands-of-day.ts';
import { precheckOf } from '../prechecks/context.ts';
import { checkEvidence, evidenceIn } from '../prechecks/evidence.ts';
import { toCaseBody } from '../schemas/case-bodies.ts';
import { pathOfCommand, PROCESS_FORMS } from '../schemas/case-forms.ts';
import { CaseBody } from '../schemas/case.schema.ts';
import { COMMAND_EXAMPLES } from '../schemas/command-examples.ts';
import { idParams } from '../schemas/common.schema.ts';
import { formFromApi } from '../schemas/form-values.ts';
import {
  addressOf,
  assertNotMerged,
  assertOpen,
  type CaseApiDependencies,
  findVisibleCase,
} from './case-access.ts';
import { unlessCarriedOut } from './request-keys.ts';
import { createReaders } from './titles.ts';

/** One address for each command that cases know. Whether the caller may give it, the process decides. */
export function registerCommandRoutes(api: Api, deps: CaseApiDependencies): void {
  const forms = Object.values(PROCESS_FORMS).map(({ commands }) => commands);
  for (const [command, form] of Object.entries(Object.assign({}, ...forms) as Record<string, TSchema>)) {
    registerCommandRoute(api, deps, command, form);
  }
}

function registerCommandRoute(api: Api, deps: CaseApiDependencies, command: string, form: TSchema): void {
  const { db, gateway } = deps;
  const readerOf = createReaders(db);
  const example = COMMAND_EXAMPLES[command];
  api.post(
    `/v1/cases/:caseId/${pathOfCommand(command)}`,
    {
      config: { access: 'signedIn' },
      schema: {
        tags: ['commands'],
        operationId: `${command}Case`,
        summary: (form as { title?: string }).title ?? command,
        params: idParams('caseId'),
        body: example === undefined ? form : { ...form, examples: [example] },
        response: { 200: CaseBody },
      },
    },
    async (request, reply) => {
      const { actor: by } = request.principal;
      const found = await findVisibleCase(db, request.principal, request.params.caseId);
      const to = addressOf(found);
      const input = formFromApi(form, request.body);
      await unlessCarriedOut(gateway, request, to, async (key) => {
        assertOpen(found);
        assertNotMerged(found);
        await checkEvidence(deps, request.principal, form, input, found.id);
        const precheck = precheckOf(deps, found, by);
        if (isGivenByAnyone(command)) await requireFewCommands(precheck, deps.config.customerCommandsPerDay);
        await checkCommand(precheck, command, input);
        await gateway.runCommand(to, { command, input, by }, key);
      });
      await evidenceRepository(db).attach(evidenceIn(form, input), found.id);
      const changed = await casesRepository(db).findById(found.id);
      return withETag(reply, toCaseBody(changed, await readerOf(request)));
    },
  );
}
