import type { Database } from '../../db/client.ts';
import { calendarsRepository } from '../../db/repositories/calendars.repository.ts';
import type { CalendarStamp, CaseStepRepository } from '../../db/repositories/case-step.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import { compileCalendar } from '../../workflows/domain/working-time/compile.ts';
import type { CompiledCalendar } from '../../workflows/domain/working-time/compiled-calendar.ts';

/** A calendar ready to count with, and which state of the stored one it was made from. */
export interface WorkingCalendar extends CalendarStamp {
  readonly version: number;
  readonly compiled: CompiledCalendar;
}

export interface WorkingCalendars {
  /**
   * The calendar as last read; the first call reads and compiles it. `outdated` is one that was found to differ from
   * what is stored: it is not given again.
   */
  current(code: string, outdated?: WorkingCalendar): Promise<WorkingCalendar>;
}

/**
 * Compiled calendars of this process. They are kept without a term: every step that counts with one is written only
 * if the calendar is still the stored one (`caseStepRepository`).
 */
export function workingCalendars(db: Database, steps: CaseStepRepository): WorkingCalendars {
  const byCode = new Map<string, Promise<WorkingCalendar>>();

  const load = async (code: string): Promise<WorkingCalendar> => {
    // Before the calendar itself: a change in between is then noticed by the first step that uses it.
    const stamp = await steps.findOptionalCalendarStamp(code);
    if (stamp === undefined) throw new DomainError('NOT_FOUND', `There is no calendar ${code}`);
    const { definition, holidays, version } = await calendarsRepository(db).findByCode(code);
    return { code, stamp, version, compiled: compileCalendar(definition, holidays) };
  };

  const get = async (code: string): Promise<WorkingCalendar> => {
    const loading = byCode.get(code) ?? load(code);
    byCode.set(code, loading);
    try {
      return await loading;
    } catch (error) {
      byCode.delete(code);
      throw error;
    }
  };

  return {
    current: async (code, outdated) => {
      const calendar = await get(code);
      if (calendar !== outdated) return calendar;
      byCode.delete(code);
      return get(code);
    },
  };
}
