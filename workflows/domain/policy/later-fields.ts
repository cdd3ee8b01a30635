import type { Limit } from '../limits.ts';
import type { RepairPolicy } from './repair-policy.ts';

const workingDays = (amount: number): Limit => ({ amount, unit: 'days', counting: 'workingTime' });

/** Limits that came into policies after cases had been opened: what those count, whose policy holds none. */
const BEFORE = {
  feedbackWithin: workingDays(3),
  approvalRemindEvery: workingDays(1),
  holdReviewEvery: workingDays(5),
  linkedCaseWithin: workingDays(5),
} as const satisfies Partial<RepairPolicy>;

/** A limit of the policy that a case was opened under, which may be older than the field. */
export function laterLimit(policy: RepairPolicy, field: keyof typeof BEFORE): Limit {
  const { [field]: limit = BEFORE[field] } = policy as Partial<RepairPolicy>;
  return limit;
}
