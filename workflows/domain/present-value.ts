import type { Instant } from './limits.ts';

/** What a unit was bought for and how it loses value. */
export interface Depreciation {
  /** Whole minor units when new. */
  readonly priceMinor: number;
  readonly usefulLifeMonths: number;
  /** Share of the price that is left at the end of its useful life. */
  readonly residualPercent: number;
}

const MONTH_MS = (365.25 / 12) * 86_400_000;

/**
 * What a unit is worth at an instant, in whole minor units: straight-line from its price to its residual value, by
 * whole months since the purchase, rounded half up (R-15, policy field `uneconomicPercent`).
 */
export function presentValue(unit: Depreciation, purchasedAt: Instant, at: Instant): number {
  const months = Math.min(unit.usefulLifeMonths, Math.max(0, Math.floor((at - purchasedAt) / MONTH_MS)));
  const residualMinor = (unit.priceMinor * unit.residualPercent) / 100;
  return Math.round(unit.priceMinor - ((unit.priceMinor - residualMinor) * months) / unit.usefulLifeMonths);
}
