import { jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * Every effect on parts or money that was ever carried out, by its idempotency key (design §2 idea 6, X-06).
 * The row is inserted in the transaction of the effect itself; a repeated key finds the first answer here.
 */
export const effectKeys = pgTable('effect_keys', {
  /** `<workflowId>/<step>/<n>`, as listed in repair §7. */
  key: text('key').primaryKey(),
  /** Name of the effect, so that one key cannot stand for two different ones. */
  effect: text('effect').notNull(),
  /**
   * SHA-256 of what somebody asked for, in hexadecimal digits, so that one key cannot stand for two requests; null where
   * the process itself works the request out.
   */
  requestDigest: text('request_digest'),
  /** The answer that the first call got; empty only inside the transaction that carries the effect out. */
  result: jsonb('result'),
  at: instant('at').notNull(),
});
