import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { cases } from './cases.ts';
import { instant, isOneOf } from './columns.ts';

/** What a case is told from outside by a signal; decisions of approvals go to it directly. */
const CASE_SIGNALS = [
  'partsArrived',
  'paymentReported',
  'calendarChanged',
  'massHoldPlaced',
  'massHoldEnded',
  'caseLinked',
  'caseMerged',
  'linkedCaseClosed',
  'ownerLeft',
  'surveysDeclined',
] as const;

/**
 * Outbox of what cases are to be told from outside: written in the transaction of its cause, sent by the API until the
 * Temporal server has it. A case drops a second copy by the key, so that sending again is always safe.
 */
export const caseSignals = pgTable(
  'case_signals',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Names the cause and, where it concerns several cases, the case. */
    key: text('key').notNull().unique(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id),
    name: text('name', { enum: CASE_SIGNALS }).notNull(),
    /** What the process takes, as plain JSON with instants as epoch milliseconds; no personal data. */
    payload: jsonb('payload').notNull().$type<Readonly<Record<string, unknown>>>(),
    queuedAt: instant('queued_at').notNull(),
    /** When the server had it, or the case turned out to be closed. */
    settledAt: instant('settled_at'),
  },
  (t) => [
    index('case_signals_case').on(t.caseId),
    index('case_signals_waiting')
      .on(t.id)
      .where(sql`settled_at is null`),
    index('case_signals_of_mass_hold')
      .on(sql`(payload ->> 'batchId')`)
      .where(sql`name = 'massHoldPlaced'`),
    check('case_signals_name_known', isOneOf(t.name, CASE_SIGNALS)),
  ],
);

/** The state of each calendar and its holidays that open cases were last told of (design idea 9). */
export const calendarAnnouncements = pgTable('calendar_announcements', {
  calendarCode: text('calendar_code').primaryKey(),
  /** Fingerprint of the stored calendar with its holidays. */
  stamp: text('stamp').notNull(),
  /** Counts the changes announced, so that each has keys of its own. */
  number: integer('number').notNull(),
  announcedAt: instant('announced_at').notNull(),
  /** Null while cases that were being opened during the change may still turn up. */
  settledAt: instant('settled_at'),
});
