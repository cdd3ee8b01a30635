import { expect } from 'vitest';
import type { Role } from '../../workflows/domain/limits.ts';
import type { Answer, World } from './world.ts';

/** A promise as people read it. */
export interface CommitmentView {
  readonly name: string;
  readonly kind: string;
  readonly status: 'running' | 'met' | 'dropped';
  readonly dueAt: string | null;
  readonly metAt: string | null;
  readonly missedAt: string | null;
  readonly isMissed: boolean;
  readonly [field: string]: unknown;
}

export interface TaskView {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly dueAt: string | null;
  readonly about: Record<string, unknown>;
  readonly assigneeId: string | null;
  readonly [field: string]: unknown;
}

export interface ApprovalView {
  readonly id: string;
  readonly subject: string;
  readonly role: Role;
  readonly status: string;
  readonly dueAt: string | null;
  readonly requestedAt: string;
  readonly [field: string]: unknown;
}

export interface TimelineEntry {
  readonly kind: string;
  readonly at: string;
  readonly data: Record<string, unknown>;
  readonly [field: string]: unknown;
}

export type Form = Readonly<Record<string, unknown>>;

/** `06-05 18:00` of 2026 in Shanghai. */
export const at = (day: string, year = 2026): string => `${year}-${day.replace(' ', 'T')}:00+08:00`;

/** The minute of an instant, `05-01 00:20`, in Shanghai. */
export const minuteOf = (iso: string): string =>
  new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ');

/** Instants as the API tells them and as stories write them are the same if they are the same moment. */
export const moment = (iso: string | null | undefined): number => Date.parse(iso ?? 'never');

/** Readings of one version after which a case has come to rest, also on a machine that does other work. */
const STILL_ROUNDS = 3;

/** One case as its people live it: everything through the REST API. */
export class Story {
  readonly world: World;
  readonly caseId: string;

  constructor(world: World, caseId: string) {
    this.world = world;
    this.caseId = caseId;
  }

  /** Lets the case's clock run to a day and time of 2026 in Shanghai, `05-29 16:20`. */
  async goTo(day: string): Promise<void> {
    const moved = await this.post('song.qi', 'clock', { to: at(day) });
    expect(moved, JSON.stringify(moved.body)).toMatchObject({ status: 200 });
  }

  /** Completes the open task of a kind; fails the test if it is refused. */
  async does(who: string, kind: string, form: Form): Promise<void> {
    const answer = await this.triesSoon(who, kind, form);
    expect(answer.status, `${who} ${kind}: ${JSON.stringify(answer.body)}`).toBe(200);
  }

