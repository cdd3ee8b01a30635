import type { Instant } from '../domain/limits.ts';

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

/** What a repair knows of its money; the books themselves are in the database. */
export interface MoneyData {
  quoteRevision: number;
  /** What a quotation is for: all of the work, or an addition to what was agreed before. */
  quoteScope: 'whole' | 'addition';
  quote: QuoteState | null;
  quoteOutcome: QuoteOutcome | null;
  agreedMinor: number;
  /** Due and not paid when the books were last looked at. */
  outstandingMinor: number;
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
  /** Taken by technicians and not handed in yet. */
  cashInHandMinor: number;
  costed: Costed;
}

export function newMoneyData(): MoneyData {
  return {
    quoteRevision: 0,
    quoteScope: 'whole',
    quote: null,
    quoteOutcome: null,
    agreedMinor: 0,
    outstandingMinor: 0,
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
