import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { CostAccount, FeeDetailState, FeeKind } from '../../workflows/domain/money.ts';
import type { Database, Transaction } from '../client.ts';
import { feeDetails, feeLines } from '../schema/fees.ts';
import { oncePerKey, type Effect } from './effects.ts';
import { openAccount, postEntries, type AccountAfter } from './money-ledger.ts';
import { requireFound } from './support.ts';

export type FeeDetail = typeof feeDetails.$inferSelect;
export type FeeLine = typeof feeLines.$inferSelect;

export interface RecordFeeDetail {
  readonly caseId: string;
  /** Above every earlier one of the case. */
  readonly revision: number;
  readonly currency: string;
  readonly lines: readonly {
    readonly kind: FeeKind;
    readonly description: string;
    readonly quantity: number;
    /** What the customer is charged for the whole quantity; 0 where somebody else bears it. */
    readonly chargedMinor: number;
  }[];
  readonly person: string | null;
}

/** Enters the fee detail of a case (F-01); an earlier one that is not settled is superseded. More than due is refused (OVER_CHARGE). */
export async function recordFeeDetail(
  db: Database,
  key: string,
  args: RecordFeeDetail,
  at: Instant,
): Promise<{ readonly feeDetailId: string; readonly revision: number; readonly chargedMinor: number }> {
  const effect: Effect = { key, name: 'recordFeeDetail', at, request: args };
  return oncePerKey(db, effect, async (tx) => {
    const { caseId, revision, currency, lines, person } = args;
    const account = await openAccount(tx, caseId, currency);
    const chargedMinor = lines.reduce((sum, line) => sum + line.chargedMinor, 0);
    requireWithinDue(chargedMinor, account);
    await tx
      .update(feeDetails)
      .set({ state: 'superseded' })
      .where(
        and(eq(feeDetails.caseId, caseId), inArray(feeDetails.state, ['detailed', 'approved', 'costed'])),
      );
    const [detail] = await tx
      .insert(feeDetails)
      .values({ caseId, revision, currency, chargedMinor, detailedBy: person, detailedAt: at })
      .returning({ id: feeDetails.id });
    if (detail === undefined) throw new Error('The fee detail was not written');
    if (lines.length > 0) {
      await tx
        .insert(feeLines)
        .values(lines.map((line, index) => ({ ...line, feeDetailId: detail.id, position: index + 1 })));
    }
    return { feeDetailId: detail.id, revision, chargedMinor };
  });
}

/** The customer is never charged more than what was agreed (repair §7 "Never"). */
export function requireWithinDue(
  chargedMinor: number,
  account: { readonly dueMinor: number; readonly currency: string },
): void {
  if (Number.isSafeInteger(chargedMinor) && chargedMinor >= 0 && chargedMinor <= account.dueMinor) return;
  throw new DomainError('OVER_CHARGE', `The customer agreed to ${account.dueMinor}, not to ${chargedMinor}`, {
    details: { remainderMinor: account.dueMinor, currency: account.currency },
  });
}

export interface DecideFeeDetail {
  readonly caseId: string;
  readonly revision: number;
  readonly person: string | null;
}

/** The detail is approved (F-01, repair §6 `feeDetail`); costing may begin. */
export async function approveFeeDetail(
  db: Database,
  key: string,
  args: DecideFeeDetail,
  at: Instant,
): Promise<{ readonly feeDetailId: string }> {
  return oncePerKey(db, { key, name: 'approveFeeDetail', at }, async (tx) => {
    const detail = await requireDetailIn(tx, args.caseId, args.revision, ['detailed']);
    await tx
      .update(feeDetails)
      .set({ state: 'approved', approvedBy: args.person, approvedAt: at })
      .where(eq(feeDetails.id, detail.id));
    return { feeDetailId: detail.id };
  });
}

/** The detail is refused with a reason; a new revision follows. */
export async function refuseFeeDetail(
  db: Database,
  key: string,
  args: DecideFeeDetail & { readonly reason: string },
  at: Instant,
): Promise<{ readonly feeDetailId: string }> {
  return oncePerKey(db, { key, name: 'refuseFeeDetail', at }, async (tx) => {
    const detail = await requireDetailIn(tx, args.caseId, args.revision, ['detailed']);
    await tx
      .update(feeDetails)
      .set({ state: 'refused', refusalReason: args.reason })
      .where(eq(feeDetails.id, detail.id));
    return { feeDetailId: detail.id };
  });
}

