import type { Instant, Ladder, Limit, Pause, Role } from './limits.ts';
import { mergePauses } from './working-time/pauses.ts';

/**
 * A point in time that somebody has to meet, with a warning before it and levels of escalation after it.
 * Tasks, approvals, commitments and plain reminders all time themselves with one of these.
 * The instants come from the calendar, which only the recording activity knows: until it has answered they are null.
 */
export interface Deadline {
  readonly start: Instant;
  readonly limit: Limit;
  /** A second limit added later: the earlier of both due instants counts (a case that became urgent). */
  readonly orSooner: { readonly start: Instant; readonly limit: Limit } | null;
  readonly warnBefore: Limit | null;
  /** Levels told one after the other once the due instant has passed; level 1 at the due instant itself. */
  readonly ladder: Ladder;
  readonly pauses: readonly Pause[];
  readonly dueAt: Instant | null;
  readonly warnAt: Instant | null;
  readonly warned: boolean;
  /** How many levels have fired; 0 while nothing is late. */
  readonly level: number;
  /** Where the limit of the level that fired last begins. */
  readonly levelFrom: Instant | null;
  /** When the next level fires; null when there is none, or while the calendar has not answered. */
  readonly nextLevelAt: Instant | null;
  /** When level 1 fired, which is later than `dueAt` only if nothing was running at that instant. */
  readonly missedAt: Instant | null;
  /** Version of the calendar that the instants were computed with. */
  readonly calendarVersion: number | null;
  /** Its limit was changed after it had begun: a further level waits for the due instant that counts now. */
  readonly levelsFromDue?: boolean;
}

/** What the calendar is asked about one deadline. */
export interface DueQuestion {
  readonly start: Instant;
  readonly limit: Limit;
  /** The earlier of both due instants counts. */
  readonly orSooner: { readonly start: Instant; readonly limit: Limit } | null;
  readonly warnBefore: Limit | null;
  readonly pauses: readonly Pause[];
  /** The limit of the level that fired last. */
  readonly level: { readonly from: Instant; readonly within: Limit } | null;
}

/** What the calendar answers. An instant that a pause without an end holds back is null. */
export interface DueAnswer {
  readonly dueAt: Instant | null;
  readonly warnAt: Instant | null;
  readonly nextLevelAt: Instant | null;
  readonly calendarVersion: number;
}

/** What happens when a deadline's next point is reached. */
export type Firing =
  | { readonly kind: 'warning'; readonly dueAt: Instant }
  | { readonly kind: 'level'; readonly level: number; readonly role: Role | null; readonly dueAt: Instant };

/**
 * A level that fires later than this counts as fired late: the next level's limit then begins when it fired,
 * so that nobody is passed over because the system slept. Timers are exact to within seconds.
 */
const FIRED_ON_TIME_MS = 60_000;

/** What has to be asked of the calendar again. */
const UNANSWERED = { dueAt: null, warnAt: null, nextLevelAt: null } as const;

export interface DeadlineRule {
  readonly start: Instant;
  readonly limit: Limit;
  readonly warnBefore?: Limit | null;
  readonly ladder?: Ladder;
  /** The role that would be late: a ladder step with that role is skipped. */
  readonly responsible?: Role;
  readonly pauses?: readonly Pause[];
}

export function newDeadline(rule: DeadlineRule): Deadline {
  return {
    start: rule.start,
    limit: rule.limit,
    orSooner: null,
    warnBefore: rule.warnBefore ?? null,
    ladder: (rule.ladder ?? []).filter((step) => step.role !== rule.responsible),
    pauses: rule.pauses ?? [],
    dueAt: null,
    warnAt: null,
    warned: false,
    level: 0,
    levelFrom: null,
    nextLevelAt: null,
    missedAt: null,
    calendarVersion: null,
  };
}

export function isPaused(deadline: Deadline): boolean {
  return deadline.pauses.some((pause) => pause.to === undefined);
}

/** Wall-clock time that has counted until an instant, in ms; pauses that overlap count once. */
export function ranMs({ start, pauses }: Pick<Deadline, 'start' | 'pauses'>, at: Instant): number {
  const stood = mergePauses(pauses).reduce(
    (sum, { from, to }) => sum + Math.max(0, Math.min(to, at) - Math.max(from, start)),
    0,
  );
  return Math.max(0, at - start - stood);
}

