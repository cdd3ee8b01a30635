import { and, asc, desc, eq, gt, ilike, inArray, lt, or, sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { partSubstitutes, parts, stockLocations } from '../schema/parts.ts';
import { partSerials, stockBalances, stockMovements } from '../schema/stock.ts';
import {
  containing,
  explainViolations,
  pageOf,
  requireCurrent,
  requireFound,
  requireWritten,
  type Page,
} from './support.ts';

export type Part = typeof parts.$inferSelect;
export type NewPart = Omit<Part, 'id' | 'active' | 'version'>;
export type PartChanges = Partial<Omit<NewPart, 'number' | 'tracking' | 'currency'> & Pick<Part, 'active'>>;
export type StockLocation = typeof stockLocations.$inferSelect;
export type StockBalance = typeof stockBalances.$inferSelect;
export type StockMovement = typeof stockMovements.$inferSelect;

/** Sums over the stores (not quarantine) of one part. */
export interface PartStock {
  readonly part: Part;
  readonly onHand: number;
  readonly reserved: number;
  readonly free: number;
}

export interface PartsPageRequest {
  /** Part of the number, a name or the specification. */
  readonly text?: string;
  /** Only parts with free pieces at or below their reorder point (P-02). */
  readonly belowReorderPoint?: boolean;
  readonly afterNumber: string | null;
  readonly limit: number;
}

export interface MovementsPageRequest {
  readonly partId: string;
  readonly beforeId: number | null;
  readonly limit: number;
}

const FAULTS = { parts_number_unique: { pointer: '/number', message: 'is taken by another part' } };

const onHand = sql<number>`coalesce(sum(${stockBalances.onHand}) filter (where ${stockLocations.kind} = 'store'), 0)::int`;
const reserved = sql<number>`coalesce(sum(${stockBalances.reserved}), 0)::int`;

/** The catalogue of parts and what is in stock (P-01). */
export const partsStockRepository = (db: Database) => ({
  findById: async (id: string): Promise<Part> =>
    requireFound((await db.select().from(parts).where(eq(parts.id, id)))[0], 'part', id),

  findOptionalByNumber: async (number: string): Promise<Part | undefined> =>
    (await db.select().from(parts).where(eq(parts.number, number)))[0],

  /** The parts with these ids or numbers; unknown ones are left out. */
  listNamed: async (ids: readonly string[], numbers: readonly string[]): Promise<Part[]> =>
    db
      .select()
      .from(parts)
      .where(or(inArray(parts.id, [...ids]), inArray(parts.number, [...numbers]))),

  create: async (part: NewPart): Promise<Part> =>
    explainViolations(FAULTS, async () => requireWritten(await db.insert(parts).values(part).returning())),

  update: async (id: string, expectedVersion: number, changes: PartChanges): Promise<Part> => {
    const rows = await db
      .update(parts)
      .set({ ...changes, version: sql`${parts.version} + 1` })
      .where(and(eq(parts.id, id), eq(parts.version, expectedVersion)))
      .returning();
    return requireCurrent(rows, 'part', id, async () => (await db.$count(parts, eq(parts.id, id))) > 0);
  },

  /** Parts with their stock, by number. */
  listStock: async (request: PartsPageRequest): Promise<Page<PartStock, string>> => {
    const { text, afterNumber, limit } = request;
    const rows = await db
      .select({ part: parts, onHand, reserved, free: sql<number>`${onHand} - ${reserved}` })
      .from(parts)
      .leftJoin(stockBalances, eq(stockBalances.partId, parts.id))
      .leftJoin(stockLocations, eq(stockLocations.code, stockBalances.locationCode))
      .where(
        and(
          text === undefined
            ? undefined
            : or(
                ilike(parts.number, containing(text)),
                ilike(parts.nameZh, containing(text)),
                ilike(parts.nameEn, containing(text)),
                ilike(parts.specification, containing(text)),
              ),
          afterNumber === null ? undefined : gt(parts.number, afterNumber),
        ),
      )
      .groupBy(parts.id)
      .having(
        request.belowReorderPoint === true
          ? sql`${onHand} - ${reserved} <= ${parts.reorderPoint}`
          : sql`true`,
      )
      .orderBy(asc(parts.number))
      .limit(limit + 1);
    return pageOf(rows, limit, (row) => row.part.number);
  },

  listBalancesByPart: (partId: string): Promise<StockBalance[]> =>
    db
      .select()
      .from(stockBalances)
      .where(eq(stockBalances.partId, partId))
      .orderBy(asc(stockBalances.locationCode), asc(stockBalances.firstReceivedAt), asc(stockBalances.lot)),

  listSerialsByPart: (partId: string): Promise<(typeof partSerials.$inferSelect)[]> =>
    db.select().from(partSerials).where(eq(partSerials.partId, partId)).orderBy(asc(partSerials.serial)),

  /** The stock ledger of a part, newest first. */
  listMovementsByPart: async (request: MovementsPageRequest): Promise<Page<StockMovement, number>> => {
    const { partId, beforeId, limit } = request;
    const rows = await db
      .select()
      .from(stockMovements)
      .where(
        and(
          eq(stockMovements.partId, partId),
          beforeId === null ? undefined : lt(stockMovements.id, beforeId),
        ),
      )
      .orderBy(desc(stockMovements.id))
      .limit(limit + 1);
    return pageOf(rows, limit, (row) => row.id);
  },

  listMovementsByCase: (caseId: string): Promise<StockMovement[]> =>
    db.select().from(stockMovements).where(eq(stockMovements.caseId, caseId)).orderBy(asc(stockMovements.id)),

  /** The approved list of substitutes of a part. */
  listSubstitutes: async (partId: string): Promise<Part[]> => {
    const rows = await db
      .select({ part: parts })
      .from(partSubstitutes)
      .innerJoin(parts, eq(parts.id, partSubstitutes.substituteId))
      .where(eq(partSubstitutes.partId, partId))
      .orderBy(asc(parts.number));
    return rows.map((row) => row.part);
  },

  addSubstitute: async (partId: string, substituteId: string): Promise<void> => {
    await db.insert(partSubstitutes).values({ partId, substituteId }).onConflictDoNothing();
  },

  listLocations: (): Promise<StockLocation[]> =>
    db.select().from(stockLocations).orderBy(asc(stockLocations.code)),

  addLocation: async (location: StockLocation): Promise<void> => {
    await db.insert(stockLocations).values(location).onConflictDoNothing();
  },
});
