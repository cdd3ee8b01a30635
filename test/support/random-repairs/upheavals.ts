import { CALENDAR_PRESETS } from '../../../db/presets/calendars.ts';
import { minutesAfter, PEOPLE } from '../../replay/autopilot.ts';
import { at, type Form, type TaskView } from '../story.ts';
import type { Answer, World } from '../world.ts';
import type { Choices } from './choices.ts';

/* What happens to tasks beside being done, and to many cases at once: tasks change hands, calendars and holidays move. */

interface TaskMove {
  readonly who: string;
  /** Last part of the task's address. */
  readonly verb: 'claim' | 'decline' | 'reassign';
  readonly body: Form;
}

/** Somebody takes a task, gives it back, or gives it to another person or role, as it behoves them or not. */
export async function taskMove(world: World, task: TaskView, choose: Choices): Promise<TaskMove> {
  const reason = 'Somebody else had better do it';
  const roles = (task['roles'] as readonly string[]).filter((role) => role !== 'customer');
  const [role = 'agent', ...others] = roles;
  const usual = PEOPLE[choose.oneOf(role, ...others)] ?? '';
  const assignee = task.assigneeId === null ? usual : await world.handleOf(task.assigneeId);
  switch (choose.oneOf('claim', 'decline', 'reassign')) {
    case 'claim':
      return { who: choose.mostly(usual, ...Object.values(PEOPLE)), verb: 'claim', body: {} };
    case 'decline':
      return { who: assignee, verb: 'decline', body: { reason } };
    case 'reassign': {
      const who = choose.mostly('sun.yan', 'wang.lei', 'li.na');
      if (choose.chance(30)) {
        return { who, verb: 'reassign', body: { role: choose.oneOf(role, ...Object.keys(PEOPLE)), reason } };
      }
      const colleague = choose.oneOf(usual, ...Object.values(PEOPLE), 'xu.tao', 'ma.chao', 'wu.gang');
      return { who, verb: 'reassign', body: { assigneeId: await world.personId(colleague), reason } };
    }
  }
}

interface Upheaval {
  readonly what: string;
  readonly answer: Answer;
}

/** What concerns many cases at once; whoever began a mass hold ends it. */
export class Upheavals {
  private readonly world: World;
  private massHoldId: string | null = null;

  constructor(world: World) {
    this.world = world;
  }

  async next(choose: Choices, now: string): Promise<Upheaval> {
    const what = choose.oneOf('calendar', 'holidays', 'massHold', 'massHold');
    switch (what) {
      case 'calendar':
        return { what, answer: await calendarChange(this.world, choose, now) };
      case 'holidays':
        return { what, answer: await holidayAnnounced(this.world, choose, now) };
      case 'massHold':
        await this.end();
        return { what, answer: await this.massHold(choose, now) };
    }
  }

  /** What the mass hold held goes on. */
  async end(): Promise<void> {
    if (this.massHoldId === null) return;
    const address = `/v1/mass-holds/${this.massHoldId}/resume`;
    this.massHoldId = null;
    const { status, body } = await this.world.call('sun.yan', 'POST', address, {});
    if (status >= 500) throw new Error(`mass hold over: ${JSON.stringify(body)}`);
  }

  /** Typhoon, recall: all cases of a region or model stand. */
  private async massHold(choose: Choices, now: string): Promise<Answer> {
    const aim = choose.oneOf<Form>(
      { region: 'city' },
      { region: 'jiangsu' },
      { productModel: 'CT-900' },
      { productModel: 'CL-650' },
    );
    const until = choose.chance(50) ? { until: at(minutesAfter(now, choose.between(60, 3 * 24 * 60))) } : {};
    const why = { reason: choose.oneOf('forceMajeure', 'recall'), text: 'Nobody can come' };
    const answer = await this.world.call('sun.yan', 'POST', '/v1/mass-holds', { ...aim, ...why, ...until });
    if (answer.status === 201) this.massHoldId = (answer.body as { id: string }).id;
    return answer;
  }
}

/** A day of the next week gets other hours: every open case counts anew. */
async function calendarChange(world: World, choose: Choices, now: string): Promise<Answer> {
  const day = dayAfter(now, choose.between(1, 7));
  const { body } = await world.call('sun.yan', 'GET', '/v1/calendars/office');
  const exceptions = { [day]: choose.oneOf<readonly (readonly string[])[]>([], [['10:00', '15:00']]) };
  return world.call('sun.yan', 'POST', '/v1/calendars', {
    code: 'office',
    version: (body as { version: number }).version + 1,
    definition: { ...CALENDAR_PRESETS.office, exceptions },
  });
}

interface HolidayYear {
  readonly year: number;
  readonly off: readonly string[];
  readonly work: readonly string[];
}

/** Another day of the next week is announced as a holiday. */
async function holidayAnnounced(world: World, choose: Choices, now: string): Promise<Answer> {
  const day = dayAfter(now, choose.between(1, 7));
  const { body } = await world.call('sun.yan', 'GET', '/v1/holiday-schemes/cn');
  const known = (body as { years: readonly HolidayYear[] }).years.find(({ year }) => year === 2026);
  const { off = [], work = [] } = known ?? {};
  return world.call('sun.yan', 'POST', '/v1/holiday-schemes/cn/years/2026', {
    off: [...new Set([...off, day])],
    work: work.filter((worked) => worked !== day),
  });
}

const dayAfter = (now: string, days: number): string => at(minutesAfter(now, days * 24 * 60)).slice(0, 10);
