import { DomainError } from '../errors.ts';
import type { Instant } from '../limits.ts';
import { DAY_MS } from './civil-date.ts';
import type { DayHours } from './day-hours.ts';
import { buildYearTable, type YearTable } from './year-table.ts';
import type { Zone } from './zone.ts';

/** Years that can be counted in: wide enough for any case, narrow enough that every search ends soon. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

/** Of the Gregorian calendar; a guess with it is at most one year off. */
const MEAN_YEAR_MS = 365.2425 * DAY_MS;

/**
 * Consecutive years of one calendar with running sums, compiled when they are first asked for.
 * The sums count from an origin that stays the same for one chain but has no meaning of its own.
 */
export class YearChain {
  readonly #zone: Zone;
  readonly #hours: DayHours;
  #firstYear: number;
  readonly #tables: YearTable[];
  readonly #openSums: number[];
  readonly #daySums: number[];

  constructor(zone: Zone, hours: DayHours, year: number) {
    this.#zone = zone;
    this.#hours = hours;
    checkYear(year);
    const table = this.#build(year);
    this.#firstYear = year;
    this.#tables = [table];
    this.#openSums = [0, openTimeOf(table)];
    this.#daySums = [0, table.days.length];
  }

  /** `openSums[i]` is the sum of open time where table i begins, in ms; one more entry holds the end. */
  get openSums(): readonly number[] {
    return this.#openSums;
  }

  /** `daySums[i]` is the number of working days before table i begins; one more entry holds the end. */
  get daySums(): readonly number[] {
    return this.#daySums;
  }

  get length(): number {
    return this.#tables.length;
  }

  table(index: number): YearTable {
    const table = this.#tables[index];
    if (table === undefined)
      throw new RangeError(`Index ${index} is outside of ${this.#tables.length} years`);
    return table;
  }

  indexOfYear(year: number): number {
    checkYear(year);
    while (year < this.#firstYear) this.growBackward();
    while (year >= this.#firstYear + this.#tables.length) this.growForward();
    return year - this.#firstYear;
  }

  /** The table whose local year the instant lies in. */
  indexOf(instant: Instant): number {
    const year = 1970 + Math.floor(instant / MEAN_YEAR_MS);
    const table = this.table(this.indexOfYear(year));
    if (instant < table.from) return this.indexOfYear(year - 1);
    return this.indexOfYear(instant < table.to ? year : year + 1);
  }

  /** Adds the next year; false if that cannot be counted in any more. */
  growForward(): boolean {
    const year = this.#firstYear + this.#tables.length;
    if (year > LAST_YEAR) return false;
    const table = this.#build(year);
    this.#tables.push(table);
    this.#openSums.push((this.#openSums.at(-1) ?? 0) + openTimeOf(table));
    this.#daySums.push((this.#daySums.at(-1) ?? 0) + table.days.length);
    return true;
  }

  /** Adds the year before; false if that cannot be counted in any more. Moves the indexes of all others. */
  growBackward(): boolean {
    const year = this.#firstYear - 1;
    if (year < FIRST_YEAR) return false;
    const table = this.#build(year);
    this.#firstYear = year;
    this.#tables.unshift(table);
    this.#openSums.unshift((this.#openSums[0] ?? 0) - openTimeOf(table));
    this.#daySums.unshift((this.#daySums[0] ?? 0) - table.days.length);
    return true;
  }

  #build(year: number): YearTable {
    return buildYearTable(year, this.#zone, this.#hours);
  }
}

function openTimeOf(table: YearTable): number {
  return table.sums.at(-1) ?? 0;
}

function checkYear(year: number): void {
  if (year >= FIRST_YEAR && year <= LAST_YEAR) return;
  throw new DomainError(
    'INVALID',
    `Working time is counted from ${FIRST_YEAR} to ${LAST_YEAR}, not in ${year}`,
  );
}
