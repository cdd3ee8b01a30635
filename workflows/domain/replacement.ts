import { invalid } from './errors.ts';

/** Which unit takes the place of one beyond repair (A1.3). */
export const REPLACEMENT_KINDS = ['sameModel', 'samePrice', 'other'] as const;
export type ReplacementKind = (typeof REPLACEMENT_KINDS)[number];

/**
 * What the customer bears of a replacement (A3.2): `nothing` where the company lends the units; `dearerWish` inside
 * the warranty, where only a dearer one costs the difference; else its `price`.
 */
export type ReplacementShare = 'nothing' | 'dearerWish' | 'price';

/** A product as far as it matters for replacing one by another. */
interface ReplaceableProduct {
  readonly model: string;
  readonly priceMinor: number;
  readonly currency: string;
}

export interface WantedReplacement {
  readonly kind: ReplacementKind;
  readonly share: ReplacementShare;
  readonly broken: ReplaceableProduct;
  readonly wanted: ReplaceableProduct;
}

/**
 * What the new unit costs the customer by the catalogue, in minor units.
 *
 * A cheaper one inside the warranty is refused: the difference would have to come out of the price of the sale, which
 * is no payment of this case, and a case never gives back more than it was paid (repair §7 "Never"). The return and
 * exchange of the sale settles it; here the customer may choose `refund`.
 */
export function replacementPrice({ kind, share, broken, wanted }: WantedReplacement): number {
  if (kind === 'sameModel' && wanted.model !== broken.model) {
    throw invalid('/productId', `must be the ${broken.model} again where the kind is sameModel`);
  }
  if (wanted.currency !== broken.currency) {
    throw invalid('/productId', `must be priced in ${broken.currency}, as the ${broken.model} is`);
  }
  if (kind === 'samePrice' && wanted.priceMinor !== broken.priceMinor) {
    throw invalid('/productId', `must cost ${broken.priceMinor} as well where the kind is samePrice`);
  }
  if (share === 'nothing') return 0;
  if (share === 'price') return wanted.priceMinor;
  if (wanted.priceMinor < broken.priceMinor) {
    throw invalid('/productId', 'must not be a cheaper unit inside the warranty: exchange the sale instead');
  }
  return wanted.priceMinor - broken.priceMinor;
}
