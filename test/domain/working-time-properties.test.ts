import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Block,
  type CalendarDefinition,
  type Weekday,
  WEEKDAYS,
} from '../../workflows/domain/calendar.ts';
import type { Instant, Limit, Pause } from '../../workflows/domain/limits.ts';
import { compileCalendar } from '../../workflows/domain/working-time/compile.ts';
import { dueInstant } from '../../workflows/domain/working-time/due.ts';
import { isOpenAt, nextChange, workingMsBetween } from '../../workflows/domain/working-time/elapsed.ts';
import { Reference, WallClock } from './working-time-reference.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const WINDOW_DAYS = 46;
const RUNS = { numRuns: 150 };

/** Zones around a change of their clocks: both hemispheres, half hours, gaps and overlaps at midnight, none. */
const CHANGES: readonly (readonly [timeZone: string, changeOn: string])[] = [
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Sydney', '2026-04-05'],
  ['Australia/Sydney', '2026-10-04'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['America/Sao_Paulo', '2018-02-18'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['Asia/Kolkata', '2026-12-31'],
];

const clocks = CHANGES.map(([timeZone, changeOn]) => {
  const change = Date.parse(changeOn);
  return { timeZone, change, clock: new WallClock(timeZone, change - (WINDOW_DAYS / 2) * DAY, WINDOW_DAYS) };
});

/** Clock times in quarters of an hour, those of the small hours, where clocks change, more often than others. */
const quarter = fc.oneof(fc.integer({ min: 0, max: 96 }), fc.integer({ min: 0, max: 16 }));

const blocks: fc.Arbitrary<Block[]> = fc.uniqueArray(quarter, { minLength: 0, maxLength: 6 }).map((edges) => {
  const sorted = edges.toSorted((left, right) => left - right);
  const pairs: Block[] = [];
  for (let index = 0; index + 1 < sorted.length; index += 2) {
    pairs.push([timeText(sorted[index] ?? 0), timeText(sorted[index + 1] ?? 0)]);
  }
  return pairs;
});

function timeText(quarters: number): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${pad(Math.floor(quarters / 4))}:${pad((quarters % 4) * 15)}`;
}

const week = fc.tuple(...WEEKDAYS.map(() => blocks)).map((hours) => {
  const days: [Weekday, Block[]][] = WEEKDAYS.map((day, index) => [day, hours[index] ?? []]);
  // Enough open time for every limit to run out inside the window.
  return Object.fromEntries([...days, ['wed', [['08:00', '24:00']]]]);
});

interface World {
  readonly definition: CalendarDefinition;
  readonly clock: WallClock;
  readonly reference: Reference;
  readonly start: Instant;
  readonly pauses: readonly Pause[];
}

/** A calendar around a clock change, a start near it, and pauses near that. */
const worlds: fc.Arbitrary<World> = fc
  .record({
    around: fc.constantFrom(...clocks),
    week,
    special: fc.uniqueArray(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.option(blocks)), {
      maxLength: 3,
      selector: ([day]) => day,
    }),
    startMinute: fc.integer({ min: -3 * 1440, max: 3 * 1440 }),
    pauses: fc.array(fc.tuple(fc.integer({ min: -2000, max: 5000 }), fc.integer({ min: 0, max: 2500 })), {
      maxLength: 4,
    }),
    rounded: fc.boolean(),
  })
  .map(({ around, week: hours, special, startMinute, pauses, rounded }) => {
    const dateOf = (day: number): string => new Date(around.change + day * DAY).toISOString().slice(0, 10);
    const definition: CalendarDefinition = {
      timeZone: around.timeZone,
      week: hours,
      holidays: special
        .filter(([, replaced]) => replaced === null)
        .map(([day]) => (day % 2 === 0 ? dateOf(day) : dateOf(day).slice(5))),
      exceptions: Object.fromEntries(
        special.flatMap(([day, replaced]) => (replaced === null ? [] : [[dateOf(day), replaced]])),
      ),
    };
    // Rounded minutes meet openings and closings exactly.
    const rounding = (minute: number): number => (rounded ? Math.round(minute / 15) * 15 : minute);
    const start = around.change + rounding(startMinute) * MINUTE;
    return {
      definition,
      clock: around.clock,
      reference: new Reference(around.clock, definition),
      start,
      pauses: pauses.map(([from, length]) => ({
        from: start + rounding(from) * MINUTE,
        to: start + rounding(from + length) * MINUTE,
      })),
    };
  });

/** The reference answer; cases that leave the window of the reference are not counted. */
function within<T>(answer: () => T): T {
  try {
    return answer();
  } catch (error) {
    fc.pre(!(error instanceof RangeError));
    throw error;
  }
}

describe('working time, against counting minute by minute', () => {
  it('agrees on the open time between two instants without pauses', () => {
    fc.assert(
      fc.property(worlds, fc.integer({ min: 0, max: 9000 }), (world, minutes) => {
        const to = world.start + minutes * MINUTE;
        const expected = within(() => world.reference.workingMs(world.start, to, world.pauses));
        const calendar = compileCalendar(world.definition, null);
        expect(workingMsBetween(calendar, world.start, to, world.pauses)).toBe(expected);
      }),
      RUNS,
    );
  });

  it('agrees on when it is open and when that next changes', () => {
    fc.assert(
      fc.property(worlds, ({ definition, reference, start }) => {
        const calendar = compileCalendar(definition, null);
        const expected = within(() => reference.nextChange(start));
        expect(isOpenAt(calendar, start)).toBe(reference.dayAt(start) !== null);
        expect(nextChange(calendar, start)).toBe(expected);
      }),
      RUNS,
    );
  });

  it('agrees on limits of open time, forward and backward, with pauses', () => {
    fc.assert(
      fc.property(worlds, fc.integer({ min: -1500, max: 3000 }), (world, amount) => {
        fc.pre(amount !== 0);
        const limit: Limit = { amount, unit: 'minutes', counting: 'workingTime' };
        const expected = within(() => world.reference.dueByMinutes(world.start, amount, world.pauses));
        const calendar = compileCalendar(world.definition, null);
        expect(dueInstant(calendar, world.start, limit, world.pauses).dueAt).toBe(expected);
      }),
      RUNS,
    );
  });

  it('agrees on zero limits', () => {
    const zeros: Limit[] = [
      { amount: 0, unit: 'minutes', counting: 'workingTime' },
      { amount: 0, unit: 'days', counting: 'workingTime' },
    ];
    fc.assert(
      fc.property(worlds, fc.constantFrom(...zeros), ({ definition, reference, start }, limit) => {
        const expected = within(() => reference.dueAtOnce(start));
        expect(dueInstant(compileCalendar(definition, null), start, limit).dueAt).toBe(expected);
      }),
      RUNS,
    );
  });

  it('agrees on working days, forward and backward, at closing and at the clock time, with pauses', () => {
    const amounts = fc.integer({ min: -4, max: 6 });
    fc.assert(
      fc.property(worlds, amounts, fc.boolean(), (world, amount, endOfDay) => {
        fc.pre(amount !== 0);
        const limit: Limit = { amount, unit: 'days', counting: 'workingTime', endOfDay };
        const expected = within(() => world.reference.dueByDays(world.start, limit, world.pauses));
        const calendar = compileCalendar(world.definition, null);
        expect(dueInstant(calendar, world.start, limit, world.pauses).dueAt).toBe(expected);
      }),
      { numRuns: 400 },
    );
  });

  it('agrees on wall-clock limits, which pauses move by their whole length', () => {
    const allDay: Block[] = [['00:00', '24:00']];
    const aroundTheClock = {
      week: Object.fromEntries(WEEKDAYS.map((day) => [day, allDay])),
      holidays: [],
      exceptions: {},
    };
    fc.assert(
      fc.property(worlds, fc.integer({ min: -2000, max: 5000 }), (world, amount) => {
        fc.pre(amount !== 0);
        const limit: Limit = { amount, unit: 'minutes', counting: 'wallClock' };
        const reference = new Reference(world.clock, { ...world.definition, ...aroundTheClock });
        const expected = within(() => reference.dueByMinutes(world.start, amount, world.pauses));
        const calendar = compileCalendar(world.definition, null);
        expect(dueInstant(calendar, world.start, limit, world.pauses).dueAt).toBe(expected);
      }),
      RUNS,
    );
  });
});
