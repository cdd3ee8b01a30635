import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { ServicePolicy } from '../../workflows/domain/policy/service-policy.ts';
import type { PriceList } from '../../workflows/domain/pricing.ts';
import { id, instant } from './columns.ts';
import { people } from './people.ts';

/** Service policies, one line of versions per company. A row never changes: cases keep the version they were opened under. */
export const policies = pgTable(
  'policies',
  {
    id: id(),
    /** A … E, or another company's own code. */
    company: text('company').notNull(),
    version: integer('version').notNull(),
    document: jsonb('document').notNull().$type<ServicePolicy>(),
    /** Cases opened from this instant on use it. */
    validFrom: instant('valid_from_at').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Null for the presets. */
    createdBy: uuid('created_by').references(() => people.id),
  },
  (table) => [
    unique('policies_version_once').on(table.company, table.version),
    index().on(table.createdBy),
    check('policies_version_positive', sql`${table.version} > 0`),
  ],
);

/** Published prices of labour and travel, in versions. A row never changes. */
export const priceLists = pgTable(
  'price_lists',
  {
    id: id(),
    code: text('code').notNull(),
    version: integer('version').notNull(),
    document: jsonb('document').notNull().$type<PriceList>(),
    validFrom: instant('valid_from_at').notNull(),
    createdAt: instant('created_at').notNull(),
    createdBy: uuid('created_by').references(() => people.id),
  },
  (table) => [
    unique('price_lists_version_once').on(table.code, table.version),
    index().on(table.createdBy),
    check('price_lists_version_positive', sql`${table.version} > 0`),
  ],
);
