import { and, asc, eq, gt, lte, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { products, units } from '../schema/catalogue.ts';
import { unitEvents, workmanshipWarranties } from '../schema/unit-records.ts';
import type { UnitEvent } from './units.repository.ts';

/** How a unit is named when somebody reports it. */
export interface UnitReference {
  readonly productModel: string;
  readonly serialNumber: string | null;
}

/** Warranty on the work of an earlier repair. */
interface RunningWorkmanship {
  readonly caseId: string;
  readonly faultCode: string;
  /** The first instant outside it. */
  readonly until: Instant;
}

/** What the records say at an instant; a technician's `coverage` decides (repair.md §3.4). */
export interface WarrantyLookUp {
  /**
   * `inside` and `outside` the product warranty; `workmanship`: outside it, or not known, but the work of an earlier
   * repair is under warranty; `unknown`: no such unit, or nobody knows since when it is in use.
   */
  readonly state: 'inside' | 'outside' | 'workmanship' | 'unknown';
  readonly unitId: string | null;
  /** The first instant outside the product warranty; null when unknown. */
  readonly until: Instant | null;
  /** All that run at the instant asked for, also inside the product warranty. */
  readonly workmanship: readonly RunningWorkmanship[];
}

export type NewWorkmanshipWarranty = Omit<typeof workmanshipWarranties.$inferSelect, 'id'>;
export type NewUnitEvent = Omit<UnitEvent, 'id'>;

/** What prolongs a product warranty: the time that a unit spent in repair (policy `extendWarrantyByRepairTime`). */
export interface WarrantyExtension {
  readonly unitId: string;
  readonly caseId: string;
  /** Idempotency key of the step (design idea 6). */
  readonly key: string;
  readonly byMs: number;
  readonly at: Instant;
}

const UNKNOWN: WarrantyLookUp = { state: 'unknown', unitId: null, until: null, workmanship: [] };

/** Warranty of units, and the effects that repairs have on it. Every effect happens once, however often it is asked for. */
export const warrantiesRepository = (db: Database) => {
  const recordEvent = async (event: NewUnitEvent): Promise<boolean> =>
    (
      await db
        .insert(unitEvents)
        .values(event)
        .onConflictDoNothing({ target: unitEvents.key })
        .returning({ id: unitEvents.id })
    ).length > 0;

  return {
    /** Looks the warranty up by serial number as of an instant; it is never typed in. */
    lookUpWarranty: async (reference: UnitReference, at: Instant): Promise<WarrantyLookUp> => {
      const unit = await findUnit(db, reference);
      if (unit === undefined) return UNKNOWN;
      const workmanship = await db
        .select({
          caseId: workmanshipWarranties.caseId,
          faultCode: workmanshipWarranties.faultCode,
          until: workmanshipWarranties.endsAt,
        })
        .from(workmanshipWarranties)
        .where(
          and(
            eq(workmanshipWarranties.unitId, unit.id),
            lte(workmanshipWarranties.startsAt, at),
            gt(workmanshipWarranties.endsAt, at),
          ),
        )
        .orderBy(asc(workmanshipWarranties.endsAt), asc(workmanshipWarranties.faultCode));
      const state = warrantyState(unit.warrantyUntil, workmanship.length > 0, at);
      return { state, unitId: unit.id, until: unit.warrantyUntil, workmanship };
    },

    /** Grants warranty on the work of a case for one fault; asked again, it changes nothing. */
    grantWorkmanship: async (warranty: NewWorkmanshipWarranty): Promise<void> => {
      await db.insert(workmanshipWarranties).values(warranty).onConflictDoNothing();
    },

    /** Prolongs the product warranty once per key; tells whether this call did. */
    extendWarranty: async (extension: WarrantyExtension): Promise<boolean> =>
      db.transaction(async (tx) => {
        const { unitId, caseId, key, byMs, at } = extension;
        const isFirst = await warrantiesRepository(tx).recordEvent({
          unitId,
          caseId,
          key,
          kind: 'warrantyExtended',
          at,
          data: { byMs },
        });
        if (!isFirst) return false;
        await tx
          .update(units)
          .set({
            warrantyUntil: sql`${units.warrantyUntil} + ${byMs} * interval '1 millisecond'`,
            updatedAt: at,
            version: sql`${units.version} + 1`,
          })
          .where(eq(units.id, unitId));
        return true;
      }),

    /** Adds to a unit's history once per key; tells whether this call did. */
    recordEvent,
  };
};

async function findUnit(db: Database, { productModel, serialNumber }: UnitReference) {
  if (serialNumber === null) return undefined;
  const rows = await db
    .select({ id: units.id, warrantyUntil: units.warrantyUntil })
    .from(units)
    .innerJoin(products, eq(products.id, units.productId))
    .where(and(eq(products.model, productModel), eq(units.serialNumber, serialNumber)));
  return rows[0];
}

function warrantyState(until: Instant | null, hasWorkmanship: boolean, at: Instant): WarrantyLookUp['state'] {
  if (until !== null && at < until) return 'inside';
  if (hasWorkmanship) return 'workmanship';
  return until === null ? 'unknown' : 'outside';
}
