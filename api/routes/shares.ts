/** Shares of figures as percentages with one decimal; null where nothing counts. */
export const percentOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : toOneDecimal((100 * part) / whole);

export const toOneDecimal = (value: number): number => Math.round(value * 10) / 10;
