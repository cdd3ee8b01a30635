import { effect } from '../../runtime/effects.ts';
import { since } from '../../runtime/generations.ts';
import { effects, keyed } from '../effects.ts';
import { WAIVED_VISIT_FEE } from '../../domain/money.ts';
import { askOwed, owedFollows } from '../money/owed.ts';
import type { RepairCase } from '../repair.case.ts';

/** Visits in vain through the customer, and the fee that was told before them (2 `visitFeeMinor`, 3.4 visit). */

/** What the customer owes for a visit in vain: after `maxNoShows`, or where the quotation was declined; else 0. */
export function visitFeeDue(c: RepairCase): number {
  const declinedAfterVisit = c.state.outcome === 'declined' && c.data.firstArrivedAt !== null;
  const inVain = c.data.noShows >= c.policy.maxNoShows;
  return declinedAfterVisit || inVain ? c.policy.visitFeeMinor : 0;
}

/** Charges the fee, once per case; gives what is charged. */
export async function chargeVisitFee(c: RepairCase): Promise<number> {
  const amountMinor = visitFeeDue(c);
  if (amountMinor === 0) return 0;
  const account = await effect(() =>
    effects.charge({
      ...keyed(c, 'money/visitFee'),
      amountMinor,
      cause: 'visitFee',
      reason: 'visit fee, told before the visit',
    }),
  );
  if (c.data.visitFeeMinor === 0) askOwed(c, account);
  c.data.visitFeeMinor = amountMinor;
  return amountMinor;
}

/** A repair is agreed on after all: its price covers the visits, unless the policy charges them beside it. */
export async function waiveVisitFee(c: RepairCase): Promise<void> {
  const byMinor = c.data.visitFeeMinor;
  if (byMinor === 0 || c.policy.visitFeeBesideRepair || !since(1, 'visit-fee-waived')) return;
  const account = await effect(() =>
    effects.reduceDue({
      ...keyed(c, 'money/visitFee/waived'),
      byMinor,
      cause: WAIVED_VISIT_FEE,
      reason: 'the repair was agreed on',
    }),
  );
  c.data.visitFeeMinor = 0;
  owedFollows(c, account);
}
