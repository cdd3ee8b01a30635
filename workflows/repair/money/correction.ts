import type { CaseAccount, MoneyCorrection } from '../../../activities/repair-contracts.ts';
import { type Actor, THE_PROCESS } from '../../domain/actors.ts';
import { first } from '../../runtime/concurrency.ts';
import { attempt } from '../../runtime/effects.ts';
import { since } from '../../runtime/generations.ts';
import { endEarly } from '../endings/ending.ts';
import { effects, keyed } from '../effects.ts';
import type { RepairCase } from '../repair.case.ts';
import type { RepairCommands } from '../repair.forms.ts';
import { cashFollows } from './cash.ts';
import { askPayment, isAsked, isStopped, owedFollows, PAID_ENOUGH, UNPAID } from './owed.ts';
import { deferral, paymentSilence } from './payment.ts';
import { balanceFollows } from './settlement.ts';

/**
 * Finance corrects what was entered wrongly into the books (7 "undone by"): a counter entry with its reason, and what is
 * right instead of it. The case goes by the books from there on.
 */

type Wanted = RepairCommands['correctMoney'];

export function correctMoney(c: RepairCase, wanted: Wanted, by: Actor): void {
  const { entryId, reason } = wanted;
  c.aside(async () => {
    const booked = await attempt(() =>
      effects.counterEntry({
        ...keyed(c, `money/counter/${entryId}`, by),
        ...{ entryId, reason, instead: insteadOf(wanted) },
      }),
    );
    if (booked.refused !== null) {
      c.note('correctionRefused', { entryId, because: booked.refused.code }, 'staff', by);
      return;
    }
    c.note('moneyCorrected', { entryId, reason }, 'staff', by);
    booksCorrected(c, booked.value);
  });
}

/** Nothing: what the entry says never happened. */
function insteadOf({ amountMinor, method, reference, account }: Wanted): MoneyCorrection | null {
  const instead = {
    ...(amountMinor === undefined ? {} : { amountMinor }),
    ...(method === undefined ? {} : { method }),
    ...(reference === undefined ? {} : { reference }),
    ...(account === undefined ? {} : { account }),
  };
  return Object.keys(instead).length === 0 ? null : instead;
}

function booksCorrected(c: RepairCase, account: CaseAccount): void {
  const { outstandingMinor: before } = c.data;
  c.data.booksMoved = true;
  cashFollows(c, account);
  owedFollows(c, account);
  balanceFollows(c, account);
  if (account.outstandingMinor !== before) {
    c.tell('accountCorrected', { paidMinor: account.paidMinor, remainingMinor: account.outstandingMinor });
  }
  if (isAsked(c)) {
    if (account.mayBeginWork) c.happened('paidOnline');
  } else if (account.outstandingMinor > before) {
    askAgain(c, account);
  }
  c.happened('booksMoved');
}

function askAgain(c: RepairCase, { mayBeginWork }: CaseAccount): void {
  if (!waitsForPayment(c) || mayBeginWork || isStopped(c)) {
    askPayment(c);
  } else if (since(2, 'corrected-payments-collected')) {
    c.aside(() => collectCorrected(c));
  } else {
    c.pause('waitingForCustomer', UNPAID);
    askPayment(c);
  }
}

/**
 * Work that is not paid any more waits as before it began: it goes on when the rest is paid or deferred, and ends with the
 * case if the customer stays silent (3.4 payment, silence). Nothing waits once the money is asked for anew elsewhere.
 */
async function collectCorrected(c: RepairCase): Promise<void> {
  const ended = await c.whilePaused('waitingForCustomer', UNPAID, () => {
    askPayment(c);
    return first({
      paid: () => c.next(PAID_ENOUGH),
      askedAnew: () => c.next('nothingOwed'),
      deferred: () => deferral(c),
      silent: () => paymentSilence(c),
    });
  });
  if (ended.branch === 'silent' && waitsForPayment(c)) endEarly(c, 'customerSilent', '', THE_PROCESS);
}

/** Work for which the customer was to pay beforehand, and of which nothing is reported yet (7 "Never"). */
const waitsForPayment = (c: RepairCase): boolean =>
  c.policy.payBefore === true && ['parts', 'work'].includes(c.state.phase);
