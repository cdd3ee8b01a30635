import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** First answers of requests with an Idempotency-Key; the same caller's repeat of it gets the same answer (design §5). */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    /** Who called: one caller's keys never meet another's. */
    actor: text('actor').notNull(),
    /** Method and route pattern. */
    route: text('route').notNull(),
    key: text('key').notNull(),
    /** Digest of the body: the same key with another body is refused. */
    requestHash: text('request_hash').notNull(),
    /** When it began, or was last heard of as being under way. */
    startedAt: instant('started_at').notNull(),
    /** How many requests have begun under this key; more than one where the first was never answered. */
    tries: integer('tries').notNull().default(1),
    finishedAt: instant('finished_at'),
    responseStatus: integer('response_status'),
    responseHeaders: jsonb('response_headers').$type<Readonly<Record<string, string>>>(),
    responseBody: text('response_body'),
  },
  (table) => [
    primaryKey({ columns: [table.actor, table.route, table.key] }),
    index().on(table.startedAt),
    check(
      'idempotency_keys_answered_when_finished',
      sql`(${table.finishedAt} is null) = (${table.responseStatus} is null)`,
    ),
  ],
);
