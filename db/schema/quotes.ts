import { sql } from 'drizzle-orm';
import {
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { FEE_KINDS, QUOTE_SCOPES, QUOTE_STATES } from '../../workflows/domain/money.ts';
import { id, instant, isOneOf, minor } from './columns.ts';
import { parts } from './parts.ts';

/** Quotation (报价单, R-10); a case has at most one that waits for its answer. */
export const quotes = pgTable(
  'quotes',
  {
    id: id(),
    caseId: uuid('case_id').notNull(),
    /** Counts up within the case; the document's number ends in `-Q<revision>` (repair §8). */
    revision: integer('revision').notNull(),
    scope: text('scope', { enum: QUOTE_SCOPES }).notNull(),
    state: text('state', { enum: QUOTE_STATES }).notNull().default('offered'),
    /** ISO 4217. */
    currency: text('currency').notNull(),
    totalMinor: minor('total_minor').notNull(),
    /** The published price list that the lines were priced by (A3.2). */
    priceListVersion: integer('price_list_version').notNull(),
    validUntil: instant('valid_until_at').notNull(),
    offeredBy: text('offered_by'),
    offeredAt: instant('offered_at').notNull(),
    answeredBy: text('answered_by'),
    answeredAt: instant('answered_at'),
    /** Whom of the customer's people a member of staff heard the answer from. */
    heardFrom: text('heard_from'),
    /** Reference of the signature that the answer was given with. */
    signature: text('signature'),
    /** A counter-offer or the reason of a refusal, in the customer's words. */
    answerText: text('answer_text'),
  },
  (t) => [
    unique('quotes_revision').on(t.caseId, t.revision),
    uniqueIndex('quotes_one_offered')
      .on(t.caseId)
      .where(sql`${t.state} = 'offered'`),
    check('quotes_scope_known', isOneOf(t.scope, QUOTE_SCOPES)),
    check('quotes_state_known', isOneOf(t.state, QUOTE_STATES)),
    check('quotes_total_not_negative', sql`${t.totalMinor} >= 0`),
    check('quotes_currency_code', sql`${t.currency} ~ '^[A-Z]{3}$'`),
    check(
      'quotes_answered',
      sql`${t.state} not in ('accepted', 'declined', 'countered', 'replaced') or ${t.answeredAt} is not null`,
    ),
  ],
);

/** Line of a quotation: an amount by the price list, or a deviation from it with its reason. */
export const quoteLines = pgTable(
  'quote_lines',
  {
    quoteId: uuid('quote_id')
      .notNull()
      .references(() => quotes.id),
    position: integer('position').notNull(),
    kind: text('kind', { enum: FEE_KINDS }).notNull(),
    description: text('description').notNull(),
    partId: uuid('part_id').references(() => parts.id),
    quantity: integer('quantity').notNull(),
    /** For the whole quantity, as asked of the customer. */
    amountMinor: minor('amount_minor').notNull(),
    /** For the whole quantity, by the price list. */
    listMinor: minor('list_minor').notNull(),
    deviationReason: text('deviation_reason'),
  },
  (t) => [
    primaryKey({ columns: [t.quoteId, t.position] }),
    index('quote_lines_part').on(t.partId),
    check('quote_lines_kind_known', isOneOf(t.kind, FEE_KINDS)),
    check(
      'quote_lines_not_negative',
      sql`${t.quantity} > 0 and ${t.amountMinor} >= 0 and ${t.listMinor} >= 0`,
    ),
    check(
      'quote_lines_deviation',
      sql`${t.amountMinor} = ${t.listMinor} or ${t.deviationReason} is not null`,
    ),
  ],
);
