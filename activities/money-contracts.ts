import type { ErrorCode } from '../workflows/domain/errors.ts';
import type { Instant } from '../workflows/domain/limits.ts';
import type {
  AccountStanding,
  AccountTotals,
  CostAccount,
  FeeKind,
  PaymentMethod,
} from '../workflows/domain/money.ts';
import type { Keyed, Once } from './effect-contracts.ts';
import type { PricedLine } from './parts-contracts.ts';

/** A case's account after a money effect. */
export type CaseAccount = AccountTotals & AccountStanding;

/** What is right of a wrong entry of the books, as far as it was wrong. */
export interface MoneyCorrection {
  readonly amountMinor?: number;
  readonly method?: PaymentMethod;
  readonly reference?: string;
  /** Who bears a cost. */
  readonly account?: CostAccount;
}

export interface MoneyActivities {
  offerQuote(
    effect: Keyed & {
      readonly revision: number;
      readonly scope: 'whole' | 'addition';
      readonly lines: readonly (PricedLine & {
        readonly listMinor: number;
        readonly deviationReason?: string;
      })[];
      readonly currency: string;
      readonly priceListVersion: number;
      readonly validUntil: Instant;
    },
  ): Promise<{ readonly totalMinor: number }>;
  /** Closes the offered revision; accepted, its total becomes due. */
  answerQuote(
    effect: Keyed & {
      readonly revision: number;
      readonly answer: 'accepted' | 'declined' | 'countered' | 'withdrawn';
      readonly heardFrom: string | null;
      readonly signature: string | null;
      readonly text: string | null;
    },
  ): Promise<
    CaseAccount & {
      /** The first that was recorded under the key; effects of earlier releases did not tell it. */
      readonly answer?: 'accepted' | 'declined' | 'countered' | 'withdrawn';
    }
  >;
  /** The same method and reference count once; the first answer is given again. */
  recordPayment(
    effect: Keyed & {
      readonly amountMinor: number;
      readonly method: PaymentMethod;
      readonly reference: string;
      readonly paidAt: Instant;
    },
  ): Promise<CaseAccount>;
  /** Keeps money that the case could not take, until finance places it; the same method and reference once. */
  keepPayment(
    effect: Keyed & {
      readonly amountMinor: number;
      readonly method: PaymentMethod;
      readonly reference: string;
      readonly paidAt: Instant;
      /** Why the case did not take it. */
      readonly because: ErrorCode;
    },
  ): Promise<void>;
  handInCash(effect: Keyed & { readonly amountMinor: number }): Promise<CaseAccount>;
  recordDeferral(effect: Keyed & { readonly until: Instant; readonly reason: string }): Promise<CaseAccount>;
  /** Lowers what is due; what was paid beyond it becomes a refund due under the cause. */
  reduceDue(
    effect: Keyed & { readonly byMinor: number; readonly cause: string; readonly reason: string },
  ): Promise<CaseAccount>;
  /** Makes a refund by authority due under its cause: what is placed nowhere first, the rest lowers the charge. */
  recordRefund(
    effect: Keyed & { readonly amountMinor: number; readonly cause: string; readonly reason: string },
  ): Promise<CaseAccount>;
  /** Charges a visit fee that was told before the visit; cause `visitFee`, or `visitFee/<n>` for another one. */
  charge(
    effect: Keyed & { readonly amountMinor: number; readonly cause: string; readonly reason: string },
  ): Promise<CaseAccount>;
  /** Voids what is due and unpaid, and makes what was paid a refund due, down to `keepMinor`. */
  unwindMoney(effect: Keyed & { readonly keepMinor: number; readonly cause: string }): Promise<CaseAccount>;
  /** Pays what is due back, exactly once per cause. */
  payRefund(
    effect: Keyed & { readonly method: PaymentMethod; readonly reference: string },
  ): Promise<CaseAccount>;
  /** Undoes a wrong entry and states what is right instead; nothing instead: it never happened. */
  counterEntry(
    effect: Keyed & {
      readonly entryId: number;
      readonly reason: string;
      readonly instead: MoneyCorrection | null;
    },
  ): Promise<CaseAccount>;
  account(request: { readonly caseId: string; readonly once?: Once }): Promise<CaseAccount>;
  /** Lines of a fee detail by what was quoted, worked, consumed and travelled (A6.2). */
  prefillFees(request: {
    readonly caseId: string;
    readonly chargeable: boolean;
    readonly priceListCode: string;
    readonly openedAt: Instant;
    readonly minutes: number;
    readonly trips: number;
    readonly region: string | null;
    /** Used pieces that are left out: what an earlier round used and was costed for. */
    readonly without: readonly { readonly lineId: string; readonly quantity: number }[];
  }): Promise<readonly PricedLine[]>;
  saveFeeDetail(
    effect: Keyed & {
      readonly revision: number;
      readonly currency: string;
      readonly lines: readonly PricedLine[];
    },
  ): Promise<{ readonly chargedMinor: number }>;
  decideFeeDetail(
    effect: Keyed & {
      readonly revision: number;
      readonly decision: 'approved' | 'refused';
      readonly reason: string | null;
    },
  ): Promise<void>;
  /** Posts what the case cost us to the accounts that bear it (F-04), also for free repairs. */
  costFees(
    effect: Keyed & {
      readonly revision: number | null;
      readonly currency: string;
      readonly lines: readonly {
        readonly kind: FeeKind;
        readonly costMinor: number;
        readonly account: CostAccount;
      }[];
    },
  ): Promise<void>;
  /** Charges at most what was agreed; the difference to what was paid becomes a refund due or a receivable. */
  settleFees(
    effect: Keyed & { readonly revision: number | null; readonly invoiceNumber: string | null },
  ): Promise<CaseAccount>;
}
