import type { Database } from '../../db/client.ts';
import { type TaskRow, tasksRepository, type TaskWithCase } from '../../db/repositories/tasks.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Principal } from '../plugins/auth.ts';
import { type Reader, toActorBody } from '../schemas/case-bodies.ts';
import { toIsoOrNull } from '../schemas/instants.ts';
import { assertVisible } from './case-access.ts';

/** The task, if the caller may see it: customers see what they are asked to do. */
export async function findVisibleTask(db: Database, principal: Principal, taskId: string): Promise<TaskRow> {
  const { task } = await findTaskOfVisibleCase(db, principal, taskId);
  if (principal.actor.type === 'customer' && !task.roles.includes('customer')) {
    throw new DomainError('NOT_FOUND', noSuchTask(taskId));
  }
  return task;
}

/** The task of a case that the caller may know of, with the case; whether it is theirs to do, the process says. */
export async function findTaskOfVisibleCase(
  db: Database,
  principal: Principal,
  taskId: string,
): Promise<TaskWithCase> {
  const both = await tasksRepository(db).findWithCase(taskId);
  assertVisible(principal, both.found.customerId, noSuchTask(taskId));
  return both;
}

/** Answers from the database who was first; it works while no worker runs. */
export function assertTaskOpen(task: TaskRow, reader: Reader): void {
  if (task.status === 'open') return;
  throw new DomainError('TASK_NOT_OPEN', `The task "${task.kind}" is ${task.status} already`, {
    details: {
      status: task.status,
      by: task.endedBy && toActorBody(task.endedBy, reader),
      at: toIsoOrNull(task.endedAt, reader.principal.timeZone),
    },
  });
}

const noSuchTask = (taskId: string): string => `There is no task ${taskId}`;
