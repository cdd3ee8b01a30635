import type { Block, CalendarDefinition } from '../../workflows/domain/calendar.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Limit } from '../../workflows/domain/limits.ts';
import { compileCalendar } from '../../workflows/domain/working-time/compile.ts';

/* Calendars, limits and instants that the tests of working time are written in. */

export const HOUR = 3_600_000;
export const DAY_HOURS: readonly Block[] = [['09:00', '17:00']];
export const ALL_DAY: readonly Block[] = [['00:00', '24:00']];

export function weekOf(hours: readonly Block[], weekend: readonly Block[] = []): CalendarDefinition['week'] {
  return { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: weekend, sun: weekend };
}

export const plain = compileCalendar({ timeZone: 'UTC', week: weekOf(DAY_HOURS) }, null);
export const always = compileCalendar({ timeZone: 'UTC', week: weekOf(ALL_DAY, ALL_DAY) }, null);

/** ISO text, UTC unless it carries an offset. */
export function at(text: string): number {
  return Date.parse(/Z|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`);
}

export function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString().slice(0, 16);
}

export function dateOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

export function hours(amount: number, counting: Limit['counting'] = 'workingTime'): Limit {
  return { amount, unit: 'hours', counting };
}

export function days(amount: number, endOfDay = true): Limit {
  return { amount, unit: 'days', counting: 'workingTime', endOfDay };
}

export function refusalOf(action: () => unknown): DomainError {
  try {
    action();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('Nothing was refused');
}
