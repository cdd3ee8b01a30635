import { type Block, type CalendarDefinition, type HolidayScheme, WEEKDAYS } from '../calendar.ts';
import { dateText, type EpochDay, MINUTE_MS, minutesOfDay, weekdayIndexOf } from './civil-date.ts';

/** Open hours of a day as milliseconds of the wall clock since midnight. */
export interface ClockSpan {
  readonly from: number;
  readonly to: number;
}

const MONDAY = 1;
const FRIDAY = 5;

/** Answers which hours a date has. Exceptions win over holidays, these over make-up days, these over days off. */
export class DayHours {
  readonly #week: readonly (readonly ClockSpan[])[];
  readonly #ordinaryHours: readonly ClockSpan[];
  readonly #exceptions: ReadonlyMap<string, readonly ClockSpan[]>;
  readonly #closed: ReadonlySet<string>;
  readonly #scheme: HolidayScheme | null;
  readonly #off: ReadonlySet<string>;
  readonly #work: ReadonlySet<string>;
  readonly #statutory: ReadonlySet<string>;

  constructor(definition: CalendarDefinition, scheme: HolidayScheme | null) {
    this.#week = WEEKDAYS.map((day) => spansOf(definition.week[day] ?? []));
    const workdays = this.#week.slice(MONDAY, FRIDAY + 1);
    this.#ordinaryHours = workdays.find((spans) => spans.length > 0) ?? [];
    const exceptions = Object.entries(definition.exceptions ?? {});
    this.#exceptions = new Map(exceptions.map(([date, blocks]) => [date, spansOf(blocks)]));
    this.#closed = new Set(definition.holidays);
    this.#scheme = scheme;
    const years = Object.values(scheme?.years ?? {});
    this.#off = new Set(years.flatMap((year) => year.off));
    this.#work = new Set(years.flatMap((year) => year.work));
    this.#statutory = new Set(scheme?.statutory);
  }

  /** 24 × 7 without a single closed day. */
  get neverCloses(): boolean {
    const aroundTheClock = this.#week.every((spans) => unbrokenDay(spans));
    return aroundTheClock && this.#scheme === null && this.#closed.size === 0 && this.#exceptions.size === 0;
  }

  /** Whether days off and make-up days of that year are still to be announced. */
  lacksYear(year: number): boolean {
    return this.#scheme !== null && this.#scheme.years[year] === undefined;
  }

  of(day: EpochDay): readonly ClockSpan[] {
    const date = dateText(day);
    const exception = this.#exceptions.get(date);
    if (exception !== undefined) return exception;
    if (isListed(this.#closed, date)) return [];
    const usual = this.#week[weekdayIndexOf(day)] ?? [];
    // A make-up day is worked like an ordinary working day, unless that weekday has hours of its own.
    if (this.#work.has(date)) return usual.length > 0 ? usual : this.#ordinaryHours;
    const year = Number(date.slice(0, 4));
    const off = this.lacksYear(year) ? isListed(this.#statutory, date) : this.#off.has(date);
    return off ? [] : usual;
  }
}

/** Whether the date itself or its month-day is in the list. */
function isListed(days: ReadonlySet<string>, date: string): boolean {
  return days.has(date) || days.has(date.slice('yyyy-'.length));
}

function spansOf(blocks: readonly Block[]): ClockSpan[] {
  const spans = blocks.map(([start, end]) => ({ from: clockMs(start), to: clockMs(end) }));
  return spans.sort((left, right) => left.from - right.from);
}

function clockMs(time: string): number {
  const minutes = minutesOfDay(time);
  if (minutes === null) throw new RangeError(`"${time}" is no time of the day`);
  return minutes * MINUTE_MS;
}

function unbrokenDay(spans: readonly ClockSpan[]): boolean {
  let reached = 0;
  for (const span of spans) {
    if (span.from !== reached) return false;
    reached = span.to;
  }
  return reached === clockMs('24:00');
}
