import type { Instant } from '../workflows/domain/limits.ts';
import type { ReplacementKind, ReplacementShare } from '../workflows/domain/replacement.ts';
import type { Keyed } from './effect-contracts.ts';

/** A product that a unit is replaced by. */
export interface ReplacementItem {
  /** The stock item that it is handed over from. */
  readonly partId: string;
  readonly productModel: string;
  /** What the customer pays for it by the catalogue. */
  readonly priceMinor: number;
  readonly currency: string;
}

/** Replacing a unit beyond repair. */
export interface ReplacementActivities {
  /** What the unit is worth now: straight-line from its price to its residual value; null where nothing is known. */
  unitValue(request: {
    readonly productModel: string;
    readonly serialNumber: string | null;
    /** `yyyy-MM-dd`, as the customer said; the records of a registered unit count first. */
    readonly purchasedOn: string | null;
    readonly timeZone: string;
    readonly at: Instant;
  }): Promise<{ readonly valueMinor: number | null; readonly currency: string | null }>;
  /** Refused where the product is unknown, not kept in stock, or may not be chosen here. */
  replacementItem(request: {
    readonly productId: string;
    readonly kind: ReplacementKind;
    /** Model of the unit that is replaced. */
    readonly productModel: string;
    readonly share: ReplacementShare;
  }): Promise<ReplacementItem>;
  /**
   * The new unit leaves the technician's hands and is registered to the customer with a warranty of its own, and the
   * old one's history tells by which it was replaced. Refused (SERIAL_IN_USE) if somebody has the new serial already,
   * (LOT_MISMATCH) if it was not issued on the line.
   */
  exchangeUnit(
    effect: Keyed & {
      readonly productModel: string;
      readonly serialNumber: string | null;
      readonly lineId: string;
      readonly newProductId: string;
      readonly newSerial: string;
      readonly timeZone: string;
    },
  ): Promise<{ readonly warrantyUntil: Instant | null }>;
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
