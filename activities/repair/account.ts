import { standingOf, type AccountTotals } from '../../workflows/domain/money.ts';
import type { CaseAccount } from '../repair-contracts.ts';

/** The sums of a case's ledger and their meaning, without whatever else an effect answers. */
export function accountOf(totals: AccountTotals): CaseAccount {
  const { dueMinor, paidMinor, deferredMinor, refundDueMinor, refundedMinor } = totals;
  const { cashInHandMinor, costMinor, receivableMinor } = totals;
  return {
    dueMinor,
    paidMinor,
    deferredMinor,
    refundDueMinor,
    refundedMinor,
    cashInHandMinor,
    costMinor,
    receivableMinor,
    ...standingOf(totals),
  };
}
