import { tasksRepository, type TasksFilter } from '../../db/repositories/tasks.repository.ts';
import { rolesOf } from '../../workflows/domain/actors.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Api } from '../dependencies.ts';
import { pageBody } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import type { Principal } from '../plugins/auth.ts';
import { page } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import { toTaskBody } from '../schemas/task-bodies.ts';
import { TaskBody, taskParams, TasksQuery } from '../schemas/task.schema.ts';
import type { CaseApiDependencies } from './case-access.ts';
import { findVisibleTask } from './task-access.ts';
import { createReaders } from './titles.ts';

const tags = ['tasks'];

/** The inbox: what is to be done by whom until when. Read from the database alone. */
export function registerTaskRoutes(api: Api, deps: CaseApiDependencies): void {
  const { db } = deps;
  const audit = createAuditTrail(deps);
  const readerOf = createReaders(db);

  api.get(
    '/v1/tasks',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'listTasks',
        summary: 'Tasks: those of urgent cases first, then by due instant; customers see their own',
        querystring: TasksQuery,
        response: { 200: page(TaskBody) },
      },
    },
    async (request) => {
      const { limit = 50, cursor, inbox = 'both', status = 'open', ...filter } = request.query;
      const whose = inboxOf(request.principal, inbox);
      const after =
        cursor === undefined ? null : decodeCursor(cursor, ['number', 'number', 'number', 'string']);
      const found = await tasksRepository(db).list({ ...filter, ...whose, status }, { after, limit });
      const reader = await readerOf(request);
      return pageBody(
        found,
        (row) => toTaskBody(row, reader),
        (position) => position,
      );
    },
  );

  api.get(
    '/v1/tasks/:taskId',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'readTask',
        summary: 'One task, with what was answered once it is completed',
        params: taskParams,
        response: { 200: TaskBody },
      },
    },
    async (request) => {
      const { task } = await findVisibleTask(db, request.principal, request.params.taskId);
      await audit.access(request, 'task', [task]);
      return toTaskBody(task, await readerOf(request));
    },
  );
}

function inboxOf(
  { actor }: Principal,
  inbox: 'mine' | 'myRoles' | 'both' | 'all',
): Pick<TasksFilter, 'assigneeId' | 'openToRoles' | 'either' | 'customerId'> {
  if (actor.type === 'customer') return { customerId: actor.customerId, openToRoles: rolesOf(actor) };
  if (actor.type === 'system') throw new DomainError('FORBIDDEN', 'Systems have no tasks');
  switch (inbox) {
    case 'mine':
      return { assigneeId: actor.personId };
    case 'myRoles':
      return { openToRoles: actor.roles };
    case 'both':
      return { assigneeId: actor.personId, openToRoles: actor.roles, either: true };
    case 'all':
      return {};
  }
}
