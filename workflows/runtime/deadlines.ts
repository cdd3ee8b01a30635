import { condition } from '@temporalio/workflow';
import {
  addPause,
  type Deadline,
  type Firing,
  fire,
  type Hastening,
  nextPoint,
  pauseFrom,
  resumeAt,
  sooner,
  withLimit,
} from '../domain/deadlines.ts';
import type { Instant, Ladder, Limit } from '../domain/limits.ts';
import type { Recorder } from './recorder.ts';

/** Told when a deadline fires; the prefix of the deadline's id says whose it is. */
export type FiringHandler = (ownerId: string, firing: Firing, deadline: Deadline) => void;

/**
 * All deadlines of one case on one timer. The timer is armed for the earliest point of all and armed anew only
 * when an earlier point appears; one that fires with nothing to do just looks again. So a busy case does not
 * fill its history with cancelled timers (design idea 4).
 */
export class Deadlines {
  private readonly byId: Record<string, Deadline>;
  private readonly recorder: Recorder;
  private readonly now: () => Instant;
  private readonly handlers = new Map<string, FiringHandler>();

  constructor(byId: Record<string, Deadline>, recorder: Recorder, now: () => Instant) {
    this.byId = byId;
    this.recorder = recorder;
    this.now = now;
  }

  /** `owner` is the part of a deadline's id before the colon. */
  onFiring(owner: string, handler: FiringHandler): void {
    this.handlers.set(owner, handler);
  }

  get(id: string): Deadline | undefined {
    return this.byId[id];
  }

  set(id: string, deadline: Deadline): void {
    this.byId[id] = deadline;
    this.recorder.ask(id);
  }

  remove(id: string): Deadline | undefined {
    const deadline = this.byId[id];
    Reflect.deleteProperty(this.byId, id);
    return deadline;
  }

  pause(id: string, from: Instant): void {
    this.change(id, (deadline) => pauseFrom(deadline, from));
  }

  resume(id: string, to: Instant): void {
    this.change(id, (deadline) => resumeAt(deadline, to));
  }

  addPause(id: string, pause: { from: Instant; to: Instant }): void {
    this.change(id, (deadline) => addPause(deadline, pause));
  }

  sooner(id: string, hastening: Hastening): void {
    this.change(id, (deadline) => sooner(deadline, hastening));
  }

  withLimit(id: string, limit: Limit, ladder: Ladder): void {
    this.change(id, (deadline) => withLimit(deadline, limit, ladder));
  }

  /** What was to be met later counts as missed now. */
  missNow(id: string): void {
    const deadline = this.byId[id];
    if (deadline === undefined || deadline.level > 0) return;
    const { deadline: fired, firing } = fire({ ...deadline, dueAt: this.now() }, this.now());
    this.take(id, { ...fired, dueAt: deadline.dueAt }, firing);
  }

  /** The calendar changed: every open limit that counts working time is asked about again. */
  askAllAgain(): void {
    for (const id of Object.keys(this.byId)) this.recorder.ask(id);
  }

  /** Whether something is due that has not fired yet. */
  isAnyDue(): boolean {
    const earliest = this.earliest();
    return earliest !== null && earliest <= this.now();
  }

  async run(): Promise<never> {
    for (;;) {
      await condition(() => this.earliest() !== null);
      const armedFor = this.earliest();
      if (armedFor === null) continue;
      const wait = armedFor - this.now();
      if (wait > 0) {
        await condition(() => (this.earliest() ?? armedFor) < armedFor, wait);
      }
      if (this.fireReached()) await this.recorder.written();
    }
  }

  private change(id: string, how: (deadline: Deadline) => Deadline): void {
    const deadline = this.byId[id];
    if (deadline !== undefined) this.set(id, how(deadline));
  }

  private earliest(): Instant | null {
    let earliest: Instant | null = null;
    for (const deadline of Object.values(this.byId)) {
      const point = nextPoint(deadline);
      if (point !== null && (earliest === null || point < earliest)) earliest = point;
    }
    return earliest;
  }

  private fireReached(): boolean {
    const now = this.now();
    const reached = Object.entries(this.byId).filter(([, deadline]) => {
      const point = nextPoint(deadline);
      return point !== null && point <= now;
    });
    for (const [id, deadline] of reached) this.fireOne(id, deadline, now);
    return reached.length > 0;
  }

  private fireOne(id: string, before: Deadline, now: Instant): void {
    if (this.byId[id] !== before) return;
    const { deadline, firing } = fire(before, now);
    this.take(id, deadline, firing);
  }

  private take(id: string, deadline: Deadline, firing: Firing): void {
    this.set(id, deadline);
    const colon = id.indexOf(':');
    const handler = this.handlers.get(id.slice(0, colon));
    if (handler === undefined) throw new Error(`Nobody handles the deadline "${id}"`);
    handler(id.slice(colon + 1), firing, deadline);
  }
}
