import { sql } from 'drizzle-orm';
import { boolean, check, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Actor } from '../../workflows/domain/actors.ts';
import { LINK_CAUSES, LINK_RELATIONS, LINKED_KINDS, REQUEST_STATES } from '../../workflows/domain/links.ts';
import { cases } from './cases.ts';
import { id, instant, isOneOf } from './columns.ts';

/**
 * Cases that belong together, each with a process of its own (design idea 11). A pair is linked once; linked again
 * after its end, the link begins anew.
 */
export const caseLinks = pgTable(
  'case_links',
  {
    /** The case that names the other one. */
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id),
    linkedCaseId: uuid('linked_case_id')
      .notNull()
      .references(() => cases.id),
    relation: text('relation', { enum: LINK_RELATIONS }).notNull(),
    /** The case does not close before the linked one; such links never run in a circle. */
    waits: boolean('waits').notNull(),
    text: text('text'),
    linkedAt: instant('linked_at').notNull(),
    linkedBy: jsonb('linked_by').notNull().$type<Actor>(),
    /** Somebody took it back. */
    endedAt: instant('ended_at'),
    endedBy: jsonb('ended_by').$type<Actor>(),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.linkedCaseId] }),
    index('case_links_linked').on(table.linkedCaseId),
    check('case_links_relation_known', isOneOf(table.relation, LINK_RELATIONS)),
    check('case_links_of_two', sql`${table.caseId} <> ${table.linkedCaseId}`),
    check('case_links_ended_by_somebody', sql`(${table.endedAt} is null) = (${table.endedBy} is null)`),
  ],
);

/**
 * Cases of other kinds, actions and review points that a case wants opened. Written once by the case's process; staff
 * or another system take them up, and report what became of them.
 */
export const linkedCaseRequests = pgTable(
  'linked_case_requests',
  {
    id: id(),
    kind: text('kind', { enum: LINKED_KINDS }).notNull(),
    fromCaseId: uuid('from_case_id')
      .notNull()
      .references(() => cases.id),
    cause: text('cause', { enum: LINK_CAUSES }).notNull(),
    /** What whoever takes it up has to know, in words. */
    text: text('text').notNull(),
    /** What the case knew at that instant, as plain JSON with instants as epoch milliseconds. */
    facts: jsonb('facts').notNull().$type<Readonly<Record<string, unknown>>>(),
    /** The case does not close before this one is reported closed. */
    waits: boolean('waits').notNull(),
    state: text('state', { enum: REQUEST_STATES }).notNull(),
    /** On the case's own clock. */
    requestedAt: instant('requested_at').notNull(),
    requestedBy: jsonb('requested_by').notNull().$type<Actor>(),
    /** Number of what was opened, where it was opened. */
    reference: text('reference'),
    takenUpAt: instant('taken_up_at'),
    takenUpBy: jsonb('taken_up_by').$type<Actor>(),
    outcome: text('outcome'),
    closedAt: instant('closed_at'),
    closedBy: jsonb('closed_by').$type<Actor>(),
  },
  (table) => [
    index('linked_case_requests_from').on(table.fromCaseId),
    index('linked_case_requests_oldest').on(table.requestedAt, table.id),
    check('linked_case_requests_kind_known', isOneOf(table.kind, LINKED_KINDS)),
    check('linked_case_requests_cause_known', isOneOf(table.cause, LINK_CAUSES)),
    check('linked_case_requests_state_known', isOneOf(table.state, REQUEST_STATES)),
    check(
      'linked_case_requests_taken_up',
      sql`num_nonnulls(${table.reference}, ${table.takenUpAt}, ${table.takenUpBy}) = case ${table.state} when 'requested' then 0 else 3 end`,
    ),
    check(
      'linked_case_requests_closed',
      sql`num_nonnulls(${table.outcome}, ${table.closedAt}, ${table.closedBy}) = case ${table.state} when 'closed' then 3 else 0 end`,
    ),
  ],
);