/** Locks a fee detail that must have come to one of the states of its chain (F-01). */
export async function requireDetailIn(
  tx: Transaction,
  caseId: string,
  revision: number,
  states: readonly FeeDetailState[],
): Promise<FeeDetail> {
  const [detail] = await tx
    .select()
    .from(feeDetails)
    .where(and(eq(feeDetails.caseId, caseId), eq(feeDetails.revision, revision)))
    .for('no key update');
  if (detail === undefined) throw new DomainError('NOT_FOUND', `The case has no fee detail ${revision}`);
  if (states.includes(detail.state)) return detail;
  throw new DomainError(
    'FEE_DETAIL_NOT_READY',
    `Fee detail ${revision} is ${detail.state}, not ${states.join(' or ')}`,
    { details: { revision, state: detail.state } },
  );
}

/** A cost of the case, whoever bears it. */
export interface CostLine {
  readonly kind: FeeKind;
  readonly description: string;
  readonly account: CostAccount;
  readonly costMinor: number;
  /** The line of the fee detail that it belongs to. */
  readonly position?: number;
}

export interface PostCosts {
  readonly caseId: string;
  readonly currency: string;
  /** The approved fee detail that is costed; none where the policy asks for no fee chain. */
  readonly revision?: number;
  readonly lines: readonly CostLine[];
  /** Finance. */
  readonly person: string | null;
}

/** Posts what the case cost us to the accounts that bear it; free repairs cost too (F-04, `costFees`). */
export async function postCosts(
  db: Database,
  key: string,
  args: PostCosts,
  at: Instant,
): Promise<AccountAfter> {
  // Without a fee detail the process says by itself what the case cost.
  const stated = args.revision === undefined ? {} : { request: args };
  const effect: Effect = { key, name: 'postCosts', at, ...stated };
  return oncePerKey(db, effect, async (tx) => {
    const account = await openAccount(tx, args.caseId, args.currency);
    const detail =
      args.revision === undefined
        ? undefined
        : await requireDetailIn(tx, args.caseId, args.revision, ['approved']);
    if (detail !== undefined) await costDetail(tx, detail, args, at);
    const entries = args.lines
      .filter((line) => line.costMinor > 0)
      .map((line) => ({
        kind: 'cost' as const,
        amountMinor: line.costMinor,
        account: line.account,
        feeKind: line.kind,
        reason: line.description,
        person: args.person,
        ...(detail && { feeDetailId: detail.id }),
      }));
    return postEntries(tx, effect, account, entries);
  });
}

async function costDetail(tx: Transaction, detail: FeeDetail, args: PostCosts, at: Instant): Promise<void> {
  const costed = args.lines.filter((line) => line.position !== undefined);
  await tx.execute(
    sql`update fee_lines l set cost_minor = v.cost, account = v.account
      from unnest(${sql.param(costed.map((line) => line.position))}::int[],
        ${sql.param(costed.map((line) => line.costMinor))}::bigint[],
        ${sql.param(costed.map((line) => line.account))}::text[]) as v(position, cost, account)
      where l.fee_detail_id = ${detail.id} and l.position = v.position`,
  );
  await tx
    .update(feeDetails)
    .set({
      state: 'costed',
      costMinor: args.lines.reduce((sum, line) => sum + line.costMinor, 0),
      costedBy: args.person,
      costedAt: at,
    })
    .where(eq(feeDetails.id, detail.id));
}

/** Reads fee details. */
export const feesRepository = (db: Database) => ({
  findByRevision: async (caseId: string, revision: number): Promise<FeeDetail> =>
    requireFound(
      (
        await db
          .select()
          .from(feeDetails)
          .where(and(eq(feeDetails.caseId, caseId), eq(feeDetails.revision, revision)))
      )[0],
      'fee detail',
      `${caseId}/${revision}`,
    ),

  listByCase: (caseId: string): Promise<FeeDetail[]> =>
    db.select().from(feeDetails).where(eq(feeDetails.caseId, caseId)).orderBy(asc(feeDetails.revision)),

  /** The lines of all fee details of a case. */
  listLinesByCase: async (caseId: string): Promise<FeeLine[]> => {
    const rows = await db
      .select({ line: feeLines })
      .from(feeLines)
      .innerJoin(feeDetails, eq(feeDetails.id, feeLines.feeDetailId))
      .where(eq(feeDetails.caseId, caseId))
      .orderBy(asc(feeDetails.revision), asc(feeLines.position));
    return rows.map(({ line }) => line);
  },

  listLines: (feeDetailId: string): Promise<FeeLine[]> =>
    db.select().from(feeLines).where(eq(feeLines.feeDetailId, feeDetailId)).orderBy(asc(feeLines.position)),
});
