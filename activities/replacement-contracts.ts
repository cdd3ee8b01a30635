import type { Instant } from '../workflows/domain/limits.ts';
import type { Keyed } from './effect-contracts.ts';

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
