import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { PAYMENT_METHODS, PLACEMENTS } from '../../workflows/domain/money.ts';
import { cases } from './cases.ts';
import { id, instant, isOneOf, minor } from './columns.ts';

/**
 * Money that came for a case which could not take it any more, mostly because it was closed (repair §9 `placePayment`,
 * F-03, F-04). It waits here until finance assigns it to an open case or to the receivable of a closed one, or gives it
 * back, once; a guard keeps the rest of a row as it was written.
 */
export const unplacedPayments = pgTable(
  'unplaced_payments',
  {
    id: id(),
    /** The case that it came for. */
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id),
    amountMinor: minor('amount_minor').notNull(),
    currency: text('currency').notNull(),
    method: text('method', { enum: PAYMENT_METHODS }).notNull(),
    /** Of the bank transfer, the receipt or the provider. */
    reference: text('reference').notNull(),
    paidAt: instant('paid_at').notNull(),
    /** Why the case did not take it: a code of the error catalogue. */
    because: text('because').notNull(),
    receivedAt: instant('received_at').notNull(),
    /** `yyyy-MM` of the monthly settlement that counts it as received, where the company is. */
    receivedMonth: text('received_month').notNull(),
    placement: text('placement', { enum: PLACEMENTS }),
    placedAt: instant('placed_at'),
    /** `yyyy-MM` of the monthly settlement that counts the decision. */
    placedMonth: text('placed_month'),
    placedBy: text('placed_by'),
    reason: text('reason'),
    /** The open case that it went to, or the closed one whose receivable it paid. */
    assignedCaseId: uuid('assigned_case_id').references(() => cases.id),
    refundMethod: text('refund_method', { enum: PAYMENT_METHODS }),
    refundReference: text('refund_reference'),
  },
  (t) => [
    unique('unplaced_payments_one_entry').on(t.caseId, t.method, t.reference),
    index('unplaced_payments_waiting')
      .on(t.receivedAt, t.id)
      .where(sql`placement is null`),
    index('unplaced_payments_newest').on(t.receivedAt, t.id),
    index('unplaced_payments_assigned').on(t.assignedCaseId),
    check('unplaced_payments_amount', sql`${t.amountMinor} > 0`),
    check('unplaced_payments_method_known', isOneOf(t.method, PAYMENT_METHODS)),
    check(
      'unplaced_payments_placed_whole',
      sql`num_nulls(${t.placement}, ${t.placedAt}, ${t.placedMonth}, ${t.placedBy}, ${t.reason}) in (0, 5)`,
    ),
    check(
      'unplaced_payments_assigned_to_a_case',
      sql`(${t.assignedCaseId} is not null) = coalesce(${t.placement} = 'assigned', false)`,
    ),
    check(
      'unplaced_payments_refunded_somehow',
      sql`num_nonnulls(${t.refundMethod}, ${t.refundReference}) = case when ${t.placement} = 'refunded' then 2 else 0 end`,
    ),
  ],
);
