import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { standingOf, type PaymentMethod } from '../../workflows/domain/money.ts';
import type { Database, Transaction } from '../client.ts';
import { moneyEntries } from '../schema/money.ts';
import { oncePerKey } from './effects.ts';
import { lockAccount, lockOptionalAccount, notCountered, requireAmount } from './money-ledger.ts';
import { handInCash, moneyRepository, recordDeferral, type CaseMoney } from './money.repository.ts';
import { acceptQuote, declineQuote, quotesRepository, withdrawQuote } from './quotes.repository.ts';
import { payRefund, reduceDue } from './refunds.repository.ts';

/*
 * Effects that are made of several entries of a case's money ledger, all of them or none, and that answer where the
 * account stands after them.
 */

interface OfCase {
  readonly caseId: string;
  readonly person: string | null;
}

const standing = (tx: Transaction, { caseId }: OfCase): Promise<CaseMoney> =>
  moneyRepository(tx).accountOf(caseId);

export interface CloseQuote extends OfCase {
  readonly revision: number;
  readonly answer: 'accepted' | 'declined' | 'countered' | 'withdrawn';
  readonly heardFrom?: string;
  readonly signature?: string;
  /** In the customer's words. */
  readonly text: string;
}

export type ClosedQuote = CaseMoney & Pick<CloseQuote, 'answer'>;

/**
 * Ends the wait for an answer to a quotation: accepted, its total falls due. Withdrawing one that has its
 * answer already changes nothing. The first answer under the key counts, and is told (repair §9).
 */
export async function closeQuote(
  db: Database,
  key: string,
  args: CloseQuote,
  at: Instant,
): Promise<ClosedQuote> {
  return oncePerKey(db, { key, name: 'closeQuote', at }, async (tx) => {
    const { answer, text, person, ...rest } = args;
    const answered = { ...rest, answeredBy: person };
    const step = `${key}/${answer}`;
    if (answer === 'accepted') await acceptQuote(tx, step, answered, at);
    else if (answer === 'withdrawn') await withdrawOffered(tx, step, args, at);
    else await declineQuote(tx, step, { ...answered, answer, text }, at);
    return { ...(await standing(tx, args)), answer };
  });
}

async function withdrawOffered(
  tx: Transaction,
  key: string,
  { caseId, revision }: CloseQuote,
  at: Instant,
): Promise<void> {
  const quote = await quotesRepository(tx).findByRevision(caseId, revision);
  if (quote.state === 'offered') await withdrawQuote(tx, key, { caseId }, at);
}

export interface HandInCaseCash extends OfCase {
  readonly amountMinor: number;
}

/** Cash of a case reaches finance, the oldest receipt first (repair §3.4 `handInCash`); more than was taken is refused. */
export async function handInCaseCash(
  db: Database,
  key: string,
  args: HandInCaseCash,
  at: Instant,
): Promise<CaseMoney> {
  requireAmount(args.amountMinor);
  return oncePerKey(db, { key, name: 'handInCaseCash', at, request: args }, async (tx) => {
    const { caseId, person } = args;
    const { cashInHandMinor, currency } = await lockAccount(tx, caseId);
    if (args.amountMinor > cashInHandMinor) {
      throw new DomainError('OVER_QUANTITY', `${cashInHandMinor} in cash is left to hand in`, {
        details: { remainderMinor: cashInHandMinor, currency },
      });
    }
    let missingMinor = args.amountMinor;
    for (const { reference, leftMinor } of await openReceipts(tx, caseId)) {
      const amountMinor = Math.min(leftMinor, missingMinor);
      if (amountMinor === 0) break;
      await handInCash(tx, `${key}/${reference}`, { caseId, reference, amountMinor, person }, at);
      missingMinor -= amountMinor;
    }
    return standing(tx, args);
  });
}

async function openReceipts(
  tx: Transaction,
  caseId: string,
): Promise<{ readonly reference: string; readonly leftMinor: number }[]> {
  const signed = sql`case ${moneyEntries.kind} when 'payment' then ${moneyEntries.amountMinor} else -${moneyEntries.amountMinor} end`;
  return tx
    .select({
      // Cash is always taken with a receipt (constraint money_entries_payment).
      reference: sql<string>`${moneyEntries.reference}`,
      leftMinor: sql<number>`sum(${signed})::float8`,
    })
    .from(moneyEntries)
    .where(
      and(
        eq(moneyEntries.caseId, caseId),
        eq(moneyEntries.method, 'cash'),
        sql`${moneyEntries.kind} in ('payment', 'cash_handed_in')`,
        notCountered,
      ),
    )
    .groupBy(moneyEntries.reference)
    .having(sql`sum(${signed}) > 0`)
    .orderBy(sql`min(${moneyEntries.id})`);
}

export interface DeferOutstanding extends OfCase {
  readonly until: Instant;
  readonly reason: string;
}

