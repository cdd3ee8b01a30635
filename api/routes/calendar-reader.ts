import type { Database } from '../../db/client.ts';
import { perDatabase } from '../../db/per-database.ts';
import { calendarsRepository } from '../../db/repositories/calendars.repository.ts';
import type { CalendarDefinition, HolidayScheme } from '../../workflows/domain/calendar.ts';
import { DomainError, type Fault, faultsBelow, invalidFields } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { compileCalendar } from '../../workflows/domain/working-time/compile.ts';
import type { CompiledCalendar } from '../../workflows/domain/working-time/compiled-calendar.ts';
import type { CalendarWarning } from '../../workflows/domain/working-time/due.ts';

/** A calendar ready to be counted with. */
export interface ReadyCalendar {
  readonly calendar: CompiledCalendar;
  readonly timeZone: string;
  /** Years between two instants whose public holidays are not announced yet. */
  readonly warningsBetween: (from: Instant, to: Instant) => CalendarWarning[];
}

/** Compiled calendars grow with the years they are asked about: this many are kept, the latest used ones. */
const KEPT_CALENDARS = 64;

type CalendarReader = (calendar: string | CalendarDefinition) => Promise<ReadyCalendar>;

/** Reads calendars by stored code or inline, and keeps them compiled: counting is then a matter of microseconds. */
export const calendarReader = perDatabase(createCalendarReader);

function createCalendarReader(db: Database): CalendarReader {
  const repository = calendarsRepository(db);
  const compiled = new Map<string, CompiledCalendar>();

  return async (calendar) => {
    const { definition, holidays } =
      typeof calendar === 'string' ? await findStored(calendar) : await withHolidays(calendar);
    return ready(keep(definition, holidays), definition.timeZone);
  };

  async function findStored(code: string) {
    const stored = await repository.findOptionalLatest(code);
    if (stored === undefined)
      throw refusal([{ pointer: '/calendar', message: `names no calendar: "${code}"` }]);
    return withHolidays(stored.definition);
  }

  async function withHolidays(definition: CalendarDefinition) {
    const code = definition.holidayScheme ?? null;
    const holidays = code === null ? undefined : await repository.findOptionalScheme(code);
    return { definition, holidays: holidays ?? null };
  }

  function keep(definition: CalendarDefinition, holidays: HolidayScheme | null): CompiledCalendar {
    const key = JSON.stringify([definition, holidays]);
    const calendar = compiled.get(key) ?? compile(definition, holidays);
    compiled.delete(key);
    compiled.set(key, calendar);
    const oldest = compiled.keys().next();
    if (compiled.size > KEPT_CALENDARS && oldest.done === false) compiled.delete(oldest.value);
    return calendar;
  }
}

function compile(definition: CalendarDefinition, holidays: HolidayScheme | null): CompiledCalendar {
  try {
    return compileCalendar(definition, holidays);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw refusal(faultsBelow('/calendar', error.faults));
  }
}

function refusal(faults: readonly Fault[]): DomainError {
  return invalidFields(faults, faults.map(({ message }) => message).join('; '));
}

function ready(calendar: CompiledCalendar, timeZone: string): ReadyCalendar {
  return {
    calendar,
    timeZone,
    warningsBetween: (from, to) =>
      calendar.unannouncedYears(from, to).map((year) => ({
        year,
        message: `The public holidays of ${year} are not announced yet: those fixed by law were counted`,
      })),
  };
}
