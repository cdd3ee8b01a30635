import { invalidWhole } from '../errors.ts';
import type { Instant, Pause } from '../limits.ts';
import type { CompiledCalendar } from './compiled-calendar.ts';
import { mergePauses } from './pauses.ts';

/** Open time from one instant to another in ms, without what lies in pauses. */
export function workingMsBetween(
  calendar: CompiledCalendar,
  from: Instant,
  to: Instant,
  pauses: readonly Pause[] = [],
): number {
  if (to < from) {
    throw invalidWhole('/to', 'The end lies before the beginning');
  }
  const open = (start: Instant, end: Instant): number =>
    start < end ? calendar.openBefore(end) - calendar.openBefore(start) : 0;
  let working = open(from, to);
  for (const pause of mergePauses(pauses)) {
    working -= open(Math.max(pause.from, from), Math.min(pause.to, to));
  }
  return working;
}

/** Whether the calendar is open; at a closing instant it is not any more. */
export function isOpenAt(calendar: CompiledCalendar, at: Instant): boolean {
  return calendar.isOpenAt(at);
}

/** When the calendar next opens or closes after the instant, or null if it never does. */
export function nextChange(calendar: CompiledCalendar, at: Instant): Instant | null {
  return calendar.isOpenAt(at) ? calendar.closingAfter(at) : calendar.openingAfter(at);
}
