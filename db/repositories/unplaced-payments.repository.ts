import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { openReceivableOf, type PaymentMethod } from '../../workflows/domain/money.ts';
import { monthIn } from '../../workflows/domain/working-time/zone.ts';
import type { Database, Transaction } from '../client.ts';
import { unplacedPayments } from '../schema/unplaced-payments.ts';
import { caseSignalsRepository } from './case-signals.repository.ts';
import { caseTermsRepository } from './case-terms.repository.ts';
import { payOpenRefunds } from './case-money.repository.ts';
import { type CaseRow, casesRepository } from './cases.repository.ts';
import { lockOptionalAccount, requireAmount } from './money-ledger.ts';
import { handInCash, recordPayment } from './money.repository.ts';
import { pageOf, requireFound, requireWritten, type Page } from './support.ts';

export type UnplacedPayment = typeof unplacedPayments.$inferSelect;

/** Money that a case did not take. */
export interface KeptPayment extends Pick<
  UnplacedPayment,
  'caseId' | 'amountMinor' | 'method' | 'reference' | 'paidAt' | 'because'
> {
  /** In the currency of the case. */
  readonly amountMinor: number;
}

/**
 * Keeps money that its case cannot take, in the currency of the case, until finance decides (repair §9). The same
 * method and reference of a case count once: the first entry is answered.
 */
export async function keepPayment(db: Database, payment: KeptPayment, at: Instant): Promise<UnplacedPayment> {
  requireAmount(payment.amountMinor);
  const { currency, timeZone } = await caseTermsRepository(db).findByCase(payment.caseId);
  const kept = { ...payment, currency, receivedAt: at, receivedMonth: monthIn(timeZone, at) };
  const [written] = await db.insert(unplacedPayments).values(kept).onConflictDoNothing().returning();
  if (written !== undefined) return written;
  const { caseId, method, reference } = payment;
  const first = await unplacedPaymentsRepository(db).findOptionalByReference(caseId, method, reference);
  return requireFound(first, 'payment', reference);
}

export interface PlacePayment {
  readonly paymentId: string;
  readonly reason: string;
  /** Finance. */
  readonly person: string;
}

/** How money is given back. */
export interface Refunding {
  readonly method: PaymentMethod;
  readonly reference: string;
}

/**
 * It goes to an open case of the same currency, which is told and takes it as a payment of its own; or to a closed one,
 * whose receivable it pays. What a closed case does not owe is given back at once, by `surplus`.
 */
export async function assignPayment(
  tx: Transaction,
  {
    paymentId,
    reason,
    person,
    toCaseId,
    surplus,
  }: PlacePayment & { readonly toCaseId: string; readonly surplus?: Refunding },
  at: Instant,
): Promise<UnplacedPayment> {
  const payment = await lockWaiting(tx, paymentId);
  const target = await casesRepository(tx).findById(toCaseId);
  const { currency } = await caseTermsRepository(tx).findByCase(toCaseId);
  if (currency !== payment.currency) {
    throw invalid('/toCaseId', `pays in ${currency}, and the money came in ${payment.currency}`);
  }
  const key = `payment/placed/${paymentId}`;
  if (target.closedAt !== null) {
    await payReceivable(tx, key, { payment, target, person, ...(surplus && { surplus }) }, at);
  } else {
    if (surplus !== undefined)
      throw invalid('/method', 'is for a refund, or for more than a closed case owes');
    const { amountMinor, method, reference, paidAt } = payment;
    const payload = { key, amountMinor, method, reference, paidAt };
    await caseSignalsRepository(tx).queue([{ key, caseId: toCaseId, name: 'paymentReported', payload }], at);
  }
  return place(
    tx,
    payment,
    { placement: 'assigned', assignedCaseId: toCaseId, reason, placedBy: person },
    at,
  );
}

interface PayReceivable {
  readonly payment: UnplacedPayment;
  readonly target: CaseRow;
  readonly person: string;
  readonly surplus?: Refunding;
}

/** Books of a closed case stay balanced: what comes pays its receivable, and the rest does not stay (repair §7 "Never"). */
async function payReceivable(
  tx: Transaction,
  key: string,
  { payment, target, person, surplus }: PayReceivable,
  at: Instant,
): Promise<void> {
  const { id: caseId, number } = target;
  const { amountMinor, currency, method, reference } = payment;
  const account = await lockOptionalAccount(tx, caseId);
  const owedMinor = account === undefined ? 0 : openReceivableOf(account);
  if (owedMinor === 0) throw new DomainError('CASE_CLOSED', `The case ${number} is closed and owes nothing`);
  if (amountMinor > owedMinor && surplus === undefined) {
    const surplusMinor = amountMinor - owedMinor;
    throw invalid('/method', `and reference are needed: ${surplusMinor} is more than is owed and goes back`);
  }
  if (amountMinor <= owedMinor && surplus !== undefined) {
    throw invalid('/method', `is for more than is owed: ${owedMinor} is still to come`);
  }
  const of = { caseId, person };
  await recordPayment(tx, key, { ...of, amountMinor, currency, method, reference }, at);
  // Whoever records the money of a closed case has it in hand.
  if (method === 'cash') await handInCash(tx, `${key}/cash`, { ...of, reference, amountMinor }, at);
  if (surplus !== undefined) await payOpenRefunds(tx, `${key}/surplus`, { ...of, ...surplus }, at);
}

