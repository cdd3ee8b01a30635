import { type CalendarDefinition, type HolidayScheme, validateCalendar } from '../calendar.ts';
import { invalidWhole, requireFaultless } from '../errors.ts';
import { CompiledCalendar } from './compiled-calendar.ts';
import { DayHours } from './day-hours.ts';
import { zoneNamed } from './zone.ts';

/** Years compiled at once; any other year is compiled when it is first asked for. */
export interface YearSpan {
  readonly fromYear: number;
  readonly toYear: number;
}

/** A year in the middle of what the holiday data cover. */
const DEFAULT_SPAN: YearSpan = { fromYear: 2026, toYear: 2026 };

/**
 * Turns working hours into instants that limits are counted with (design §5, X-02). Compile once and keep it.
 * `scheme` holds the public holidays that the definition names, or is null if it names none.
 * Throws INVALID with the faulty fields, also for a calendar that never opens; pointers are into the definition.
 */
export function compileCalendar(
  definition: CalendarDefinition,
  scheme: HolidayScheme | null,
  span: YearSpan = DEFAULT_SPAN,
): CompiledCalendar {
  requireFaultless(validateCalendar(definition), 'The calendar has faulty fields');
  const hours = new DayHours(definition, namedScheme(definition, scheme));
  const calendar = new CompiledCalendar(zoneNamed(definition.timeZone), hours, span.fromYear);
  calendar.compileThrough(span.toYear);
  if (!calendar.opensEver()) {
    throw invalidWhole(
      '/week',
      'The calendar is never open: give it hours on a weekday or on an exceptional date',
    );
  }
  return calendar;
}

function namedScheme(definition: CalendarDefinition, scheme: HolidayScheme | null): HolidayScheme | null {
  const code = definition.holidayScheme ?? null;
  if (code === null) return null;
  if (scheme?.code === code) return scheme;
  throw invalidWhole('/holidayScheme', `There is no holiday scheme "${code}"`);
}