/** All that is outstanding may be paid after the work (R-10, repair §6 `deferPayment`). */
export async function deferOutstanding(
  db: Database,
  key: string,
  args: DeferOutstanding,
  at: Instant,
): Promise<CaseMoney> {
  return oncePerKey(db, { key, name: 'deferOutstanding', at }, async (tx) => {
    const { outstandingMinor } = standingOf(await lockAccount(tx, args.caseId));
    await recordDeferral(tx, `${key}/entry`, { ...args, amountMinor: outstandingMinor }, at);
    return standing(tx, args);
  });
}

export interface ReduceDueBy extends OfCase {
  readonly byMinor: number;
  /** Once per case, such as `substitute/<line>`. */
  readonly cause: string;
  readonly reason: string;
}

/** Lowers the charge by an amount; what was paid above the new charge becomes a refund of the cause (repair §11, 13). */
export async function reduceDueBy(
  db: Database,
  key: string,
  args: ReduceDueBy,
  at: Instant,
): Promise<CaseMoney> {
  requireAmount(args.byMinor, '/byMinor');
  return oncePerKey(db, { key, name: 'reduceDueBy', at }, async (tx) => {
    const { byMinor, ...rest } = args;
    const { dueMinor } = await lockAccount(tx, args.caseId);
    await reduceDue(tx, `${key}/entry`, { ...rest, toMinor: dueMinor - byMinor }, at);
    return standing(tx, args);
  });
}

export interface UnwindMoney extends OfCase {
  /** What the customer still bears of the work that ends: a told visit fee, what was done of work begun. */
  readonly keepMinor: number;
  readonly cause: string;
}

/**
 * The case ends before its time (repair §5 compensations 7 and 8): above `keepMinor` unpaid dues are voided and
 * payments become a refund of the cause. Money that an earlier round was settled with stays settled (repair §3.4
 * Completion).
 */
export async function unwindMoney(
  db: Database,
  key: string,
  args: UnwindMoney,
  at: Instant,
): Promise<CaseMoney> {
  if (args.keepMinor !== 0) requireAmount(args.keepMinor, '/keepMinor');
  return oncePerKey(db, { key, name: 'unwindMoney', at }, async (tx) => {
    const { keepMinor, ...rest } = args;
    const account = await lockOptionalAccount(tx, args.caseId);
    if (account !== undefined) {
      const toMinor = Math.min(account.dueMinor, (await settledOf(tx, args.caseId)) + keepMinor);
      await reduceDue(tx, `${key}/entry`, { ...rest, toMinor, reason: args.cause }, at);
    }
    return standing(tx, args);
  });
}

/** What the customer was charged in all at the last settlement. */
async function settledOf(tx: Transaction, caseId: string): Promise<number> {
  const [last] = await tx
    .select({ chargedMinor: moneyEntries.amountMinor })
    .from(moneyEntries)
    .where(and(eq(moneyEntries.caseId, caseId), eq(moneyEntries.kind, 'settlement')))
    .orderBy(desc(moneyEntries.id))
    .limit(1);
  return last?.chargedMinor ?? 0;
}

export interface PayOpenRefunds extends OfCase {
  readonly method: PaymentMethod;
  readonly reference: string;
}

/**
 * One transfer gives back everything that is open, each cause once (repair §7 `refund/<cause>`). Refused where
 * nothing is open (ALREADY_REFUNDED).
 */
export async function payOpenRefunds(
  db: Database,
  key: string,
  args: PayOpenRefunds,
  at: Instant,
): Promise<CaseMoney> {
  return oncePerKey(db, { key, name: 'payOpenRefunds', at, request: args }, async (tx) => {
    await lockAccount(tx, args.caseId);
    const open = await openRefunds(tx, args.caseId);
    if (open.length === 0) throw new DomainError('ALREADY_REFUNDED', 'Nothing is open to be given back');
    for (const { cause, amountMinor } of open) {
      await payRefund(tx, `${key}/${cause}`, { ...args, cause, amountMinor }, at);
    }
    return standing(tx, args);
  });
}

async function openRefunds(
  tx: Transaction,
  caseId: string,
): Promise<{ readonly cause: string; readonly amountMinor: number }[]> {
  return tx
    .select({
      // A refund always has a cause (constraint money_entries_cause).
      cause: sql<string>`${moneyEntries.cause}`,
      amountMinor: moneyEntries.amountMinor,
    })
    .from(moneyEntries)
    .where(
      and(
        eq(moneyEntries.caseId, caseId),
        eq(moneyEntries.kind, 'refund_due'),
        notCountered,
        sql`not exists (select from money_entries p
          where p.case_id = ${moneyEntries.caseId} and p.kind = 'refund_paid' and p.cause = ${moneyEntries.cause}
            and not exists (select from money_entries c where c.counters_entry_id = p.id))`,
      ),
    )
    .orderBy(asc(moneyEntries.id));
}
