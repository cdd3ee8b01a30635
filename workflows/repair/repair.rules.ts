import type { HoldState, Priority } from '../domain/cases.ts';
import { invalid, refusedAt } from '../domain/errors.ts';
import type { Instant, Limit, Role } from '../domain/limits.ts';
import { approversFor } from '../domain/policy/authority.ts';
import type { RepairPolicy } from '../domain/policy/repair-policy.ts';
import { isBadAnswer, type SatisfactionAnswer } from '../domain/satisfaction.ts';
import { ownerRoleOf, roleOf } from '../domain/policy/service-policy.ts';
import type { Coverage, RepairData, RepairLookups } from './repair.case.ts';
import type { RepairBody, RepairForms } from './repair.forms.ts';

/** Pure rules of the repair process; numbers in brackets are sections of the process description. */

/** A technician who checked in longer ago than this has left: the work needs a new window. */
const VISIT_LASTS_AT_MOST_MS = 12 * 3_600_000;

/** Urgent from the opening if a trigger of the policy is named, or the customer asks for it (3.4). */
export function priorityAtOpening(
  policy: RepairPolicy,
  body: Pick<RepairBody, 'urgentWanted' | 'urgentReasons'>,
): Priority {
  const triggered = (body.urgentReasons ?? []).some((reason) => policy.urgentWhen.includes(reason));
  return body.urgentWanted === true || triggered ? 'urgent' : 'normal';
}

/** A trigger of `urgentWhen` that holds cannot be unticked by an agent (2). */
export function checkPriority(
  policy: RepairPolicy,
  body: Pick<RepairBody, 'urgentReasons'>,
  chosen: Priority,
): void {
  const holds = (body.urgentReasons ?? []).find((reason) => policy.urgentWhen.includes(reason));
  if (chosen === 'urgent' || holds === undefined) return;
  throw refusedAt(
    'TRIGGER_HOLDS',
    '/priority',
    `must be "urgent" because of "${holds}"`,
    `The case stays urgent while "${holds}" holds`,
  );
}

/**
 * What the records give to the customer; the first is what holds unless the technician decides otherwise, and any
 * other decision needs approval (3.4, 6). `own`: this case and the faults of its earlier rounds.
 */
export function coveragesByLookup(
  lookups: Pick<RepairLookups, 'warranty'>,
  fault: { readonly sameFaultAs?: string; readonly faultCode?: string },
  own: { readonly caseId: string; readonly faultCodes: readonly string[] },
): readonly [Coverage, ...Coverage[]] {
  const { warranty } = lookups;
  const repairs = [
    ...warranty.workmanship,
    ...own.faultCodes.map((faultCode) => ({ caseId: own.caseId, faultCode })),
  ];
  const isRepeated = repairs.some(
    ({ caseId, faultCode }) => caseId === fault.sameFaultAs || faultCode === fault.faultCode,
  );
  const isInside = warranty.state === 'inside';
  if (isRepeated) return isInside ? ['workmanship', 'warranty'] : ['workmanship'];
  return isInside ? ['warranty'] : ['chargeable'];
}

export function isFree(policy: RepairPolicy, coverage: Coverage | null): boolean {
  return policy.payBefore === null || coverage !== 'chargeable';
}

/** Who approves a coverage that differs from the lookup: the lead to chargeable, else by what is given away (6). */
export function coverageApprovers(
  policy: RepairPolicy,
  coverage: Coverage,
  givenAwayMinor: number,
): readonly Role[] {
  if (coverage === 'chargeable') return [...new Set<Role>([policy.leadRole, 'manager'])];
  return approversFor(policy, policy.freeAuthority, givenAwayMinor);
}

/** Most that a role may give away, in minor units; null: any amount (2 `freeAuthority`). */
export function mayGiveAway(policy: RepairPolicy, role: Role): number | null {
  const step = policy.freeAuthority.find((candidate) => roleOf(policy, candidate.role) === role);
  return step === undefined ? 0 : step.upToMinor;
}

/** Whether a plan needs a supervisor's approval before work (2, R-09). */
export function planNeedsApproval(
  policy: RepairPolicy,
  plan: { readonly costMinor: number; readonly complex: boolean; readonly risky: boolean },
): boolean {
  const when = policy.planApprovalWhen;
  return (
    when.always ||
    (when.costFromMinor !== null && plan.costMinor >= when.costFromMinor) ||
    (when.complex && plan.complex) ||
    (when.safety && plan.risky)
  );
}

