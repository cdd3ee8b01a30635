import type { Instant, Ladder, Limit } from '../../domain/limits.ts';
import type { RepairPolicy } from '../../domain/policy/repair-policy.ts';
import { effect } from '../../runtime/effects.ts';
import { since } from '../../runtime/generations.ts';
import type { TaskDue } from '../../runtime/tasks.ts';
import { effects } from '../effects.ts';
import type { Appointment, RepairCase } from '../repair.case.ts';
import { limitUntil, ownerOf } from '../repair.rules.ts';

/** The promises of a repair: what starts each, and by which figures (repair process, 3.3). */

type LadderName = keyof RepairPolicy['ladder'];

export function ladder(c: RepairCase, name: LadderName): Ladder {
  return c.policy.ladder[name][c.data.priority];
}

/** A task's own limit, escalated by one of the policy's ladders. */
export function within(c: RepairCase, limit: Limit, name: LadderName): TaskDue {
  return { within: limit, ladder: ladder(c, name) };
}

const DAY_MS = 86_400_000;
const NEXT_CLOSING = { amount: 1, unit: 'days', counting: 'workingTime' } as const;

/** Due at the closing of the present working day, or of the next one where that has passed (3.2 "same day"). */
export async function sameDay(c: RepairCase, name: LadderName): Promise<TaskDue> {
  const now = c.now();
  // The day that a limit of working days begins on is not counted.
  const start = now - DAY_MS;
  const { calendarCode } = c.state.opening;
  const closing = await effect(() => effects.dueInstant({ calendarCode, start, limit: NEXT_CLOSING }));
  return { within: NEXT_CLOSING, ladder: ladder(c, name), start: closing > now ? start : now };
}

export function promiseFirstResponse(c: RepairCase): void {
  c.commit({
    kind: 'firstResponse',
    start: c.body.receivedAt,
    limit: c.policy.firstResponseWithin[c.data.priority],
    ladder: ladder(c, 'fast'),
    responsible: 'agent',
    source: `repair.firstResponseWithin.${c.data.priority}`,
  });
}

export function promiseRepair(c: RepairCase, start = c.body.receivedAt): void {
  c.commit({
    kind: 'repair',
    start,
    limit: c.policy.repairWithin[c.data.priority],
    warnBefore: c.policy.warnBefore.repair,
    ladder: ladder(c, 'slow'),
    pausedBy: c.policy.pausedBy,
    source: `repair.repairWithin.${c.data.priority}`,
  });
}

/** Each later round has a promise of its own, from the customer's "no". */
export function promiseRework(c: RepairCase): void {
  c.commit({
    kind: 'rework',
    key: String(c.state.round),
    start: c.now(),
    limit: c.policy.reworkWithin,
    warnBefore: c.policy.warnBefore.repair,
    ladder: ladder(c, 'slow'),
    responsible: ownerOf(c.policy, c.state.round),
    pausedBy: c.policy.pausedBy,
    source: 'repair.reworkWithin',
  });
}

/** When the present round began: with the report, or with the "no" that it puts right. */
export const roundBegan = (c: RepairCase): Instant =>
  c.commitments.find(`rework/${c.state.round}`)?.startedAt ?? c.body.receivedAt;

/** The promise that the work of the present round keeps. */
export const workName = (c: RepairCase): string =>
  c.state.round === 1 ? 'repair' : `rework/${c.state.round}`;

/** From the first assignment of the round; a new technician inherits it. */
export function promiseContact(c: RepairCase): void {
  if (wasContacted(c)) return;
  c.commit({
    kind: 'contact',
    key: String(c.state.round),
    start: c.now(),
    limit: c.policy.contactWithin[c.data.priority],
    ladder: ladder(c, 'field'),
    responsible: 'technician',
    pausedBy: c.policy.pausedBy.filter((reason) => reason === 'forceMajeure'),
    source: `repair.contactWithin.${c.data.priority}`,
  });
}

export const contactName = (c: RepairCase): string => `contact/${c.state.round}`;

const wasContacted = (c: RepairCase): boolean => c.data.contactedInRound === c.state.round;

/** The customer was reached, or written to after the last attempt: the visit is promised from here, once a round. */
export function contactMade(c: RepairCase): void {
  if (wasContacted(c)) return;
  c.data.contactedInRound = c.state.round;
  c.meet(contactName(c));
  promiseVisit(c);
}

function promiseVisit(c: RepairCase): void {
  c.commit({
    kind: 'visit',
    key: String(c.state.round),
    start: c.now(),
    limit: c.policy.visitWithin[c.data.priority],
    warnBefore: c.policy.warnBefore.visit,
    ladder: ladder(c, 'field'),
    responsible: 'technician',
    pausedBy: c.policy.pausedBy,
    source: `repair.visitWithin.${c.data.priority}`,
  });
}

export const visitName = (c: RepairCase): string => `visit/${c.state.round}`;

