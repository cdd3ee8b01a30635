import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import {
  COST_ACCOUNTS,
  FEE_KINDS,
  MONEY_ENTRY_KINDS,
  PAYMENT_METHODS,
} from '../../workflows/domain/money.ts';
import { instant, isOneOf, minor } from './columns.ts';
import { effectKeys } from './effect-keys.ts';
import { feeDetails } from './fees.ts';
import { quotes } from './quotes.ts';

const sum = (name: string) => minor(name).notNull().default(0);

/** Sums of each case's money ledger, kept by trigger; its rules hold whoever writes (X-06, repair §7 "Never"). */
export const caseAccounts = pgTable(
  'case_accounts',
  {
    caseId: uuid('case_id').primaryKey(),
    /** ISO 4217; one per case. */
    currency: text('currency').notNull(),
    dueMinor: sum('due_minor'),
    paidMinor: sum('paid_minor'),
    deferredMinor: sum('deferred_minor'),
    refundDueMinor: sum('refund_due_minor'),
    refundedMinor: sum('refunded_minor'),
    cashInHandMinor: sum('cash_in_hand_minor'),
    costMinor: sum('cost_minor'),
    receivableMinor: sum('receivable_minor'),
    /** `yyyy-MM` of the monthly settlement that the case is listed in (F-03). */
    settlementMonth: text('settlement_month'),
  },
  (t) => [
    unique('case_accounts_one_currency').on(t.caseId, t.currency),
    index('case_accounts_settlement_month').on(t.settlementMonth),
    check('case_accounts_currency_code', sql`${t.currency} ~ '^[A-Z]{3}$'`),
    check(
      'case_accounts_not_negative',
      sql`least(${t.dueMinor}, ${t.paidMinor}, ${t.deferredMinor}, ${t.refundDueMinor}, ${t.refundedMinor}, ${t.cashInHandMinor}, ${t.costMinor}, ${t.receivableMinor}) >= 0`,
    ),
    check('case_accounts_refund_due_within_paid', sql`${t.refundDueMinor} <= ${t.paidMinor}`),
    check('case_accounts_refunded_within_due', sql`${t.refundedMinor} <= ${t.refundDueMinor}`),
    check('case_accounts_cash_within_paid', sql`${t.cashInHandMinor} <= ${t.paidMinor}`),
  ],
);

/** The money ledger (F-04): append-only; what was wrong is undone by a counter entry with its reason. */
export const moneyEntries = pgTable(
  'money_entries',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    effectKey: text('effect_key')
      .notNull()
      .references(() => effectKeys.key),
    /** Number of the entry within its effect. */
    position: integer('position').notNull(),
    caseId: uuid('case_id').notNull(),
    kind: text('kind', { enum: MONEY_ENTRY_KINDS }).notNull(),
    amountMinor: minor('amount_minor').notNull(),
    currency: text('currency').notNull(),
    /** What a due or a refund is for; within a case each cause stands once (repair §7 `refund/<cause>`). */
    cause: text('cause'),
    quoteId: uuid('quote_id').references(() => quotes.id),
    feeDetailId: uuid('fee_detail_id').references(() => feeDetails.id),
    method: text('method', { enum: PAYMENT_METHODS }),
    /** Of the bank transfer, the receipt or the provider. */
    reference: text('reference'),
    account: text('account', { enum: COST_ACCOUNTS }),
    feeKind: text('fee_kind', { enum: FEE_KINDS }),
    /** Until when a deferred amount is to be paid. */
    until: instant('until_at'),
    /** `yyyy-MM` of the monthly settlement. */
    month: text('month'),
    countersEntryId: bigint('counters_entry_id', { mode: 'number' }).references(
      (): AnyPgColumn => moneyEntries.id,
    ),
    /** The entry that was undone and that this one states rightly; counted in the same month (repair §7 "undone by"). */
    replacesEntryId: bigint('replaces_entry_id', { mode: 'number' }).references(
      (): AnyPgColumn => moneyEntries.id,
    ),
    /** Who did it, as known then; none where the system acted by itself. */
    person: text('person'),
    reason: text('reason'),
    at: instant('at').notNull(),
  },
  (t) => [
    unique('money_entries_effect').on(t.effectKey, t.position),
    unique('money_entries_countered_once').on(t.countersEntryId),
    unique('money_entries_replaced_once').on(t.replacesEntryId),
    foreignKey({
      name: 'money_entries_case_account',
      columns: [t.caseId, t.currency],
      foreignColumns: [caseAccounts.caseId, caseAccounts.currency],
    }),
    index('money_entries_case').on(t.caseId, t.currency),
    index('money_entries_quote').on(t.quoteId),
    index('money_entries_fee_detail').on(t.feeDetailId),
    index('money_entries_reference').on(t.method, t.reference),
    index('money_entries_settlements')
      .on(t.month, t.caseId)
      .where(sql`${t.kind} = 'settlement'`),
    uniqueIndex('money_entries_one_per_cause')
      .on(t.caseId, t.kind, t.cause)
      .where(sql`${t.kind} in ('due', 'refund_due', 'refund_paid') and ${t.replacesEntryId} is null`),
    uniqueIndex('money_entries_one_payment')
      .on(t.caseId, t.method, t.reference)
      .where(sql`${t.kind} = 'payment' and ${t.replacesEntryId} is null`),
    check('money_entries_kind_known', isOneOf(t.kind, MONEY_ENTRY_KINDS)),
    check(
      'money_entries_amount',
      sql`${t.amountMinor} > 0 or (${t.kind} in ('settlement', 'deferral') and ${t.amountMinor} = 0)`,
    ),
    check(
      'money_entries_cause',
      sql`${t.kind} not in ('due', 'due_voided', 'refund_due', 'refund_paid') or ${t.cause} is not null`,
    ),
    // Nothing is charged but accepted quotations and the visit fee told before the visit (repair §7).
    check(
      'money_entries_due_agreed',
      sql`${t.kind} <> 'due' or ${t.quoteId} is not null or ${t.cause} = 'visitFee' or ${t.cause} like 'visitFee/%'`,
    ),
    check(
      'money_entries_payment',
      sql`${t.kind} not in ('payment', 'refund_paid') or (${t.method} is not null and ${t.reference} is not null)`,
    ),
    check('money_entries_method_known', sql`${t.method} is null or ${isOneOf(t.method, PAYMENT_METHODS)}`),
    check(
      'money_entries_cost',
      sql`${t.kind} <> 'cost' or (${isOneOf(t.account, COST_ACCOUNTS)} and ${isOneOf(t.feeKind, FEE_KINDS)} and ${t.account} is not null and ${t.feeKind} is not null)`,
    ),
    check('money_entries_deferral', sql`${t.kind} <> 'deferral' or ${t.until} is not null`),
    check(
      'money_entries_settlement',
      sql`(${t.kind} = 'settlement') = (${t.month} is not null) and ${t.month} ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'`,
    ),
    check(
      'money_entries_replacement',
      sql`${t.replacesEntryId} is null or ${t.kind} in ('payment', 'refund_due', 'refund_paid', 'cost')`,
    ),
    check(
      'money_entries_counter',
      sql`(${t.kind} = 'counter_entry') = (${t.countersEntryId} is not null) and (${t.kind} <> 'counter_entry' or ${t.reason} is not null)`,
    ),
  ],
);

/** Months whose settlement is closed; nothing in them is settled or countered any more (F-03, A6). */
export const settlementMonths = pgTable('settlement_months', {
  /** `yyyy-MM`. */
  month: text('month').primaryKey(),
  closedBy: text('closed_by'),
  closedAt: instant('closed_at').notNull(),
});
