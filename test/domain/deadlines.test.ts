import { describe, expect, it } from 'vitest';
import {
  addPause,
  answered,
  type Deadline,
  dueQuestion,
  fire,
  isPaused,
  newDeadline,
  nextPoint,
  pauseFrom,
  ranMs,
  resumeAt,
  sooner,
  withLimit,
} from '../../workflows/domain/deadlines.ts';
import type { Ladder, Limit } from '../../workflows/domain/limits.ts';

const MINUTE = 60_000;
const minutes = (amount: number): Limit => ({ amount, unit: 'minutes', counting: 'wallClock' });
const LADDER: Ladder = [
  { role: 'repair_lead', within: minutes(30) },
  { role: 'manager', within: minutes(60) },
  { role: 'general_manager' },
];

/** Due 60 minutes after 0, warned of 10 minutes before, as the calendar answered. */
function running(change: Partial<Deadline> = {}): Deadline {
  const made = newDeadline({ start: 0, limit: minutes(60), warnBefore: minutes(10), ladder: LADDER });
  const answer = { dueAt: 60 * MINUTE, warnAt: 50 * MINUTE, nextLevelAt: null, calendarVersion: 1 };
  return { ...answered(made, answer), ...change };
}

const fired = (deadline: Deadline, at: number): Deadline => fire(deadline, at).deadline;

describe('a new deadline', () => {
  it('has nothing to do before the calendar has answered', () => {
    expect(nextPoint(newDeadline({ start: 0, limit: minutes(1) }))).toBeNull();
    expect(() => fire(newDeadline({ start: 0, limit: minutes(1) }), 0)).toThrow('without a due instant');
  });

  it('skips the level of the role that is itself the late one', () => {
    const { ladder } = newDeadline({ start: 0, limit: minutes(1), ladder: LADDER, responsible: 'manager' });
    expect(ladder.map(({ role }) => role)).toEqual(['repair_lead', 'general_manager']);
  });

  it('asks the calendar for its due instant and its warning, and for no level', () => {
    expect(dueQuestion(running())).toEqual({
      start: 0,
      limit: minutes(60),
      orSooner: null,
      warnBefore: minutes(10),
      pauses: [],
      level: null,
    });
  });
});

describe('the points of a deadline', () => {
  it('are its warning, its due instant and then each level of its ladder', () => {
    let deadline = running();
    expect(nextPoint(deadline)).toBe(50 * MINUTE);
    const warning = fire(deadline, 50 * MINUTE);
    expect(warning.firing).toEqual({ kind: 'warning', dueAt: 60 * MINUTE });

    deadline = warning.deadline;
    expect(nextPoint(deadline)).toBe(60 * MINUTE);
    const first = fire(deadline, 60 * MINUTE);
    expect(first.firing).toEqual({ kind: 'level', level: 1, role: 'repair_lead', dueAt: 60 * MINUTE });

    deadline = first.deadline;
    expect(nextPoint(deadline)).toBeNull();
    expect(dueQuestion(deadline).level).toEqual({ from: 60 * MINUTE, within: minutes(30) });
    deadline = { ...deadline, nextLevelAt: 90 * MINUTE };
    const second = fire(deadline, 90 * MINUTE);
    expect(second.firing).toMatchObject({ level: 2, role: 'manager' });
    expect(dueQuestion(second.deadline).level).toEqual({ from: 90 * MINUTE, within: minutes(60) });

    const last = fire({ ...second.deadline, nextLevelAt: 150 * MINUTE }, 150 * MINUTE);
    expect(last.firing).toMatchObject({ level: 3, role: 'general_manager' });
    expect(dueQuestion(last.deadline).level).toBeNull();
    expect(nextPoint(last.deadline)).toBeNull();
  });

  it('end with the due instant where nobody is told', () => {
    const { firing, deadline } = fire(running({ ladder: [] }), 60 * MINUTE);
    expect(firing).toEqual({ kind: 'level', level: 1, role: null, dueAt: 60 * MINUTE });
    expect(dueQuestion(deadline).level).toBeNull();
  });

  it('drop a warning that the due instant overtook', () => {
    const { firing, deadline } = fire(running(), 61 * MINUTE);
    expect(firing).toMatchObject({ kind: 'level', level: 1 });
    expect(deadline.warned).toBe(true);
  });

  it('put a warning that would come after the due instant at the due instant', () => {
    expect(nextPoint(running({ warnAt: 70 * MINUTE }))).toBe(60 * MINUTE);
  });
});

describe('a level that fires late', () => {
  it('keeps the planned instant as the start of the next level within the accuracy of timers', () => {
    expect(fired(running(), 60 * MINUTE + 59_000)).toMatchObject({
      levelFrom: 60 * MINUTE,
      missedAt: 60 * MINUTE + 59_000,
    });
  });

  it('starts the next level when it fired, so that nobody is passed over after an outage', () => {
    const late = fired(running(), 100 * MINUTE);
    expect(late).toMatchObject({ level: 1, levelFrom: 100 * MINUTE, missedAt: 100 * MINUTE });
    expect(dueQuestion(late).level).toEqual({ from: 100 * MINUTE, within: minutes(30) });
  });

  it('remembers the first miss', () => {
    const second = fired({ ...fired(running(), 60 * MINUTE), nextLevelAt: 90 * MINUTE }, 90 * MINUTE);
    expect(second.missedAt).toBe(60 * MINUTE);
  });
});

