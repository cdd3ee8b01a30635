import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import {
  EMPTY_ACCOUNT,
  standingOf,
  surplusOfPayment,
  type CostAccount,
  type FeeKind,
  type PaymentMethod,
} from '../../workflows/domain/money.ts';
import type { Database, Transaction } from '../client.ts';
import { caseAccounts, moneyEntries } from '../schema/money.ts';
import { firstAnswer, oncePerKey, type Effect } from './effects.ts';
import {
  accountAfter,
  findOptionalEntryByCause,
  lockAccount,
  notCountered,
  openAccount,
  postEntries,
  requireAmount,
  type AccountAfter,
  type MoneyEntry,
  type NewEntry,
} from './money-ledger.ts';

export interface RecordVisitFee {
  readonly caseId: string;
  /** `visitFee`, or `visitFee/<n>` for another one of the same case. */
  readonly cause: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly person: string | null;
}

/** The visit fee, told before the visit, falls due (repair §3.4 Visit). Money that was paid before counts for it. */
export async function recordVisitFee(
  db: Database,
  key: string,
  args: RecordVisitFee,
  at: Instant,
): Promise<AccountAfter> {
  requireAmount(args.amountMinor);
  const effect: Effect = { key, name: 'recordVisitFee', at };
  return oncePerKey(db, effect, async (tx) => {
    const { caseId, currency, ...due } = args;
    const account = await openAccount(tx, caseId, currency);
    const earlier = await findOptionalEntryByCause(tx, caseId, 'due', due.cause);
    if (earlier !== undefined) return accountAfter(account, []);
    return postEntries(tx, effect, account, [{ kind: 'due', ...due }]);
  });
}

export interface RecordPayment {
  readonly caseId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly method: PaymentMethod;
  /** Of the bank transfer, the receipt or the provider; with the method it stands once per case. */
  readonly reference: string;
  readonly person: string | null;
}

export interface RecordedPayment extends AccountAfter {
  readonly entryId: number;
  /** Of this payment, what was above the due and is to be given back. */
  readonly surplusMinor: number;
}

/**
 * A payment came in (A6, repair §3.4 Payment). Less than due is recorded and the rest stays outstanding; what is above
 * the due becomes a refund of cause `payment/<method>/<reference>`; while nothing is due the money is unplaced. The
 * same method and reference again get the first answer.
 */
export async function recordPayment(
  db: Database,
  key: string,
  args: RecordPayment,
  at: Instant,
): Promise<RecordedPayment> {
  requireAmount(args.amountMinor);
  const effect: Effect = { key, name: 'recordPayment', at, request: args };
  return oncePerKey(db, effect, async (tx) => {
    const { caseId, currency, ...payment } = args;
    const account = await openAccount(tx, caseId, currency);
    await requireNoCorrection(tx, args);
    const [entry] = await tx
      .insert(moneyEntries)
      .values({ kind: 'payment', ...payment, caseId, currency, effectKey: key, position: 0, at })
      .onConflictDoNothing()
      .returning({ id: moneyEntries.id });
    if (entry === undefined) return answerOfPayment(tx, args);
    const surplusMinor = surplusOfPayment(account, args.amountMinor);
    const surplus: NewEntry[] =
      surplusMinor === 0
        ? []
        : [
            {
              kind: 'refund_due',
              amountMinor: surplusMinor,
              cause: `payment/${args.method}/${args.reference}`,
            },
          ];
    await postEntries(tx, effect, account, surplus, 1);
    const after = accountAfter(account, [{ kind: 'payment', ...payment }, ...surplus]);
    return { ...after, entryId: entry.id, surplusMinor };
  });
}

/** Refuses a payment that a correction has put into the books already. */
async function requireNoCorrection(
  tx: Transaction,
  { caseId, method, reference }: RecordPayment,
): Promise<void> {
  const stated = and(
    eq(moneyEntries.caseId, caseId),
    eq(moneyEntries.kind, 'payment'),
    eq(moneyEntries.method, method),
    eq(moneyEntries.reference, reference),
    isNotNull(moneyEntries.replacesEntryId),
    notCountered,
  );
  if ((await tx.$count(moneyEntries, stated)) === 0) return;
  throw invalid('/reference', 'stands in the books already, by a correction');
}

/** The first answer to a payment that is entered already. */
async function answerOfPayment(tx: Transaction, args: RecordPayment): Promise<RecordedPayment> {
  const [known] = await tx
    .select({ effectKey: moneyEntries.effectKey, stands: sql<boolean>`${notCountered}` })
    .from(moneyEntries)
    .where(
      and(
        eq(moneyEntries.caseId, args.caseId),
        eq(moneyEntries.kind, 'payment'),
        eq(moneyEntries.method, args.method),
        eq(moneyEntries.reference, args.reference),
      ),
    );
  if (known === undefined) throw new Error(`Payment ${args.reference} vanished`);
  if (known.stands) return firstAnswer(tx, { key: known.effectKey, name: 'recordPayment' });
  throw invalid('/reference', 'was undone by a counter entry: add a suffix to enter it again');
}

export interface HandInCash {
  readonly caseId: string;
  /** Receipt number that the cash was taken with. */
  readonly reference: string;
  readonly amountMinor: number;
  /** Finance, who takes it. */
  readonly person: string | null;
}

