import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { PRODUCT_CATEGORIES, UNIT_OWNERSHIPS } from '../../workflows/domain/policy/choices.ts';
import { day, id, instant, isOneOf, minor, version } from './columns.ts';
import { customers } from './customers.ts';

/** Products sold or lent. */
export const products = pgTable(
  'products',
  {
    id: id(),
    model: text('model').notNull().unique(),
    name: text('name').notNull(),
    /** What a policy's `scope` of repairs speaks about. */
    category: text('category', { enum: PRODUCT_CATEGORIES }).notNull(),
    /** Product warranty from the day of purchase; 0 means none. */
    warrantyMonths: integer('warranty_months').notNull(),
    /** What a new one costs. */
    priceMinor: minor('price_minor').notNull(),
    /** ISO 4217. */
    currency: text('currency').notNull(),
    /** Straight-line depreciation to `residualPercent` of the price, for a unit's present value. */
    usefulLifeMonths: integer('useful_life_months').notNull(),
    residualPercent: integer('residual_percent').notNull(),
    active: boolean('active').notNull().default(true),
    version: version(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    index().on(table.category),
    check('products_category_known', isOneOf(table.category, PRODUCT_CATEGORIES)),
    check('products_warranty_not_negative', sql`${table.warrantyMonths} >= 0`),
    check('products_price_not_negative', sql`${table.priceMinor} >= 0`),
    check('products_life_positive', sql`${table.usefulLifeMonths} > 0`),
    check('products_residual_percent', sql`${table.residualPercent} between 0 and 100`),
    check('products_currency_code', sql`${table.currency} ~ '^[A-Z]{3}$'`),
  ],
);

/** One product in somebody's hands, known by serial number or lot. */
export const units = pgTable(
  'units',
  {
    id: id(),
    productId: uuid('product_id')
      .notNull()
      .references(() => products.id),
    serialNumber: text('serial_number'),
    lot: text('lot'),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    /** Whether the customer owns it or has it on loan. */
    ownership: text('ownership', { enum: UNIT_OWNERSHIPS }).notNull(),
    orderNumber: text('order_number'),
    purchasedOn: day('purchased_on'),
    /** The first instant outside the product warranty; null when nobody knows. */
    warrantyUntil: instant('warranty_until_at'),
    /** Serial numbers that left service stay on record. */
    active: boolean('active').notNull().default(true),
    version: version(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    unique('units_serial_once_per_product').on(table.productId, table.serialNumber),
    index().on(table.serialNumber),
    index().on(table.customerId),
    check('units_ownership_known', isOneOf(table.ownership, UNIT_OWNERSHIPS)),
    check('units_identified', sql`num_nonnulls(${table.serialNumber}, ${table.lot}) > 0`),
  ],
);
