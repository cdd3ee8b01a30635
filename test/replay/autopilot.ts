import { expect } from 'vitest';
import { at, type Form, minuteOf, type Story, type TaskView } from '../support/story.ts';
import type { World } from '../support/world.ts';
import { USUAL_ANSWERS } from './usual-answers.ts';

/** A task whose turn it is, and what a person needs to answer it. */
export interface Turn {
  readonly story: Story;
  readonly task: TaskView;
  /** The present minute of the case, `05-29 16:20`. */
  readonly now: string;
  /** How many tasks of this kind were answered before. */
  readonly before: number;
  readonly reporter: string;
  /** A minute ahead, in the same notation. */
  readonly later: (minutes: number) => string;
}

/** What is written into a task's form; null: nobody does it now, or something else was done about it. */
export type Answer = (turn: Turn) => Form | null | Promise<Form | null>;

/** How one case goes, as far as it differs from the usual. */
export interface Life {
  readonly name: string;
  readonly reporter: string;
  readonly day: string;
  readonly report: Form;
  readonly answers?: Readonly<Record<string, Answer>>;
  /** How far the clock moves on when nobody has anything to do. */
  readonly idleMinutes?: number;
}

/** Who acts for a role. */
export const PEOPLE: Readonly<Record<string, string>> = {
  agent: 'zhang.min',
  technician: 'huang.lin',
  technical_support: 'tang.wei',
  repair_lead: 'wang.lei',
  service_lead: 'li.na',
  parts_clerk: 'he.jing',
  parts_lead: 'chen.hao',
  inspector: 'gao.feng',
  finance: 'lin.xia',
  production: 'luo.yong',
  department_head: 'zhou.jie',
  sales_manager: 'qian.wei',
  manager: 'sun.yan',
  general_manager: 'zhao.ming',
};

/** More turns than any of the lives needs. */
const MOST_TURNS = 300;
const MINUTE_MS = 60_000;

/** Lives a case from its report to its end, each person doing what is theirs. */
export async function live(world: World, life: Life): Promise<Story> {
  const story = await world.openRepair(life.reporter, life.day, life.report);
  const answered = new Map<string, number>();
  for (let turn = 0; (await story.phase()) !== 'closed'; turn += 1) {
    expect(turn, `${life.name} comes to no end: ${JSON.stringify(await story.tasks())}`).toBeLessThan(
      MOST_TURNS,
    );
    const acted = (await answerOne(story, life, answered)) || (await decideOne(story));
    if (!acted) await letTimePass(story, life.idleMinutes ?? 12 * 60);
  }
  return story;
}

/** A case may close by itself just then. */
async function letTimePass(story: Story, minutes: number): Promise<void> {
  const to = at(minutesAfter(await nowOf(story), minutes));
  const { status, body } = await story.post('song.qi', 'clock', { to });
  const { code } = body as { code?: string };
  expect([200, 'CASE_CLOSED'], JSON.stringify(body)).toContain(status === 200 ? status : code);
}

async function answerOne(story: Story, life: Life, answered: Map<string, number>): Promise<boolean> {
  await story.settled();
  for (const task of await story.tasks()) {
    const answer = life.answers?.[task.kind] ?? USUAL_ANSWERS[task.kind];
    if (answer === undefined) throw new Error(`${life.name}: nobody knows how to answer "${task.kind}"`);
    const now = await nowOf(story);
    const before = answered.get(task.kind) ?? 0;
    const later = (minutes: number): string => minutesAfter(now, minutes);
    const form = await answer({ story, task, now, before, reporter: life.reporter, later });
    if (form === null) continue;
    await complete(story, task, form, life);
    answered.set(task.kind, before + 1);
    return true;
  }
  return false;
}

async function complete(story: Story, task: TaskView, form: Form, life: Life): Promise<void> {
  const [role = ''] = task['roles'] as readonly string[];
  const who =
    task.assigneeId === null
      ? role === 'customer'
        ? life.reporter
        : (PEOPLE[role] ?? '')
      : await story.world.handleOf(task.assigneeId);
  const answer = await story.world.call(who, 'POST', `/v1/tasks/${task.id}/complete`, form);
  expect(answer.status, `${life.name}: ${who} ${task.kind} ${JSON.stringify(answer.body)}`).toBe(200);
}

async function decideOne(story: Story): Promise<boolean> {
  const [approval] = await story.approvals();
  if (approval === undefined) return false;
  await story.approves(PEOPLE[approval.role] ?? '', approval.subject);
  return true;
}

export async function nowOf(story: Story): Promise<string> {
  const { body } = await story.world.call('song.qi', 'GET', `/v1/cases/${story.caseId}/clock`);
  return minuteOf((body as { now: string }).now);
}

export const minutesAfter = (minute: string, minutes: number): string =>
  minuteOf(new Date(Date.parse(at(minute)) + minutes * MINUTE_MS).toISOString());
