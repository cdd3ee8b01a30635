import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { CaseRow } from '../../db/repositories/cases.repository.ts';
import { evidenceRepository } from '../../db/repositories/evidence.repository.ts';
import { type TaskRow, tasksRepository } from '../../db/repositories/tasks.repository.ts';
import type { Api } from '../dependencies.ts';
import { createValidatorCompiler } from '../plugins/validation.ts';
import { type Precheck, precheckOf } from '../prechecks/context.ts';
import { checkEvidence, evidenceIn } from '../prechecks/evidence.ts';
import { checkReassignment } from '../prechecks/people.ts';
import { checkTask } from '../prechecks/tasks.ts';
import { assertForm, taskFormOf } from '../schemas/case-forms.ts';
import { formFromApi } from '../schemas/form-values.ts';
import { toTaskBody } from '../schemas/task-bodies.ts';
import { AnyTaskForm, DeclineBody, ReassignBody, TaskBody, taskParams } from '../schemas/task.schema.ts';
import { addressOf, assertOpen, type CaseApiDependencies } from './case-access.ts';
import { isExpiredSurvey, isLateSurvey, keepingLateText } from './late-survey.ts';
import { unlessCarriedOut } from './request-keys.ts';
import { assertTaskOpen, findVisibleTask } from './task-access.ts';
import { createReaders } from './titles.ts';

const tags = ['tasks'];

type TaskRequest = FastifyRequest<{ Params: Static<typeof taskParams> }>;

/** What a task is answered with, once it is known to be open. */
interface TaskAnswer {
  readonly task: TaskRow;
  readonly found: CaseRow;
  readonly precheck: Precheck;
  /** Key of the caller's intention: a repeat does nothing twice. */
  readonly key: string;
}

/** What is sent to a case as the answer to one of its tasks. */
interface Answering {
  /** Refuses it, and sends it. */
  readonly send: (answer: TaskAnswer) => Promise<unknown>;
  /** What remains to be done once the case has it; again it changes nothing. */
  readonly afterwards?: (task: TaskRow) => Promise<void>;
}

/** Completing, declining, claiming and reassigning. Whether the caller may, the process decides. */
export function registerTaskAnswerRoutes(api: Api, deps: CaseApiDependencies): void {
  const answer = answerer(deps);
  registerCompleteRoute(api, deps, answer);
  registerClaimRoute(api, deps, answer);
  registerDeclineRoute(api, deps, answer);
  registerReassignRoute(api, deps, answer);
}

type Answer = ReturnType<typeof answerer>;

/** Finds the task, sends the answer, and gives the task back as it was written then. */
function answerer(deps: CaseApiDependencies) {
  const { db } = deps;
  const readerOf = createReaders(db);
  return async (request: TaskRequest, { send, afterwards }: Answering): Promise<Static<typeof TaskBody>> => {
    const { principal, params } = request;
    const [{ task, found }, reader] = await Promise.all([
      findVisibleTask(db, principal, params.taskId),
      readerOf(request),
    ]);
    await unlessCarriedOut(deps.gateway, request, addressOf(found), async (key) => {
      const isLate = isLateSurvey(task, found);
      if (!isLate) assertTaskOpen(task, reader);
      if (!isLate || !isExpiredSurvey(found)) assertOpen(found);
      await send({ task, found, precheck: precheckOf(deps, found, principal.actor), key });
    });
    await afterwards?.(task);
    return toTaskBody(await tasksRepository(db).findById(task.id), reader);
  };
}

function registerCompleteRoute(api: Api, deps: CaseApiDependencies, answer: Answer): void {
  const { db, gateway } = deps;
  const compile = createValidatorCompiler();
  api.post(
    '/v1/tasks/:taskId/complete',
    {
      config: { access: 'signedIn' },
      // The document shows every form; which one holds is known when the task is, and checked then.
      validatorCompiler: (route) => (route.httpPart === 'body' ? () => true : compile(route)),
      schema: {
        tags,
        operationId: 'completeTask',
        summary: 'Complete a task with the form of its kind',
        params: taskParams,
        body: AnyTaskForm,
        response: { 200: TaskBody },
      },
    },
    (request) =>
      answer(request, {
        send: async ({ task, found, precheck, key }) => {
          const { schema, form } = formOf(task, request.body);
          const { actor: by } = request.principal;
          await checkEvidence(deps, request.principal, schema, form, task.caseId);
          await checkTask(precheck, task, form);
          const named = isLateSurvey(task, found) ? { kind: task.kind } : { id: task.id };
          await keepingLateText(deps, { found, form, by, key }, () =>
            gateway.completeTask(addressOf(found), { task: named, form, by }, key),
          );
        },
        afterwards: (task) => {
          const { schema, form } = formOf(task, request.body);
          return evidenceRepository(db).attach(evidenceIn(schema, form), task.caseId);
        },
      }),
  );
}

function formOf({ caseKind, kind }: TaskRow, body: Static<typeof AnyTaskForm>) {
  const schema = taskFormOf(caseKind, kind);
  assertForm(schema, body);
  return { schema, form: formFromApi(schema, body) };
}

function registerClaimRoute(api: Api, { gateway }: CaseApiDependencies, answer: Answer): void {
  api.post(
    '/v1/tasks/:taskId/claim',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'claimTask',
        summary: 'Take a task that is open to my role',
        params: taskParams,
        response: { 200: TaskBody },
      },
    },
    (request) =>
      answer(request, {
        send: ({ task, found, key }) =>
          gateway.claimTask(addressOf(found), { taskId: task.id, by: request.principal.actor }, key),
      }),
  );
}

function registerDeclineRoute(api: Api, { gateway }: CaseApiDependencies, answer: Answer): void {
  api.post(
    '/v1/tasks/:taskId/decline',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'declineTask',
        summary: 'Give a task back with a reason',
        params: taskParams,
        body: DeclineBody,
        response: { 200: TaskBody },
      },
    },
    (request) =>
      answer(request, {
        send: ({ task, found, key }) => {
          const message = { taskId: task.id, reason: request.body.reason, by: request.principal.actor };
          return gateway.declineTask(addressOf(found), message, key);
        },
      }),
  );
}

function registerReassignRoute(api: Api, { gateway }: CaseApiDependencies, answer: Answer): void {
  api.post(
    '/v1/tasks/:taskId/reassign',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'reassignTask',
        summary: 'Give a task to another person, or to everybody in a role; its due instant stays',
        params: taskParams,
        body: ReassignBody,
        response: { 200: TaskBody },
      },
    },
    (request) =>
      answer(request, {
        send: async ({ task, found, precheck, key }) => {
          await checkReassignment(precheck, task, request.body);
          const { assigneeId = null, role = null, reason } = request.body;
          const message = { taskId: task.id, assigneeId, role, reason, by: request.principal.actor };
          await gateway.reassignTask(addressOf(found), message, key);
        },
      }),
  );
}