  /** A task that an effect of the step before sets in motion opens a moment after that step's answer. */
  private async triesSoon(who: string, kind: string, form: Form): Promise<Answer> {
    for (let round = 1; ; round += 1) {
      const answer = await this.tries(who, kind, form);
      const { code } = answer.body as { code?: string };
      if (code !== 'WRONG_PHASE' || round === 40) return answer;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Completes the open task of a kind, or is refused. */
  async tries(who: string, kind: string, form: Form): Promise<Answer> {
    return this.post(who, `tasks/${kind}`, form);
  }

  /** Gives a command; fails the test if it is refused. */
  async orders(who: string, command: string, input: Form = {}): Promise<void> {
    const answer = await this.post(who, command, input);
    expect(answer.status, `${who} ${command}: ${JSON.stringify(answer.body)}`).toBe(200);
  }

  post(who: string, path: string, body: Form): Promise<Answer> {
    return this.world.call(who, 'POST', `/v1/cases/${this.caseId}/${path}`, body);
  }

  async decides(
    who: string,
    subject: string,
    decision: 'approved' | 'refused',
    reason?: string,
  ): Promise<void> {
    const approval = await this.pending(subject);
    const answer = await this.world.call(who, 'POST', `/v1/approvals/${approval.id}/decision`, {
      decision,
      ...(reason === undefined ? {} : { reason }),
    });
    expect([200, 202], `${who} ${subject}: ${JSON.stringify(answer.body)}`).toContain(answer.status);
    await expect
      .poll(async () => (await this.approvals()).map(({ id }) => id), { timeout: 20_000 })
      .not.toContain(approval.id);
    await this.settled();
  }

  async approves(who: string, subject: string): Promise<void> {
    await this.decides(who, subject, 'approved');
  }

  async pending(subject: string): Promise<ApprovalView> {
    const found = (await this.approvals()).find(
      (approval) => approval.subject === subject && approval.status === 'pending',
    );
    expect(found, `no pending approval "${subject}"`).toBeDefined();
    return found as ApprovalView;
  }

  /** What a signal set in motion has been written: the case's version stands still for a while. */
  async settled(): Promise<void> {
    let before = -1;
    let still = 0;
    for (let round = 0; round < 60 && still < STILL_ROUNDS; round += 1) {
      const { version } = await this.read();
      still = version === before ? still + 1 : 0;
      before = version as number;
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  }

  async read(): Promise<Record<string, unknown>> {
    const { body } = await this.get('');
    return body as Record<string, unknown>;
  }

  async phase(): Promise<unknown> {
    return (await this.read())['phase'];
  }

  async commitments(): Promise<readonly CommitmentView[]> {
    return this.items<CommitmentView>('/commitments');
  }

  /** The promise by its name (`firstResponse`, `appointment/1`). */
  async commitment(name: string): Promise<CommitmentView> {
    const found = (await this.commitments()).filter((commitment) => commitment.name === name).at(-1);
    expect(found, `no commitment "${name}"`).toBeDefined();
    return found as CommitmentView;
  }

  async tasks(): Promise<readonly TaskView[]> {
    const { body } = await this.world.call('song.qi', 'GET', `/v1/tasks?caseId=${this.caseId}&inbox=all`);
    return (body as { items: readonly TaskView[] }).items;
  }

  async task(kind: string): Promise<TaskView> {
    const found = (await this.tasks()).find((task) => task.kind === kind);
    expect(found, `no open task "${kind}"`).toBeDefined();
    return found as TaskView;
  }

  async approvals(status = 'pending'): Promise<readonly ApprovalView[]> {
    const query = `caseId=${this.caseId}&mine=false&status=${status}`;
    const { body } = await this.world.call('song.qi', 'GET', `/v1/approvals?${query}`);
    return (body as { items: readonly ApprovalView[] }).items;
  }

  async timeline(kind?: string): Promise<readonly TimelineEntry[]> {
    const entries = await this.items<TimelineEntry>('/timeline?limit=200');
    return kind === undefined ? entries : entries.filter((entry) => entry.kind === kind);
  }

  /** The minute at which a promise is due; an action before it took its milliseconds of real time. */
  async due(name: string): Promise<string> {
    return minuteOf((await this.commitment(name)).dueAt ?? '');
  }

  /** The levels that fired for a promise or a task, with the minute in Shanghai. */
  async escalations(of: string): Promise<readonly { level: unknown; role: unknown; firedAt: string }[]> {
    const entries = await this.timeline();
    return entries
      .filter((entry) => ['missed', 'escalated'].includes(entry.kind) && entry.data['of'] === of)
      .map((entry) => ({
        level: entry.data['level'],
        role: entry.data['role'],
        firedAt: minuteOf(entry.at),
      }));
  }

  async messages(kind?: string): Promise<readonly Record<string, unknown>[]> {
    const all = await this.items<Record<string, unknown>>('/messages?limit=200');
    return kind === undefined ? all : all.filter((message) => message['kind'] === kind);
  }

  private async items<T>(path: string): Promise<readonly T[]> {
    const { body } = await this.get(path);
    return (body as { items: readonly T[] }).items;
  }

  private get(path: string): Promise<Answer> {
    return this.world.call('song.qi', 'GET', `/v1/cases/${this.caseId}${path}`);
  }
}
