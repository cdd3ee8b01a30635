import { sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import { bigint, customType, integer, uuid } from 'drizzle-orm/pg-core';
import type { Instant } from '../../workflows/domain/limits.ts';
import { storedIso } from '../../workflows/domain/storable.ts';

const instantColumn = customType<{ data: Instant; driverData: string }>({
  dataType: () => 'timestamp with time zone',
  toDriver: storedIso,
  fromDriver: parseInstant,
});

const dayColumn = customType<{ data: string; driverData: string }>({ dataType: () => 'date' });

/** A timestamptz column, read and written as epoch milliseconds; named `…_at` (design §4). */
export const instant = (name: string) => instantColumn(name);

/** A calendar date without a time, read and written as `yyyy-MM-dd`; named `…_on`. */
export const day = (name: string) => dayColumn(name);

/** An amount in whole minor units, beside a column with its ISO 4217 currency; named `…_minor`. */
export const minor = (name: string) => bigint(name, { mode: 'number' });

/** The primary key of a table whose rows have no natural one. */
export const id = () => uuid('id').primaryKey().defaultRandom();

/** Grows by one with every change; a change that names an older one is refused (412 STALE_VERSION). */
export const version = () => integer('version').notNull().default(1);

/** The condition of a CHECK that holds a text column to a closed list of values. */
export function isOneOf(column: SQLWrapper, values: readonly string[]): SQL {
  const list = values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ');
  return sql`${column} in (${sql.raw(list)})`;
}

/** Reads PostgreSQL's text form of a timestamptz, such as `2026-11-24 08:06:00.123+00`. */
export function parseInstant(text: string): Instant {
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  const epochMs = Date.parse(iso);
  if (Number.isNaN(epochMs))
    throw new Error(`PostgreSQL sent the timestamp "${text}", which is not an instant`);
  return epochMs;
}
