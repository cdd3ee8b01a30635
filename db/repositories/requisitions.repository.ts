import { asc, eq, sql } from 'drizzle-orm';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { inHandOf, isLineSettled } from '../../workflows/domain/parts.ts';
import type { Database, Transaction } from '../client.ts';
import { requisitionLines, requisitions, shortLines } from '../schema/requisitions.ts';
import { oncePerKey, type Effect } from './effects.ts';
import { reserveFree, type Reservation } from './reserve-free.ts';
import { lockLines, type LineInContext } from './stock-ledger.ts';
import { requireFound } from './support.ts';

export type Requisition = typeof requisitions.$inferSelect;
export type RequisitionLine = typeof requisitionLines.$inferSelect;
export type ShortLine = typeof shortLines.$inferSelect;

export interface AskRequisition {
  /** Given by the process, so that it knows the ids before the row exists. */
  readonly requisitionId: string;
  /** Case number + `-R<n>` (repair §8). */
  readonly number: string;
  readonly caseId: string;
  readonly urgent: boolean;
  /** The store to draw from. */
  readonly locationCode: string;
  readonly lines: readonly { readonly lineId: string; readonly partId: string; readonly quantity: number }[];
  readonly askedBy: string | null;
}

/** Puts a requisition up for signature (B3.6); it reserves nothing yet. */
export async function askRequisition(
  db: Database,
  key: string,
  args: AskRequisition,
  at: Instant,
): Promise<{ readonly requisitionId: string; readonly number: string }> {
  const { requisitionId, lines, ...rest } = args;
  requireQuantities(lines);
  return oncePerKey(db, { key, name: 'askRequisition', at }, async (tx) => {
    await tx.insert(requisitions).values({ id: requisitionId, askedAt: at, ...rest });
    await tx.insert(requisitionLines).values(
      lines.map((line, index) => ({
        id: line.lineId,
        requisitionId,
        position: index + 1,
        partId: line.partId,
        asked: line.quantity,
      })),
    );
    return { requisitionId, number: args.number };
  });
}

function requireQuantities(lines: AskRequisition['lines']): void {
  if (lines.length === 0) {
    throw invalid('/lines', 'needs at least one line', 'A requisition needs at least one line');
  }
  const wrong = lines.findIndex((line) => !Number.isSafeInteger(line.quantity) || line.quantity < 1);
  if (wrong !== -1) {
    throw invalid(`/lines/${wrong}/quantity`, 'must be a whole number above zero');
  }
}

export interface SignRequisition {
  readonly requisitionId: string;
  readonly signedBy: string | null;
  /** Quantities signed for where they differ from those asked; 0 strikes the line out. */
  readonly quantities?: readonly { readonly lineId: string; readonly quantity: number }[];
}

interface SignedLine {
  readonly lineId: string;
  readonly partId: string;
  readonly signed: number;
  readonly reserved: number;
  readonly short: number;
  readonly reservations: readonly Reservation[];
}

export interface SignedRequisition {
  readonly requisitionId: string;
  readonly caseId: string;
  readonly lines: readonly SignedLine[];
}

/** The signature (P-03, R-11): one transaction reserves what is free; the rest become short lines (repair §3.4 Parts). */
export async function signRequisition(
  db: Database,
  key: string,
  args: SignRequisition,
  at: Instant,
): Promise<SignedRequisition> {
  const effect: Effect = { key, name: 'signRequisition', at };
  return oncePerKey(db, effect, async (tx) => {
    const { requisitionId, signedBy } = args;
    const asked = await lockLines(tx, { requisitionId });
    const caseId = requireAsked(asked, requisitionId);
    const lines = asked.map((line) => ({ ...line, signed: quantityToSign(line, args), reserved: 0 }));
    await tx
      .update(requisitions)
      .set({ state: 'signed', decidedBy: signedBy, decidedAt: at })
      .where(eq(requisitions.id, requisitionId));
    await tx.execute(
      sql`update requisition_lines l set signed_quantity = v.quantity, short_quantity = v.quantity
        from unnest(${sql.param(lines.map((line) => line.id))}::uuid[], ${sql.param(lines.map((line) => line.signed))}::int[])
          as v(id, quantity)
        where l.id = v.id`,
    );
    const wanted = lines.map((line) => ({ ...line, wanted: line.signed }));
    const reservedLines = await reserveFree(tx, effect, wanted, signedBy);
    return {
      requisitionId,
      caseId,
      lines: reservedLines.map(({ line, reserved, short, reservations }) => ({
        lineId: line.id,
        partId: line.partId,
        signed: line.wanted,
        reserved,
        short,
        reservations,
      })),
    };
  });
}

function requireAsked(lines: readonly LineInContext[], requisitionId: string): string {
  const [first] = lines;
  if (first === undefined) throw new DomainError('NOT_FOUND', `There is no requisition ${requisitionId}`);
  if (first.requisitionState !== 'asked') throw notAsked(requisitionId, first.requisitionState);
  return first.caseId;
}

