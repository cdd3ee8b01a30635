import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalendarDefinition, HolidayScheme } from '../../workflows/domain/calendar.ts';
import { compileCalendar } from '../../workflows/domain/working-time/compile.ts';
import { dueInstant } from '../../workflows/domain/working-time/due.ts';
import { isOpenAt, nextChange, workingMsBetween } from '../../workflows/domain/working-time/elapsed.ts';
import {
  ALL_DAY,
  always,
  at,
  dateOf,
  DAY_HOURS,
  days,
  HOUR,
  hours,
  iso,
  plain,
  refusalOf,
  weekOf,
} from './working-time-cases.ts';

describe('an unusual calendar', () => {
  it('that is open around the clock never changes', () => {
    expect(isOpenAt(always, at('2026-06-07T03:00'))).toBe(true);
    expect(nextChange(always, at('2026-06-07T03:00'))).toBeNull();
  });

  it('that closes on one day in years is open until then', () => {
    const calendar = compileCalendar(
      { timeZone: 'UTC', week: weekOf(ALL_DAY, ALL_DAY), holidays: ['2031-05-01'] },
      null,
    );
    expect(iso(nextChange(calendar, at('2026-06-07T03:00')))).toBe('2031-05-01T00:00');
    expect(iso(nextChange(calendar, at('2031-05-01T03:00')))).toBe('2031-05-02T00:00');
    expect(nextChange(calendar, at('2031-05-02T00:00'))).toBeNull();
  });

  it('that is open only on exceptional dates opens for the last time', () => {
    const calendar = compileCalendar(
      { timeZone: 'UTC', week: {}, exceptions: { '2040-03-01': DAY_HOURS } },
      null,
    );
    expect(iso(nextChange(calendar, at('2026-01-01')))).toBe('2040-03-01T09:00');
    expect(nextChange(calendar, at('2040-03-01T17:00'))).toBeNull();
    expect(iso(dueInstant(calendar, at('2026-01-01'), hours(8)).dueAt)).toBe('2040-03-01T17:00');
    expect(refusalOf(() => dueInstant(calendar, at('2026-01-01'), hours(9))).code).toBe('INVALID');
    expect(refusalOf(() => dueInstant(calendar, at('2026-01-01'), days(2))).code).toBe('INVALID');
    expect(refusalOf(() => dueInstant(calendar, at('2026-01-01'), days(-1))).code).toBe('INVALID');
  });

  it('lets an exception win over a holiday, and a holiday over the week', () => {
    const calendar = compileCalendar(
      {
        timeZone: 'UTC',
        week: weekOf(DAY_HOURS),
        holidays: ['12-25', '2026-06-02', '2026-06-03'],
        exceptions: { '2026-06-03': [['12:00', '13:00']] },
      },
      null,
    );
    expect(workingMsBetween(calendar, at('2026-06-02'), at('2026-06-03'))).toBe(0);
    expect(workingMsBetween(calendar, at('2026-06-03'), at('2026-06-04'))).toBe(HOUR);
    expect(workingMsBetween(calendar, at('2028-12-25'), at('2028-12-26'))).toBe(0);
  });

  it('does not work on a date that its zone skipped', () => {
    const apia = compileCalendar({ timeZone: 'Pacific/Apia', week: weekOf(DAY_HOURS) }, null);
    // Samoa had no Friday 2011-12-30.
    const due = dueInstant(apia, at('2011-12-29T12:00-10:00'), days(1)).dueAt;
    expect(due).toBe(at('2012-01-02T17:00+14:00'));
  });

  it('keeps every block of a day whose clocks skip an hour', () => {
    const definition: CalendarDefinition = {
      timeZone: 'America/Sao_Paulo',
      week: {
        sun: [
          ['00:15', '00:30'],
          ['01:00', '01:15'],
        ],
      },
    };
    const calendar = compileCalendar(definition, null);
    // On 2018-11-04 the clocks went from 00:00 to 01:00, so that 00:15 reads as 01:15.
    const opening = at('2018-11-04T03:00');
    expect(iso(nextChange(calendar, at('2018-11-03T12:00')))).toBe(iso(opening));
    expect(iso(nextChange(calendar, opening))).toBe('2018-11-04T03:30');
  });

  it('reads touching blocks as one run', () => {
    const shifts = compileCalendar(
      {
        timeZone: 'UTC',
        week: {
          mon: [
            ['20:00', '22:00'],
            ['22:00', '24:00'],
          ],
          tue: [['00:00', '06:00']],
        },
      },
      null,
    );
    expect(iso(nextChange(shifts, at('2026-06-01T20:30')))).toBe('2026-06-02T06:00');
  });

  it('that never opens is refused', () => {
    const never: CalendarDefinition[] = [
      { timeZone: 'UTC', week: {} },
      { timeZone: 'UTC', week: { mon: DAY_HOURS }, holidays: everyMonthDay() },
    ];
    for (const definition of never) {
      const refusal = refusalOf(() => compileCalendar(definition, null));
      expect(refusal.code).toBe('INVALID');
      expect(refusal.faults.map((fault) => fault.pointer)).toEqual(['/week']);
    }
  });
});

