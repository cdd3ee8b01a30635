import type { Limit } from '../../domain/limits.ts';
import type { RepairPolicy } from '../../domain/policy/repair-policy.ts';
import { since } from '../../runtime/generations.ts';
import { contactName, ladder, visitName } from './promises.ts';
import type { RepairCase } from '../repair.case.ts';

/** What a case's priority sets the limits of: running promises, and open tasks of intake and dispatch (3.4, 5). */

/**
 * Cases from before hasten promises alone, on the ladders of normal ones, and count the limits of a report that is
 * classed as urgent from its receipt.
 */
const URGENT_FROM_ITS_INSTANT = 'urgent-from-its-instant';

type Field =
  | 'firstResponseWithin'
  | 'repairWithin'
  | 'contactWithin'
  | 'visitWithin'
  | 'classifyWithin'
  | 'assignWithin';

interface ByPriority {
  /** Name of a promise, or kind of a task. */
  readonly of: string;
  readonly field: Field;
  readonly ladder: keyof RepairPolicy['ladder'];
}

const promises = (c: RepairCase): readonly ByPriority[] => [
  { of: 'firstResponse', field: 'firstResponseWithin', ladder: 'fast' },
  { of: 'repair', field: 'repairWithin', ladder: 'slow' },
  { of: contactName(c), field: 'contactWithin', ladder: 'field' },
  { of: visitName(c), field: 'visitWithin', ladder: 'field' },
];

/** Tasks with a limit of their own; one that keeps a promise is due with that. */
const TASKS: readonly ByPriority[] = [
  { of: 'classify', field: 'classifyWithin', ladder: 'fast' },
  { of: 'assign', field: 'assignWithin', ladder: 'field' },
  { of: 'agreeAppointment', field: 'contactWithin', ladder: 'field' },
];

/** Whether a report that is classed as urgent is hastened from that instant. */
export const isHastenedAtOnce = (): boolean => since(1, URGENT_FROM_ITS_INSTANT);

/** The limits of the case's present priority, each from its own start; levels that fired stay fired (5). */
export function limitsByPriority(c: RepairCase): void {
  const { priority } = c.data;
  for (const { of, field, ladder: by } of promises(c)) {
    const limit = c.policy[field][priority];
    c.commitments.changeLimit(of, { limit, ladder: ladder(c, by), source: `repair.${field}.${priority}` });
  }
  if (!since(1, URGENT_FROM_ITS_INSTANT)) return;
  for (const { of, field, ladder: by } of TASKS) {
    c.tasks.changeLimit(of, { limit: c.policy[field][priority], ladder: ladder(c, by) });
  }
}

/** A case that becomes urgent: due at the earlier of the old due instant and now + the urgent limit (5). */
export function hastenByPriority(c: RepairCase): void {
  const urgent = (limit: Limit, by: keyof RepairPolicy['ladder']) => ({
    start: c.now(),
    limit,
    ladder: since(1, URGENT_FROM_ITS_INSTANT) ? ladder(c, by) : null,
  });
  for (const { of, field, ladder: by } of promises(c)) {
    c.commitments.sooner(of, urgent(c.policy[field].urgent, by));
  }
  c.commitments.sooner('news', urgent(c.policy.newsEvery.urgent, 'slow'));
  if (!since(1, URGENT_FROM_ITS_INSTANT)) return;
  for (const { of, field, ladder: by } of TASKS) {
    c.tasks.sooner(of, urgent(c.policy[field].urgent, by));
  }
}
