import { check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { messages } from './cases.ts';
import { instant, isOneOf } from './columns.ts';

const DELIVERY_STATUSES = ['sent', 'deferred', 'failed'] as const;

/**
 * What became of a message at each of its recipients. A message to a role goes to several people: a later attempt
 * writes only to those who have not got it yet.
 */
export const messageDeliveries = pgTable(
  'message_deliveries',
  {
    messageId: text('message_id')
      .notNull()
      .references(() => messages.id),
    /** A person or a contact. */
    recipientId: uuid('recipient_id').notNull(),
    /** Null when the recipient cannot be reached by any channel. */
    channel: text('channel'),
    status: text('status', { enum: DELIVERY_STATUSES }).notNull(),
    attempts: integer('attempts').notNull(),
    /** When the last attempt was made. */
    attemptedAt: instant('attempted_at').notNull(),
    /** Why the last attempt failed, without personal data. */
    lastError: text('last_error'),
    /** Of the mail that tells this notice together with others, fixed before it is sent; null: it goes alone. */
    digestId: text('digest_id'),
  },
  (table) => [
    primaryKey({ columns: [table.messageId, table.recipientId] }),
    check('message_deliveries_status_known', isOneOf(table.status, DELIVERY_STATUSES)),
    index().on(table.recipientId),
    index().on(table.digestId),
  ],
);
