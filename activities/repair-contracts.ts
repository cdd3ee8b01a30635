import type { Actor } from '../workflows/domain/actors.ts';
import type { Instant, Limit } from '../workflows/domain/limits.ts';
import type {
  AccountStanding,
  AccountTotals,
  CostAccount,
  FeeKind,
  PaymentMethod,
} from '../workflows/domain/money.ts';
import type { SourcingWay } from '../workflows/domain/parts.ts';

/**
 * An effect outside the workflow. The key is unique in the transaction of the effect, so the same effect happens
 * once however often it is tried; a repeated key gets the first answer (design idea 6). A refusal is an
 * ApplicationFailure with an error code as type, and changes nothing.
 */
export interface Keyed {
  readonly key: string;
  readonly at: Instant;
  readonly caseId: string;
  readonly by: Actor;
}

export interface PartWish {
  readonly partId: string;
  readonly quantity: number;
}

/** What the parts of a plan cost and whether they are there. */
export interface PricedPart extends PartWish {
  readonly number: string;
  readonly name: string;
  readonly unitPriceMinor: number;
  readonly free: number;
}

export interface PricedLine {
  readonly kind: FeeKind;
  readonly text: string;
  readonly partId?: string;
  readonly quantity: number;
  readonly amountMinor: number;
}

export interface PriceRequest {
  readonly caseId: string;
  /** Price list of the policy, in the version in force when the case was opened. */
  readonly priceListCode: string;
  readonly openedAt: Instant;
  readonly parts: readonly PartWish[];
  readonly minutes: number;
  /** null: no trip, the unit is in the workshop. */
  readonly region: string | null;
  readonly trips: number;
}

export interface PricedWork {
  readonly totalMinor: number;
  readonly currency: string;
  readonly priceListVersion: number;
  readonly parts: readonly PricedPart[];
  /** What a quotation by the list says. */
  readonly lines: readonly PricedLine[];
}

export interface RequisitionLine {
  readonly lineId: string;
  readonly partId: string;
  readonly partName: string;
  readonly quantity: number;
  readonly reserved: number;
  readonly short: number;
}

export interface AskedRequisition {
  readonly requisitionId: string;
  readonly number: string;
  readonly lines: readonly RequisitionLine[];
}

/** Pieces of a line by lot or serial. */
export interface PieceEntry {
  readonly lineId: string;
  readonly quantity: number;
  readonly lot?: string;
  readonly serial?: string;
}

export interface ReturnEntry {
  readonly lineId: string;
  readonly good: number;
  readonly damaged: number;
  readonly lost: number;
  readonly lot?: string;
  readonly serial?: string;
  readonly reason?: string;
}

/** What a technician still has in hand of a line. */
export interface LineInHand {
  readonly lineId: string;
  readonly partName: string;
  readonly inHand: number;
}

export interface PartsActivities {
  priceWork(request: PriceRequest): Promise<PricedWork>;
  /** Puts a requisition up for signature; nothing is reserved yet (B3.6). */
  askRequisition(
    effect: Keyed & {
      readonly requisitionId: string;
      readonly number: string;
      readonly urgent: boolean;
      readonly lines: readonly (PartWish & { readonly lineId: string })[];
    },
  ): Promise<AskedRequisition>;
  /** Reserves what is free; the rest are short lines. */
  signRequisition(effect: Keyed & { readonly requisitionId: string }): Promise<AskedRequisition>;
  refuseRequisition(
    effect: Keyed & { readonly requisitionId: string; readonly reason: string },
  ): Promise<void>;
  withdrawRequisition(effect: Keyed & { readonly requisitionId: string }): Promise<void>;
  issueParts(
    effect: Keyed & { readonly entries: readonly PieceEntry[]; readonly receivedBy: string },
  ): Promise<void>;
  /** Notes how a short line is filled. */
  sourceShortLine(
    effect: Keyed & {
      readonly lineId: string;
      readonly way: Exclude<SourcingWay, 'substitute'>;
      readonly expectedAt: Instant | null;
      readonly reference: string | null;
    },
  ): Promise<void>;
  /** Whether a part is on the approved list of substitutes of a line's part, and what it costs more or less. */
  compareSubstitute(request: { readonly lineId: string; readonly substitutePartId: string }): Promise<{
    readonly approved: boolean;
    readonly partName: string;
    readonly substituteName: string;
    /** For the short pieces: substitute less original. */
    readonly differenceMinor: number;
  }>;
  /** Replaces what is short of a line by another part; reserves what is free of it. */
  substituteLine(
    effect: Keyed & {
      readonly lineId: string;
      readonly newLineId: string;
      readonly substitutePartId: string;
      /** Who approved a part that is not on the approved list; without it such a part is refused. */
      readonly approvedBy?: Actor;
    },
  ): Promise<RequisitionLine>;
  /** Gives reservations back to free stock and cancels short lines; of all lines of the case when none is named. */
  releaseParts(effect: Keyed & { readonly lineIds: readonly string[] | null }): Promise<void>;
  consumeParts(effect: Keyed & { readonly entries: readonly PieceEntry[] }): Promise<void>;
  returnParts(effect: Keyed & { readonly entries: readonly ReturnEntry[] }): Promise<void>;
  /** What of the case's parts is in somebody's hands. */
  partsInHand(request: { readonly caseId: string }): Promise<readonly LineInHand[]>;
}

