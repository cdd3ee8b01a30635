export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** A date of the local calendar, as days since 1970-01-01. */
export type EpochDay = number;

/**
 * A reading of the wall clock: the milliseconds that it would be since the epoch if the clock showed UTC.
 * Adding days to it keeps the clock time.
 */
export type LocalTime = number;

export function epochDayOf(year: number, month: number, day: number): EpochDay {
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

export function epochDayOfLocal(local: LocalTime): EpochDay {
  return Math.floor(local / DAY_MS);
}

/** `yyyy-MM-dd`. */
export function dateText(day: EpochDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** 0 is Sunday, as in `WEEKDAYS`; 1970-01-01 was a Thursday. */
export function weekdayIndexOf(day: EpochDay): number {
  return (((day + 4) % 7) + 7) % 7;
}

export function yearOf(day: EpochDay): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}

/** The day of a date `yyyy-MM-dd`, or null if there is no such date. */
export function epochDayOfDate(text: string): EpochDay | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) return null;
  const day = instant / DAY_MS;
  return dateText(day) === text ? day : null;
}

/** `MM-dd`, 29 February included. */
export function isMonthDay(text: string): boolean {
  const aLeapYear = '2024';
  return epochDayOfDate(`${aLeapYear}-${text}`) !== null;
}

/** Minutes since midnight of `HH:MM`, up to `24:00`, or null if it is no time. */
export function minutesOfDay(text: string): number | null {
  if (text === '24:00') return 24 * 60;
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match === null ? null : Number(match[1]) * 60 + Number(match[2]);
}
