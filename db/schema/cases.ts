import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { CASE_KINDS } from '../../workflows/domain/cases.ts';
import { instant, isOneOf, minor } from './columns.ts';
import { contacts, customers } from './customers.ts';
import { massHolds } from './mass-holds.ts';
import { people } from './people.ts';
import { policies } from './policies.ts';

/*
 * Tables about cases. They are written by the recording activity alone, one step in one statement; everybody
 * else reads them (design §3). Every instant is the case's own.
 */

/** Last number given per rule and day of entry; case numbers have no gaps. */
export const caseNumberCounters = pgTable(
  'case_number_counters',
  {
    /** Numbering rule of the policy, for example `RP-{yyyyMMdd}-{seq4}`. */
    rule: text('rule').notNull(),
    day: date('day').notNull(),
    lastNumber: integer('last_number').notNull(),
  },
  (table) => [primaryKey({ columns: [table.rule, table.day] })],
);

/** What open cases are listed by: urgent ones first, then by due instant, those without one last. */
export const openRank = sql`(case when priority = 'urgent' then 0 else 1 end)`;
export const openDue = sql`coalesce(next_due_at, 'infinity')`;

export const cases = pgTable(
  'cases',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').notNull(),
    number: text('number').notNull().unique(),
    company: text('company').notNull(),
    /** The policy version that the case was opened under and keeps (design idea 9). */
    policyId: uuid('policy_id')
      .notNull()
      .references(() => policies.id),
    calendarCode: text('calendar_code').notNull(),
    customerId: uuid('customer_id').references(() => customers.id),
    contactId: uuid('contact_id').references(() => contacts.id),
    language: text('language').notNull(),
    openedBy: jsonb('opened_by').notNull(),
    openedAt: instant('opened_at').notNull(),
    receivedAt: instant('received_at').notNull(),
    clockOffsetMs: bigint('clock_offset_ms', { mode: 'number' }).notNull(),
    /** Version of the last step; only grows. */
    version: integer('version').notNull(),
    changedAt: instant('changed_at').notNull(),
    phase: text('phase').notNull(),
    priority: text('priority').notNull(),
    round: integer('round').notNull(),
    attempt: integer('attempt').notNull(),
    ownerRole: text('owner_role'),
    ownerId: uuid('owner_id').references(() => people.id),
    technicianId: uuid('technician_id').references(() => people.id),
    onHold: boolean('on_hold').notNull(),
    pausedBecause: text('paused_because').array().notNull(),
    /** A commitment that still runs has passed its due instant. A recorded fact, not a comparison with a clock. */
    overdue: boolean('overdue').notNull(),
    /** The earliest due instant of its running commitments and open tasks, as of its last step. */
    nextDueAt: instant('next_due_at'),
    outcome: text('outcome'),
    closedAt: instant('closed_at'),
    /** The facts of the process, as its read model. */
    details: jsonb('details').notNull(),
  },
  (table) => [
    check('cases_kind_known', isOneOf(table.kind, CASE_KINDS)),
    check('cases_priority_known', isOneOf(table.priority, ['normal', 'urgent'])),
    check('cases_closed_with_outcome', sql`(${table.phase} = 'closed') = (${table.closedAt} is not null)`),
    index('cases_open_next')
      .on(openRank, openDue, table.openedAt, table.id)
      .where(sql`closed_at is null`),
    index('cases_closed_latest')
      .on(table.closedAt, table.id)
      .where(sql`closed_at is not null`),
    index('cases_closed_text')
      .using(
        'gin',
        sql`number gin_trgm_ops`,
        sql`(details ->> 'serialNumber') gin_trgm_ops`,
        sql`(details ->> 'productModel') gin_trgm_ops`,
      )
      .where(sql`closed_at is not null`),
    index().on(table.kind, table.phase),
    index().on(table.policyId),
    index().on(table.customerId),
    index().on(table.contactId),
    index().on(table.ownerId),
    index().on(table.technicianId),
    index('cases_closed')
      .on(table.company, table.closedAt)
      .where(sql`closed_at is not null`),
    index('cases_same_fault')
      .on(sql`(${table.details} ->> 'sameFaultAs')`)
      .where(sql`details ->> 'sameFaultAs' is not null`),
    index('cases_open_serial')
      .on(sql`(${table.details} ->> 'serialNumber')`)
      .where(sql`closed_at is null`),
  ],
);

const caseId = () =>
  uuid('case_id')
    .notNull()
    .references((): AnyPgColumn => cases.id);

export const tasks = pgTable(
  'tasks',
  {
    id: text('id').primaryKey(),
    caseId: caseId(),
    kind: text('kind').notNull(),
    phase: text('phase').notNull(),
    round: integer('round').notNull(),
    attempt: integer('attempt').notNull(),
    roles: text('roles').array().notNull(),
    assigneeId: uuid('assignee_id').references(() => people.id),
    status: text('status').notNull(),
    openedAt: instant('opened_at').notNull(),
    /** Due by a limit of its own; a task done for a commitment shows that one's due instant. */
    dueAt: instant('due_at'),
    commitmentId: text('commitment_id'),
    level: integer('level').notNull(),
    missedAt: instant('missed_at'),
    endedAt: instant('ended_at'),
    endedBy: jsonb('ended_by'),
    about: jsonb('about').notNull(),
    form: jsonb('form'),
  },
  (table) => [
    check('tasks_status_known', isOneOf(table.status, ['open', 'completed', 'dropped'])),
    index().on(table.caseId),
    index().on(table.assigneeId),
    index('tasks_open')
      .on(table.openedAt, table.id)
      .where(sql`status = 'open'`),
  ],
);

