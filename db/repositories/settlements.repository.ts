import { eq } from 'drizzle-orm';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { reductionTo, standingOf } from '../../workflows/domain/money.ts';
import type { Database } from '../client.ts';
import { feeDetails } from '../schema/fees.ts';
import { oncePerKey, type Effect } from './effects.ts';
import { requireDetailIn, requireWithinDue } from './fees.repository.ts';
import {
  accountAfter,
  openAccount,
  postEntries,
  type AccountAfter,
  type CaseAccount,
  type NewEntry,
} from './money-ledger.ts';
import { visitFeesOf } from './quotes.repository.ts';
import { reductionEntries, requireNewCause } from './refunds.repository.ts';
import { requireOpenMonth } from './settlement-months.repository.ts';

export interface SettleFees {
  readonly caseId: string;
  readonly currency: string;
  /** Of the costed fee detail; where the policy asks for no fee chain it counts the settlements of the case. */
  readonly revision: number;
  /** What the customer is charged in all where there is no fee detail (0 for a free case); else left out. */
  readonly chargedMinor?: number;
  /** `yyyy-MM` of the monthly settlement, in the company's time zone (F-03). */
  readonly month: string;
  /** True leaves what is outstanding open for the customer to pay later. */
  readonly receivable: boolean;
  readonly invoiceNumber?: string;
  /** Finance. */
  readonly person: string | null;
}

export interface SettledFees extends AccountAfter {
  readonly chargedMinor: number;
  /** To be given back: paid above what is charged; cause `fee/<revision>`. */
  readonly refundMinor: number;
}

/**
 * Settles a case (F-01, `settleBalance`): what was due above the charge is voided, what was paid above it becomes a
 * refund; a visit fee stays beside what the fee detail charges for the work; what is unpaid stays open only as a
 * receivable (else PAYMENT_OPEN). Refused for a month that is closed (MONTH_SETTLED) and for more than what was agreed
 * (OVER_CHARGE).
 */
export async function settleFees(
  db: Database,
  key: string,
  args: SettleFees,
  at: Instant,
): Promise<SettledFees> {
  const effect: Effect = { key, name: 'settleFees', at };
  return oncePerKey(db, effect, async (tx) => {
    const account = await openAccount(tx, args.caseId, args.currency);
    await requireOpenMonth(tx, args.month);
    const detail =
      args.chargedMinor === undefined
        ? await requireDetailIn(tx, args.caseId, args.revision, ['costed'])
        : undefined;
    requireWithinDue(args.chargedMinor ?? 0, account);
    // A detail was within what was due when it was entered; a refund by authority may have lowered that since.
    const chargedMinor =
      detail === undefined
        ? (args.chargedMinor ?? 0)
        : Math.min(account.dueMinor, detail.chargedMinor + (await visitFeesOf(tx, args.caseId)));
    if (detail !== undefined) {
      const { person, invoiceNumber } = args;
      await tx
        .update(feeDetails)
        .set({ state: 'settled', settledBy: person, settledAt: at, invoiceNumber: invoiceNumber ?? null })
        .where(eq(feeDetails.id, detail.id));
    }
    const entries = settlementEntries(account, chargedMinor, args, detail?.id);
    const refund = entries.find((entry) => entry.kind === 'refund_due');
    if (refund?.cause) await requireNewCause(tx, args.caseId, refund.cause);
    const after = await postEntries(tx, effect, account, entries);
    const refundMinor = refund?.amountMinor ?? 0;
    return { ...after, chargedMinor, refundMinor };
  });
}

function settlementEntries(
  account: CaseAccount,
  chargedMinor: number,
  args: SettleFees,
  feeDetailId: string | undefined,
): NewEntry[] {
  const { person, month } = args;
  const cause = `fee/${args.revision}`;
  const lowered = reductionEntries(reductionTo(account, chargedMinor), { cause, person });
  const { outstandingMinor } = standingOf(accountAfter(account, lowered));
  if (outstandingMinor > 0 && !args.receivable) {
    throw new DomainError(
      'PAYMENT_OPEN',
      `${outstandingMinor} is not paid: collect it, or settle it as a receivable`,
      {
        details: { outstandingMinor, currency: account.currency },
      },
    );
  }
  const settlement: NewEntry = {
    kind: 'settlement',
    amountMinor: chargedMinor,
    month,
    person,
    ...(feeDetailId !== undefined && { feeDetailId }),
  };
  const receivable: NewEntry = { kind: 'receivable', amountMinor: outstandingMinor, person };
  return [...lowered, settlement, ...(outstandingMinor > 0 ? [receivable] : [])];
}
