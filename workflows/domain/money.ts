/** ISO 4217 alphabetic code; every amount is a whole number of its minor units. */
export type Currency = string;

/** Cause under which a visit fee is voided once the repair is agreed on (repair §3.4 Visit). */
export const WAIVED_VISIT_FEE = 'visitFee/waived';

/** Cause in the ledger of a refund that was granted by authority (repair §6 `refund`). */
export const grantedCause = (cause: string): string => `granted/${cause}`;

/** What a refund is for, as people read it: the first part of its cause in the ledger. */
export const REFUND_CAUSES = [
  'payment',
  'fee',
  'settlement',
  'visitFee',
  'substitute',
  'replacement',
  'placed',
  'ending',
  'granted',
] as const;
export type RefundCause = (typeof REFUND_CAUSES)[number];

/** Causes that no list knows are differences like any other. */
export function refundCauseOf(cause: string): RefundCause {
  return REFUND_CAUSES.find((known) => cause === known || cause.startsWith(`${known}/`)) ?? 'settlement';
}

/** What a charge or a cost is for (F-01). */
export const FEE_KINDS = ['labour', 'material', 'travel'] as const;
export type FeeKind = (typeof FEE_KINDS)[number];

/** Who bears a cost (repair §3.2 `costFees`, F-04). */
export const COST_ACCOUNTS = ['warranty', 'workmanship', 'goodwill', 'customer'] as const;
export type CostAccount = (typeof COST_ACCOUNTS)[number];

/** Ways to pay (A6, A6.2). */
export const PAYMENT_METHODS = ['bank', 'cash', 'online'] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

/** What finance decides about money that its case could not take (repair §9 `placePayment`). */
export const PLACEMENTS = ['assigned', 'refunded'] as const;

/**
 * Kinds of entries of the money ledger (repair §7, F-04). Amounts are positive; the kind says the direction.
 * `deferral` and `receivable` state an amount anew, all others add up; `counter_entry` undoes one earlier entry.
 */
export const MONEY_ENTRY_KINDS = [
  'due',
  'due_voided',
  'payment',
  'cash_handed_in',
  'deferral',
  'refund_due',
  'refund_paid',
  'cost',
  'settlement',
  'receivable',
  'counter_entry',
] as const;
export type MoneyEntryKind = (typeof MONEY_ENTRY_KINDS)[number];

/** `whole` states the price of all the work; `addition` adds to what was agreed before (repair §3.1 scopeGrew). */
export const QUOTE_SCOPES = ['whole', 'addition'] as const;
export type QuoteScope = (typeof QUOTE_SCOPES)[number];

/**
 * `offered` waits for the answer; `accepted`, `declined`, `countered` are answers; a newer revision makes an
 * unanswered one `superseded` and an accepted one `replaced`; `withdrawn` fell with its plan or its case.
 */
export const QUOTE_STATES = [
  'offered',
  'accepted',
  'declined',
  'countered',
  'superseded',
  'replaced',
  'withdrawn',
] as const;

/** The chain of a fee detail (费用明细表, F-01): detail → approval → costing → settlement. */
export const FEE_DETAIL_STATES = [
  'detailed',
  'approved',
  'refused',
  'costed',
  'settled',
  'superseded',
] as const;
export type FeeDetailState = (typeof FEE_DETAIL_STATES)[number];

/** Sums of a case's money ledger, in minor units of its one currency, none below zero. */
export interface AccountTotals {
  /** Charged to the customer, voided dues taken off. */
  readonly dueMinor: number;
  readonly paidMinor: number;
  /** Agreed to be paid after the work. */
  readonly deferredMinor: number;
  /** Of what was paid, to be given back; never above it. */
  readonly refundDueMinor: number;
  /** Given back; never above what is to be given back. */
  readonly refundedMinor: number;
  /** Taken in cash by technicians and not yet handed in. */
  readonly cashInHandMinor: number;
  /** What the case cost us, whoever bears it (F-04). */
  readonly costMinor: number;
  /** Left open knowingly at the settlement, for the customer to pay later; what comes in after it stays beside it. */
  readonly receivableMinor: number;
}

/** What the sums mean for the case; in minor units. */
export interface AccountStanding {
  /** Due and not paid. */
  readonly outstandingMinor: number;
  /** Paid and neither due nor to be given back: finance places it (repair §9 `placePayment`). */
  readonly unplacedMinor: number;
  /** To be given back and not given back yet. */
  readonly refundOpenMinor: number;
  /** Chargeable work may begin: everything due is paid or deferred (R-10, repair §7). */
  readonly mayBeginWork: boolean;
  /** The case may close: nothing is open but what was settled as a receivable (repair §7). */
  readonly balanced: boolean;
}

/** Paid and kept: what the customer has really borne so far. */
const keptOf = (totals: AccountTotals): number => totals.paidMinor - totals.refundDueMinor;

/** Reads the sums of a case's money ledger. */
export function standingOf(totals: AccountTotals): AccountStanding {
  const open = totals.dueMinor - keptOf(totals);
  const outstandingMinor = Math.max(0, open);
  const unplacedMinor = Math.max(0, -open);
  const refundOpenMinor = totals.refundDueMinor - totals.refundedMinor;
  return {
    outstandingMinor,
    unplacedMinor,
    refundOpenMinor,
    mayBeginWork: outstandingMinor <= totals.deferredMinor,
    balanced:
      unplacedMinor === 0 &&
      refundOpenMinor === 0 &&
      totals.cashInHandMinor === 0 &&
      outstandingMinor <= totals.receivableMinor,
  };
}