/** Cash taken by a technician reaches finance (repair §3.4 `handInCash`); more than was taken is refused (OVER_QUANTITY). */
export async function handInCash(
  db: Database,
  key: string,
  args: HandInCash,
  at: Instant,
): Promise<AccountAfter> {
  requireAmount(args.amountMinor);
  const effect: Effect = { key, name: 'handInCash', at };
  return oncePerKey(db, effect, async (tx) => {
    const account = await lockAccount(tx, args.caseId);
    const [cash] = await tx
      .select({
        leftMinor: sql<number>`coalesce(sum(case ${moneyEntries.kind} when 'payment' then ${moneyEntries.amountMinor} else -${moneyEntries.amountMinor} end), 0)::float8`,
      })
      .from(moneyEntries)
      .where(
        and(
          eq(moneyEntries.caseId, args.caseId),
          eq(moneyEntries.reference, args.reference),
          eq(moneyEntries.method, 'cash'),
          sql`${moneyEntries.kind} in ('payment', 'cash_handed_in')`,
          notCountered,
        ),
      );
    const leftMinor = cash?.leftMinor ?? 0;
    if (args.amountMinor > leftMinor) {
      throw new DomainError('OVER_QUANTITY', `Receipt ${args.reference} has ${leftMinor} left to hand in`, {
        details: { reference: args.reference, remainderMinor: leftMinor, currency: account.currency },
      });
    }
    const { amountMinor, reference, person } = args;
    return postEntries(tx, effect, account, [
      { kind: 'cash_handed_in', method: 'cash', amountMinor, reference, person },
    ]);
  });
}

export interface RecordDeferral {
  readonly caseId: string;
  readonly amountMinor: number;
  readonly until: Instant;
  readonly reason: string;
  /** Who approved it, with the authority for the amount (repair §6 `deferPayment`). */
  readonly person: string | null;
}

/** Part of what is due may be paid after the work; a later deferral replaces an earlier one, 0 takes it back. */
export async function recordDeferral(
  db: Database,
  key: string,
  args: RecordDeferral,
  at: Instant,
): Promise<AccountAfter> {
  if (args.amountMinor !== 0) requireAmount(args.amountMinor);
  const effect: Effect = { key, name: 'recordDeferral', at };
  return oncePerKey(db, effect, async (tx) => {
    const { caseId, ...deferral } = args;
    const account = await lockAccount(tx, caseId);
    const { outstandingMinor } = standingOf(account);
    if (args.amountMinor > outstandingMinor) {
      throw new DomainError('OVER_CHARGE', `Only ${outstandingMinor} is outstanding and can be deferred`, {
        details: { remainderMinor: outstandingMinor, currency: account.currency },
      });
    }
    return postEntries(tx, effect, account, [{ kind: 'deferral', ...deferral }]);
  });
}

/** Reads the money ledger. */
export const moneyRepository = (db: Database) => ({
  /** Where a case stands; all zero where no money was ever spoken of. */
  accountOf: async (caseId: string): Promise<CaseMoney> => {
    const [account] = await db.select().from(caseAccounts).where(eq(caseAccounts.caseId, caseId));
    if (account === undefined) {
      return { ...EMPTY_ACCOUNT, ...standingOf(EMPTY_ACCOUNT), currency: null, settlementMonth: null };
    }
    return { ...accountAfter(account, []), settlementMonth: account.settlementMonth };
  },

  /** The ledger of a case in the order it was written. */
  listEntriesByCase: (caseId: string): Promise<MoneyEntry[]> =>
    db.select().from(moneyEntries).where(eq(moneyEntries.caseId, caseId)).orderBy(asc(moneyEntries.id)),

  /** The payment of a case that came with this reference, also one that was undone later. */
  findOptionalPayment: async (
    caseId: string,
    method: PaymentMethod,
    reference: string,
  ): Promise<MoneyEntry | undefined> =>
    (
      await db
        .select()
        .from(moneyEntries)
        .where(
          and(
            eq(moneyEntries.caseId, caseId),
            eq(moneyEntries.kind, 'payment'),
            eq(moneyEntries.method, method),
            eq(moneyEntries.reference, reference),
          ),
        )
    )[0],

  /** Costs of a case by who bears them and what they were for (F-04); countered ones left out. */
  listCostsByCase: (
    caseId: string,
  ): Promise<{ account: CostAccount | null; feeKind: FeeKind | null; costMinor: number }[]> =>
    db
      .select({
        account: moneyEntries.account,
        feeKind: moneyEntries.feeKind,
        costMinor: sql<number>`sum(${moneyEntries.amountMinor})::float8`,
      })
      .from(moneyEntries)
      .where(and(eq(moneyEntries.caseId, caseId), eq(moneyEntries.kind, 'cost'), notCountered))
      .groupBy(moneyEntries.account, moneyEntries.feeKind)
      .orderBy(asc(moneyEntries.account), asc(moneyEntries.feeKind)),
});

/** A case's account as people read it. */
export type CaseMoney = Omit<AccountAfter, 'currency'> & {
  /** ISO 4217; null where no money was ever spoken of. */
  readonly currency: string | null;
  /** `yyyy-MM` of the monthly settlement that lists the case. */
  readonly settlementMonth: string | null;
};