/** A case's account after a money effect. */
export type CaseAccount = AccountTotals & AccountStanding;

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
  ): Promise<CaseAccount>;
  /** The same method and reference count once; the first answer is given again. */
  recordPayment(
    effect: Keyed & {
      readonly amountMinor: number;
      readonly method: PaymentMethod;
      readonly reference: string;
      readonly paidAt: Instant;
    },
  ): Promise<CaseAccount>;
  handInCash(effect: Keyed & { readonly amountMinor: number }): Promise<CaseAccount>;
  recordDeferral(effect: Keyed & { readonly until: Instant; readonly reason: string }): Promise<CaseAccount>;
  /** Lowers what is due; what was paid beyond it becomes a refund due under the cause. */
  reduceDue(
    effect: Keyed & { readonly byMinor: number; readonly cause: string; readonly reason: string },
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
  account(request: { readonly caseId: string }): Promise<CaseAccount>;
  /** Lines of a fee detail by what was quoted, worked, consumed and travelled (A6.2). */
  prefillFees(request: {
    readonly caseId: string;
    readonly chargeable: boolean;
    readonly priceListCode: string;
    readonly openedAt: Instant;
    readonly minutes: number;
    readonly trips: number;
    readonly region: string | null;
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

export interface AppointmentRow {
  readonly id: string;
  readonly caseId: string;
  readonly technicianId: string;
  readonly status: 'agreed' | 'kept' | 'missed' | 'cancelled';
  readonly from: Instant;
  readonly to: Instant;
  readonly place: string;
  readonly changeReason: string | null;
}

export interface ProposedTechnician {
  readonly personId: string;
  readonly name: string;
  readonly openMinutes: number;
  readonly onDuty: boolean;
}

export interface ServiceActivities {
  /** When a limit runs out on a calendar; for an instant that is needed before it can be promised. */
  dueInstant(request: {
    readonly calendarCode: string;
    readonly start: Instant;
    readonly limit: Limit;
  }): Promise<Instant>;
  saveAppointment(appointment: AppointmentRow): Promise<void>;
  proposeTechnicians(request: {
    readonly skills: readonly string[];
    readonly at: Instant;
    readonly excludedIds: readonly string[];
  }): Promise<readonly ProposedTechnician[]>;
  /**
   * Writes a signed repair into the unit's own history and grants the workmanship warranty to 24:00 of its last day
   * . `workmanshipDays` null: none is granted.
   */
  recordRepairedUnit(
    effect: Keyed & {
      readonly productModel: string;
      readonly serialNumber: string | null;
      readonly faultCode: string;
      readonly workmanshipDays: number | null;
      readonly timeZone: string;
    },
  ): Promise<{ readonly workmanshipUntil: Instant | null }>;
}

export interface ReplacementActivities {
  /** What the unit is worth now: straight-line from its price to its residual value; null where nothing is known. */
  unitValue(request: {
    readonly productModel: string;
    readonly serialNumber: string | null;
    readonly at: Instant;
  }): Promise<{ readonly valueMinor: number | null; readonly currency: string }>;
  /** The stock item that a product is handed over from. Refused where none is kept in stock. */
  replacementItem(request: {
    readonly productId: string;
  }): Promise<{ readonly partId: string; readonly productModel: string }>;
  /**
   * Registers the new unit to the customer with a warranty of its own and notes in the old one's history by which it
   * was replaced. Refused (SERIAL_IN_USE) if the new serial belongs to somebody already.
   */
  recordReplacedUnit(
    effect: Keyed & {
      readonly productModel: string;
      readonly serialNumber: string | null;
      readonly newProductId: string;
      readonly newSerial: string;
      readonly timeZone: string;
    },
  ): Promise<void>;
  /** Books the old unit out: scrapped, or kept for refurbishing; only after it was collected. */
  disposeUnit(
    effect: Keyed & {
      readonly productModel: string;
      readonly serialNumber: string | null;
      readonly disposal: 'scrap' | 'refurbish';
      readonly recordNumber: string;
    },
  ): Promise<void>;
}

/** What the repair process uses beside what every case uses. */
export type RepairActivities = PartsActivities & MoneyActivities & ServiceActivities & ReplacementActivities;
