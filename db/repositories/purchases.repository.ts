import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { SourcingWay } from '../../workflows/domain/parts.ts';
import type { Database, Transaction } from '../client.ts';
import { parts, partSubstitutes } from '../schema/parts.ts';
import { requisitionLines, requisitions, shortLines } from '../schema/requisitions.ts';
import { oncePerKey, type Effect } from './effects.ts';
import type { ShortLine } from './requisitions.repository.ts';
import { reserveFree, type Reservation } from './reserve-free.ts';
import type { LineQuantity, LinesOfCase } from './reservations.repository.ts';
import { giveUpShort, lockLines, type LineInContext } from './stock-ledger.ts';

export interface SourceLine {
  readonly lineId: string;
  readonly way: SourcingWay;
  /** When the part is expected; needed for purchase, production and another store. */
  readonly expectedAt?: Instant;
  /** Number of the purchase, production or transfer order. */
  readonly reference?: string;
  /** Needed for a substitute; `substituteLine` carries it out once it is agreed. */
  readonly substitutePartId?: string;
  readonly person: string | null;
}

export interface SourcedLine {
  readonly lineId: string;
  readonly short: number;
  /** As it was recorded under the key; left out in answers of earlier releases. */
  readonly source?: Pick<SourceLine, 'way' | 'expectedAt' | 'reference'>;
}

/** Says how a short line is to be filled (R-12, `sourceLine`); a later answer replaces it. Not obtainable gives the pieces up. */
export async function sourceLine(
  db: Database,
  key: string,
  args: SourceLine,
  at: Instant,
): Promise<SourcedLine> {
  requireComplete(args);
  return oncePerKey(db, { key, name: 'sourceLine', at }, async (tx) => {
    const line = await lockShortLine(tx, args.lineId);
    const notObtainable = args.way === 'notObtainable';
    if (notObtainable) await giveUpShort(tx, [{ lineId: line.id, quantity: line.short }]);
    await tx
      .update(shortLines)
      .set({
        way: args.way,
        state: notObtainable ? 'notObtainable' : 'sourced',
        endedAt: notObtainable ? at : null,
        expectedAt: args.expectedAt ?? null,
        reference: args.reference ?? null,
        substitutePartId: args.substitutePartId ?? null,
        sourcedBy: args.person,
      })
      .where(eq(shortLines.lineId, line.id));
    const { way, expectedAt, reference } = args;
    const source = {
      way,
      ...(expectedAt === undefined ? {} : { expectedAt }),
      ...(reference === undefined ? {} : { reference }),
    };
    return { lineId: line.id, short: notObtainable ? 0 : line.short, source };
  });
}

function requireComplete(args: SourceLine): void {
  const needsDate = args.way === 'purchase' || args.way === 'production' || args.way === 'otherStore';
  const pointer =
    needsDate && args.expectedAt === undefined
      ? '/expectedAt'
      : args.way === 'substitute' && args.substitutePartId === undefined
        ? '/substitutePartId'
        : undefined;
  if (pointer === undefined) return;
  throw invalid(pointer, `is needed for ${args.way}`);
}

async function lockShortLine(
  tx: Transaction,
  lineId: string,
  morePartIds: readonly string[] = [],
): Promise<LineInContext> {
  const [line] = await lockLines(tx, { lineIds: [lineId] }, morePartIds);
  if (line === undefined) throw new DomainError('NOT_FOUND', `There is no requisition line ${lineId}`);
  if (line.short > 0) return line;
  await refuseIfEndedByAnswer(tx, lineId);
  throw new DomainError('OVER_QUANTITY', `Line ${lineId} is not short of anything`, {
    details: { lineId, remainder: 0 },
  });
}

/** A case asks for a source of a line that an answer has ended only where its own turn with that answer was lost. */
async function refuseIfEndedByAnswer(tx: Transaction, lineId: string): Promise<void> {
  const [ended] = await tx
    .select({ state: shortLines.state, substitute: parts.number })
    .from(shortLines)
    .leftJoin(requisitionLines, eq(requisitionLines.substitutesLineId, shortLines.lineId))
    .leftJoin(parts, eq(parts.id, requisitionLines.partId))
    .where(eq(shortLines.lineId, lineId));
  if (ended?.state !== 'substituted' && ended?.state !== 'notObtainable') return;
  const { state, substitute } = ended;
  const recorded = state === 'substituted' ? `replaced by the substitute ${substitute}` : 'not obtainable';
  throw new DomainError(
    'RECORDED_OTHERWISE',
    `The line stands in the books as ${recorded} already: enter it as recorded, and correct the record after that`,
    { details: { lineId, state } },
  );
}

/**
 * Nobody waits for the short pieces of the lines any more (repair §5 compensation 4): what was bought goes to free
 * stock when it arrives.
 */
export async function cancelShortLines(
  db: Database,
  key: string,
  args: Omit<LinesOfCase, 'person'>,
  at: Instant,
): Promise<{ readonly cancelled: readonly LineQuantity[] }> {
  return oncePerKey(db, { key, name: 'cancelShortLines', at }, async (tx) => {
    const short = (await lockLines(tx, args)).filter((line) => line.short > 0);
    const cancelled = short.map((line) => ({ lineId: line.id, partId: line.partId, quantity: line.short }));
    await giveUpShort(tx, cancelled);
    await endShortLines(
      tx,
      short.map((line) => line.id),
      'cancelled',
      at,
    );
    return { cancelled };
  });
}

