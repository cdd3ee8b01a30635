import chineseDays from 'chinese-days';
import announced from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import type { HolidayScheme, HolidayYear } from '../../workflows/domain/calendar.ts';

/** Days of the lunar calendar that the law makes holidays: Spring Festival, Dragon Boat and Mid-Autumn Festival. */
const LUNAR_HOLIDAYS = ['01-01', '01-02', '01-03', '05-05', '08-15'] as const;

/** The library's lunar tables end here. */
const LAST_LUNAR_YEAR = 2100;

const DAY_MS = 86_400_000;

/**
 * China (调休): what the General Office of the State Council announced for each year (source: chinese-days), and for
 * years to come the holidays of the State Council's Regulation on Public Holidays as in force since 2025-01-01.
 */
const cn: HolidayScheme = chineseScheme();

/** Public holidays that ship with the product. */
export const HOLIDAY_SCHEME_PRESETS: readonly HolidayScheme[] = [cn];

function chineseScheme(): HolidayScheme {
  const off = Object.keys(announced.holidays).sort();
  const work = Object.keys(announced.workdays).sort();
  // The last days of December are announced with the year that follows, so their year may not be announced itself.
  const years = off.filter((date) => date.endsWith('-10-01')).map((date) => date.slice(0, 4));
  const datesOf = (year: string): HolidayYear => ({
    off: off.filter((date) => date.startsWith(year)),
    work: work.filter((date) => date.startsWith(year)),
  });
  const lastYear = Math.max(...years.map(Number));
  const yearsToCome = Array.from({ length: LAST_LUNAR_YEAR - lastYear }, (_, index) => lastYear + 1 + index);
  return {
    code: 'cn',
    years: Object.fromEntries(years.map((year) => [year, datesOf(year)])),
    statutory: [
      ...['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'],
      ...yearsToCome.flatMap(movableHolidays),
    ],
  };
}

function movableHolidays(year: number): string[] {
  const lunar = LUNAR_HOLIDAYS.map((day) => chineseDays.getSolarDateFromLunar(`${year}-${day}`).date);
  const newYear = chineseDays.getSolarDateFromLunar(`${year}-01-01`).date;
  const newYearsEve = new Date(Date.parse(newYear) - DAY_MS).toISOString().slice(0, 10);
  const tombSweeping = chineseDays.getSolarTermDate(year, 4, 'pure_brightness');
  return [newYearsEve, ...lunar, tombSweeping].sort();
}