export function ownerOf(policy: RepairPolicy, round: number): Role {
  return ownerRoleOf(policy, round);
}

/** Whether the technician who checked in is still there. */
export function isStillThere(arrivedAt: Instant | null, now: Instant): boolean {
  return arrivedAt !== null && now - arrivedAt < VISIT_LASTS_AT_MOST_MS;
}

/** A window lies ahead and runs forwards (9). */
export function checkWindow(from: Instant, to: Instant, now: Instant): void {
  if (from >= to) {
    throw invalid('/windowTo', 'must lie after windowFrom', 'The window ends before it begins');
  }
  if (to <= now) {
    throw invalid(
      '/windowFrom',
      'must lie ahead of the case’s present instant',
      'The window is over already',
    );
  }
}

/** Nobody comes while a mass hold lasts; where its end is open, both sides know that when they agree on a window. */
export function checkAfterHolds(holds: readonly Pick<HoldState, 'until'>[], windowFrom: Instant): void {
  for (const { until } of holds) {
    if (until === null || windowFrom >= until) continue;
    const end = new Date(until).toISOString();
    throw invalid('/windowFrom', `must not lie before ${end}`, `The case is held until ${end}`);
  }
}

/** The unit at hand carries the serial number of the case's; null: none is known to compare with. */
export function checkSerialSeen(seen: string | undefined, known: string | null, detail: string): void {
  if (known === null || seen === known) return;
  const message = `the case is about ${known}; correct the register first`;
  throw refusedAt('SERIAL_MISMATCH', '/serialSeen', message, detail);
}

/** What a form chooses is among what the policy or the task offers. */
export function checkOffered<Choice extends string>(
  chosen: Choice,
  offered: readonly Choice[],
  pointer: string,
  detail: string,
): void {
  if (!offered.includes(chosen)) throw invalid(pointer, `one of: ${offered.join(', ')}`, detail);
}

/** What is planned or promised lies ahead. */
export function checkAhead(at: Instant, now: Instant, pointer: string, detail: string): void {
  if (at <= now) throw invalid(pointer, 'must lie after the case’s present instant', detail);
}

/** Consumed parts were issued before, and not more of them (9: 422 OVER_QUANTITY with the remainder). */
export function checkConsumption(
  lines: RepairData['lines'],
  consumed: NonNullable<RepairForms['doWork']['consumed']>,
): void {
  const sums = new Map<string, number>();
  for (const { lineId, quantity } of consumed) sums.set(lineId, (sums.get(lineId) ?? 0) + quantity);
  for (const [lineId, quantity] of sums) {
    const line = lines.find((candidate) => candidate.lineId === lineId);
    const remainder = line === undefined ? 0 : line.issued - line.consumed;
    if (quantity <= remainder) continue;
    throw refusedAt(
      'OVER_QUANTITY',
      '/consumed',
      `at most ${remainder} of line ${lineId}`,
      `Only ${remainder} of line ${lineId} are in hand`,
      { details: { lineId, remainder } },
    );
  }
}

/** An answer or a score that starts the next round (2 `reworkOn`, `reworkBelowScore`). */
export const isDissatisfied = (policy: RepairPolicy, answer: SatisfactionAnswer): boolean =>
  isBadAnswer({ on: policy.reworkOn, belowScore: policy.reworkBelowScore }, answer);

/** A limit as wall-clock time until an instant that somebody named. */
export function limitUntil(from: Instant, until: Instant): Limit {
  return { amount: Math.max(0, (until - from) / 1000), unit: 'seconds', counting: 'wallClock' };
}

/** The same limit counted backwards: how long before an instant. */
export function before(limit: Limit): Limit {
  return { ...limit, amount: -limit.amount };
}

/** Wishes for parts as one line for each part; those for nothing are left out. */
export function sumOfParts(wishes: RepairForms['planWork']['parts']): RepairForms['planWork']['parts'] {
  const sums = new Map<string, number>();
  for (const { partId, quantity } of wishes) sums.set(partId, (sums.get(partId) ?? 0) + quantity);
  return [...sums].filter(([, quantity]) => quantity > 0).map(([partId, quantity]) => ({ partId, quantity }));
}
