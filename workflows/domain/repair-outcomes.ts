/** How a repair ends: the closed list (repair process, section 10). */
export const REPAIR_OUTCOMES = [
  'repaired',
  'replaced',
  'solvedRemotely',
  'noFaultFound',
  'declined',
  'unrepaired',
  'refundedByReturn',
  'customerSilent',
  'withdrawn',
  'cancelled',
  'refused',
  'converted',
  'merged',
  'handedToComplaint',
] as const;
export type RepairOutcome = (typeof REPAIR_OUTCOMES)[number];

/** Outcomes that count as solved in the resolution rate. */
const SOLVED_OUTCOMES: readonly RepairOutcome[] = [
  'repaired',
  'replaced',
  'solvedRemotely',
  'noFaultFound',
  'refundedByReturn',
];

/** Outcomes that the resolution rate leaves out: there was nothing to solve here. */
export const UNCOUNTED_OUTCOMES: readonly RepairOutcome[] = ['cancelled', 'refused', 'converted', 'merged'];

/** Whether a case was solved; null where it does not count, or has not ended. */
export function isSolved(outcome: string | null): boolean | null {
  const isOneOf = (outcomes: readonly RepairOutcome[]): boolean => outcomes.some((one) => one === outcome);
  if (outcome === null || isOneOf(UNCOUNTED_OUTCOMES)) return null;
  return isOneOf(SOLVED_OUTCOMES);
}
