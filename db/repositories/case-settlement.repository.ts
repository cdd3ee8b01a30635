import { and, eq } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import { standingOf, type Currency } from '../../workflows/domain/money.ts';
import type { Database, Transaction } from '../client.ts';
import { moneyEntries } from '../schema/money.ts';
import { oncePerKey } from './effects.ts';
import { openAccount, type CaseAccount } from './money-ledger.ts';
import { moneyRepository, type CaseMoney } from './money.repository.ts';
import { recordRefundDue } from './refunds.repository.ts';
import { settleFees } from './settlements.repository.ts';

export interface SettleCase {
  readonly caseId: string;
  readonly currency: Currency;
  /** Of the costed fee detail; null where the policy asks for no fee chain: what is due stays charged. */
  readonly revision: number | null;
  /** `yyyy-MM` of the monthly settlement, in the company's time zone (F-03). */
  readonly month: string;
  readonly invoiceNumber: string | null;
  /** Finance. */
  readonly person: string | null;
}

/**
 * Settles a case (F-01, `settleBalance`): what was paid above the charge becomes a refund due, what is unpaid stays
 * open as a receivable.
 */
export async function settleCase(
  db: Database,
  key: string,
  args: SettleCase,
  at: Instant,
): Promise<CaseMoney> {
  return oncePerKey(db, { key, name: 'settleCase', at }, async (tx) => {
    const { caseId, revision, invoiceNumber, ...rest } = args;
    const charge = revision === null ? await chargeWithoutDetail(tx, key, args, at) : { revision };
    const invoice = invoiceNumber === null ? {} : { invoiceNumber };
    const settlement = { ...rest, ...charge, ...invoice, caseId, receivable: true };
    await settleFees(tx, `${key}/entry`, settlement, at);
    return moneyRepository(tx).accountOf(caseId);
  });
}

/** Money that is neither due nor to be given back is given back; the settlements of the case are counted instead of fee details. */
async function chargeWithoutDetail(
  tx: Transaction,
  key: string,
  args: SettleCase,
  at: Instant,
): Promise<{ readonly revision: number; readonly chargedMinor: number }> {
  const { caseId, person } = args;
  const account: CaseAccount = await openAccount(tx, caseId, args.currency);
  const isEarlier = and(eq(moneyEntries.caseId, caseId), eq(moneyEntries.kind, 'settlement'));
  const revision = (await tx.$count(moneyEntries, isEarlier)) + 1;
  const { unplacedMinor } = standingOf(account);
  if (unplacedMinor > 0) {
    const cause = `settlement/${revision}`;
    const surplus = { caseId, amountMinor: unplacedMinor, cause, reason: cause, person };
    await recordRefundDue(tx, `${key}/surplus`, surplus, at);
  }
  return { revision, chargedMinor: account.dueMinor };
}
