import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { cases } from '../schema/cases.ts';
import { products, units } from '../schema/catalogue.ts';
import { unitEvents } from '../schema/unit-records.ts';
import type { Product } from './catalogue.repository.ts';
import { explainViolations, requireCurrent, requireFound, requireWritten } from './support.ts';

export type Unit = typeof units.$inferSelect;
export type UnitEvent = typeof unitEvents.$inferSelect;

/** A unit and what it is one of. */
export interface UnitWithProduct {
  readonly unit: Unit;
  readonly product: Product;
}

export type NewUnit = Omit<Unit, 'id' | 'active' | 'version' | 'createdAt' | 'updatedAt'>;
export type UnitChanges = Partial<Omit<NewUnit, 'productId'> & Pick<Unit, 'active'>>;

const FAULTS = {
  units_serial_once_per_product: {
    pointer: '/serialNumber',
    message: 'is registered for this product already',
  },
  units_product_id_products_id_fk: { pointer: '/productId', message: 'names no product' },
  units_customer_id_customers_id_fk: { pointer: '/customerId', message: 'names no customer' },
  units_identified: { pointer: '/serialNumber', message: 'or a lot is needed' },
};

/** Units in customers' hands and their own history (X-08). */
export const unitsRepository = (db: Database) => {
  const existsById = async (id: string) => (await db.$count(units, eq(units.id, id))) > 0;

  const selectWithProduct = () =>
    db
      .select({ unit: units, product: products })
      .from(units)
      .innerJoin(products, eq(products.id, units.productId));

  return {
    existsById,

    findById: async (id: string): Promise<UnitWithProduct> =>
      requireFound((await selectWithProduct().where(eq(units.id, id)))[0], 'unit', id),

    findOptionalBySerial: async (
      productModel: string,
      serialNumber: string,
    ): Promise<UnitWithProduct | undefined> =>
      (
        await selectWithProduct().where(
          and(eq(products.model, productModel), eq(units.serialNumber, serialNumber)),
        )
      )[0],

    /** Two products may use the same serial number. */
    listBySerial: async (serialNumber: string): Promise<UnitWithProduct[]> =>
      selectWithProduct().where(eq(units.serialNumber, serialNumber)).orderBy(asc(products.model)),

    listByCustomer: async (customerId: string): Promise<UnitWithProduct[]> =>
      selectWithProduct()
        .where(eq(units.customerId, customerId))
        .orderBy(desc(units.purchasedOn), asc(units.id)),

    /**
     * Registers a unit. Without `warrantyUntil` the product's warranty months run from the day of purchase to 24:00
     * of the last day in `timeZone`, the day of purchase not counted (Civil Code of the PRC art. 201–202).
     */
    register: async (unit: NewUnit, timeZone: string, at: Instant): Promise<Unit> =>
      explainViolations(FAULTS, async () => {
        const warrantyUntil = unit.warrantyUntil ?? warrantyEnd(unit, timeZone);
        return requireWritten(
          await db
            .insert(units)
            .values({ ...unit, warrantyUntil, createdAt: at, updatedAt: at })
            .returning(),
        );
      }),

    update: async (id: string, expectedVersion: number, changes: UnitChanges, at: Instant): Promise<Unit> =>
      explainViolations(FAULTS, async () => {
        const rows = await db
          .update(units)
          .set({ ...changes, updatedAt: at, version: sql`${units.version} + 1` })
          .where(and(eq(units.id, id), eq(units.version, expectedVersion)))
          .returning();
        return requireCurrent(rows, 'unit', id, () => existsById(id));
      }),

    /**
     * Newest first.
     * @param ofCasesOf of this customer's cases only: a unit may have belonged to somebody else before; null: all.
     */
    listEvents: async (unitId: string, ofCasesOf: string | null = null): Promise<UnitEvent[]> =>
      db
        .select()
        .from(unitEvents)
        .where(and(eq(unitEvents.unitId, unitId), ofCasesOf === null ? undefined : isOfCaseOf(ofCasesOf)))
        .orderBy(desc(unitEvents.at), desc(unitEvents.id)),
  };
};

function isOfCaseOf(customerId: string) {
  return sql`exists (select from ${cases} where ${cases.id} = ${unitEvents.caseId} and ${cases.customerId} = ${customerId})`;
}

function warrantyEnd(unit: NewUnit, timeZone: string) {
  if (unit.purchasedOn === null) return null;
  return sql<Instant>`(
    select (${unit.purchasedOn}::date + make_interval(months => warranty_months, days => 1)) at time zone ${timeZone}
    from products where id = ${unit.productId}
  )`;
}
