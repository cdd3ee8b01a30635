import { invalid } from '../../domain/errors.ts';
import type { Instant } from '../../domain/limits.ts';
import { since } from '../../runtime/generations.ts';
import { visitName } from './promises.ts';
import type { RepairCase } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';

/** Time that the customer takes beyond what was offered or agreed is their own: clocks wait for them (3.4 pauses; X-01). */

/** Source of the pause from a visit in vain until the next window. */
const ABSENT = 'customerAbsent';

/** In cases from before, clocks ran on while the customer was out or had moved a window. */
const isTheirOwn = (): boolean => since(1, 'customers-own-delay');

/** What a later window at the customer's wish is counted from: the first one that the technician could have come in. */
export function checkFirstOffer(
  { customerWish, firstOffer }: RepairForms['agreeAppointment'],
  askedAt: Instant,
): void {
  if (customerWish === true && firstOffer === undefined) {
    throw invalid(
      '/firstOffer',
      'is required where the window is the customer’s wish',
      'Clocks wait for the customer from the first offer on',
    );
  }
  if (firstOffer === undefined || firstOffer >= askedAt) return;
  throw invalid(
    '/firstOffer',
    `must not lie before ${new Date(askedAt).toISOString()}`,
    'Nothing was offered before the customer was to be called',
  );
}

/** The customer moves an agreed window to a later one. */
export function movedByCustomer(c: RepairCase, from: Instant, to: Instant): void {
  if (isTheirOwn()) c.commitments.pauseBetween('waitingForCustomer', { from, to });
}

/** The technician checked in and nobody was there: that visit was made, and the next one waits for the customer. */
export function visitedInVain(c: RepairCase, at: Instant): void {
  if (!isTheirOwn()) return;
  c.meet(visitName(c), at);
  c.pause('waitingForCustomer', ABSENT);
}

/** The day on which the customer was to bring the unit is over. */
export function notBrought(c: RepairCase): void {
  if (isTheirOwn()) c.pause('waitingForCustomer', ABSENT);
}

/** The wait is over; where another window was agreed on, when that begins. */
export function customerBack(c: RepairCase, windowFrom: Instant | null): void {
  if (!c.state.pauses.some(({ source }) => source === ABSENT)) return;
  c.resume(ABSENT);
  if (windowFrom === null) return;
  c.commitments.pauseBetween('waitingForCustomer', { from: c.now(), to: windowFrom });
}
