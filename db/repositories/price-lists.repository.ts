import { and, asc, desc, eq, lte } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { PriceList } from '../../workflows/domain/pricing.ts';
import type { Database } from '../client.ts';
import { priceLists } from '../schema/policies.ts';
import { explainViolations, requireFound, requireNextVersion, requireWritten } from './support.ts';

/** One stored version of a published price list. */
export type PriceListVersion = typeof priceLists.$inferSelect;

export interface NewPriceListVersion {
  readonly document: PriceList;
  /** Cases opened from this instant on are priced by it. */
  readonly validFrom: Instant;
  readonly createdAt: Instant;
  /** Null for a preset. */
  readonly createdBy: string | null;
}

const FAULTS = {
  price_lists_version_once: { pointer: '/version', message: 'is stored already' },
  price_lists_created_by_people_id_fk: { pointer: '/createdBy', message: 'names no person' },
};

/** Published prices in versions that never change; a case keeps the one of its opening. */
export const priceListsRepository = (db: Database) => {
  const findOptionalLatest = async (code: string): Promise<PriceListVersion | undefined> =>
    (
      await db
        .select()
        .from(priceLists)
        .where(eq(priceLists.code, code))
        .orderBy(desc(priceLists.version))
        .limit(1)
    )[0];

  return {
    findOptionalLatest,

    /** The version that a case opened at `at` is priced by: the highest one valid then. */
    findCurrent: async (code: string, at: Instant): Promise<PriceListVersion> =>
      requireFound(
        (
          await db
            .select()
            .from(priceLists)
            .where(and(eq(priceLists.code, code), lte(priceLists.validFrom, at)))
            .orderBy(desc(priceLists.version))
            .limit(1)
        )[0],
        'price list valid then with the code',
        code,
      ),

    findVersion: async (id: string): Promise<PriceListVersion> =>
      requireFound(
        (await db.select().from(priceLists).where(eq(priceLists.id, id)))[0],
        'price list version',
        id,
      ),

    findOptionalByVersion: async (code: string, version: number): Promise<PriceListVersion | undefined> =>
      (
        await db
          .select()
          .from(priceLists)
          .where(and(eq(priceLists.code, code), eq(priceLists.version, version)))
      )[0],

    /** The highest version of each list. */
    listLatest: async (): Promise<PriceListVersion[]> =>
      db
        .selectDistinctOn([priceLists.code])
        .from(priceLists)
        .orderBy(asc(priceLists.code), desc(priceLists.version)),

    listByCode: async (code: string): Promise<PriceListVersion[]> =>
      db.select().from(priceLists).where(eq(priceLists.code, code)).orderBy(desc(priceLists.version)),

    /**
     * Adds the version after the latest one. A document that names another version was written against an older
     * list and is refused.
     */
    addVersion: async (list: NewPriceListVersion): Promise<PriceListVersion> =>
      explainViolations(FAULTS, async () => {
        const { code, version } = list.document;
        const latest = await findOptionalLatest(code);
        requireNextVersion(`price list ${code}`, version, latest?.version ?? 0);
        return requireWritten(
          await db
            .insert(priceLists)
            .values({ ...list, code, version })
            .returning(),
        );
      }),
  };
};
