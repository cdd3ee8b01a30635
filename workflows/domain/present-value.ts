import { DAY_MS, type EpochDay } from './working-time/civil-date.ts';

/** What a unit was bought for and how it loses value. */
export interface Depreciation {
  /** Whole minor units when new. */
  readonly priceMinor: number;
  readonly usefulLifeMonths: number;
  /** Share of the price that is left at the end of its useful life. */
  readonly residualPercent: number;
}

/**
 * What a unit is worth on a day, in whole minor units: straight-line from its price to its residual value, by the
 * whole calendar months since the purchase, rounded half up (R-15, policy field `uneconomicPercent`).
 */
export function presentValue(unit: Depreciation, purchasedOn: EpochDay, on: EpochDay): number {
  const { priceMinor, usefulLifeMonths, residualPercent } = unit;
  const months = Math.min(usefulLifeMonths, Math.max(0, wholeMonths(purchasedOn, on)));
  const lossMinor = (priceMinor * (100 - residualPercent) * months) / (100 * usefulLifeMonths);
  return Math.round(priceMinor - lossMinor);
}

/** The last day of a shorter month completes the month of one bought on a later day of month. */
function wholeMonths(from: EpochDay, to: EpochDay): number {
  const [bought, today] = [new Date(from * DAY_MS), new Date(to * DAY_MS)];
  const months =
    (today.getUTCFullYear() - bought.getUTCFullYear()) * 12 + today.getUTCMonth() - bought.getUTCMonth();
  const isLastOfMonth = new Date((to + 1) * DAY_MS).getUTCDate() === 1;
  return today.getUTCDate() >= bought.getUTCDate() || isLastOfMonth ? months : months - 1;
}
