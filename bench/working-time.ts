import { CALENDAR_PRESETS } from '../db/presets/calendars.ts';
import { HOLIDAY_SCHEME_PRESETS } from '../db/presets/holiday-schemes.ts';
import type { CalendarDefinition } from '../workflows/domain/calendar.ts';
import type { Limit } from '../workflows/domain/limits.ts';
import { compileCalendar } from '../workflows/domain/working-time/compile.ts';
import { dueInstant } from '../workflows/domain/working-time/due.ts';
import { workingMsBetween } from '../workflows/domain/working-time/elapsed.ts';

export interface WorkingTimeFigures {
  /** One year of a calendar with four blocks' edges a day, the offsets of its zone looked up already. */
  readonly compileYearMs: number;
  /** The same in a zone that is asked for its offsets for the first time. */
  readonly compileFirstYearMs: number;
  /** Due instant a year of working time away. */
  readonly dueInHoursMicros: number;
  /** Due instant 250 working days away. */
  readonly dueInDaysMicros: number;
  /** The same with four pauses on the way. */
  readonly dueWithPausesMicros: number;
  /** Working time of a year. */
  readonly elapsedMicros: number;
}

const START = Date.parse('2026-03-02T09:07:00+08:00');
const HOUR_MS = 3_600_000;
const ROUNDS = 200_000;

export function benchWorkingTime(): WorkingTimeFigures {
  const scheme = HOLIDAY_SCHEME_PRESETS.find(({ code }) => code === 'cn') ?? null;
  const { office } = CALENDAR_PRESETS;
  const berlin: CalendarDefinition = { ...office, timeZone: 'Europe/Berlin' };
  const compileFirstYearMs = millisOf(() => compileCalendar(berlin, scheme));
  const compileYearMs = millisOf(() => compileCalendar(berlin, scheme), 50);

  const calendar = compileCalendar(office, scheme);
  const aYearOfHours: Limit = { amount: 250 * 7.5, unit: 'hours', counting: 'workingTime' };
  const aYearOfDays: Limit = { amount: 250, unit: 'days', counting: 'workingTime' };
  const pauses = [10, 60, 110, 160].map((days) => ({
    from: START + days * 24 * HOUR_MS,
    to: START + (days * 24 + 30) * HOUR_MS,
  }));
  return {
    compileYearMs,
    compileFirstYearMs,
    dueInHoursMicros: microsOf((start) => dueInstant(calendar, start, aYearOfHours)),
    dueInDaysMicros: microsOf((start) => dueInstant(calendar, start, aYearOfDays)),
    dueWithPausesMicros: microsOf((start) => dueInstant(calendar, start, aYearOfDays, pauses)),
    elapsedMicros: microsOf((start) => workingMsBetween(calendar, start, start + 365 * 24 * HOUR_MS)),
  };
}

function millisOf(action: () => unknown, rounds = 1): number {
  const begin = performance.now();
  for (let round = 0; round < rounds; round += 1) action();
  return (performance.now() - begin) / rounds;
}

/** Starts move on by a minute each round, so that no answer can be reused. */
function microsOf(action: (start: number) => unknown): number {
  const run = (rounds: number): number => {
    let round = 0;
    return millisOf(() => action(START + (round++ % 10_000) * 60_000), rounds);
  };
  run(ROUNDS / 10);
  return run(ROUNDS) * 1000;
}

if (import.meta.main) console.table(benchWorkingTime());
