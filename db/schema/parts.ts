import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { LOCATION_KINDS, TRACKINGS } from '../../workflows/domain/parts.ts';
import { id, isOneOf, minor, version } from './columns.ts';

/** Catalogue of spare parts and replacement units (P-01). `price_minor` is asked of the customer, `cost_minor` is what it cost us. */
export const parts = pgTable(
  'parts',
  {
    id: id(),
    number: text('number').notNull().unique(),
    nameZh: text('name_zh').notNull(),
    nameEn: text('name_en').notNull(),
    specification: text('specification').notNull().default(''),
    supplier: text('supplier').notNull().default(''),
    tracking: text('tracking', { enum: TRACKINGS }).notNull(),
    priceMinor: minor('price_minor').notNull(),
    costMinor: minor('cost_minor').notNull(),
    currency: text('currency').notNull(),
    /** Free pieces at or below which the part is to be bought anew (P-02). */
    reorderPoint: integer('reorder_point').notNull().default(0),
    active: boolean('active').notNull().default(true),
    version: version(),
  },
  (t) => [
    check('parts_tracking', isOneOf(t.tracking, TRACKINGS)),
    check('parts_currency', sql`${t.currency} ~ '^[A-Z]{3}$'`),
    check('parts_not_negative', sql`${t.priceMinor} >= 0 and ${t.costMinor} >= 0 and ${t.reorderPoint} >= 0`),
  ],
);

/** The approved list: what may be fitted instead without asking the inspector (R-11, repair §6 `substitute`). */
export const partSubstitutes = pgTable(
  'part_substitutes',
  {
    partId: uuid('part_id')
      .notNull()
      .references(() => parts.id),
    substituteId: uuid('substitute_id')
      .notNull()
      .references(() => parts.id),
  },
  (t) => [
    primaryKey({ columns: [t.partId, t.substituteId] }),
    index('part_substitutes_substitute').on(t.substituteId),
    check('part_substitutes_other_part', sql`${t.partId} <> ${t.substituteId}`),
  ],
);

/** Places where parts lie: `main`, `quarantine`, other stores. */
export const stockLocations = pgTable(
  'stock_locations',
  {
    code: text('code').primaryKey(),
    kind: text('kind', { enum: LOCATION_KINDS }).notNull(),
    nameZh: text('name_zh').notNull(),
    nameEn: text('name_en').notNull(),
  },
  (t) => [check('stock_locations_kind', isOneOf(t.kind, LOCATION_KINDS))],
);
