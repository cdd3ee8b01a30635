import type { Instant } from './limits.ts';
import { dateText, DAY_MS, epochDayOf, epochDayOfLocal } from './working-time/civil-date.ts';
import { zoneNamed } from './working-time/zone.ts';

/** How long the periods are by which customers are asked how satisfied they are (V-02, D4.1.5). */
export const SURVEY_PERIODS = ['quarter', 'halfYear', 'year'] as const;
export type SurveyPeriod = (typeof SURVEY_PERIODS)[number];

/** One period of the calendar year, on the clocks of a company. */
export interface PeriodSpan {
  /** `2026-Q3`, `2026-H1` or `2026`. */
  readonly code: string;
  /** Its first instant, and the first one after it. */
  readonly from: Instant;
  readonly to: Instant;
}

const MONTHS: Readonly<Record<SurveyPeriod, number>> = { quarter: 3, halfYear: 6, year: 12 };
const LETTERS: Readonly<Record<SurveyPeriod, string>> = { quarter: 'Q', halfYear: 'H', year: '' };

/** The period that an instant lies in. */
export function periodAround(length: SurveyPeriod, at: Instant, timeZone: string): PeriodSpan {
  const [year = 0, month = 1] = dateText(epochDayOfLocal(zoneNamed(timeZone).localAt(at)))
    .split('-')
    .map(Number);
  return spanOf(length, year, Math.ceil(month / MONTHS[length]), timeZone);
}

/** The last period that is over at an instant. */
export function periodEndedBy(length: SurveyPeriod, at: Instant, timeZone: string): PeriodSpan {
  return periodAround(length, periodAround(length, at, timeZone).from - 1, timeZone);
}

/** The period of a code, or null where periods of this length have no such code. */
export function periodOfCode(length: SurveyPeriod, code: string, timeZone: string): PeriodSpan | null {
  const [, year = '', letter = '', number = '1'] = /^(\d{4})(?:-([QH])([1-4]))?$/.exec(code) ?? [];
  if (year === '' || letter !== LETTERS[length] || Number(number) > 12 / MONTHS[length]) return null;
  return spanOf(length, Number(year), Number(number), timeZone);
}

function spanOf(length: SurveyPeriod, year: number, number: number, timeZone: string): PeriodSpan {
  const months = MONTHS[length];
  // Months beyond December are those of the next year.
  const beginOf = (ordinal: number): Instant =>
    zoneNamed(timeZone).instantOf(epochDayOf(year, (ordinal - 1) * months + 1, 1) * DAY_MS);
  const code = length === 'year' ? String(year) : `${year}-${LETTERS[length]}${number}`;
  return { code, from: beginOf(number), to: beginOf(number + 1) };
}