/** The short lines are over. */
export async function endShortLines(
  tx: Transaction,
  lineIds: readonly string[],
  state: 'arrived' | 'cancelled' | 'substituted',
  at: Instant,
): Promise<void> {
  if (lineIds.length === 0) return;
  await tx
    .update(shortLines)
    .set({ state, endedAt: at })
    .where(inArray(shortLines.lineId, [...lineIds]));
}

export interface SubstituteLine {
  readonly lineId: string;
  /** The line of the substitute, in the same requisition; its id is given by the process. */
  readonly newLineId: string;
  readonly substitutePartId: string;
  /** The inspector who approved a part outside the approved list (repair §6 `substitute`). */
  readonly approvedBy: string | null;
  readonly person: string | null;
}

export interface SubstitutedLine {
  readonly lineId: string;
  readonly newLineId: string;
  readonly substitutePartId: string;
  readonly quantity: number;
  readonly reserved: number;
  readonly short: number;
  readonly reservations: readonly Reservation[];
  /** Price of the substitutes less the price of the originals, by the catalogue, for the whole quantity (repair §11, 13). */
  readonly priceDifferenceMinor: number;
}

/**
 * The short pieces of a line are replaced by a substitute: a line of its own, reserved from free stock or short
 * in its turn. Without an approval the part must stand on the approved list (SUBSTITUTE_NOT_APPROVED). The answer says what
 * was done under the key, also where another substitute is asked for now.
 */
export async function substituteLine(
  db: Database,
  key: string,
  args: SubstituteLine,
  at: Instant,
): Promise<SubstitutedLine> {
  const effect: Effect = { key, name: 'substituteLine', at };
  return oncePerKey(db, effect, async (tx) => {
    const line = await lockShortLine(tx, args.lineId, [args.substitutePartId]);
    const substitute = await requireApproved(tx, line, args);
    const quantity = line.short;
    await giveUpShort(tx, [{ lineId: line.id, quantity }]);
    await endShortLines(tx, [line.id], 'substituted', at);
    await tx.insert(requisitionLines).values({
      id: args.newLineId,
      requisitionId: line.requisitionId,
      position: sql`(select max(position) + 1 from requisition_lines where requisition_id = ${line.requisitionId})`,
      partId: args.substitutePartId,
      substitutesLineId: line.id,
      asked: quantity,
      signed: quantity,
      short: quantity,
    });
    const wanted = { ...line, id: args.newLineId, partId: args.substitutePartId, wanted: quantity };
    const [reserved] = await reserveFree(tx, effect, [wanted], args.person);
    return {
      lineId: line.id,
      newLineId: args.newLineId,
      substitutePartId: args.substitutePartId,
      quantity,
      reserved: reserved?.reserved ?? 0,
      short: reserved?.short ?? quantity,
      reservations: reserved?.reservations ?? [],
      priceDifferenceMinor: (substitute.priceMinor - line.part.priceMinor) * quantity,
    };
  });
}

async function requireApproved(
  tx: Transaction,
  line: LineInContext,
  args: SubstituteLine,
): Promise<{ readonly priceMinor: number }> {
  const [substitute] = await tx
    .select({ part: parts, listedFor: partSubstitutes.partId })
    .from(parts)
    .leftJoin(
      partSubstitutes,
      and(eq(partSubstitutes.partId, line.partId), eq(partSubstitutes.substituteId, parts.id)),
    )
    .where(eq(parts.id, args.substitutePartId));
  if (substitute === undefined)
    throw new DomainError('NOT_FOUND', `There is no part ${args.substitutePartId}`);
  const { part, listedFor } = substitute;
  if (listedFor === null && args.approvedBy === null) {
    throw new DomainError(
      'SUBSTITUTE_NOT_APPROVED',
      `${part.number} is not on the approved list of ${line.part.number}: an inspector approves it first`,
      { details: { lineId: line.id, substitutePartId: part.id } },
    );
  }
  if (part.currency !== line.part.currency) {
    throw invalid(
      '/substitutePartId',
      'is priced in another currency',
      `${part.number} is priced in another currency than ${line.part.number}`,
    );
  }
  return part;
}

/** A line that waits, with its case. */
export interface WaitingShortLine {
  readonly caseId: string;
  readonly urgent: boolean;
  readonly line: typeof requisitionLines.$inferSelect;
  readonly short: ShortLine;
}

/** Reads what is short. */
export const purchasesRepository = (db: Database) => ({
  findOptionalShortLine: async (lineId: string): Promise<ShortLine | undefined> =>
    (await db.select().from(shortLines).where(eq(shortLines.lineId, lineId)))[0],

  /** All lines that wait for parts: urgent cases first, then by how long they have been short. */
  listWaiting: (): Promise<WaitingShortLine[]> =>
    db
      .select({
        caseId: requisitions.caseId,
        urgent: requisitions.urgent,
        line: requisitionLines,
        short: shortLines,
      })
      .from(shortLines)
      .innerJoin(requisitionLines, eq(requisitionLines.id, shortLines.lineId))
      .innerJoin(requisitions, eq(requisitions.id, requisitionLines.requisitionId))
      .where(inArray(shortLines.state, ['waiting', 'sourced']))
      .orderBy(desc(requisitions.urgent), asc(shortLines.shortSinceAt), asc(shortLines.lineId)),
});
