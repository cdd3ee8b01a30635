import type { Block, CalendarDefinition, Weekday } from '../../workflows/domain/calendar.ts';
import type { Instant, Limit, Pause } from '../../workflows/domain/limits.ts';

/**
 * Working time counted the slow and obvious way: one minute after the other, on a wall clock that is read from the
 * platform minute by minute. It shares no code with the product and knows only whole minutes.
 */

const MINUTE = 60_000;
const DAY = 86_400_000;
const WEEKDAYS: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The wall clock of a zone at each minute of a window. */
export class WallClock {
  readonly from: Instant;
  readonly #readings: readonly number[];
  readonly #firstMinuteOf = new Map<number, number>();

  constructor(timeZone: string, from: Instant, days: number) {
    this.from = from;
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    const minutes = Array.from({ length: days * 24 * 60 }, (_, minute) => from + minute * MINUTE);
    this.#readings = minutes.map((instant) => Date.parse(`${format.format(instant).replace(' ', 'T')}Z`));
    for (const [minute, reading] of this.#readings.entries()) {
      if (!this.#firstMinuteOf.has(reading)) this.#firstMinuteOf.set(reading, minute);
    }
  }

  /** Local readings, in milliseconds as if the clock showed UTC. */
  get readings(): readonly number[] {
    return this.#readings;
  }

  readingAt(instant: Instant): number {
    const reading = this.#readings[(instant - this.from) / MINUTE];
    if (reading === undefined) throw new RangeError('Outside of the window');
    return reading;
  }

  /** RFC 5545: the first minute that shows the reading; for a skipped one, as if the clock had not been moved. */
  instantOf(reading: number): Instant {
    const minute = this.#firstMinuteOf.get(reading);
    if (minute !== undefined) return this.from + minute * MINUTE;
    const afterGap = this.#readings.findIndex((other) => other > reading);
    const lastBefore = this.#readings[afterGap - 1];
    if (lastBefore === undefined) throw new RangeError('Outside of the window');
    return this.from + (afterGap - 1) * MINUTE + (reading - lastBefore);
  }
}

/** For each minute of the window: the local day that it is open for, or null. */
export type OpenMinutes = readonly (number | null)[];

function openMinutes(clock: WallClock, definition: CalendarDefinition): OpenMinutes {
  const open = new Array<number | null>(clock.readings.length).fill(null);
  // The outermost days of the window may lie in it only partly.
  const first = Math.floor((clock.readings[0] ?? 0) / DAY) + 2;
  const last = Math.floor((clock.readings.at(-1) ?? 0) / DAY) - 2;
  for (let day = first; day <= last; day += 1) {
    for (const [start, end] of hoursOf(definition, day)) {
      const from = clock.instantOf(day * DAY + timeOfDay(start));
      const to = clock.instantOf(day * DAY + timeOfDay(end));
      for (let at = from; at < to; at += MINUTE) {
        const index = (at - clock.from) / MINUTE;
        open[index] ??= day;
      }
    }
  }
  return open;
}

function hoursOf(definition: CalendarDefinition, day: number): readonly Block[] {
  const date = new Date(day * DAY).toISOString().slice(0, 10);
  const exception = definition.exceptions?.[date];
  if (exception !== undefined) return exception;
  const holidays = definition.holidays ?? [];
  if (holidays.includes(date) || holidays.includes(date.slice(5))) return [];
  const weekday = WEEKDAYS[new Date(day * DAY).getUTCDay()] ?? 'sun';
  return definition.week[weekday] ?? [];
}

function timeOfDay(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * MINUTE;
}

export class Reference {
  readonly #clock: WallClock;
  readonly #open: OpenMinutes;

  constructor(clock: WallClock, definition: CalendarDefinition) {
    this.#clock = clock;
    this.#open = openMinutes(clock, definition);
  }

  /** The local day that the minute beginning then is open for, or null. */
  dayAt(instant: Instant): number | null {
    const day = this.#open[(instant - this.#clock.from) / MINUTE];
    if (day === undefined) throw new RangeError('Outside of the window');
    return day;
  }

  workingMs(from: Instant, to: Instant, pauses: readonly Pause[]): number {
    let working = 0;
    for (let at = from; at < to; at += MINUTE) {
      if (this.dayAt(at) !== null && !isPaused(pauses, at)) working += MINUTE;
    }
    return working;
  }

  nextChange(at: Instant): Instant {
    const open = this.dayAt(at) !== null;
    let next = at;
    while ((this.dayAt(next) !== null) === open) next += MINUTE;
    return next;
  }

