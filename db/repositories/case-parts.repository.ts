import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { partSubstitutes, parts } from '../schema/parts.ts';
import { requisitionLines, requisitions } from '../schema/requisitions.ts';
import { issuedItems, reservations, stockBalances } from '../schema/stock.ts';
import { oncePerKey } from './effects.ts';
import type { Part } from './parts-stock.repository.ts';
import { cancelShortLines } from './purchases.repository.ts';
import type { RequisitionLine } from './requisitions.repository.ts';
import { releaseReservations, type LinesOfCase } from './reservations.repository.ts';
import { requireFound } from './support.ts';

/** Pieces of a case that went back, or are not awaited any more. */
export interface ReleasedParts {
  readonly released: number;
  readonly cancelled: number;
}

/**
 * Reservations go back to free stock and short lines are cancelled, all of them or none (repair §5 compensations 3
 * and 4). What has been given up before is left alone.
 */
export async function releaseParts(
  db: Database,
  key: string,
  args: LinesOfCase,
  at: Instant,
): Promise<ReleasedParts> {
  return oncePerKey(db, { key, name: 'releaseParts', at }, async (tx) => {
    const { released } = await releaseReservations(tx, `${key}/reserved`, args, at);
    const { cancelled } = await cancelShortLines(tx, `${key}/short`, args, at);
    return { released: piecesIn(released), cancelled: piecesIn(cancelled) };
  });
}

const piecesIn = (lines: readonly { readonly quantity: number }[]): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0);

/** A part of the catalogue with what is free of it in one store. */
export interface PartInStore {
  readonly part: Part;
  readonly free: number;
}

/** A requisition line with its part and its case. */
export interface LineWithPart {
  readonly line: RequisitionLine;
  readonly part: Part;
  readonly caseId: string;
  /** The store that it draws from. */
  readonly locationCode: string;
}

/** A part beside the one that it may replace. */
export interface ComparedSubstitute extends LineWithPart {
  readonly substitute: Part;
  /** It stands on the approved list of the line's part. */
  readonly approved: boolean;
}

export type IssuedPieces = typeof issuedItems.$inferSelect;
export type ReservedPieces = Omit<typeof reservations.$inferSelect, 'partId'>;

/** A piece with a serial number that a case has put into its unit. */
export interface FittedPiece {
  readonly lineId: string;
  readonly partNumber: string;
  readonly serial: string;
}

const FIRST_IN_FIRST = [
  asc(requisitions.askedAt),
  asc(requisitions.number),
  asc(requisitionLines.position),
] as const;

/** Reads the parts of a case with their names and prices. */
export const casePartsRepository = (db: Database) => {
  const selectLines = () =>
    db
      .select({
        line: requisitionLines,
        part: parts,
        caseId: requisitions.caseId,
        locationCode: requisitions.locationCode,
      })
      .from(requisitionLines)
      .innerJoin(requisitions, eq(requisitions.id, requisitionLines.requisitionId))
      .innerJoin(parts, eq(parts.id, requisitionLines.partId));

  const listParts = async (ids: readonly string[], locationCode: string): Promise<PartInStore[]> => {
    const rows = await db
      .select({
        part: parts,
        free: sql<number>`coalesce(sum(${stockBalances.onHand} - ${stockBalances.reserved}), 0)::int`,
      })
      .from(parts)
      .leftJoin(
        stockBalances,
        and(eq(stockBalances.partId, parts.id), eq(stockBalances.locationCode, locationCode)),
      )
      .where(inArray(parts.id, [...new Set(ids)]))
      .groupBy(parts.id);
    const missing = ids.find((id) => !rows.some(({ part }) => part.id === id));
    if (missing !== undefined) throw new DomainError('NOT_FOUND', `There is no part ${missing}`);
    return rows;
  };

  return {
    /** The parts with these ids and what is free of each in a store; all of them have to exist. */
    listParts,

    listLinesOfCase: async (caseId: string): Promise<LineWithPart[]> =>
      selectLines()
        .where(eq(requisitions.caseId, caseId))
        .orderBy(...FIRST_IN_FIRST),

    listLinesOfRequisition: async (requisitionId: string): Promise<LineWithPart[]> =>
      selectLines()
        .where(eq(requisitionLines.requisitionId, requisitionId))
        .orderBy(...FIRST_IN_FIRST),

    compareSubstitute: async (lineId: string, substituteId: string): Promise<ComparedSubstitute> => {
      const rows = await selectLines().where(eq(requisitionLines.id, lineId));
      const line = requireFound(rows[0], 'requisition line', lineId);
      const [substitute] = await db
        .select({ part: parts, listedFor: partSubstitutes.partId })
        .from(parts)
        .leftJoin(
          partSubstitutes,
          and(eq(partSubstitutes.substituteId, parts.id), eq(partSubstitutes.partId, line.part.id)),
        )
        .where(eq(parts.id, substituteId));
      const { part, listedFor } = requireFound(substitute, 'part', substituteId);
      return { ...line, substitute: part, approved: listedFor !== null };
    },

    /** Pieces kept back for the lines of a case, per store and lot. */
    listReserved: async (caseId: string): Promise<ReservedPieces[]> =>
      db
        .select({
          lineId: reservations.lineId,
          locationCode: reservations.locationCode,
          lot: reservations.lot,
          quantity: reservations.quantity,
        })
        .from(reservations)
        .innerJoin(requisitionLines, eq(requisitionLines.id, reservations.lineId))
        .innerJoin(requisitions, eq(requisitions.id, requisitionLines.requisitionId))
        .where(and(eq(requisitions.caseId, caseId), gt(reservations.quantity, 0)))
        .orderBy(asc(reservations.locationCode), asc(reservations.lot)),

    /** Pieces issued for the lines of a case, per lot and serial number, and what became of them. */
    listIssued: async (caseId: string): Promise<IssuedPieces[]> => {
      const rows = await db
        .select({ item: issuedItems })
        .from(issuedItems)
        .innerJoin(requisitionLines, eq(requisitionLines.id, issuedItems.lineId))
        .innerJoin(requisitions, eq(requisitions.id, requisitionLines.requisitionId))
        .where(eq(requisitions.caseId, caseId))
        .orderBy(asc(issuedItems.lot), asc(issuedItems.serial));
      return rows.map(({ item }) => item);
    },

    listFitted: (caseId: string): Promise<FittedPiece[]> =>
      db
        .select({ lineId: issuedItems.lineId, partNumber: parts.number, serial: issuedItems.serial })
        .from(issuedItems)
        .innerJoin(requisitionLines, eq(requisitionLines.id, issuedItems.lineId))
        .innerJoin(requisitions, eq(requisitions.id, requisitionLines.requisitionId))
        .innerJoin(parts, eq(parts.id, requisitionLines.partId))
        .where(
          and(eq(requisitions.caseId, caseId), gt(issuedItems.consumed, 0), sql`${issuedItems.serial} <> ''`),
        )
        .orderBy(asc(parts.number), asc(issuedItems.serial)),
  };
};