function everyMonthDay(): string[] {
  const leapYear = at('2024-01-01');
  return Array.from({ length: 366 }, (_, day) => dateOf(leapYear + day * 24 * HOUR).slice(5));
}

describe('years to come', () => {
  it('are counted over decades, in either direction, to the same open time', () => {
    const calendar = compileCalendar({ timeZone: 'America/New_York', week: weekOf(DAY_HOURS) }, null);
    const instants = fc.integer({ min: at('1971-01-01'), max: at('2100-01-01') });
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 60 * 2000 }), (start, amount) => {
        const due = dueInstant(calendar, start, hours(amount)).dueAt ?? 0;
        expect(workingMsBetween(calendar, start, due)).toBe(amount * HOUR);
        const back = dueInstant(calendar, due, hours(-amount)).dueAt ?? 0;
        expect(workingMsBetween(calendar, back, due)).toBe(amount * HOUR);
        expect(back).toBeGreaterThanOrEqual(start);
      }),
    );
  });

  it('warn when their holidays are not announced, and close the days that the law fixes', () => {
    const scheme: HolidayScheme = {
      code: 'xx',
      years: { '2026': { off: ['2026-12-31'], work: ['2026-12-27'] } },
      statutory: ['01-01', '2027-01-04'],
    };
    const calendar = compileCalendar(
      { timeZone: 'UTC', week: weekOf(DAY_HOURS), holidayScheme: 'xx' },
      scheme,
    );
    const known = dueInstant(calendar, at('2026-12-26T10:00'), days(1));
    expect(iso(known.dueAt)).toBe('2026-12-27T17:00');
    expect(known.warnings).toEqual([]);
    const unknown = dueInstant(calendar, at('2026-12-30T10:00'), days(1));
    expect(iso(unknown.dueAt)).toBe('2027-01-05T17:00');
    expect(unknown.warnings.map((warning) => warning.year)).toEqual([2027]);
    expect(dueInstant(calendar, at('2026-12-30T10:00'), hours(90 * 24, 'wallClock')).warnings).toEqual([]);
  });

  it('beyond the countable ones are refused', () => {
    for (const start of ['1969-06-01', '2200-06-01', '9999-01-01']) {
      expect(refusalOf(() => dueInstant(plain, at(start), hours(1))).code).toBe('INVALID');
    }
    expect(refusalOf(() => dueInstant(plain, at('2199-12-31T16:30'), hours(1))).code).toBe('INVALID');
    expect(refusalOf(() => dueInstant(plain, at('1970-01-01T09:30'), hours(-1))).code).toBe('INVALID');
  });
});