/**
 * The instant at which the deadline next has something to do, or null while it stands or is through. Here and in `fire`
 * the level alone says what is next, also in runs of before, ungated: a level that was taken for a warning fired without
 * end, and a history with such a loop is not worth replaying.
 */
export function nextPoint(deadline: Deadline): Instant | null {
  if (isPaused(deadline) || deadline.dueAt === null) return null;
  if (deadline.level > 0) return nextLevel(deadline, deadline.dueAt);
  if (deadline.warnAt !== null && !deadline.warned) return Math.min(deadline.warnAt, deadline.dueAt);
  return deadline.dueAt;
}

function nextLevel({ nextLevelAt, levelsFromDue = false }: Deadline, dueAt: Instant): Instant | null {
  return nextLevelAt !== null && levelsFromDue ? Math.max(nextLevelAt, dueAt) : nextLevelAt;
}

/** Fires the point reached at `now`. A warning overtaken by the due instant is dropped. */
export function fire(deadline: Deadline, now: Instant): { deadline: Deadline; firing: Firing } {
  const { dueAt } = deadline;
  if (dueAt === null) throw new Error('A deadline without a due instant cannot fire');
  if (deadline.level === 0 && now < dueAt) {
    return { deadline: { ...deadline, warned: true }, firing: { kind: 'warning', dueAt } };
  }
  const planned = deadline.level === 0 ? dueAt : (nextLevel(deadline, dueAt) ?? now);
  const level = deadline.level + 1;
  return {
    deadline: {
      ...deadline,
      warned: true,
      level,
      levelFrom: now - planned > FIRED_ON_TIME_MS ? now : planned,
      nextLevelAt: null,
      missedAt: deadline.missedAt ?? now,
    },
    firing: { kind: 'level', level, role: deadline.ladder[level - 1]?.role ?? null, dueAt },
  };
}

export function dueQuestion(deadline: Deadline): DueQuestion {
  const within = deadline.ladder[deadline.level - 1]?.within;
  const hasNext = deadline.level > 0 && deadline.level < deadline.ladder.length;
  return {
    start: deadline.start,
    limit: deadline.limit,
    orSooner: deadline.orSooner,
    warnBefore: deadline.warnBefore,
    pauses: deadline.pauses,
    level:
      hasNext && within !== undefined && deadline.levelFrom !== null
        ? { from: deadline.levelFrom, within }
        : null,
  };
}

/** Takes the calendar's answer in. A due instant that has fired stays fired (X-03: a stale level never fires). */
export function answered(deadline: Deadline, answer: DueAnswer): Deadline {
  return { ...deadline, ...answer };
}

/** Begins a pause, unless one is running already: overlapping reasons count once. */
export function pauseFrom(deadline: Deadline, from: Instant): Deadline {
  if (isPaused(deadline)) return deadline;
  return { ...deadline, pauses: [...deadline.pauses, { from }] };
}

/** Ends the running pause. */
export function resumeAt(deadline: Deadline, to: Instant): Deadline {
  return {
    ...deadline,
    ...UNANSWERED,
    pauses: deadline.pauses.map((pause) => (pause.to === undefined ? { from: pause.from, to } : pause)),
  };
}

/** Adds a pause whose both ends are known. */
export function addPause(deadline: Deadline, pause: { from: Instant; to: Instant }): Deadline {
  return { ...deadline, ...UNANSWERED, pauses: [...deadline.pauses, pause] };
}

/** A second limit, of which the earlier due instant counts; null: its levels are those of the first. */
export interface Hastening {
  readonly start: Instant;
  readonly limit: Limit;
  readonly ladder: Ladder | null;
}

/** Adds a second limit. Levels that fired stay fired. */
export function sooner(deadline: Deadline, { start, limit, ladder }: Hastening): Deadline {
  return { ...deadline, ...UNANSWERED, orSooner: { start, limit }, ladder: ladder ?? deadline.ladder };
}

/** Another limit from the same start. Levels that fired stay fired; the next one does not before it is due again. */
export function withLimit(deadline: Deadline, limit: Limit, ladder: Ladder): Deadline {
  return { ...deadline, ...UNANSWERED, limit, ladder, orSooner: null, levelsFromDue: true };
}
