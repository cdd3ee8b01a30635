import { describe, expect, it } from 'vitest';
import type { Limit } from '../../workflows/domain/limits.ts';
import { compileCalendar } from '../../workflows/domain/working-time/compile.ts';
import { dueInstant } from '../../workflows/domain/working-time/due.ts';
import { nextChange, workingMsBetween } from '../../workflows/domain/working-time/elapsed.ts';
import {
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
