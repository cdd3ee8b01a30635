import type { Instant } from '../../domain/limits.ts';
import type { RepairForms } from '../repair.forms.ts';

export interface QuoteState {
  readonly revision: number;
  readonly totalMinor: number;
  readonly validUntil: Instant;
}

/** How the last quotation ended; `lapsed`: unanswered when its price did not hold any more. */
export interface QuoteOutcome {
  readonly revision: number;
  readonly answer: 'accepted' | 'declined' | 'countered' | 'withdrawn' | 'lapsed';
  readonly at: Instant;
}

/** What the costs that are posted already were for. */
export interface Costed {
  readonly minutes: number;
  readonly visits: number;
  readonly pieces: readonly { readonly lineId: string; readonly quantity: number }[];
}

export const NOTHING_COSTED: Costed = { minutes: 0, visits: 0, pieces: [] };

/** What the customer was offered last, for which work. */
export interface LastOffer {
  readonly measures: string;
  readonly totalMinor: number;
  readonly lines: RepairForms['quote']['lines'];
}

/** What a repair knows of its money; the books themselves are in the database. */
export interface MoneyData {
  quoteRevision: number;
  /** What a quotation is for: all of the work, or an addition to what was agreed before. */
  quoteScope: 'whole' | 'addition';
  quote: QuoteState | null;
  quoteOutcome: QuoteOutcome | null;
  lastOffer: LastOffer | null;
  /** Times that the case went on by a payment after it had ended, or its price had lapsed. */
  revivals: number;
  /** Goes on by a payment: what was offered last is agreed on. */
  isRevived: boolean;
  /** Payments that finance has not decided about. */
  paymentsToPlace: number;
  /** Refunds by authority that are not decided or not booked yet. */
  refundsUnderWay: number;
  agreedMinor: number;
  /** Due and not paid when the books were last looked at. */
  outstandingMinor: number;
  /** The day that payment was deferred to by agreement, while something of it is owed. */
  deferredUntil: Instant | null;
  /** Fee details made so far, over all rounds. */
  feeRevisions: number;
  /** Something was agreed to be paid and has not been settled. */
  chargeOpen: boolean;
  /** Agreed for the work of earlier rounds that was done and has not been settled. */
  doneMinor: number;
  settlements: number;
  /** What the customer was charged in all at the last settlement. */
  chargedMinor: number;
  /** Money came in since the books were settled. */
  booksMoved: boolean;
  /** Taken from the customer and not handed in yet. */
  cashInHandMinor: number;
  costed: Costed;
}

export function newMoneyData(): MoneyData {
  return {
    quoteRevision: 0,
    quoteScope: 'whole',
    quote: null,
    quoteOutcome: null,
    lastOffer: null,
    revivals: 0,
    isRevived: false,
    paymentsToPlace: 0,
    refundsUnderWay: 0,
    agreedMinor: 0,
    outstandingMinor: 0,
    deferredUntil: null,
    feeRevisions: 0,
    chargeOpen: false,
    doneMinor: 0,
    settlements: 0,
    chargedMinor: 0,
    booksMoved: false,
    cashInHandMinor: 0,
    costed: NOTHING_COSTED,
  };
}
