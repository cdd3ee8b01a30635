import { and, asc, eq, gt, inArray, min, sql, type SQL } from 'drizzle-orm';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { CostAccount } from '../../workflows/domain/money.ts';
import type { Database, Transaction } from '../client.ts';
import { cases } from '../schema/cases.ts';
import { caseAccounts, moneyEntries, settlementMonths } from '../schema/money.ts';
import { notCountered, type CaseAccount, type MoneyEntry } from './money-ledger.ts';
import { pageOf, requireWritten, type Page } from './support.ts';

export type SettlementMonth = typeof settlementMonths.$inferSelect;

/** A case that was settled in a month, with what that month counts of its ledger. */
export interface SettledCase {
  readonly number: string;
  readonly company: string;
  readonly outcome: string | null;
  readonly account: CaseAccount;
  readonly entries: readonly MoneyEntry[];
}

/** What a month comes to in one currency (F-03, F-04); entries that were undone are left out. */
export interface MonthTotals {
  readonly currency: string;
  readonly cases: number;
  readonly chargedMinor: number;
  readonly paidMinor: number;
  readonly refundedMinor: number;
  /** Left open knowingly: what customers still pay. */
  readonly receivableMinor: number;
  readonly costs: readonly { readonly account: CostAccount; readonly costMinor: number }[];
}

/** Refuses a month that is malformed or closed; it stays open until the transaction ends. */
export async function requireOpenMonth(tx: Transaction, month: string): Promise<void> {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
    throw invalid('/month', 'must be a month, yyyy-MM');
  }
  await lockMonth(tx, month, 'settle');
  if ((await findOptionalMonth(tx, month)) === undefined) return;
  throw new DomainError('MONTH_SETTLED', `The settlement of ${month} is closed`, { details: { month } });
}

/** Refuses an entry that a closed month counts. */
export async function requireMonthOpenFor(tx: Transaction, caseId: string, entryId: number): Promise<void> {
  const [counted] = await tx
    .select({ month: sql<string | null>`${monthOfEntry}` })
    .from(moneyEntries)
    .where(and(eq(moneyEntries.id, entryId), eq(moneyEntries.caseId, caseId)));
  if (counted !== undefined && counted.month !== null) await requireOpenMonth(tx, counted.month);
}

/**
 * Closes a month (F-03, A6): nothing in it is settled or countered any more. Closed before, it stays as it was;
 * `isFirst` tells whether this call closed it.
 */
export async function closeSettlementMonth(
  tx: Transaction,
  { month, person }: { readonly month: string; readonly person: string },
  at: Instant,
): Promise<{ readonly closed: SettlementMonth; readonly isFirst: boolean }> {
  await lockMonth(tx, month, 'close');
  const earlier = await findOptionalMonth(tx, month);
  if (earlier !== undefined) return { closed: earlier, isFirst: false };
  const rows = await tx
    .insert(settlementMonths)
    .values({ month, closedBy: person, closedAt: at })
    .returning();
  return { closed: requireWritten(rows), isFirst: true };
}

/** Keeps a month from being closed while something is settled or countered in it; closing waits for both. */
async function lockMonth(tx: Transaction, month: string, use: 'settle' | 'close'): Promise<void> {
  const lock = use === 'close' ? sql`pg_advisory_xact_lock` : sql`pg_advisory_xact_lock_shared`;
  await tx.execute(sql`select ${lock}(hashtextextended(${`settlement month ${month}`}, 0))`);
}

async function findOptionalMonth(db: Database, month: string): Promise<SettlementMonth | undefined> {
  return (await db.select().from(settlementMonths).where(eq(settlementMonths.month, month)))[0];
}

/** `settlement_of` is a function of the guards: an entry belongs to one settlement of its case for good. */
const monthOfEntry = sql`(select s.month from money_entries s where s.id = settlement_of(${moneyEntries}))`;

const isSettlementIn = (month: string): SQL =>
  sql`${moneyEntries.kind} = 'settlement' and ${moneyEntries.month} = ${month}`;

/** Entries that a month counts. The cases are named first, so that no other ledger is read. */
const isCountedIn = (month: string): SQL => sql`
  ${moneyEntries.caseId} in (select s.case_id from money_entries s where s.kind = 'settlement' and s.month = ${month})
  and ${monthOfEntry} = ${month}`;

