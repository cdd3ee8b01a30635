import type { DueAnswer, DueQuestion } from '../../workflows/domain/deadlines.ts';
import type { Instant, Limit, Pause } from '../../workflows/domain/limits.ts';
import type { CompiledCalendar } from '../../workflows/domain/working-time/compiled-calendar.ts';
import { dueInstant } from '../../workflows/domain/working-time/due.ts';
import type { WorkingCalendar } from './working-calendars.ts';

export type DueAnswers = Readonly<Record<string, DueAnswer>>;

export function answerAll(
  calendar: WorkingCalendar,
  questions: Readonly<Record<string, DueQuestion>>,
): DueAnswers {
  return Object.fromEntries(Object.entries(questions).map(([id, asked]) => [id, answer(calendar, asked)]));
}

/** When a limit runs out, when to warn of that, and when the level after the last one that fired is told. */
function answer({ compiled, version }: WorkingCalendar, asked: DueQuestion): DueAnswer {
  const { start, warnBefore, pauses, level } = asked;
  const dueAt = earliestDue(compiled, asked);
  return {
    dueAt,
    warnAt:
      dueAt === null || warnBefore === null
        ? null
        : warningAt(compiled, { start, dueAt, warnBefore, pauses }),
    nextLevelAt: level === null ? null : dueInstant(compiled, level.from, level.within, pauses).dueAt,
    calendarVersion: version,
  };
}

/** The earlier of both limits where there are two; one that a pause holds back is not reached. */
function earliestDue(
  calendar: CompiledCalendar,
  { start, limit, orSooner, pauses }: DueQuestion,
): Instant | null {
  const limits = [{ start, limit }, ...(orSooner === null ? [] : [orSooner])];
  const dues = limits
    .map((one) => dueInstant(calendar, one.start, one.limit, pauses).dueAt)
    .filter((dueAt) => dueAt !== null);
  return dues.length === 0 ? null : Math.min(...dues);
}

/** Counted backwards from the due instant on the same running clock, but not to before the clock began. */
function warningAt(
  calendar: CompiledCalendar,
  clock: { start: Instant; dueAt: Instant; warnBefore: Limit; pauses: readonly Pause[] },
): Instant | null {
  const { start, dueAt, warnBefore, pauses } = clock;
  const warning = dueInstant(calendar, dueAt, { ...warnBefore, amount: -warnBefore.amount }, pauses);
  return warning.dueAt === null ? null : Math.max(start, warning.dueAt);
}
