import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  boolean,
  check,
  index,
  integer,
  pgTable,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { REQUISITION_STATES, SHORT_LINE_STATES, SOURCING_WAYS } from '../../workflows/domain/parts.ts';
import { instant, isOneOf } from './columns.ts';
import { parts, stockLocations } from './parts.ts';

/** Whole pieces, zero at first. */
const quantity = (name: string) => integer(name).notNull().default(0);

/** Requisition (配件领用单, B3.6, P-03); its lines reserve nothing before the parts lead has signed. */
export const requisitions = pgTable(
  'requisitions',
  {
    id: uuid('id').primaryKey(),
    /** Case number + `-R<n>` (repair §8). */
    number: text('number').notNull().unique(),
    caseId: uuid('case_id').notNull(),
    state: text('state', { enum: REQUISITION_STATES }).notNull().default('asked'),
    /** Follows the priority of the case; urgent ones are served first by an arrival. */
    urgent: boolean('urgent').notNull(),
    /** The store that it draws from. */
    locationCode: text('location_code')
      .notNull()
      .references(() => stockLocations.code),
    askedBy: text('asked_by'),
    askedAt: instant('asked_at').notNull(),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    reason: text('reason'),
  },
  (t) => [
    index('requisitions_case').on(t.caseId),
    index('requisitions_location').on(t.locationCode),
    check('requisitions_state', isOneOf(t.state, REQUISITION_STATES)),
    check('requisitions_decided', sql`(${t.state} = 'asked') = (${t.decidedAt} is null)`),
    check('requisitions_refusal_reason', sql`${t.state} <> 'refused' or ${t.reason} is not null`),
  ],
);

/**
 * Line of a requisition. All quantities but `asked`, `signed`, `short` and `given_up` follow the stock ledger by
 * trigger; the sum rule below makes "issued without a signature" impossible (repair §7).
 */
export const requisitionLines = pgTable(
  'requisition_lines',
  {
    id: uuid('id').primaryKey(),
    requisitionId: uuid('requisition_id')
      .notNull()
      .references(() => requisitions.id),
    position: integer('position').notNull(),
    partId: uuid('part_id')
      .notNull()
      .references(() => parts.id),
    /** The line whose short pieces this one replaces, where the part is a substitute. */
    substitutesLineId: uuid('substitutes_line_id').references((): AnyPgColumn => requisitionLines.id),
    asked: integer('asked_quantity').notNull(),
    signed: quantity('signed_quantity'),
    reserved: quantity('reserved_quantity'),
    short: quantity('short_quantity'),
    issued: quantity('issued_quantity'),
    consumed: quantity('consumed_quantity'),
    returned: quantity('returned_quantity'),
    damaged: quantity('damaged_quantity'),
    lost: quantity('lost_quantity'),
    givenUp: quantity('given_up_quantity'),
  },
  (t) => [
    unique('requisition_lines_position').on(t.requisitionId, t.position),
    unique('requisition_lines_part_of_line').on(t.id, t.partId),
    index('requisition_lines_part').on(t.partId),
    index('requisition_lines_substitutes').on(t.substitutesLineId),
    check('requisition_lines_asked', sql`${t.asked} > 0 and ${t.signed} <= ${t.asked}`),
    check(
      'requisition_lines_not_negative',
      sql`least(${t.signed}, ${t.reserved}, ${t.short}, ${t.issued}, ${t.consumed}, ${t.returned}, ${t.damaged}, ${t.lost}, ${t.givenUp}) >= 0`,
    ),
    check(
      'requisition_lines_signed_is_accounted_for',
      sql`${t.signed} = ${t.reserved} + ${t.short} + ${t.issued} + ${t.givenUp}`,
    ),
    check(
      'requisition_lines_within_issued',
      sql`${t.consumed} + ${t.returned} + ${t.damaged} + ${t.lost} <= ${t.issued}`,
    ),
  ],
);

/** What a signed line lacked in stock, and how it is to be filled; the quantity is the line's `short_quantity`. */
export const shortLines = pgTable(
  'short_lines',
  {
    lineId: uuid('line_id')
      .primaryKey()
      .references(() => requisitionLines.id),
    state: text('state', { enum: SHORT_LINE_STATES }).notNull().default('waiting'),
    way: text('way', { enum: SOURCING_WAYS }),
    expectedAt: instant('expected_at'),
    /** Number of the purchase, production or transfer order. */
    reference: text('reference'),
    substitutePartId: uuid('substitute_part_id').references(() => parts.id),
    sourcedBy: text('sourced_by'),
    /** Start of the days without a part (repair §2 `rights`, X-17). */
    shortSinceAt: instant('short_since_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    index('short_lines_substitute').on(t.substitutePartId),
    check('short_lines_state', isOneOf(t.state, SHORT_LINE_STATES)),
    check('short_lines_way', sql`${t.way} is null or ${isOneOf(t.way, SOURCING_WAYS)}`),
    check('short_lines_ended', sql`(${t.state} in ('waiting', 'sourced')) = (${t.endedAt} is null)`),
    check(
      'short_lines_substitute_known',
      sql`${t.way} is distinct from 'substitute' or ${t.substitutePartId} is not null`,
    ),
  ],
);
