import { describe, expect, it } from 'vitest';
import { CALENDAR_PRESETS } from '../../db/presets/calendars.ts';
import { HOLIDAY_SCHEME_PRESETS } from '../../db/presets/holiday-schemes.ts';
import type { Limit, LimitUnit, Pause } from '../../workflows/domain/limits.ts';
import { compileCalendar } from '../../workflows/domain/working-time/compile.ts';
import { dueInstant } from '../../workflows/domain/working-time/due.ts';
import { workingMsBetween } from '../../workflows/domain/working-time/elapsed.ts';

const cn = HOLIDAY_SCHEME_PRESETS.find((scheme) => scheme.code === 'cn') ?? null;
const office = compileCalendar(CALENDAR_PRESETS.office, cn);
const always = compileCalendar(CALENDAR_PRESETS.always, null);

/** `MM-dd HH:mm` of 2026 in Shanghai. */
function at(text: string): number {
  return Date.parse(`2026-${text.replace(' ', 'T')}:00+08:00`);
}

function shown(instant: number | null): string | null {
  if (instant === null) return null;
  return new Date(instant + 8 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ');
}

function pauses(...texts: [from: string, to: string][]): Pause[] {
  return texts.map(([from, to]) => ({ from: at(from), to: at(to) }));
}

/** A limit as the process descriptions write it: `7 d T`, `30 min W`; `keeping the clock` is `endOfDay: false`. */
function limitOf(text: string): Limit {
  const [amount, unit, counting, ...rest] = text.split(' ');
  const units: Record<string, LimitUnit> = { min: 'minutes', h: 'hours', d: 'days' };
  return {
    amount: Number(amount),
    unit: units[unit ?? ''] ?? 'seconds',
    counting: counting === 'T' ? 'workingTime' : 'wallClock',
    ...(rest.length > 0 ? { endOfDay: false } : {}),
  };
}

type Row = [what: string, start: string, limit: string, due: string];

describe('limits of the process descriptions', () => {
  it.each<Row>([
    ['repair 1 first response', '05-29 16:00', '30 min W', '05-29 16:30'],
    ['repair 1 contact', '05-29 17:00', '4 h W', '05-29 21:00'],
    ['repair 1 visit', '05-29 18:05', '2 d T', '06-02 18:00'],
    ['repair 1 repair', '05-29 16:00', '5 d T', '06-05 18:00'],
    ['repair 1 result', '06-01 11:30', '24 h W', '06-02 11:30'],
    ['repair 1 follow-up', '06-01 11:30', '3 d T', '06-04 18:00'],
    ['repair 1 survey', '06-01 11:30', '1 d T keeping the clock', '06-02 11:30'],
    ['repair 2 first response on a holiday', '04-30 23:50', '30 min W', '05-01 00:20'],
    ['repair 2 second level', '05-01 00:20', '15 min W', '05-01 00:35'],
    ['repair 2 third level', '05-01 00:35', '30 min W', '05-01 01:05'],
    ['repair 3 settlement', '07-15 10:00', '5 d T', '07-22 18:00'],
    ['repair 6 repair', '07-20 17:00', '5 d T', '07-27 18:00'],
    ['repair 7 missed appointment', '03-11 16:00', '15 min W', '03-11 16:15'],
    ['repair 8 repair', '03-02 09:00', '7 d T', '03-11 18:00'],
    ['repair 8 news', '03-04 14:00', '3 d T', '03-09 18:00'],
    ['repair 8 choice offered', '03-04 14:00', '7 d T', '03-13 18:00'],
    ['repair 8 requisition', '03-04 11:30', '1 h T', '03-04 14:00'],
    ['repair 9 result', '02-13 16:00', '24 h W', '02-14 16:00'],
    ['repair 9 unused parts back on the make-up day', '02-13 16:00', '1 d T', '02-14 18:00'],
    ['repair 9 survey', '02-13 16:00', '1 d T keeping the clock', '02-14 16:00'],
    ['repair 9 follow-up after Spring Festival', '02-13 16:00', '3 d T', '02-25 18:00'],
    ['repair 9 survey reminder', '02-14 16:00', '3 d T keeping the clock', '02-26 16:00'],
    ['repair 9 settlement', '02-13 16:00', '5 d T', '02-27 18:00'],
    ['repair 9 survey expiry over the make-up day', '02-14 16:00', '10 d T', '03-06 18:00'],
    ['repair 10 payment over Labour Day', '04-28 11:00', '3 d T', '05-06 18:00'],
    ['repair 11 urgent response on a holiday weekend', '06-20 22:00', '10 min W', '06-20 22:10'],
    ['repair 12 contact', '08-04 10:00', '2 h T', '08-04 12:00'],
    ['repair 14 reminder', '09-21 10:00', '2 d T', '09-23 18:00'],
    ['repair 14 notice over Mid-Autumn Festival', '09-23 18:00', '2 d T', '09-28 18:00'],
    ['repair 14 closing over National Day', '09-28 18:00', '3 d T', '10-08 18:00'],
    ['repair 15 rework', '11-05 16:00', '2 d T', '11-09 18:00'],
    ['repair 17 first response', '07-03 17:00', '48 h W', '07-05 17:00'],
    ['repair 17 repair', '07-03 17:00', '10 d T', '07-17 18:00'],
    ['repair 18 reminder on the make-up day', '10-09 15:00', '1 d T', '10-10 18:00'],
    ['repair 19 repair', '03-15 05:30', '8 h W', '03-15 13:30'],
    ['complaint 1 reply', '05-29 16:00', '24 h W', '05-30 16:00'],
    ['complaint 1 resolution', '05-29 16:00', '48 h W', '05-31 16:00'],
    ['complaint 1 follow-up', '05-30 15:00', '3 d T', '06-03 18:00'],
    ['complaint 4 survey', '08-03 11:00', '1 d T keeping the clock', '08-04 11:00'],
    ['complaint 4 attempts', '08-03 11:00', '3 d T', '08-06 18:00'],
    ['complaint 4 reminder', '08-04 11:00', '3 d T keeping the clock', '08-07 11:00'],
    ['complaint 4 expiry', '08-04 11:00', '10 d T', '08-18 18:00'],
    ['complaint 5 follow-up', '03-10 10:40', '3 d T', '03-13 18:00'],
    ['complaint 6 resolution over Spring Festival', '02-12 17:00', '5 d T', '02-26 18:00'],
    ['complaint 6 warning before it', '02-26 18:00', '-1 d T', '02-25 18:00'],
    ['complaint 7 resolution', '03-02 09:00', '5 d T', '03-09 18:00'],
    ['complaint 10 resolution over Dragon Boat Festival', '06-15 09:30', '5 d T', '06-23 18:00'],
    ['complaint 10 climbing approval', '06-17 10:00', '4 h T', '06-17 15:30'],
    ['complaint 12 resolution', '07-01 09:00', '5 d T', '07-08 18:00'],
    ['complaint 15 resolution', '06-26 15:00', '5 d T', '07-03 18:00'],
    ['complaint 17 resolution over National Day', '09-30 10:00', '5 d T', '10-13 18:00'],
    ['inquiry 2 outcome over Labour Day', '04-28 10:00', '10 d T', '05-14 18:00'],
    ['inquiry 3 first response over a weekend', '05-29 17:45', '30 min T', '06-01 09:15'],
    ['inquiry 3 reply', '05-29 17:45', '24 h W', '05-30 17:45'],
    ['inquiry 4 expiry', '03-13 11:20', '5 d T', '03-20 18:00'],
    ['inquiry 7 reply in calendar days', '09-30 15:00', '2 d W', '10-02 15:00'],
    ['return 1 window', '03-02 12:00', '7 d T', '03-11 18:00'],
    ['return 3 window over Spring Festival', '02-11 10:00', '7 d T', '02-27 18:00'],
    ['return 3 decision', '02-13 17:00', '2 d T', '02-24 18:00'],
    ['return 3 collection over Labour Day', '04-30 15:00', '1 d T', '05-06 18:00'],
    ['return 6 manager told', '06-16 18:00', '4 h T', '06-17 14:30'],
    ['return 13 refund over a make-up Sunday', '09-18 09:00', '5 d T', '09-24 18:00'],
    ['incident 4 facts', '04-30 21:00', '5 d T', '05-11 18:00'],
  ])('%s: %s + %s is due %s', (_, start, limit, due) => {
    expect(shown(dueInstant(office, at(start), limitOf(limit)).dueAt)).toBe(due);
  });

  it.each([
    ['repair 16 workmanship warranty', '03-10 11:00', '90 d T', '06-09 00:00'],
    ['repair 1 workmanship warranty', '06-01 11:30', '90 d T', '08-31 00:00'],
  ])('%s: %s + %s around the clock ends %s', (_, start, limit, due) => {
    expect(shown(dueInstant(always, at(start), limitOf(limit)).dueAt)).toBe(due);
  });

  it.each([
    ['repair 6', '07-20 17:00', '5 d T', pauses(['07-24 12:00', '07-27 09:00']), 4.5, '07-28 18:00'],
    ['repair 8', '03-02 09:00', '7 d T', pauses(['03-04 14:00', '03-17 10:00']), 65, '03-23 18:00'],
    ['complaint 7', '03-02 09:00', '5 d T', pauses(['03-04 10:00', '03-11 16:00']), 42, '03-16 18:00'],
    [
      'complaint 12',
      '07-01 09:00',
      '5 d T',
      pauses(['07-02 09:00', '07-02 18:00'], ['07-06 09:00', '07-06 12:00']),
      10.5,
      '07-09 18:00',
    ],
    ['return 10', '07-01 09:00', '2 d T', pauses(['07-02 10:00', '07-06 11:00']), 16, '07-07 18:00'],
  ] as const)('%s: %s + %s with its pauses', (_, start, limit, paused, openHours, due) => {
    const [first] = paused;
    const last = paused.at(-1)?.to ?? 0;
    const inside =
      workingMsBetween(office, first?.from ?? 0, last) -
      workingMsBetween(office, first?.from ?? 0, last, paused);
    expect(inside / 3_600_000).toBe(openHours);
    expect(shown(dueInstant(office, at(start), limitOf(limit), paused).dueAt)).toBe(due);
  });
});
