import type { Actor } from '../workflows/domain/actors.ts';
import type { Instant } from '../workflows/domain/limits.ts';
import type { FeeKind } from '../workflows/domain/money.ts';
import type { SourcingWay } from '../workflows/domain/parts.ts';
import type { Keyed, Once } from './effect-contracts.ts';

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

/** How a short line is filled. */
export interface NotedSource {
  readonly way: Exclude<SourcingWay, 'substitute'>;
  readonly expectedAt: Instant | null;
  readonly reference: string | null;
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
  /** The priority of the case changed: arrivals serve its lines by the new one (repair §7 arrival). */
  setRequisitionsUrgent(effect: Keyed & { readonly urgent: boolean }): Promise<void>;
  issueParts(
    effect: Keyed & { readonly entries: readonly PieceEntry[]; readonly receivedBy: string },
  ): Promise<void>;
  /** Notes how a short line is filled; gives what is in the books, also where the key stands for another answer. */
  sourceShortLine(effect: Keyed & NotedSource & { readonly lineId: string }): Promise<NotedSource>;
  /** Whether a part is on the approved list of substitutes of a line's part, and what it costs more or less. */
  compareSubstitute(request: {
    readonly lineId: string;
    readonly substitutePartId: string;
    readonly once?: Once;
  }): Promise<{
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
  /** What of the case's parts is in somebody's hands; loan devices have notes of their own. */
  partsInHand(request: { readonly caseId: string }): Promise<readonly LineInHand[]>;
}
