import { and, eq, sql, type SQL } from 'drizzle-orm';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import {
  applyEntry,
  standingOf,
  type AccountChange,
  type AccountStanding,
  type AccountTotals,
} from '../../workflows/domain/money.ts';
import type { Database, Transaction } from '../client.ts';
import { caseAccounts, moneyEntries } from '../schema/money.ts';
import type { Effect } from './effects.ts';

export type CaseAccount = typeof caseAccounts.$inferSelect;
export type MoneyEntry = typeof moneyEntries.$inferSelect;

/** An entry for the money ledger; case, currency and instant come from its effect. */
export type NewEntry = AccountChange &
  Partial<
    Pick<
      MoneyEntry,
      | 'cause'
      | 'quoteId'
      | 'feeDetailId'
      | 'replacesEntryId'
      | 'reference'
      | 'account'
      | 'feeKind'
      | 'until'
      | 'month'
      | 'person'
      | 'reason'
    >
  >;

/** What a money effect answers: where the account stands after it. */
export type AccountAfter = AccountTotals & AccountStanding & { readonly currency: string };

/** Locks the account of a case, so that its money effects run one after the other; opens it where there is none yet. */
export async function openAccount(tx: Transaction, caseId: string, currency: string): Promise<CaseAccount> {
  const [account] = await tx
    .insert(caseAccounts)
    .values({ caseId, currency })
    .onConflictDoUpdate({ target: caseAccounts.caseId, set: { currency: sql`${caseAccounts.currency}` } })
    .returning();
  if (account === undefined) throw new Error(`The account of case ${caseId} was not opened`);
  if (account.currency !== currency) {
    throw invalid('/currency', `must be ${account.currency}, the currency of the case`);
  }
  return account;
}

/** Locks the account of a case; undefined where no money was ever spoken of. */
export async function lockOptionalAccount(tx: Transaction, caseId: string): Promise<CaseAccount | undefined> {
  const [account] = await tx
    .select()
    .from(caseAccounts)
    .where(eq(caseAccounts.caseId, caseId))
    .for('no key update');
  return account;
}

/** Locks the account of a case that must have one. */
export async function lockAccount(tx: Transaction, caseId: string): Promise<CaseAccount> {
  const account = await lockOptionalAccount(tx, caseId);
  if (account === undefined) throw new DomainError('NOT_FOUND', `Case ${caseId} has no money account`);
  return account;
}

/** Writes entries in the order given (the sums follow by trigger) and answers the account after them. */
export async function postEntries(
  tx: Transaction,
  effect: Effect,
  account: CaseAccount,
  entries: readonly NewEntry[],
  firstPosition = 0,
): Promise<AccountAfter> {
  const { caseId, currency } = account;
  if (entries.length > 0) {
    await tx.insert(moneyEntries).values(
      entries.map((entry, index) => ({
        ...entry,
        caseId,
        currency,
        effectKey: effect.key,
        position: firstPosition + index,
        at: effect.at,
      })),
    );
  }
  return accountAfter(account, entries);
}

/** The account as it stands after entries that were written on top of it. */
export function accountAfter(account: CaseAccount, entries: readonly AccountChange[]): AccountAfter {
  const { dueMinor, paidMinor, deferredMinor, refundDueMinor, refundedMinor } = account;
  const { cashInHandMinor, costMinor, receivableMinor } = account;
  const before: AccountTotals = {
    dueMinor,
    paidMinor,
    deferredMinor,
    refundDueMinor,
    refundedMinor,
    cashInHandMinor,
    costMinor,
    receivableMinor,
  };
  const totals = entries.reduce(applyEntry, before);
  return { ...totals, ...standingOf(totals), currency: account.currency };
}

/** The one entry of a kind for a cause of a case; with `notCountered`, only while it stands. */
export async function findOptionalEntryByCause(
  db: Database,
  caseId: string,
  kind: 'due' | 'refund_due' | 'refund_paid',
  cause: string,
  only?: SQL,
): Promise<MoneyEntry | undefined> {
  const [entry] = await db
    .select()
    .from(moneyEntries)
    .where(
      and(eq(moneyEntries.caseId, caseId), eq(moneyEntries.kind, kind), eq(moneyEntries.cause, cause), only),
    );
  return entry;
}

/** Leaves out entries that a counter entry has undone. */
export const notCountered = sql`not exists (select from money_entries c where c.counters_entry_id = ${moneyEntries.id})`;

/** Leaves out entries that another one was written in the place of. */
export const notReplaced = sql`not exists (select from money_entries r where r.replaces_entry_id = ${moneyEntries.id})`;

/** Refuses an amount that is not a whole number of minor units above zero. */
export function requireAmount(amountMinor: number, pointer = '/amountMinor'): void {
  if (Number.isSafeInteger(amountMinor) && amountMinor > 0) return;
  throw invalid(pointer, 'must be a whole number of minor units above zero');
}
