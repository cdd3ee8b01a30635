import { asc, desc, eq, sql } from 'drizzle-orm';
import type { CalendarDefinition, HolidayScheme, HolidayYear } from '../../workflows/domain/calendar.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { calendars, holidaySchemes, holidaySchemeYears } from '../schema/calendars.ts';
import { explainViolations, requireFound, requireNextVersion, requireWritten } from './support.ts';

/** One stored version of a calendar. */
export type CalendarVersion = typeof calendars.$inferSelect;

/** A calendar with the holidays it refers to: all that compiling it takes. */
export interface CalendarWithHolidays extends CalendarVersion {
  /** Null when the calendar follows no scheme. */
  readonly holidays: HolidayScheme | null;
}

export interface NewCalendarVersion {
  readonly code: string;
  readonly version: number;
  readonly definition: CalendarDefinition;
  readonly createdAt: Instant;
}

const FAULTS = {
  calendars_version_once: { pointer: '/version', message: 'is stored already' },
};

/** Working hours in versions that never change, and public holidays by year (design idea 9, X-02). */
export const calendarsRepository = (db: Database) => {
  const findOptionalLatest = async (code: string): Promise<CalendarVersion | undefined> =>
    (
      await db
        .select()
        .from(calendars)
        .where(eq(calendars.code, code))
        .orderBy(desc(calendars.version))
        .limit(1)
    )[0];

  const findOptionalScheme = async (code: string): Promise<HolidayScheme | undefined> => {
    const scheme = (await db.select().from(holidaySchemes).where(eq(holidaySchemes.code, code)))[0];
    if (scheme === undefined) return undefined;
    const years = await db
      .select()
      .from(holidaySchemeYears)
      .where(eq(holidaySchemeYears.schemeCode, code))
      .orderBy(asc(holidaySchemeYears.year));
    return {
      code,
      statutory: scheme.statutory,
      years: Object.fromEntries(years.map(({ year, off, work }) => [year, { off, work }])),
    };
  };

  return {
    findOptionalLatest,
    findOptionalScheme,

    /** The latest version of a calendar, with its holidays. */
    findByCode: async (code: string): Promise<CalendarWithHolidays> => {
      const calendar = requireFound(await findOptionalLatest(code), 'calendar', code);
      const schemeCode = calendar.definition.holidayScheme ?? null;
      if (schemeCode === null) return { ...calendar, holidays: null };
      return {
        ...calendar,
        holidays: requireFound(await findOptionalScheme(schemeCode), 'holiday scheme', schemeCode),
      };
    },

    /** The latest version of each calendar. */
    listLatest: async (): Promise<CalendarVersion[]> =>
      db
        .selectDistinctOn([calendars.code])
        .from(calendars)
        .orderBy(asc(calendars.code), desc(calendars.version)),

    listByCode: async (code: string): Promise<CalendarVersion[]> =>
      db.select().from(calendars).where(eq(calendars.code, code)).orderBy(desc(calendars.version)),

    listSchemeCodes: async (): Promise<string[]> =>
      (
        await db.select({ code: holidaySchemes.code }).from(holidaySchemes).orderBy(asc(holidaySchemes.code))
      ).map(({ code }) => code),

    /** Adds the version after the latest one; another one was written against an older calendar and is refused. */
    addVersion: async (calendar: NewCalendarVersion): Promise<CalendarVersion> =>
      explainViolations(FAULTS, async () => {
        const latest = await findOptionalLatest(calendar.code);
        requireNextVersion(`calendar ${calendar.code}`, calendar.version, latest?.version ?? 0);
        return requireWritten(await db.insert(calendars).values(calendar).returning());
      }),

    /** Enters what a government announced for one year, in place of what was known of that year. */
    saveSchemeYear: async (schemeCode: string, year: number, holidays: HolidayYear): Promise<void> => {
      const { off, work } = holidays;
      await db
        .insert(holidaySchemeYears)
        .values({ schemeCode, year, off, work })
        .onConflictDoUpdate({
          target: [holidaySchemeYears.schemeCode, holidaySchemeYears.year],
          set: { off: sql`excluded.off`, work: sql`excluded.work` },
        });
    },

    /** Enters a scheme of public holidays, or the days that its law fixes. */
    saveScheme: async (code: string, statutory: readonly string[]): Promise<void> => {
      await db
        .insert(holidaySchemes)
        .values({ code, statutory })
        .onConflictDoUpdate({ target: holidaySchemes.code, set: { statutory } });
    },
  };
};