function notAsked(requisitionId: string, state: string): DomainError {
  return new DomainError('APPROVAL_NOT_PENDING', `Requisition ${requisitionId} is ${state}: ask a new one`, {
    details: { requisitionId, state },
  });
}

function quantityToSign(line: LineInContext, args: SignRequisition): number {
  const quantity = args.quantities?.find((signed) => signed.lineId === line.id)?.quantity ?? line.asked;
  if (!Number.isSafeInteger(quantity) || quantity < 0 || quantity > line.asked) {
    throw new DomainError(
      'OVER_QUANTITY',
      `Line ${line.id} asks for ${line.asked}: sign for 0 to ${line.asked}`,
      {
        details: { lineId: line.id, remainder: line.asked },
      },
    );
  }
  return quantity;
}

export interface EndRequisition {
  readonly requisitionId: string;
  readonly person: string | null;
  readonly reason: string;
}

/** The parts lead refuses; changed lines are asked anew as another requisition (repair §6). */
export async function refuseRequisition(
  db: Database,
  key: string,
  args: EndRequisition,
  at: Instant,
): Promise<{ readonly requisitionId: string }> {
  return endRequisition(db, { key, name: 'refuseRequisition', at }, args, 'refused');
}

/** The requisition falls with its plan or its case before it was signed (repair §5 compensation 2). */
export async function withdrawRequisition(
  db: Database,
  key: string,
  args: EndRequisition,
  at: Instant,
): Promise<{ readonly requisitionId: string }> {
  return endRequisition(db, { key, name: 'withdrawRequisition', at }, args, 'withdrawn');
}

async function endRequisition(
  db: Database,
  effect: Effect,
  args: EndRequisition,
  state: 'refused' | 'withdrawn',
): Promise<{ readonly requisitionId: string }> {
  return oncePerKey(db, effect, async (tx) => {
    const { requisitionId, person, reason } = args;
    const ended = await tx
      .update(requisitions)
      .set({ state, decidedBy: person, decidedAt: effect.at, reason })
      .where(sql`${requisitions.id} = ${requisitionId} and ${requisitions.state} = 'asked'`)
      .returning({ id: requisitions.id });
    if (ended.length === 0) throw notAsked(requisitionId, (await findById(tx, requisitionId)).state);
    return { requisitionId };
  });
}

/** The priority of a case changed (repair §5 `changePriority`): later arrivals serve its lines accordingly. */
export async function setRequisitionsUrgent(
  db: Database,
  key: string,
  args: { readonly caseId: string; readonly urgent: boolean },
  at: Instant,
): Promise<{ readonly requisitions: number }> {
  return oncePerKey(db, { key, name: 'setRequisitionsUrgent', at }, async (tx) => {
    const changed = await tx
      .update(requisitions)
      .set({ urgent: args.urgent })
      .where(eq(requisitions.caseId, args.caseId))
      .returning({ id: requisitions.id });
    return { requisitions: changed.length };
  });
}

async function findById(db: Database | Transaction, id: string): Promise<Requisition> {
  const [row] = await db.select().from(requisitions).where(eq(requisitions.id, id));
  return requireFound(row, 'requisition', id);
}

/** A line with what it lacks and how that is to be filled. */
export interface LineOfCase {
  readonly line: RequisitionLine;
  readonly short: ShortLine | null;
}

/** Reads requisitions and what became of their lines. */
export const requisitionsRepository = (db: Database) => ({
  findById: (id: string): Promise<Requisition> => findById(db, id),

  listByCase: (caseId: string): Promise<Requisition[]> =>
    db.select().from(requisitions).where(eq(requisitions.caseId, caseId)).orderBy(asc(requisitions.number)),

  /** Lines of all requisitions of a case, in the order they were asked. */
  listLinesByCase: async (caseId: string): Promise<LineOfCase[]> =>
    db
      .select({ line: requisitionLines, short: shortLines })
      .from(requisitionLines)
      .innerJoin(requisitions, eq(requisitions.id, requisitionLines.requisitionId))
      .leftJoin(shortLines, eq(shortLines.lineId, requisitionLines.id))
      .where(eq(requisitions.caseId, caseId))
      .orderBy(asc(requisitions.askedAt), asc(requisitions.number), asc(requisitionLines.position)),

  /**
   * Lines that keep a case from closing: something reserved, short, or issued and not accounted for
   * (repair §7: consumed + returned + damaged + lost = issued at closing).
   */
  listUnsettledByCase: async (
    caseId: string,
  ): Promise<
    { readonly lineId: string; readonly reserved: number; readonly short: number; readonly inHand: number }[]
  > => {
    const rows = await db
      .select({ line: requisitionLines })
      .from(requisitionLines)
      .innerJoin(requisitions, eq(requisitions.id, requisitionLines.requisitionId))
      .where(eq(requisitions.caseId, caseId))
      .orderBy(asc(requisitionLines.id));
    return rows
      .filter(({ line }) => !isLineSettled(line))
      .map(({ line }) => ({
        lineId: line.id,
        reserved: line.reserved,
        short: line.short,
        inHand: inHandOf(line),
      }));
  },
});
