import type { Database } from '../../db/client.ts';
import { type TaskRow, tasksRepository, type TaskWithCase } from '../../db/repositories/tasks.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Principal } from '../plugins/auth.ts';
import { type Reader, toActorBody } from '../schemas/case-bodies.ts';
import { toIsoOrNull } from '../schemas/instants.ts';
import { assertVisible } from './case-access.ts';

/**
 * The task with its case, if the caller may know of both: customers see what they are asked to do in their own cases.
 * Whether a task is theirs to do now, the process says.
 */
export async function findVisibleTask(
  db: Database,
  principal: Principal,
  taskId: string,
): Promise<TaskWithCase> {
  const both = await tasksRepository(db).findWithCase(taskId);
  assertVisible(principal, both.found.customerId, noSuchTask(taskId));
  if (principal.actor.type === 'customer' && !both.task.roles.includes('customer')) {
    throw new DomainError('NOT_FOUND', noSuchTask(taskId));
  }
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
