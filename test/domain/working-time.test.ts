import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, CalendarDefinition, HolidayScheme } from '../../workflows/domain/calendar.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Limit } from '../../workflows/domain/limits.ts';
import { compileCalendar } from '../../workflows/domain/working-time/compile.ts';
import { dueInstant } from '../../workflows/domain/working-time/due.ts';
import { isOpenAt, nextChange, workingMsBetween } from '../../workflows/domain/working-time/elapsed.ts';

const HOUR = 3_600_000;
const DAY_HOURS: readonly Block[] = [['09:00', '17:00']];
const ALL_DAY: readonly Block[] = [['00:00', '24:00']];

function weekOf(hours: readonly Block[], weekend: readonly Block[] = []): CalendarDefinition['week'] {
  return { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours, sat: weekend, sun: weekend };
}

const plain = compileCalendar({ timeZone: 'UTC', week: weekOf(DAY_HOURS) }, null);
const always = compileCalendar({ timeZone: 'UTC', week: weekOf(ALL_DAY, ALL_DAY) }, null);

/** ISO text, UTC unless it carries an offset. */
function at(text: string): number {
  return Date.parse(/Z|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`);
}

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString().slice(0, 16);
}

function dateOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

function hours(amount: number, counting: Limit['counting'] = 'workingTime'): Limit {
  return { amount, unit: 'hours', counting };
}

function days(amount: number, endOfDay = true): Limit {
  return { amount, unit: 'days', counting: 'workingTime', endOfDay };
}

function refusalOf(action: () => unknown): DomainError {
  try {
    action();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('Nothing was refused');
}

describe('a limit of open time', () => {
  it('that runs out exactly at closing is due at that closing', () => {
    expect(iso(dueInstant(plain, at('2026-06-05T15:00'), hours(2)).dueAt)).toBe('2026-06-05T17:00');
  });

  it('counts backward to an opening, not to the closing before it', () => {
    expect(iso(dueInstant(plain, at('2026-06-08T11:00'), hours(-2)).dueAt)).toBe('2026-06-08T09:00');
  });

  it('of zero is due at the start if open and at the next opening at a closing', () => {
    expect(iso(dueInstant(plain, at('2026-06-05T16:59'), hours(0)).dueAt)).toBe('2026-06-05T16:59');
    expect(iso(dueInstant(plain, at('2026-06-05T17:00'), hours(0)).dueAt)).toBe('2026-06-08T09:00');
  });

  it('is moved by a pause that falls into the time gained by another', () => {
    const pauses = [
      { from: at('2026-06-02T10:00'), to: at('2026-06-02T12:00') },
      { from: at('2026-06-02T12:30'), to: at('2026-06-02T13:30') },
    ];
    const due = dueInstant(plain, at('2026-06-02T09:00'), hours(2), pauses).dueAt;
    expect(iso(due)).toBe('2026-06-02T14:00');
  });

  it('is not moved by a pause that begins at the due instant, ended or not', () => {
    const pauses = [{ from: at('2026-06-02T11:00') }];
    expect(iso(dueInstant(plain, at('2026-06-02T09:00'), hours(2), pauses).dueAt)).toBe('2026-06-02T11:00');
  });

  it('has no due instant while a pause has not ended', () => {
    const pauses = [{ from: at('2026-06-02T10:00') }];
    expect(dueInstant(plain, at('2026-06-02T09:00'), hours(2), pauses).dueAt).toBeNull();
    expect(dueInstant(plain, at('2026-06-02T09:00'), days(1), pauses).dueAt).toBeNull();
  });

  it('of zero stands as well while the start lies in a pause', () => {
    const pauses = [{ from: at('2026-06-02T08:00'), to: at('2026-06-02T10:00') }];
    expect(iso(dueInstant(plain, at('2026-06-02T09:30'), hours(0), pauses).dueAt)).toBe('2026-06-02T10:00');
  });
});

describe('a limit of working days', () => {
  it('does not count the starting day and is due at closing', () => {
    expect(iso(dueInstant(plain, at('2026-06-05T00:00'), days(1)).dueAt)).toBe('2026-06-08T17:00');
    expect(iso(dueInstant(plain, at('2026-06-06T10:00'), days(1)).dueAt)).toBe('2026-06-08T17:00');
  });

  it('counts backward from a closed day to the working days before it', () => {
    expect(iso(dueInstant(plain, at('2026-06-07T10:00'), days(-1)).dueAt)).toBe('2026-06-05T17:00');
  });

  it('that keeps the clock time moves into the next open block, and stays at a closing', () => {
    const due = (start: string): string | null => iso(dueInstant(plain, at(start), days(1, false)).dueAt);
    expect(due('2026-06-04T11:20')).toBe('2026-06-05T11:20');
    expect(due('2026-06-04T06:00')).toBe('2026-06-05T09:00');
    expect(due('2026-06-04T17:00')).toBe('2026-06-05T17:00');
    expect(due('2026-06-04T20:00')).toBe('2026-06-08T09:00');
  });

  it('that keeps the clock time backward never passes the start', () => {
    const due = dueInstant(plain, at('2026-06-07T20:00'), days(-1, false)).dueAt;
    expect(iso(due)).toBe('2026-06-05T17:00');
  });

  it('is moved by a whole day for a whole paused day, at whatever hour it began', () => {
    const pauses = [{ from: at('2026-06-02T09:00'), to: at('2026-06-02T17:00') }];
    for (const clock of ['03:00', '09:00', '10:00', '17:00', '22:00']) {
      expect(iso(dueInstant(plain, at(`2026-06-01T${clock}`), days(2), pauses).dueAt)).toBe(
        '2026-06-04T17:00',
      );
    }
  });

  it('takes pauses that touch for one, however the reasons are split', () => {
    const start = at('2026-06-01T15:30');
    const whole = { from: at('2026-06-02T16:00'), to: at('2026-06-04T12:00') };
    const split = [
      { from: whole.from, to: at('2026-06-02T17:30') },
      { from: at('2026-06-02T17:30'), to: whole.to },
    ];
    const due = dueInstant(plain, start, days(1), [whole]).dueAt;
    expect(iso(due)).toBe('2026-06-04T17:00');
    expect(dueInstant(plain, start, days(1), split).dueAt).toBe(due);
  });

  it('is never moved by closed time', () => {
    const pauses = [{ from: at('2026-06-05T17:00'), to: at('2026-06-08T09:00') }];
    expect(iso(dueInstant(plain, at('2026-06-04T10:00'), days(3), pauses).dueAt)).toBe('2026-06-09T17:00');
  });

  it('knows days that end at midnight', () => {
    expect(iso(dueInstant(always, at('2026-06-01T10:00'), days(2)).dueAt)).toBe('2026-06-04T00:00');
  });

  it('passes over a year without work', () => {
    const closed2027: Record<string, []> = {};
    for (let day = at('2027-01-01'); day < at('2028-01-01'); day += 24 * HOUR) {
      closed2027[dateOf(day)] = [];
    }
    const calendar = compileCalendar(
      { timeZone: 'UTC', week: weekOf(DAY_HOURS), exceptions: closed2027 },
      null,
    );
    expect(iso(dueInstant(calendar, at('2026-12-31T10:00'), days(1)).dueAt)).toBe('2028-01-03T17:00');
    expect(iso(dueInstant(calendar, at('2026-12-31T10:00'), hours(8)).dueAt)).toBe('2028-01-03T10:00');
    expect(iso(dueInstant(calendar, at('2028-01-03T10:00'), days(-1)).dueAt)).toBe('2026-12-31T17:00');
    expect(iso(nextChange(calendar, at('2026-12-31T17:00')))).toBe('2028-01-03T09:00');
  });
});

describe('a wall-clock limit', () => {
  const berlin = compileCalendar({ timeZone: 'Europe/Berlin', week: weekOf(DAY_HOURS) }, null);

  it('in hours is exact and in days keeps the clock time over a clock change', () => {
    const start = at('2026-03-28T12:00+01:00');
    expect(iso(dueInstant(berlin, start, hours(24, 'wallClock')).dueAt)).toBe('2026-03-29T11:00');
    const oneDay: Limit = { amount: 1, unit: 'days', counting: 'wallClock' };
    expect(iso(dueInstant(berlin, start, oneDay).dueAt)).toBe('2026-03-29T10:00');
  });

  it('in days that ends in a gap is read with the offset before it, in an overlap as the first', () => {
    const oneDay: Limit = { amount: 1, unit: 'days', counting: 'wallClock' };
    expect(iso(dueInstant(berlin, at('2026-03-28T02:30+01:00'), oneDay).dueAt)).toBe('2026-03-29T01:30');
    expect(iso(dueInstant(berlin, at('2026-10-24T02:30+02:00'), oneDay).dueAt)).toBe('2026-10-25T00:30');
  });

  it('is moved by the whole length of pauses, counted once where they overlap', () => {
    const pauses = [
      { from: at('2026-06-06T00:00'), to: at('2026-06-06T10:00') },
      { from: at('2026-06-06T05:00'), to: at('2026-06-06T12:00') },
      { from: at('2026-06-06T06:00'), to: at('2026-06-06T07:00') },
    ];
    expect(iso(dueInstant(plain, at('2026-06-05T23:00'), hours(2, 'wallClock'), pauses).dueAt)).toBe(
      '2026-06-06T13:00',
    );
  });
});

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

describe('an input that makes no sense', () => {
  it('is refused with a pointer to the field', () => {
    const start = at('2026-06-01T10:00');
    const backwards = [{ from: start, to: start - 1 }];
    const refusals: [() => unknown, string][] = [
      [() => dueInstant(plain, start, days(1.5)), '/limit/amount'],
      [() => dueInstant(plain, start, hours(Infinity)), '/limit/amount'],
      [() => dueInstant(plain, start, hours(1e9)), '/limit/amount'],
      [() => dueInstant(plain, start, hours(1), backwards), '/pauses/0/to'],
      [() => workingMsBetween(plain, start, start - 1), '/to'],
      [
        () => compileCalendar({ timeZone: 'UTC', week: { mon: DAY_HOURS }, holidayScheme: 'zz' }, null),
        '/holidayScheme',
      ],
      [() => compileCalendar({ timeZone: 'Mars/Olympus', week: { mon: DAY_HOURS } }, null), '/timeZone'],
    ];
    for (const [action, pointer] of refusals) {
      const refusal = refusalOf(action);
      expect(refusal.code).toBe('INVALID');
      expect(refusal.faults.map((fault) => fault.pointer)).toEqual([pointer]);
    }
  });
});
