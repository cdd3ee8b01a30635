import { and, asc, eq, inArray, or, sql, type SQL } from 'drizzle-orm';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { FreeLot, MovementKind, RequisitionState } from '../../workflows/domain/parts.ts';
import type { Transaction } from '../client.ts';
import { parts } from '../schema/parts.ts';
import { requisitionLines, requisitions } from '../schema/requisitions.ts';
import { stockBalances, stockMovements } from '../schema/stock.ts';
import type { Effect } from './effects.ts';

/** An entry for the stock ledger; a line's entry names its case. */
export interface Movement {
  readonly kind: MovementKind;
  readonly partId: string;
  readonly locationCode?: string;
  readonly lot?: string;
  readonly serial?: string;
  readonly quantity: number;
  readonly caseId?: string;
  readonly lineId?: string;
  readonly person?: string | null;
  readonly reason?: string;
}

/** A requisition line with what its requisition and its part say about it. */
export type LineInContext = typeof requisitionLines.$inferSelect & {
  readonly caseId: string;
  readonly requisitionState: RequisitionState;
  readonly locationCode: string;
  readonly part: typeof parts.$inferSelect;
};

/** Chooses requisition lines: by id, by case, by requisition, or by several of these at once. */
export interface LineChoice {
  readonly lineIds?: readonly string[];
  readonly caseId?: string;
  readonly requisitionId?: string;
}

/**
 * Locks parts in the order of their ids. Every effect that moves stock does so before it reads any quantity: the
 * effects on one part run one after the other, and no two effects can wait for each other in a circle.
 */
export async function lockParts(
  tx: Transaction,
  partIds: readonly string[],
  ofLines?: SQL,
): Promise<Map<string, typeof parts.$inferSelect>> {
  const wanted = [...new Set(partIds)];
  const ofChosenLines =
    ofLines &&
    inArray(parts.id, tx.select({ id: requisitionLines.partId }).from(requisitionLines).where(ofLines));
  const rows = await tx
    .select()
    .from(parts)
    .where(or(inArray(parts.id, wanted), ofChosenLines))
    .orderBy(asc(parts.id))
    .for('no key update');
  const found = new Map(rows.map((row) => [row.id, row]));
  requireAll(wanted, found, 'part');
  return found;
}

/**
 * Locks the requisitions of the chosen lines, then the parts of these lines and `morePartIds`, and reads the lines as
 * they are under these locks, ordered by part and id.
 */
export async function lockLines(
  tx: Transaction,
  choice: LineChoice,
  morePartIds: readonly string[] = [],
): Promise<LineInContext[]> {
  const locked = await lockRequisitions(tx, choice);
  const chosen = and(
    inArray(requisitionLines.requisitionId, [...locked.keys()]),
    choice.lineIds && inArray(requisitionLines.id, [...choice.lineIds]),
  );
  const lockedParts = await lockParts(tx, morePartIds, chosen);
  const rows = await tx
    .select()
    .from(requisitionLines)
    .where(chosen)
    .orderBy(asc(requisitionLines.partId), asc(requisitionLines.id));
  requireAll(choice.lineIds ?? [], new Map(rows.map((row) => [row.id, row])), 'requisition line');
  return rows.map((line) => {
    const requisition = requireKnown(locked, line.requisitionId);
    return {
      ...line,
      caseId: requisition.caseId,
      requisitionState: requisition.state,
      locationCode: requisition.locationCode,
      part: requireKnown(lockedParts, line.partId),
    };
  });
}

async function lockRequisitions(
  tx: Transaction,
  choice: LineChoice,
): Promise<Map<string, typeof requisitions.$inferSelect>> {
  const ofLines =
    choice.lineIds &&
    inArray(
      requisitions.id,
      tx
        .select({ id: requisitionLines.requisitionId })
        .from(requisitionLines)
        .where(inArray(requisitionLines.id, [...choice.lineIds])),
    );
  const rows = await tx
    .select()
    .from(requisitions)
    .where(
      and(
        ofLines,
        choice.caseId === undefined ? undefined : eq(requisitions.caseId, choice.caseId),
        choice.requisitionId === undefined ? undefined : eq(requisitions.id, choice.requisitionId),
      ),
    )
    .orderBy(asc(requisitions.id))
    .for('no key update');
  return new Map(rows.map((row) => [row.id, row]));
}

function requireAll(ids: readonly string[], found: ReadonlyMap<string, unknown>, what: string): void {
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined) throw new DomainError('NOT_FOUND', `There is no ${what} ${missing}`);
}

/** An entry that was locked or read just before; its absence is a fault of ours. */
export function requireKnown<Value>(known: ReadonlyMap<string, Value>, key: string): Value {
  const value = known.get(key);
  if (value === undefined) throw new Error(`${key} is missing among the rows read for it`);
  return value;
}

/** Writes ledger entries in the order given; balances, reservations and lines follow by trigger. */
export async function postMovements(
  tx: Transaction,
  effect: Effect,
  movements: readonly Movement[],
): Promise<void> {
  if (movements.length === 0) return;
  await tx.insert(stockMovements).values(
    movements.map((movement, position) => ({
      ...movement,
      effectKey: effect.key,
      position,
      at: effect.at,
    })),
  );
}

/** A lot of a part in one store, as far as it is free. */
export interface FreeLotOfPart extends FreeLot {
  readonly partId: string;
}

/** The free lots of the parts in one store. */
export async function freeLots(
  tx: Transaction,
  locationCode: string,
  partIds: readonly string[],
): Promise<FreeLotOfPart[]> {
  return tx
    .select({
      partId: stockBalances.partId,
      lot: stockBalances.lot,
      free: sql<number>`${stockBalances.onHand} - ${stockBalances.reserved}`,
      firstReceivedAt: stockBalances.firstReceivedAt,
    })
    .from(stockBalances)
    .where(
      and(
        eq(stockBalances.locationCode, locationCode),
        inArray(stockBalances.partId, [...new Set(partIds)]),
        sql`${stockBalances.onHand} > ${stockBalances.reserved}`,
      ),
    );
}

/** Pieces of a line that stop being wanted: from short to given up. */
export async function giveUpShort(
  tx: Transaction,
  lines: readonly { readonly lineId: string; readonly quantity: number }[],
): Promise<void> {
  if (lines.length === 0) return;
  await tx.execute(
    sql`update requisition_lines l
      set short_quantity = l.short_quantity - v.quantity, given_up_quantity = l.given_up_quantity + v.quantity
      from unnest(${sql.param(lines.map((line) => line.lineId))}::uuid[], ${sql.param(lines.map((line) => line.quantity))}::int[])
        as v(id, quantity)
      where l.id = v.id`,
  );
}
