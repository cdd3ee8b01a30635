import { sql } from 'drizzle-orm';
import { boolean, check, index, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { PersonActor } from '../../workflows/domain/actors.ts';
import { INBOUND_CHANNELS, MESSAGE_STATES } from '../../workflows/domain/customer-messages.ts';
import { cases } from './cases.ts';
import { id, instant, isOneOf } from './columns.ts';
import { contacts } from './customers.ts';

/**
 * What customers wrote by mail, SMS or WeChat, as a gateway brought it: each message of a system once. It goes to its
 * case as a comment, or waits for a person who places it (repair process, 9). Personal data (S-01).
 */
export const customerMessages = pgTable(
  'customer_messages',
  {
    id: id(),
    /** Name of the connected system that brought it. */
    system: text('system').notNull(),
    /** Of the message, by that system: the Message-ID of a mail (RFC 5322). */
    messageId: text('message_id').notNull(),
    channel: text('channel', { enum: INBOUND_CHANNELS }).notNull(),
    /** E-mail address, phone number or WeChat id of whoever wrote it. */
    sender: text('sender').notNull(),
    inReplyTo: text('in_reply_to'),
    /** The number of a case, where the system knows it. */
    caseNumber: text('case_number'),
    text: text('text').notNull(),
    /** Written by no person: an out-of-office notice, a receipt (RFC 3834). */
    automatic: boolean('automatic').notNull(),
    /** When the gateway had it. */
    receivedAt: instant('received_at').notNull(),
    /** Keys of uploaded files. */
    attachments: jsonb('attachments').notNull().$type<readonly string[]>(),
    takenAt: instant('taken_at').notNull(),
    /** Who wrote it, by the address. */
    contactId: uuid('contact_id').references(() => contacts.id),
    state: text('state', { enum: MESSAGE_STATES }).notNull(),
    /** The case that it goes to or went to; of one that waits: the closed case that it seems to be about. */
    caseId: uuid('case_id').references(() => cases.id),
    /** Why it waits or was dismissed by itself: a code. */
    because: text('because'),
    /** Who placed or dismissed it; null: it found its case by itself. */
    decidedBy: jsonb('decided_by').$type<PersonActor>(),
    decidedAt: instant('decided_at'),
    reason: text('reason'),
  },
  (t) => [
    unique('customer_messages_once').on(t.system, t.messageId),
    index('customer_messages_queued')
      .on(t.takenAt, t.id)
      .where(sql`state = 'queued'`),
    index('customer_messages_unplaced')
      .on(t.takenAt, t.id)
      .where(sql`state = 'unplaced'`),
    index('customer_messages_newest').on(t.takenAt, t.id),
    index('customer_messages_case').on(t.caseId),
    index('customer_messages_contact').on(t.contactId),
    check('customer_messages_channel_known', isOneOf(t.channel, INBOUND_CHANNELS)),
    check('customer_messages_state_known', isOneOf(t.state, MESSAGE_STATES)),
    check(
      'customer_messages_placed_somewhere',
      sql`${t.state} not in ('queued', 'placed') or ${t.caseId} is not null`,
    ),
    check(
      'customer_messages_unplaced_for_a_reason',
      sql`${t.state} <> 'unplaced' or ${t.because} is not null`,
    ),
    check('customer_messages_decided_whole', sql`(${t.decidedBy} is null) = (${t.decidedAt} is null)`),
  ],
);
