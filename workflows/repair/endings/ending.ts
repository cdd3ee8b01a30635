import { type Actor, THE_PROCESS } from '../../domain/actors.ts';
import type { RepairOutcome } from '../../domain/repair-outcomes.ts';
import { effect } from '../../runtime/effects.ts';
import { effects, keyed } from '../effects.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import { invalid } from '../../domain/errors.ts';
import { chargeVisitFee } from '../visits/no-show.ts';
import { within } from '../promises/promises.ts';
import { releaseParts } from '../parts/requisition.ts';
import { owedFollows } from '../money/owed.ts';
import { withdrawQuote } from '../money/quotation.ts';
import { cancelWindow } from '../visits/appointments.ts';

/** How a repair ends before its time, and what is put back, in this order (repair process, 5). */

/** Outcomes after which nobody is asked how satisfied they are. */
const EARLY: readonly RepairOutcome[] = [
  'declined',
  'customerSilent',
  'withdrawn',
  'cancelled',
  'converted',
  'merged',
  'refused',
];

export function endsEarly(outcome: string | null): boolean {
  return EARLY.some((early) => early === outcome);
}

export const endingTasks: TasksOf<'closeOut'> = {
  closeOut: {
    role: (c) => c.policy.leadRole,
    due: (c) => within(c, c.policy.approvalWithin.usual, 'slow'),
    about: (c) => ({ agreedMinor: c.data.agreedMinor, plan: c.data.plan }),
    check(c, form) {
      if (form.chargeMinor <= c.data.agreedMinor) return;
      throw invalid(
        '/chargeMinor',
        `at most ${c.data.agreedMinor}`,
        'Nothing is charged beyond what was accepted',
      );
    },
  },
};

/** Ends the case from outside its phases; what is under way is put back in `completion`. */
export function endEarly(c: RepairCase, outcome: RepairOutcome, reason: string, by: Actor): void {
  c.data.ending = { outcome, reason, by, chargeMinor: 0 };
  c.state.outcome = outcome;
  c.interrupt('completion');
}

/** Everything here is keyed, and runs also while the case ends. */
export async function putBack(c: RepairCase): Promise<void> {
  await closeOutBegunWork(c);
  await cancelWindow(c);
  await c.endAsides();
  await withdrawQuote(c);
  await putPartsBack(c);
  await unwindMoney(c);
  c.holds.endAll();
  tellEnding(c);
}

/** Work that was begun is left safe, and charged at most as agreed. */
async function closeOutBegunWork(c: RepairCase): Promise<void> {
  const { ending } = c.data;
  if (ending === null || !c.data.workBegun || c.data.signedAt !== null) return;
  const { form } = await c.task('closeOut');
  c.data.ending = { ...ending, chargeMinor: form.chargeMinor };
}

/** Reservations go back to free stock and short lines are cancelled; what was bought for them arrives there too. */
async function putPartsBack(c: RepairCase): Promise<void> {
  const lines = c.data.lines
    .filter(({ reserved, short }) => reserved + short > 0)
    .map(({ lineId, reserved, short }) => ({ lineId, reserved, short }));
  await releaseParts(c, stepOf(c, 'ending'));
  if (lines.length > 0) c.note('partsReleased', { lines });
}

/** Unpaid dues are voided; payments go back, less a visit fee that was told and what was done. */
async function unwindMoney(c: RepairCase): Promise<void> {
  const feeMinor = await chargeVisitFee(c);
  const keepMinor = (c.data.ending?.chargeMinor ?? 0) + c.data.doneMinor + feeMinor;
  const account = await effect(() =>
    effects.unwindMoney({ ...keyed(c, stepOf(c, 'money/unwind')), keepMinor, cause: stepOf(c, 'ending') }),
  );
  const { dueMinor, refundOpenMinor } = account;
  owedFollows(c, account);
  c.data.agreedMinor = dueMinor;
  c.data.chargeOpen &&= keepMinor > 0;
  c.note('moneyUnwound', { dueMinor, refundMinor: refundOpenMinor }, 'customer');
}

/** A case that was revived by a payment may end once more: its steps then are others. */
const stepOf = (c: RepairCase, step: string): string =>
  c.data.revivals === 0 ? step : `${step}/${c.data.revivals}`;

function tellEnding(c: RepairCase): void {
  const { ending } = c.data;
  const reason = ending?.reason ?? '';
  if (c.state.outcome === 'cancelled') c.tell('cancelled', { reason });
  else if (c.state.outcome === 'withdrawn') c.tell('withdrawn', reason === '' ? {} : { reason });
  else c.tell('closed', { outcome: c.state.outcome ?? '' });
  c.note(
    'endedEarly',
    { outcome: c.state.outcome, reason: ending?.reason ?? null },
    'customer',
    ending?.by ?? THE_PROCESS,
  );
}