export const approvals = pgTable(
  'approvals',
  {
    id: text('id').primaryKey(),
    caseId: caseId(),
    subject: text('subject').notNull(),
    revision: integer('revision').notNull(),
    /** The role that is asked now, or that decided. */
    role: text('role').notNull(),
    chain: text('chain').array().notNull(),
    status: text('status').notNull(),
    requestedBy: jsonb('requested_by').notNull(),
    requestedAt: instant('requested_at').notNull(),
    dueAt: instant('due_at'),
    amountMinor: minor('amount_minor'),
    about: jsonb('about').notNull(),
    decidedBy: jsonb('decided_by'),
    decidedAt: instant('decided_at'),
    reason: text('reason'),
  },
  (table) => [
    check('approvals_status_known', isOneOf(table.status, ['pending', 'approved', 'refused', 'withdrawn'])),
    check('approvals_refused_with_reason', sql`${table.status} <> 'refused' or ${table.reason} is not null`),
    index().on(table.caseId),
    index('approvals_pending')
      .on(table.requestedAt, table.id)
      .where(sql`status = 'pending'`),
  ],
);

export const commitments = pgTable(
  'commitments',
  {
    caseId: caseId(),
    id: text('id').notNull(),
    name: text('name').notNull(),
    kind: text('kind').notNull(),
    status: text('status').notNull(),
    startedAt: instant('started_at').notNull(),
    /** Policy field that set the limit. */
    source: text('source').notNull(),
    limit: jsonb('limit').notNull(),
    calendarCode: text('calendar_code').notNull(),
    calendarVersion: integer('calendar_version').notNull(),
    pausedBy: text('paused_by').array().notNull(),
    pauses: jsonb('pauses').notNull(),
    warnAt: instant('warn_at'),
    /** Null while the clock stands. */
    dueAt: instant('due_at'),
    level: integer('level').notNull(),
    ladder: jsonb('ladder').notNull(),
    nextLevelAt: instant('next_level_at'),
    /** When level 1 fired; later than `due_at` only if nothing was running then. */
    missedAt: instant('missed_at'),
    metAt: instant('met_at'),
    /** Missed by the timer, or met after its due instant. */
    isMissed: boolean('is_missed').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.id] }),
    check('commitments_status_known', isOneOf(table.status, ['running', 'met', 'dropped'])),
    index('commitments_running_due')
      .on(table.dueAt)
      .where(sql`status = 'running'`),
  ],
);

export const holds = pgTable(
  'holds',
  {
    id: text('id').primaryKey(),
    caseId: caseId(),
    reason: text('reason').notNull(),
    text: text('text').notNull(),
    startedAt: instant('started_at').notNull(),
    /** It ends by itself then; null: only when somebody ends it. */
    untilAt: instant('until_at'),
    endedAt: instant('ended_at'),
    placedBy: jsonb('placed_by').notNull(),
    /** The mass hold that it is part of; null: a person held this case alone. */
    batchId: uuid('batch_id').references(() => massHolds.id),
  },
  (table) => [
    index().on(table.caseId),
    uniqueIndex('holds_one_at_a_time')
      .on(table.caseId)
      .where(sql`ended_at is null and batch_id is null`),
    uniqueIndex('holds_once_per_batch').on(table.batchId, table.caseId),
  ],
);

export const timelineEvents = pgTable(
  'timeline_events',
  {
    caseId: caseId(),
    seq: integer('seq').notNull(),
    kind: text('kind').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    actor: jsonb('actor').notNull(),
    visibility: text('visibility').notNull(),
    data: jsonb('data').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.seq] }),
    check('timeline_events_visibility_known', isOneOf(table.visibility, ['customer', 'staff'])),
  ],
);

/** The outbox. A message is written with the step that causes it, and sent once. */
export const messages = pgTable(
  'messages',
  {
    id: text('id').primaryKey(),
    caseId: caseId(),
    kind: text('kind').notNull(),
    recipientType: text('recipient_type').notNull(),
    recipientRole: text('recipient_role'),
    recipientPersonId: uuid('recipient_person_id').references(() => people.id),
    /** Null until the recipient's preferred channel is looked up at sending. */
    channel: text('channel'),
    failedChannels: text('failed_channels').array().notNull(),
    variables: jsonb('variables').notNull(),
    status: text('status').notNull(),
    queuedAt: instant('queued_at').notNull(),
    settledAt: instant('settled_at'),
    attempts: integer('attempts').notNull(),
    /** Why the last attempt failed, without personal data. */
    lastError: text('last_error'),
    subject: text('subject'),
    body: text('body'),
  },
  (table) => [
    check('messages_status_known', isOneOf(table.status, ['queued', 'sent', 'failed', 'shown'])),
    check('messages_recipient_known', isOneOf(table.recipientType, ['customer', 'person', 'role'])),
    index().on(table.caseId),
    index().on(table.recipientPersonId),
    index('messages_inbox').on(table.recipientRole, table.queuedAt.desc()),
    index('messages_waiting')
      .on(table.queuedAt)
      .where(sql`${table.status} = 'queued'`),
  ],
);
