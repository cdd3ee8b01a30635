import { assertNever, invalidWhole } from '../errors.ts';
import type { Instant, Limit, Pause } from '../limits.ts';
import { DAY_MS, epochDayOfLocal, MINUTE_MS } from './civil-date.ts';
import type { CompiledCalendar, Edge } from './compiled-calendar.ts';
import { mergePauses, type Span } from './pauses.ts';

/** The count went through a year whose holidays are not announced: the due instant may move when they are. */
export interface CalendarWarning {
  readonly year: number;
  readonly message: string;
}

export interface Due {
  /** Null while a pause that has not ended keeps the limit from running out. */
  readonly dueAt: Instant | null;
  readonly warnings: readonly CalendarWarning[];
}

/**
 * How a limit runs: it has used up `base` when no pause moves it, and `settle` says when a sum is due.
 * `usedBefore` measures the running clock, open time or wall-clock time, in ms.
 */
interface Course {
  readonly base: number;
  readonly usedBefore: (instant: Instant) => number;
  readonly settle: (sum: number) => Instant;
}

/**
 * When a limit that began at `start` runs out (design §5).
 *
 * A pause moves the due instant by the time inside it that the limit counts, if it begins before the due instant
 * as moved by the pauses before it; pauses that overlap or touch are one. With working days a pause moves the target day on by whole days of its length,
 * counted from the clock time of `start`; a working day that is paused as a whole costs a whole working day.
 * Counting backwards mirrors all of this and never ends after `start`.
 */
export function dueInstant(
  calendar: CompiledCalendar,
  start: Instant,
  limit: Limit,
  pauses: readonly Pause[] = [],
): Due {
  checkAmount(limit);
  const course = courseOf(calendar, start, limit);
  const spans = mergePauses(pauses);
  const dueAt = limit.amount < 0 ? runBackward(course, start, spans) : runForward(course, start, spans);
  return { dueAt, warnings: limit.counting === 'workingTime' ? warningsOf(calendar, start, dueAt) : [] };
}

/** Two centuries: more than any limit, and an instant that a calendar still knows. */
const LONGEST_MS = 200 * 365 * DAY_MS;

function checkAmount(limit: Limit): void {
  const message = amountFault(limit);
  if (message === null) return;
  throw invalidWhole('/limit/amount', message);
}

function amountFault(limit: Limit): string | null {
  if (!Number.isFinite(limit.amount)) return 'The amount is no number';
  if (limit.unit === 'days' && !Number.isInteger(limit.amount)) return 'Days are counted whole';
  return Math.abs(durationMs(limit)) > LONGEST_MS ? 'The limit is longer than 200 years' : null;
}

function runForward(course: Course, start: Instant, pauses: readonly Span[]): Instant | null {
  let sum = course.base;
  let due = course.settle(sum);
  for (const pause of pauses) {
    if (pause.to <= start) continue;
    if (pause.from >= due) break;
    if (pause.to === Infinity) return null;
    sum += course.usedBefore(pause.to) - course.usedBefore(Math.max(pause.from, start));
    due = course.settle(sum);
  }
  return due;
}

function runBackward(course: Course, start: Instant, pauses: readonly Span[]): Instant {
  let sum = course.base;
  let due = course.settle(sum);
  for (const pause of pauses.toReversed()) {
    if (pause.from >= start) continue;
    if (pause.to <= due) break;
    sum -= course.usedBefore(Math.min(pause.to, start)) - course.usedBefore(pause.from);
    due = course.settle(sum);
  }
  return due;
}

function courseOf(calendar: CompiledCalendar, start: Instant, limit: Limit): Course {
  if (limit.counting === 'wallClock') return wallClockCourse(calendar, start, limit);
  if (limit.unit !== 'days' || limit.amount === 0) return openTimeCourse(calendar, start, durationMs(limit));
  return workingDayCourse(calendar, start, limit.amount, limit.endOfDay ?? true);
}

/** Hours are exact, days keep the clock time whatever daylight saving does (RFC 5545, section 3.3.6). */
function wallClockCourse({ zone }: CompiledCalendar, start: Instant, limit: Limit): Course {
  const base =
    limit.unit === 'days' && limit.amount !== 0
      ? zone.instantOf(zone.localAt(start) + limit.amount * DAY_MS)
      : start + durationMs(limit);
  return { base, usedBefore: (instant) => instant, settle: (sum) => sum };
}

function openTimeCourse(calendar: CompiledCalendar, start: Instant, amountMs: number): Course {
  const begun = calendar.openBefore(start);
  return {
    base: begun + amountMs,
    usedBefore: (instant) => calendar.openBefore(instant),
    settle: (sum) => {
      if (amountMs < 0) return calendar.instantAt(sum, 'opening');
      if (sum > begun) return calendar.instantAt(sum, 'closing');
      return calendar.isOpenAt(start) ? start : calendar.instantAt(sum, 'opening');
    },
  };
}

function workingDayCourse(
  calendar: CompiledCalendar,
  start: Instant,
  amount: number,
  endOfDay: boolean,
): Course {
  const local = calendar.zone.localAt(start);
  const startDay = epochDayOfLocal(local);
  const target = calendar.workingDay(startDay, amount);
  const nominal = calendar.zone.instantOf(local + (target.day - startDay) * DAY_MS);
  const nominalSum = calendar.openBefore(nominal);
  const base = Math.min(Math.max(nominalSum, target.openingSum), target.closingSum);
  const usedBefore = (instant: Instant): number => calendar.openBefore(instant);
  if (endOfDay) {
    const edge = dayEdge(amount, base === target.openingSum, base === target.closingSum);
    return { base, usedBefore, settle: (sum) => calendar.closingAt(sum, edge) };
  }
  const forward = amount > 0;
  const settle = (sum: number): Instant => {
    if (sum !== base) return calendar.instantAt(sum, forward ? 'closing' : 'opening');
    if (calendar.isOpenOrClosingAt(nominal)) return nominal;
    return calendar.instantAt(nominalSum, forward ? 'opening' : 'closing');
  };
  return { base, usedBefore, settle };
}

/**
 * Which of two days holds a sum that fits both, the end of one and the beginning of the other. A count that began
 * before any work of its target day is at the beginning of days, so that whole paused days move it by as many.
 */
function dayEdge(amount: number, atOpening: boolean, atClosing: boolean): Edge {
  if (amount > 0) return atOpening ? 'opening' : 'closing';
  return atClosing ? 'closing' : 'opening';
}

function durationMs({ amount, unit }: Limit): number {
  switch (unit) {
    case 'seconds':
      return Math.round(amount * 1000);
    case 'minutes':
      return Math.round(amount * MINUTE_MS);
    case 'hours':
      return Math.round(amount * 60 * MINUTE_MS);
    case 'days':
      return amount * DAY_MS;
    default:
      return assertNever(unit);
  }
}

function warningsOf(calendar: CompiledCalendar, start: Instant, dueAt: Instant | null): CalendarWarning[] {
  const end = dueAt ?? start;
  const years = calendar.unannouncedYears(Math.min(start, end), Math.max(start, end));
  return years.map((year) => ({
    year,
    message: `The holidays of ${year} are not announced yet: only those fixed by law are counted, and no make-up days`,
  }));
}
