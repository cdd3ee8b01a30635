import { type DomainError, invalidWhole } from '../errors.ts';
import type { Instant } from '../limits.ts';
import { type EpochDay, epochDayOfLocal, yearOf } from './civil-date.ts';
import type { DayHours } from './day-hours.ts';
import { countBelow, countUpTo, itemAt } from './search.ts';
import { YearChain } from './year-chain.ts';
import type { YearTable } from './year-table.ts';
import type { Zone } from './zone.ts';

/**
 * Where a sum of open time is reached when one block has used it up and nothing is open until the next:
 * at the `closing` of the first or at the `opening` of the second.
 */
export type Edge = 'closing' | 'opening';

/** A working day, with the sums of open time at its opening and at its closing. */
export interface WorkingDay {
  readonly day: EpochDay;
  readonly openingSum: number;
  readonly closingSum: number;
}

/** A calendar as sorted instants with running sums. Made by `compileCalendar`; safe to keep and to share. */
export class CompiledCalendar {
  readonly zone: Zone;
  readonly #hours: DayHours;
  readonly #chain: YearChain;

  constructor(zone: Zone, hours: DayHours, firstYear: number) {
    this.zone = zone;
    this.#hours = hours;
    this.#chain = new YearChain(zone, hours, firstYear);
  }

  /** Sum of open time before the instant, in ms; only the difference of two such sums has a meaning. */
  openBefore(instant: Instant): number {
    const index = this.#chain.indexOf(instant);
    const { opens, closes, sums } = this.#chain.table(index);
    const begun = countUpTo(opens, instant);
    const yearSum = itemAt(this.#chain.openSums, index);
    if (begun === 0) return yearSum;
    const last = begun - 1;
    const reached = Math.min(instant, itemAt(closes, last));
    return yearSum + itemAt(sums, last) + reached - itemAt(opens, last);
  }

  /** The instant at which the sum of open time is reached. */
  instantAt(sum: number, edge: Edge): Instant {
    const { table, block, rest } = this.#locate(sum, edge);
    return itemAt(table.opens, block) + rest;
  }

  /** The closing of the working day on which the sum of open time is reached. */
  closingAt(sum: number, edge: Edge): Instant {
    const { table, block } = this.#locate(sum, edge);
    const day = countUpTo(table.firstBlock, block) - 1;
    return itemAt(table.closes, itemAt(table.firstBlock, day + 1) - 1);
  }

  /** Open from an opening on until just before the closing. */
  isOpenAt(instant: Instant): boolean {
    const { opens, closes } = this.#chain.table(this.#chain.indexOf(instant));
    return countUpTo(opens, instant) > countUpTo(closes, instant);
  }

  /** Open, or exactly at a closing. */
  isOpenOrClosingAt(instant: Instant): boolean {
    const { opens, closes } = this.#chain.table(this.#chain.indexOf(instant));
    return countUpTo(opens, instant) > countBelow(closes, instant);
  }

  /** The first opening after an instant that is closed, or null if there is none any more. */
  openingAfter(instant: Instant): Instant | null {
    const sum = this.openBefore(instant);
    while (itemAt(this.#chain.openSums, this.#chain.length) <= sum) {
      if (!this.#chain.growForward()) return null;
    }
    return this.instantAt(sum, 'opening');
  }

  /** The first closing after an instant that is open, or null if there is none any more. */
  closingAfter(instant: Instant): Instant | null {
    if (this.#hours.neverCloses) return null;
    let index = this.#chain.indexOf(instant);
    let table = this.#chain.table(index);
    let block = countUpTo(table.opens, instant) - 1;
    for (;;) {
      const closing = closingOfRun(table, block);
      if (closing !== table.to) return closing;
      index += 1;
      if (index === this.#chain.length && !this.#chain.growForward()) return null;
      table = this.#chain.table(index);
      if (table.opens[0] !== closing) return closing;
      block = 0;
    }
  }

  /**
   * The working day that lies `distance` working days after a date (before it, if negative).
   * The date itself is not counted, whether it is a working day or not.
   */
  workingDay(date: EpochDay, distance: number): WorkingDay {
    const chain = this.#chain;
    const start = chain.indexOfYear(yearOf(date));
    const { days } = chain.table(start);
    const counted = distance > 0 ? countUpTo(days, date) - 1 : countBelow(days, date);
    const ordinal = itemAt(chain.daySums, start) + counted + distance;
    while (itemAt(chain.daySums, chain.length) <= ordinal) this.#growForward();
    while (itemAt(chain.daySums, 0) > ordinal) this.#growBackward();
    const index = countUpTo(chain.daySums, ordinal) - 1;
    const table = chain.table(index);
    const position = ordinal - itemAt(chain.daySums, index);
    const yearSum = itemAt(chain.openSums, index);
    return {
      day: itemAt(table.days, position),
      openingSum: yearSum + itemAt(table.sums, itemAt(table.firstBlock, position)),
      closingSum: yearSum + itemAt(table.sums, itemAt(table.firstBlock, position + 1)),
    };
  }

  /** The years of these instants and between them whose holidays are still to be announced. */
  unannouncedYears(from: Instant, to: Instant): number[] {
    const years: number[] = [];
    const last = yearOf(epochDayOfLocal(this.zone.localAt(to)));
    for (let year = yearOf(epochDayOfLocal(this.zone.localAt(from))); year <= last; year += 1) {
      if (this.#hours.lacksYear(year)) years.push(year);
    }
    return years;
  }

  /** Whether there is open time in any year that can be counted in. */
  opensEver(): boolean {
    while (itemAt(this.#chain.openSums, this.#chain.length) === itemAt(this.#chain.openSums, 0)) {
      if (!this.#chain.growForward() && !this.#chain.growBackward()) return false;
    }
    return true;
  }

  /** Compiles the years up to this one now, instead of when they are first asked for. */
  compileThrough(year: number): void {
    this.#chain.indexOfYear(year);
  }

  #locate(sum: number, edge: Edge): { table: YearTable; block: number; rest: number } {
    const chain = this.#chain;
    const count = edge === 'closing' ? countBelow : countUpTo;
    while (count(chain.openSums, sum) > chain.length) this.#growForward();
    while (count(chain.openSums, sum) === 0) this.#growBackward();
    const index = count(chain.openSums, sum) - 1;
    const table = chain.table(index);
    const sumInYear = sum - itemAt(chain.openSums, index);
    const block = count(table.sums, sumInYear) - 1;
    return { table, block, rest: sumInYear - itemAt(table.sums, block) };
  }

  #growForward(): void {
    if (!this.#chain.growForward()) throw runOut('after');
  }

  #growBackward(): void {
    if (!this.#chain.growBackward()) throw runOut('before');
  }
}

/** Where open time breaks off: blocks that touch each other, as at midnight, are one run. */
function closingOfRun(table: YearTable, block: number): Instant {
  if (table.unbroken) return table.to;
  let last = block;
  while (table.opens[last + 1] === itemAt(table.closes, last)) last += 1;
  return itemAt(table.closes, last);
}

function runOut(side: 'after' | 'before'): DomainError {
  return invalidWhole(
    '/limit/amount',
    `The calendar has too little open time ${side} the start for this limit`,
  );
}