  /** Walks on until the open, unpaused minutes are used up. */
  dueByMinutes(start: Instant, minutes: number, pauses: readonly Pause[]): Instant {
    const step = minutes < 0 ? -MINUTE : MINUTE;
    let left = Math.abs(minutes);
    let at = start;
    while (left > 0) {
      const minute = step > 0 ? at : at - MINUTE;
      if (this.dayAt(minute) !== null && !isPaused(pauses, minute)) left -= 1;
      at += step;
    }
    return at;
  }

  /** A zero limit: now if open, else at the next opening. */
  dueAtOnce(start: Instant): Instant {
    let at = start;
    while (this.dayAt(at) === null) at += MINUTE;
    return at;
  }

  /** Working days at the closing of the target day, the pauses added from the clock time of the start on. */
  dueByDays(start: Instant, limit: Limit, pauses: readonly Pause[]): Instant {
    const backward = limit.amount < 0;
    const reading = this.#clock.readingAt(start);
    const startDay = Math.floor(reading / DAY);
    const workingDays = [...new Set(this.#open.filter((day) => day !== null))].sort((a, b) => a - b);
    const ahead = backward
      ? workingDays.filter((day) => day < startDay).reverse()
      : workingDays.filter((day) => day > startDay);
    const target = ahead[Math.abs(limit.amount) - 1];
    if (target === undefined) throw new RangeError('Outside of the window');
    const nominal = this.#clock.instantOf(target * DAY + (reading % DAY));
    const endOfDay = limit.endOfDay ?? true;
    let due = endOfDay ? this.#closingOf(target) : this.#intoOpenBlock(nominal, backward);
    for (;;) {
      const counted = pauses.filter((pause) =>
        backward ? endOfStanding(pauses, pause) > due : beginOfStanding(pauses, pause) < due,
      );
      const next = this.#movedBy(this.#pausedMinutes(start, counted, backward), {
        nominal,
        target,
        due,
        limit,
      });
      if (next === due) return due;
      due = next;
    }
  }

  #pausedMinutes(start: Instant, pauses: readonly Pause[], backward: boolean): number {
    const end = backward ? start : Math.max(0, ...pauses.map(({ to = Infinity }) => to));
    const begin = backward ? Math.min(start, ...pauses.map(({ from }) => from)) : start;
    if (begin >= end) return 0;
    return (this.workingMs(begin, end, []) - this.workingMs(begin, end, pauses)) / MINUTE;
  }

  #movedBy(paused: number, at: { nominal: Instant; target: number; due: Instant; limit: Limit }): Instant {
    if (paused === 0) return at.due;
    const backward = at.limit.amount < 0;
    const moved = this.dueByMinutes(at.nominal, backward ? -paused : paused, []);
    if (!(at.limit.endOfDay ?? true)) return moved;
    const minutes = this.#open.flatMap((day, index) =>
      day === at.target ? [this.#clock.from + index * MINUTE] : [],
    );
    const atEdge = minutes.every((minute) => (backward ? minute < at.nominal : minute >= at.nominal));
    // Whole paused days move a count that stands at the edge of its day by as many whole days.
    const lookForward = backward !== atEdge;
    let minute = lookForward ? moved : moved - MINUTE;
    while (this.dayAt(minute) === null) minute += lookForward ? MINUTE : -MINUTE;
    return this.#closingOf(this.dayAt(minute) ?? 0);
  }

  #closingOf(day: number): Instant {
    return this.#clock.from + (this.#open.lastIndexOf(day) + 1) * MINUTE;
  }

  #intoOpenBlock(nominal: Instant, backward: boolean): Instant {
    if (this.dayAt(nominal) !== null || this.dayAt(nominal - MINUTE) !== null) return nominal;
    let at = nominal;
    const step = backward ? -MINUTE : MINUTE;
    while (this.dayAt(backward ? at - MINUTE : at) === null) at += step;
    return at;
  }
}

function isPaused(pauses: readonly Pause[], minute: Instant): boolean {
  return pauses.some(({ from, to = Infinity }) => from <= minute && minute < to);
}

/** Pauses that touch or overlap let the clock stand as one. */
function beginOfStanding(pauses: readonly Pause[], { from }: Pause): Instant {
  let begin = from;
  while (isPaused(pauses, begin - MINUTE)) begin -= MINUTE;
  return begin;
}

function endOfStanding(pauses: readonly Pause[], { to = Infinity }: Pause): Instant {
  let end = to;
  while (isPaused(pauses, end)) end += MINUTE;
  return end;
}