/** What is still to come of the receivable: each payment after the settlement lowers it. */
export function openReceivableOf(totals: AccountTotals): number {
  return Math.min(totals.receivableMinor, standingOf(totals).outstandingMinor);
}

/**
 * Of a payment of `amountMinor`, what is to be given back: the part above what is due. While nothing is due at all
 * nothing is given back by itself, because finance decides where the money belongs (repair §9).
 */
export function surplusOfPayment(totals: AccountTotals, amountMinor: number): number {
  if (totals.dueMinor === 0) return 0;
  const open = standingOf(totals).outstandingMinor;
  return Math.max(0, amountMinor - open);
}

/** Most that can still be given back: paid, less what is to be given back already. */
export function refundableOf(totals: AccountTotals): number {
  return keptOf(totals);
}

/** Entries that lower a charge. */
export interface ChargeReduction {
  readonly voidMinor: number;
  readonly refundMinor: number;
}

/** Lowers the due to `chargeMinor` (at most the present due); what was paid above it is to be given back. */
export function reductionTo(totals: AccountTotals, chargeMinor: number): ChargeReduction {
  return {
    voidMinor: totals.dueMinor - chargeMinor,
    refundMinor: Math.max(0, keptOf(totals) - chargeMinor),
  };
}

/**
 * Gives `refundMinor` back (at most `refundableOf`): unplaced money first; the rest lowers the due, so that a
 * refund never turns into a debt.
 */
export function reductionByRefund(totals: AccountTotals, refundMinor: number): ChargeReduction {
  return { voidMinor: Math.max(0, refundMinor - standingOf(totals).unplacedMinor), refundMinor };
}

/** A line of a quotation or fee detail; `amountMinor` is for the whole `quantity`. */
export interface ChargeLine {
  readonly kind: FeeKind;
  readonly description: string;
  readonly quantity: number;
  readonly amountMinor: number;
}

/** Sum of the lines, in minor units. */
export function totalOf(lines: readonly { readonly amountMinor: number }[]): number {
  return lines.reduce((total, line) => total + line.amountMinor, 0);
}

/** An entry as far as it changes the sums; counter entries undo what is named here. */
export interface AccountChange {
  readonly kind: Exclude<MoneyEntryKind, 'counter_entry'>;
  readonly amountMinor: number;
  readonly method?: PaymentMethod;
}

/** A case whose money ledger is empty. */
export const EMPTY_ACCOUNT: AccountTotals = {
  dueMinor: 0,
  paidMinor: 0,
  deferredMinor: 0,
  refundDueMinor: 0,
  refundedMinor: 0,
  cashInHandMinor: 0,
  costMinor: 0,
  receivableMinor: 0,
};

/** The sums after an entry; the database keeps the same sums by itself. */
export function applyEntry(totals: AccountTotals, entry: AccountChange): AccountTotals {
  const { kind, amountMinor } = entry;
  switch (kind) {
    case 'due':
      return { ...totals, dueMinor: totals.dueMinor + amountMinor };
    case 'due_voided':
      return { ...totals, dueMinor: totals.dueMinor - amountMinor };
    case 'payment': {
      const cash = entry.method === 'cash' ? amountMinor : 0;
      return {
        ...totals,
        paidMinor: totals.paidMinor + amountMinor,
        cashInHandMinor: totals.cashInHandMinor + cash,
      };
    }
    case 'cash_handed_in':
      return { ...totals, cashInHandMinor: totals.cashInHandMinor - amountMinor };
    case 'deferral':
      return { ...totals, deferredMinor: amountMinor };
    case 'refund_due':
      return { ...totals, refundDueMinor: totals.refundDueMinor + amountMinor };
    case 'refund_paid':
      return { ...totals, refundedMinor: totals.refundedMinor + amountMinor };
    case 'cost':
      return { ...totals, costMinor: totals.costMinor + amountMinor };
    case 'settlement':
      return { ...totals, receivableMinor: 0 };
    case 'receivable':
      return { ...totals, receivableMinor: amountMinor };
  }
}

/**
 * Kinds that a counter entry undoes. A `due` is undone only where it is a visit fee, and a `due_voided` only together
 * with the refund that it came with: what is charged follows from quotations, and is changed by a new one.
 */
const COUNTERABLE_KINDS = [
  'due',
  'due_voided',
  'payment',
  'cash_handed_in',
  'refund_due',
  'refund_paid',
  'cost',
] as const;
export type CounterableKind = (typeof COUNTERABLE_KINDS)[number];

export function isCounterable(kind: MoneyEntryKind): kind is CounterableKind {
  return COUNTERABLE_KINDS.some((counterable) => counterable === kind);
}

/** The sums without an earlier entry. */
export function withoutEntry(
  totals: AccountTotals,
  entry: AccountChange & { readonly kind: CounterableKind },
): AccountTotals {
  return applyEntry(totals, { ...entry, amountMinor: -entry.amountMinor });
}

/** The rules that hold at every moment: nothing below zero, refunds within what was paid (repair §7 "Never"). */
export function isSound(totals: AccountTotals): boolean {
  const { dueMinor, paidMinor, deferredMinor, refundDueMinor, refundedMinor } = totals;
  const { cashInHandMinor, costMinor, receivableMinor } = totals;
  return (
    Math.min(dueMinor, deferredMinor, refundedMinor, cashInHandMinor, costMinor, receivableMinor) >= 0 &&
    refundedMinor <= refundDueMinor &&
    refundDueMinor <= paidMinor &&
    cashInHandMinor <= paidMinor
  );
}