/** It went back to whoever paid it, outside the system. */
export async function refundPayment(
  tx: Transaction,
  { paymentId, reason, person, method, reference }: PlacePayment & Refunding,
  at: Instant,
): Promise<UnplacedPayment> {
  const payment = await lockWaiting(tx, paymentId);
  const paid = { refundMethod: method, refundReference: reference };
  return place(tx, payment, { placement: 'refunded', ...paid, reason, placedBy: person }, at);
}

async function lockWaiting(tx: Transaction, id: string): Promise<UnplacedPayment> {
  const rows = await tx.select().from(unplacedPayments).where(eq(unplacedPayments.id, id)).for('update');
  const payment = requireFound(rows[0], 'unplaced payment', id);
  const { placement, placedAt, reference } = payment;
  if (placement === null) return payment;
  throw new DomainError('PAYMENT_PLACED', `The payment ${reference} is ${placement} already`, {
    details: { placement, at: placedAt },
  });
}

async function place(
  tx: Transaction,
  { id, caseId }: UnplacedPayment,
  placed: Partial<UnplacedPayment>,
  at: Instant,
): Promise<UnplacedPayment> {
  const { timeZone } = await caseTermsRepository(tx).findByCase(caseId);
  return requireWritten(
    await tx
      .update(unplacedPayments)
      .set({ ...placed, placedAt: at, placedMonth: monthIn(timeZone, at) })
      .where(eq(unplacedPayments.id, id))
      .returning(),
  );
}

/** Where a page ends: the instant and the id. */
export type UnplacedPosition = readonly [receivedAt: Instant, id: string];

export interface UnplacedFilter {
  readonly caseId?: string;
  readonly state?: 'waiting' | 'placed';
}

/** What a month comes to in one currency outside the accounts of cases; what waits is as at its end (F-03). */
export interface UnplacedTotals {
  readonly currency: string;
  readonly receivedMinor: number;
  readonly assignedMinor: number;
  readonly refundedMinor: number;
  readonly waitingMinor: number;
}

/** Reads the money that waits, or waited, for finance. */
export const unplacedPaymentsRepository = (db: Database) => ({
  findOptionalByReference: async (
    caseId: string,
    method: PaymentMethod,
    reference: string,
  ): Promise<UnplacedPayment | undefined> =>
    (
      await db
        .select()
        .from(unplacedPayments)
        .where(
          and(
            eq(unplacedPayments.caseId, caseId),
            eq(unplacedPayments.method, method),
            eq(unplacedPayments.reference, reference),
          ),
        )
    )[0],

  /** What came first stands first. */
  list: async (
    { caseId, state }: UnplacedFilter,
    { after, limit }: { readonly after: UnplacedPosition | null; readonly limit: number },
  ): Promise<Page<UnplacedPayment, UnplacedPosition>> => {
    const rows = await db
      .select()
      .from(unplacedPayments)
      .where(
        and(
          caseId === undefined ? undefined : eq(unplacedPayments.caseId, caseId),
          state === undefined ? undefined : IN_STATE[state],
          after === null
            ? undefined
            : sql`(${unplacedPayments.receivedAt}, ${unplacedPayments.id}) > (${new Date(after[0]).toISOString()}::timestamptz, ${after[1]}::uuid)`,
        ),
      )
      .orderBy(asc(unplacedPayments.receivedAt), asc(unplacedPayments.id))
      .limit(limit + 1);
    return pageOf(rows, limit, ({ receivedAt, id }) => [receivedAt, id]);
  },

  totalsOf: async (month: string): Promise<readonly UnplacedTotals[]> => {
    const { currency, receivedMonth, placedMonth, placement } = unplacedPayments;
    const isPlaced = sql`${placedMonth} = ${month} and ${placement}`;
    const sums = await db
      .select({
        currency,
        receivedMinor: sumWhere(sql`${receivedMonth} = ${month}`),
        assignedMinor: sumWhere(sql`${isPlaced} = 'assigned'`),
        refundedMinor: sumWhere(sql`${isPlaced} = 'refunded'`),
        waitingMinor: sumWhere(sql`${placedMonth} is null or ${placedMonth} > ${month}`),
      })
      .from(unplacedPayments)
      .where(
        sql`${receivedMonth} <= ${month} and (${receivedMonth} = ${month} or ${placedMonth} is null or ${placedMonth} >= ${month})`,
      )
      .groupBy(currency)
      .orderBy(asc(currency));
    return sums;
  },
});

const IN_STATE = {
  waiting: isNull(unplacedPayments.placement),
  placed: isNotNull(unplacedPayments.placement),
} as const;

const sumWhere = (condition: ReturnType<typeof sql>) =>
  sql<number>`coalesce(sum(${unplacedPayments.amountMinor}) filter (where ${condition}), 0)::float8`;