/** A window agreed on site, until the check-in and its grace; on a bring-in day it is the customer who comes. */
export function promiseAppointment(c: RepairCase, { no, to, place }: Appointment): void {
  if (place === 'workshop') return;
  c.commit({
    kind: 'appointment',
    key: String(no),
    start: to,
    limit: c.policy.appointmentGrace,
    ladder: ladder(c, 'field'),
    responsible: 'technician',
    pausedBy: c.policy.pausedBy.filter((reason) => reason === 'forceMajeure'),
    source: 'repair.appointmentGrace',
  });
}

/** A date of its own that the customer was told: by the plan, or with the announcement of a delay. */
export function promiseAnnounced(c: RepairCase, until: Instant, source: string): void {
  c.commitments.drop('announced');
  c.commit({
    kind: 'announced',
    start: c.now(),
    limit: limitUntil(c.now(), until),
    ladder: ladder(c, 'slow'),
    pausedBy: c.policy.pausedBy,
    source,
  });
}

/** Recurring: from each human message to the next, while parts are awaited or the case is urgent. */
export function promiseNews(c: RepairCase, why: keyof RepairPolicy['newsEvery']): void {
  c.commit({
    kind: 'news',
    start: c.now(),
    limit: c.policy.newsEvery[why],
    ladder: ladder(c, 'slow'),
    source: `repair.newsEvery.${why}`,
  });
}

/** A human message to the customer meets `news`, and the next one is promised while the reason lasts. */
export function newsTold(c: RepairCase): void {
  const running = c.commitments.find('news');
  if (running === undefined) return;
  c.meet('news');
  promiseNews(c, c.data.priority === 'urgent' ? 'urgent' : 'waitingForParts');
}

/** The case is urgent no more: news is promised only while parts are awaited. */
export function stopUrgentNews(c: RepairCase): void {
  c.commitments.drop('news');
  if (isWaitingForParts(c)) promiseNews(c, 'waitingForParts');
}

/** The waiting for parts is over: news goes on only where the case is urgent. */
export function stopPartsNews(c: RepairCase): void {
  if (c.data.priority !== 'urgent') c.commitments.drop('news');
}

/** Source of the pause while short lines are awaited. */
export const SHORT_LINES = 'shortLines';

const isWaitingForParts = (c: RepairCase): boolean =>
  c.state.pauses.some(({ source }) => source === SHORT_LINES);

/** Per short line: the date told for its arrival. A new one replaces it only before the old one has passed (3.3). */
export function promisePart(c: RepairCase, lineId: string, expectedAt: Instant): void {
  const name = `part/${lineId}`;
  if (c.commitments.deadlineOf(name)?.missedAt === null) c.commitments.drop(name);
  c.commit({
    kind: 'part',
    key: lineId,
    start: c.now(),
    limit: limitUntil(c.now(), expectedAt),
    warnBefore: c.policy.warnBefore.part,
    ladder: ladder(c, 'parts'),
    responsible: 'parts_clerk',
    source: 'expected date told to the customer',
  });
}

/**
 * The promise is kept or gone, or the customer hears of its delay in another way: whoever was asked to announce that
 * need not.
 */
export function noDelayToTell(c: RepairCase, commitment: string): void {
  const asked = c.tasks.openOfKind('announceDelay').filter(({ about }) => about['commitment'] === commitment);
  // Delays of cases from before were announced after the promise had ended, too.
  if (asked.length === 0 || !since(1, 'no-delay-to-tell')) return;
  for (const { id } of asked) c.tasks.drop(id);
}

/** What begins when the work is done (3.3: completion entered). */
export function promiseCompletion(c: RepairCase): void {
  const { policy } = c;
  const start = c.now();
  const key = String(c.state.round);
  const slow = { key, start, ladder: ladder(c, 'slow'), responsible: 'agent' } as const;
  c.commit({
    ...slow,
    kind: 'resultTold',
    limit: policy.resultToldWithin,
    source: 'repair.resultToldWithin',
  });
  c.commit({ ...slow, kind: 'followUp', limit: policy.followUpWithin, source: 'repair.followUpWithin' });
  if (policy.surveyWithin === null) return;
  c.commit({ ...slow, kind: 'survey', limit: policy.surveyWithin, source: 'repair.surveyWithin' });
}

/** Others speak with the customer from here on: nothing more is promised to them about the result. */
export function dropCompletion(c: RepairCase): void {
  for (const kind of ['resultTold', 'followUp', 'survey']) c.commitments.drop(`${kind}/${c.state.round}`);
}

/** Money and parts are to be closed by then, also when the case ends early. */
export function promiseSettlement(c: RepairCase): void {
  c.commit({
    kind: 'settle',
    start: c.now(),
    limit: c.policy.settleWithin,
    ladder: ladder(c, 'slow'),
    source: 'repair.settleWithin',
  });
}

/** The customer's own or new unit is back with them: the loan device is to come back. */
export function promiseLoanReturn(c: RepairCase): void {
  c.commit({
    kind: 'loanReturn',
    start: c.now(),
    limit: c.policy.loanReturnWithin,
    ladder: ladder(c, 'slow'),
    responsible: 'parts_clerk',
    source: 'repair.loanReturnWithin',
  });
}
