import type { CaseAccount } from '../../../activities/repair-contracts.ts';
import type { Instant } from '../../domain/limits.ts';
import type { Refusal } from '../../runtime/effects.ts';
import type { CaseState } from '../../runtime/case-state.ts';
import { since } from '../../runtime/generations.ts';
import type { TaskDue } from '../../runtime/tasks.ts';
import { within } from '../promises/promises.ts';
import type { RepairCase, RepairShape } from '../repair.case.ts';
import { limitUntil } from '../repair.rules.ts';

/**
 * Money that the customer owes while nothing waits for it: paid later by agreement, a visit fee, a receivable. It can be
 * confirmed until the case is closed (3.4 payment, 6 `deferPayment`; F-02).
 */

/** Whether the case waits for a payment before it goes on. */
export const isAsked = (c: RepairCase): boolean => c.state.pauses.some((pause) => pause.source === 'payment');

/** Source of the pause while work waits for a payment that was entered wrongly. */
export const UNPAID = 'paymentCorrected';

export const isStopped = (c: RepairCase): boolean => c.state.pauses.some(({ source }) => source === UNPAID);

/** Happens when the books let work begin or go on. */
export const PAID_ENOUGH = 'paidEnough';

export function askPayment(c: RepairCase): void {
  c.tell('paymentAsked', {
    amountMinor: c.data.outstandingMinor,
    methods: c.policy.paymentMethods.join(','),
  });
}

/** The books have changed: what is owed can be confirmed while the case goes on, and nothing is asked once it is paid. */
export function owedFollows(c: RepairCase, { outstandingMinor, mayBeginWork }: CaseAccount): void {
  c.data.outstandingMinor = outstandingMinor;
  if (mayBeginWork) {
    c.resume(UNPAID);
    c.happened(PAID_ENOUGH);
  }
  const open = c.tasks.openOfKind('confirmPayment');
  if (outstandingMinor === 0 && !isAsked(c)) dropOwed(c);
  else if (open.length > 0) for (const { id } of open) c.tasks.tell(id, { outstandingMinor });
  else if (!isAsked(c) && isOwedTaken(c)) openOwed(c);
}

/** In cases from before nothing is taken beside the walk but what was deferred. */
const isOwedTaken = (c: RepairCase): boolean => c.data.deferredUntil !== null || since(1, 'owed-money-taken');

/** A visit fee falls due beside the walk of the case: the customer is asked for it, and waits for nothing. */
export function askOwed(c: RepairCase, account: CaseAccount): void {
  owedFollows(c, account);
  if (account.outstandingMinor > 0 && !isAsked(c) && since(1, 'owed-money-asked')) askPayment(c);
}

/** `refused`: why the books did not take what was confirmed last. */
export function openOwed(c: RepairCase, refused: Refusal | null = null): void {
  const { deferredUntil } = c.data;
  const due: TaskDue | null = deferredUntil === null ? null : dueAt(c, deferredUntil);
  c.openTask('confirmPayment', {
    ...(due === null ? {} : { due }),
    about: { beside: true, deferredUntil, ...(refused === null ? {} : { refused }) },
  });
}

/** Agreed on for a day: late, it climbs like other work of finance. */
const dueAt = (c: RepairCase, until: Instant): TaskDue => within(c, limitUntil(c.now(), until), 'slow');

const DEFERRED = 'deferredPayment';

export function deferUntil(c: RepairCase, until: Instant): void {
  c.data.deferredUntil = until;
  // Due on that day from now on, where it could be confirmed beside already.
  for (const { id, about } of c.tasks.openOfKind('confirmPayment')) {
    if (about['beside'] === true) c.tasks.drop(id);
  }
  openOwed(c);
  c.marks.set(DEFERRED, { start: c.now(), limit: limitUntil(c.now(), until) });
}

/** Asked for anew with an addition, what had been deferred stays so for its day once the addition is paid (3.1 scopeGrew). */
export function deferAgain(c: RepairCase, until: Instant | null): void {
  if (until === null || c.data.deferredUntil !== null || c.data.outstandingMinor === 0) return;
  if (since(2, 'deferral-outlives-addition')) deferUntil(c, until);
}

/** In states from before the day stands with the task alone, and nothing marks the task as one that no phase waits for. */
export function deferralBroughtAlong(state: CaseState<RepairShape>): CaseState<RepairShape> {
  const deferred = Object.values(state.tasks).find(
    ({ kind, about }) => kind === 'confirmPayment' && typeof about['deferredUntil'] === 'number',
  );
  if (deferred === undefined) return state;
  return {
    ...state,
    tasks: { ...state.tasks, [deferred.id]: { ...deferred, about: { ...deferred.about, beside: true } } },
    data: { ...state.data, deferredUntil: Number(deferred.about['deferredUntil']) },
  };
}

/** The day is reached that payment was deferred to: the customer is asked again, and finance reminded (`Process.onMark`). */
export function deferralOver(c: RepairCase, mark: string): void {
  if (mark !== DEFERRED || c.tasks.openOfKind('confirmPayment').length === 0) return;
  askPayment(c);
  const { outstandingMinor: amountMinor, deferredUntil } = c.data;
  if (deferredUntil === null || !since(1, 'finance-reminded')) return;
  c.notify('deferredPaymentDue', { type: 'role', role: 'finance' }, { amountMinor, deferredUntil });
}

/** Paid, not owed any more, or asked for anew with what was added since. */
export function dropOwed(c: RepairCase): void {
  for (const { id } of c.tasks.openOfKind('confirmPayment')) c.tasks.drop(id);
  c.marks.remove(DEFERRED);
  c.data.deferredUntil = null;
  c.happened('nothingOwed');
}
