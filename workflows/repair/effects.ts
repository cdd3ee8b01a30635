import type { Keyed, RepairActivities } from '../../activities/repair-contracts.ts';
import { type Actor, THE_PROCESS } from '../domain/actors.ts';
import { shortTransactions } from '../runtime/local-activities.ts';
import type { RepairCase } from './repair.case.ts';

/** Effects of a repair are short transactions on our own database. */
export const effects = shortTransactions<RepairActivities>();

/**
 * Names the task that an effect completes, for the effect's key: where a crash makes the case live a turn again, other
 * messages may come in between, and only what was there before the turn is numbered as it was.
 */
export function ofTask(c: RepairCase, taskId: string): string {
  // Keys were numbered once; the ids of cases from then replay only if the number is still spent.
  c.serial();
  return numberOf(taskId);
}

/** `t7` of the task `<caseId>.t7`. */
export const numberOf = (taskId: string): string => taskId.slice(taskId.lastIndexOf('.') + 1);

/** What every effect carries: its key, the case's instant, and who caused it. */
export function keyed(c: RepairCase, step: string, by: Actor = THE_PROCESS): Keyed {
  return { key: c.key(step), at: c.now(), caseId: c.state.opening.caseId, by };
}