/** Reads the monthly settlement (F-03). */
export const settlementMonthsRepository = (db: Database) => ({
  findOptionalByMonth: (month: string) => findOptionalMonth(db, month),

  /** Cases in the order in which they were first settled in the month; `after` is the key of an earlier page. */
  listCases: async (
    month: string,
    after: number | null,
    limit: number,
  ): Promise<Page<SettledCase, number>> => {
    const first = min(moneyEntries.id);
    const settled = db
      .select({ caseId: moneyEntries.caseId, first: sql<number>`${first}::float8`.as('first') })
      .from(moneyEntries)
      .where(isSettlementIn(month))
      .groupBy(moneyEntries.caseId)
      .having(after === null ? undefined : gt(first, after))
      .orderBy(asc(first))
      .limit(limit + 1)
      .as('settled');
    const rows = await db
      .select({
        first: settled.first,
        account: caseAccounts,
        number: cases.number,
        company: cases.company,
        outcome: cases.outcome,
      })
      .from(settled)
      .innerJoin(caseAccounts, eq(caseAccounts.caseId, settled.caseId))
      .innerJoin(cases, eq(cases.id, settled.caseId))
      .orderBy(asc(settled.first));
    const { items, next } = pageOf(rows, limit, ({ first: key }) => key);
    const entries = await listEntries(db, month, items);
    return {
      next,
      items: items.map(({ number, company, outcome, account }) => ({
        ...{ number, company, outcome, account },
        entries: entries.filter(({ caseId }) => caseId === account.caseId),
      })),
    };
  },

  /** One row per currency; none for a month in which nothing was settled. */
  totalsOf: async (month: string): Promise<readonly MonthTotals[]> => {
    const counts = and(isCountedIn(month), notCountered);
    const sums = await db
      .select(MONTH_SUMS)
      .from(moneyEntries)
      .where(counts)
      .groupBy(moneyEntries.currency)
      .orderBy(asc(moneyEntries.currency));
    const costs = await db
      .select({
        currency: moneyEntries.currency,
        account: sql<CostAccount>`${moneyEntries.account}`,
        costMinor: sql<number>`sum(${moneyEntries.amountMinor})::float8`,
      })
      .from(moneyEntries)
      .where(and(counts, eq(moneyEntries.kind, 'cost')))
      .groupBy(moneyEntries.currency, moneyEntries.account)
      .orderBy(asc(moneyEntries.account));
    return sums.map((sum) => ({
      ...sum,
      costs: costs
        .filter(({ currency }) => currency === sum.currency)
        .map(({ account, costMinor }) => ({ account, costMinor })),
    }));
  },
});

const listEntries = (
  db: Database,
  month: string,
  of: readonly { readonly account: CaseAccount }[],
): Promise<MoneyEntry[]> => {
  const caseIds = of.map(({ account }) => account.caseId);
  return db
    .select()
    .from(moneyEntries)
    .where(and(inArray(moneyEntries.caseId, caseIds), eq(monthOfEntry, month)))
    .orderBy(asc(moneyEntries.id));
};

const sumOf = (amount: SQL) => sql<number>`coalesce(sum(${amount}), 0)::float8`;
const amountOf = (kind: MoneyEntry['kind']): SQL =>
  sql`case when ${moneyEntries.kind} = ${kind} then ${moneyEntries.amountMinor} else 0 end`;

/** A later settlement of the same month, or a correction after it, states anew what stays open. */
const IS_LATEST = sql`not exists (select from money_entries s where s.case_id = ${moneyEntries.caseId}
  and ((s.kind = 'settlement' and s.month = ${monthOfEntry} and s.id > settlement_of(${moneyEntries}))
    or (s.kind = 'receivable' and settlement_of(s) = settlement_of(${moneyEntries}) and s.id > ${moneyEntries.id})))`;

const MONTH_SUMS = {
  currency: moneyEntries.currency,
  cases: sql<number>`count(distinct ${moneyEntries.caseId})::int`,
  chargedMinor: sumOf(sql`${amountOf('due')} - ${amountOf('due_voided')}`),
  paidMinor: sumOf(amountOf('payment')),
  refundedMinor: sumOf(amountOf('refund_paid')),
  receivableMinor: sumOf(sql`case when ${IS_LATEST} then ${amountOf('receivable')} else 0 end`),
};
