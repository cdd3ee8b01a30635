import type { Fault } from './errors.ts';
import { epochDayOfDate, isMonthDay, minutesOfDay, weekdayIndexOf } from './working-time/civil-date.ts';
import { isTimeZone } from './working-time/zone.ts';

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Open hours of a day on the local wall clock, `HH:MM` each; the end may be `24:00`. */
export type Block = readonly [start: string, end: string];

/** Working hours of a place (X-02, design §5). What is left out is empty. */
export interface CalendarDefinition {
  /** IANA time zone that all hours and dates are read in. */
  readonly timeZone: string;
  readonly week: Readonly<Partial<Record<Weekday, readonly Block[]>>>;
  /** Code of the public holidays and make-up working days, for example `cn`. */
  readonly holidayScheme?: string | null;
  /** Closed days: a date `yyyy-MM-dd`, or a month-day `MM-dd` in each year. They win over make-up days. */
  readonly holidays?: readonly string[];
  /** Hours of single dates; they replace that date's hours and win over everything else. */
  readonly exceptions?: Readonly<Record<string, readonly Block[]>>;
}

/** What a government announces for one year. */
export interface HolidayYear {
  /** Dates off. */
  readonly off: readonly string[];
  /** Weekend dates worked instead (调休). */
  readonly work: readonly string[];
}

/** Public holidays of a country. */
export interface HolidayScheme {
  readonly code: string;
  /** By calendar year: all off and make-up dates that lie in it. */
  readonly years: Readonly<Record<string, HolidayYear>>;
  /**
   * Days off by law, for years that are not announced yet: month-days, or dates where the law follows the moon.
   * Make-up days are unknown then, so whoever counts with such a year is warned.
   */
  readonly statutory: readonly string[];
}

/** Everything that is wrong with a definition, by field; empty when it can be compiled. */
export function validateCalendar(definition: CalendarDefinition): Fault[] {
  return [
    ...timeZoneFaults(definition.timeZone),
    ...WEEKDAYS.flatMap((day) => blockFaults(definition.week[day] ?? [], `/week/${day}`)),
    ...(definition.holidays ?? []).flatMap(holidayFaults),
    ...Object.entries(definition.exceptions ?? {}).flatMap(exceptionFaults),
  ];
}

const WEEKEND: readonly number[] = [0, 6];

/** Everything that is wrong with the holidays of a year, by field: dates of other years, or days both off and worked. */
export function checkHolidayYear(year: number, { off, work }: HolidayYear): Fault[] {
  const elsewhere = (dates: readonly string[], field: string): Fault[] =>
    dates.flatMap((date, index) =>
      date.startsWith(`${year}-`)
        ? []
        : [{ pointer: `/${field}/${index}`, message: `does not lie in ${year}` }],
    );
  const worked = work.flatMap((date, index) => {
    const pointer = `/work/${index}`;
    if (off.includes(date)) return [{ pointer, message: `${date} is off as well` }];
    const epochDay = epochDayOfDate(date);
    const isWeekend = epochDay !== null && WEEKEND.includes(weekdayIndexOf(epochDay));
    return isWeekend ? [] : [{ pointer, message: `${date} is no day of a weekend, so it is worked anyway` }];
  });
  return [...elsewhere(off, 'off'), ...elsewhere(work, 'work'), ...worked];
}

function timeZoneFaults(timeZone: string): Fault[] {
  if (isTimeZone(timeZone)) return [];
  return [
    { pointer: '/timeZone', message: `"${timeZone}" is no IANA time zone; for example Asia/Shanghai is one` },
  ];
}

function holidayFaults(holiday: string, index: number): Fault[] {
  if (epochDayOfDate(holiday) !== null || isMonthDay(holiday)) return [];
  const message = `"${holiday}" is neither a date such as 2026-01-01 nor a month-day such as 12-25`;
  return [{ pointer: `/holidays/${index}`, message }];
}

function exceptionFaults([date, blocks]: [string, readonly Block[]]): Fault[] {
  const pointer = `/exceptions/${date.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (epochDayOfDate(date) === null) {
    return [{ pointer, message: `"${date}" is no date such as 2026-02-14` }];
  }
  return blockFaults(blocks, pointer);
}

function blockFaults(blocks: readonly Block[], pointer: string): Fault[] {
  const faults = blocks.flatMap((block, index) => edgeFaults(block, `${pointer}/${index}`));
  return faults.length > 0 ? faults : overlapFaults(blocks, pointer);
}

function edgeFaults([start, end]: Block, pointer: string): Fault[] {
  const from = minutesOfDay(start);
  const to = minutesOfDay(end);
  const faults: Fault[] = [];
  if (from === null) faults.push({ pointer: `${pointer}/0`, message: `"${start}" is no time such as 09:00` });
  if (to === null) {
    faults.push({ pointer: `${pointer}/1`, message: `"${end}" is no time such as 18:00 or 24:00` });
  }
  if (from !== null && to !== null && to <= from) {
    const message = `The block ends at ${end}, not after its start ${start}; split one that runs past midnight at 24:00`;
    faults.push({ pointer: `${pointer}/1`, message });
  }
  return faults;
}

function overlapFaults(blocks: readonly Block[], pointer: string): Fault[] {
  const faults: Fault[] = [];
  const byStart = blocks.map((block, index) => ({ block, index }));
  byStart.sort((left, right) => left.block[0].localeCompare(right.block[0]));
  for (const [position, later] of byStart.entries()) {
    const earlier = byStart[position - 1];
    if (earlier === undefined || earlier.block[1] <= later.block[0]) continue;
    const message = `The block ${later.block.join('–')} overlaps ${earlier.block.join('–')}`;
    faults.push({ pointer: `${pointer}/${later.index}`, message });
  }
  return faults;
}
