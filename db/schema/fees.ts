import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { COST_ACCOUNTS, FEE_DETAIL_STATES, FEE_KINDS } from '../../workflows/domain/money.ts';
import { id, instant, isOneOf, minor } from './columns.ts';

/** Fee detail (费用明细表, F-01) of the whole case; a changed one is a new revision and is approved anew. */
export const feeDetails = pgTable(
  'fee_details',
  {
    id: id(),
    caseId: uuid('case_id').notNull(),
    /** Counts up within the case; the document's number ends in `-F<revision>` (repair §8). */
    revision: integer('revision').notNull(),
    state: text('state', { enum: FEE_DETAIL_STATES }).notNull().default('detailed'),
    /** ISO 4217. */
    currency: text('currency').notNull(),
    chargedMinor: minor('charged_minor').notNull(),
    costMinor: minor('cost_minor').notNull().default(0),
    detailedBy: text('detailed_by'),
    detailedAt: instant('detailed_at').notNull(),
    approvedBy: text('approved_by'),
    approvedAt: instant('approved_at'),
    refusalReason: text('refusal_reason'),
    costedBy: text('costed_by'),
    costedAt: instant('costed_at'),
    settledBy: text('settled_by'),
    settledAt: instant('settled_at'),
    invoiceNumber: text('invoice_number'),
  },
  (t) => [
    unique('fee_details_revision').on(t.caseId, t.revision),
    check('fee_details_state_known', isOneOf(t.state, FEE_DETAIL_STATES)),
    check('fee_details_not_negative', sql`${t.chargedMinor} >= 0 and ${t.costMinor} >= 0`),
    check('fee_details_currency_code', sql`${t.currency} ~ '^[A-Z]{3}$'`),
    check(
      'fee_details_chain',
      sql`(${t.state} not in ('approved', 'costed', 'settled') or ${t.approvedAt} is not null)
        and (${t.state} not in ('costed', 'settled') or ${t.costedAt} is not null)
        and (${t.state} <> 'settled' or ${t.settledAt} is not null)
        and (${t.state} <> 'refused' or ${t.refusalReason} is not null)`,
    ),
  ],
);

/** Line of a fee detail: what the customer is charged, and what it cost us once finance has costed it. */
export const feeLines = pgTable(
  'fee_lines',
  {
    feeDetailId: uuid('fee_detail_id')
      .notNull()
      .references(() => feeDetails.id),
    position: integer('position').notNull(),
    kind: text('kind', { enum: FEE_KINDS }).notNull(),
    description: text('description').notNull(),
    quantity: integer('quantity').notNull(),
    chargedMinor: minor('charged_minor').notNull(),
    costMinor: minor('cost_minor'),
    account: text('account', { enum: COST_ACCOUNTS }),
  },
  (t) => [
    primaryKey({ columns: [t.feeDetailId, t.position] }),
    index('fee_lines_account').on(t.account),
    check('fee_lines_kind_known', isOneOf(t.kind, FEE_KINDS)),
    check('fee_lines_account_known', sql`${t.account} is null or ${isOneOf(t.account, COST_ACCOUNTS)}`),
    check('fee_lines_not_negative', sql`${t.quantity} > 0 and ${t.chargedMinor} >= 0`),
    check('fee_lines_costed', sql`(${t.costMinor} is null) = (${t.account} is null) and ${t.costMinor} >= 0`),
  ],
);
