import { sql } from 'drizzle-orm';
import { check, integer, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import type { CalendarDefinition } from '../../workflows/domain/calendar.ts';
import { id, instant } from './columns.ts';

/** Working hours, in versions. A row never changes: a new version moves open limits on purpose (design idea 9). */
export const calendars = pgTable(
  'calendars',
  {
    id: id(),
    code: text('code').notNull(),
    version: integer('version').notNull(),
    definition: jsonb('definition').notNull().$type<CalendarDefinition>(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    unique('calendars_version_once').on(table.code, table.version),
    check('calendars_version_positive', sql`${table.version} > 0`),
  ],
);

/** Public holidays of a country. */
export const holidaySchemes = pgTable('holiday_schemes', {
  code: text('code').primaryKey(),
  /** Days off by law, for years that are not announced yet: month-days or dates. */
  statutory: jsonb('statutory').notNull().$type<readonly string[]>(),
});

/** One announced year of a scheme. */
export const holidaySchemeYears = pgTable(
  'holiday_scheme_years',
  {
    schemeCode: text('scheme_code')
      .notNull()
      .references(() => holidaySchemes.code),
    year: integer('year').notNull(),
    /** Dates off. */
    off: jsonb('off').notNull().$type<readonly string[]>(),
    /** Weekend dates worked instead (调休). */
    work: jsonb('work').notNull().$type<readonly string[]>(),
  },
  (table) => [primaryKey({ columns: [table.schemeCode, table.year] })],
);