describe('a pause', () => {
  it('stops every point until it ends, and then the calendar is asked anew', () => {
    const paused = pauseFrom(running(), 20 * MINUTE);
    expect(isPaused(paused)).toBe(true);
    expect(nextPoint(paused)).toBeNull();
    const resumed = resumeAt(paused, 40 * MINUTE);
    expect(isPaused(resumed)).toBe(false);
    expect(resumed).toMatchObject({ dueAt: null, warnAt: null, nextLevelAt: null });
    expect(dueQuestion(resumed).pauses).toEqual([{ from: 20 * MINUTE, to: 40 * MINUTE }]);
  });

  it('that begins within another counts once', () => {
    const paused = pauseFrom(pauseFrom(running(), 20 * MINUTE), 30 * MINUTE);
    expect(paused.pauses).toEqual([{ from: 20 * MINUTE }]);
  });

  it('adds up with those before it', () => {
    const once = resumeAt(pauseFrom(running(), 10 * MINUTE), 20 * MINUTE);
    const twice = resumeAt(pauseFrom(once, 30 * MINUTE), 40 * MINUTE);
    const thrice = addPause(twice, { from: 50 * MINUTE, to: 55 * MINUTE });
    expect(thrice.pauses).toEqual([
      { from: 10 * MINUTE, to: 20 * MINUTE },
      { from: 30 * MINUTE, to: 40 * MINUTE },
      { from: 50 * MINUTE, to: 55 * MINUTE },
    ]);
    expect(thrice.dueAt).toBeNull();
  });

  it('after a miss changes nothing about the miss', () => {
    const missed = fired(running(), 60 * MINUTE);
    const resumed = resumeAt(pauseFrom(missed, 70 * MINUTE), 80 * MINUTE);
    expect(resumed).toMatchObject({ level: 1, missedAt: 60 * MINUTE });
  });
});

describe('a changed limit', () => {
  it('keeps start, pauses and the levels that fired', () => {
    const missed = addPause(fired(running(), 60 * MINUTE), { from: 0, to: MINUTE });
    const changed = withLimit(missed, minutes(120), [{ role: 'manager' }]);
    expect(changed).toMatchObject({
      start: 0,
      limit: minutes(120),
      level: 1,
      missedAt: 60 * MINUTE,
      dueAt: null,
    });
    expect(changed.pauses).toEqual([{ from: 0, to: MINUTE }]);
    expect(changed.ladder).toEqual([{ role: 'manager' }]);
  });

  it('replaces a second limit that was added before', () => {
    const hastened = sooner(running(), { start: 10 * MINUTE, limit: minutes(5), ladder: null });
    expect(dueQuestion(hastened)).toMatchObject({
      limit: minutes(60),
      orSooner: { start: 10 * MINUTE, limit: minutes(5) },
    });
    expect(withLimit(hastened, minutes(60), LADDER).orSooner).toBeNull();
  });

  it('never fires a level again that has fired, whatever the calendar answers', () => {
    const missed = fired(running(), 60 * MINUTE);
    const moved = answered(missed, {
      dueAt: 90 * MINUTE,
      warnAt: 80 * MINUTE,
      nextLevelAt: null,
      calendarVersion: 2,
    });
    expect(nextPoint(moved)).toBeNull();
  });

  it('lets the next level wait for the due instant where the limit has become a longer one', () => {
    const missed = fired(running(), 60 * MINUTE);
    const longer = answered(withLimit(missed, minutes(240), LADDER), {
      dueAt: 240 * MINUTE,
      warnAt: 230 * MINUTE,
      nextLevelAt: 90 * MINUTE,
      calendarVersion: 1,
    });
    expect(nextPoint(longer)).toBe(240 * MINUTE);
    const { deadline, firing } = fire(longer, 240 * MINUTE);
    expect(firing).toMatchObject({ kind: 'level', level: 2, role: 'manager' });
    expect(deadline).toMatchObject({ levelFrom: 240 * MINUTE, missedAt: 60 * MINUTE });
  });

  it('goes on to the next level where it was missed before its due instant, and warns of nothing', () => {
    const missed = { ...fired({ ...running(), dueAt: 20 * MINUTE }, 20 * MINUTE), dueAt: 60 * MINUTE };
    const early = answered(missed, {
      dueAt: 60 * MINUTE,
      warnAt: 50 * MINUTE,
      nextLevelAt: 50 * MINUTE,
      calendarVersion: 1,
    });
    expect(nextPoint(early)).toBe(50 * MINUTE);
    expect(fire(early, 50 * MINUTE).firing).toMatchObject({ kind: 'level', level: 2 });
  });
});

describe('the time that has counted', () => {
  it('leaves out what stood, overlapping pauses once, and what stands still', () => {
    const clock = {
      start: 10 * MINUTE,
      pauses: [
        { from: 5 * MINUTE, to: 12 * MINUTE },
        { from: 20 * MINUTE, to: 30 * MINUTE },
        { from: 25 * MINUTE, to: 35 * MINUTE },
        { from: 50 * MINUTE },
      ],
    };
    expect(ranMs(clock, 10 * MINUTE)).toBe(0);
    expect(ranMs(clock, 40 * MINUTE)).toBe(13 * MINUTE);
    expect(ranMs(clock, 90 * MINUTE)).toBe(23 * MINUTE);
  });
});
