import type { CommitmentRecord } from '../../activities/contracts.ts';
import type { CommitmentState, PauseReason } from '../domain/cases.ts';
import { type Deadline, type Hastening, isPaused, newDeadline } from '../domain/deadlines.ts';
import type { Instant, Ladder, Limit, Role } from '../domain/limits.ts';
import type { CaseState, OpenPause, PausableClock, ProcessShape } from './case-state.ts';
import type { Deadlines } from './deadlines.ts';
import type { Recorder } from './recorder.ts';

export interface CommitmentRule {
  readonly kind: string;
  /** Where several of a kind run at once or one after the other: a window, a short line. */
  readonly key?: string;
  readonly start: Instant;
  readonly limit: Limit;
  readonly warnBefore?: Limit | null;
  readonly ladder: Ladder;
  /** Whoever is late if it is missed; that role's level of the ladder is skipped. */
  readonly responsible?: Role;
  readonly pausedBy?: readonly PauseReason[];
  /** Policy field, or what else set the limit: the answer to "why this instant". */
  readonly source: string;
}

function commitmentName(kind: string, key?: string): string {
  return key === undefined ? kind : `${kind}/${key}`;
}

/** The time limits promised to the customer of one case, and the pauses that stop them. */
export class Commitments {
  private readonly state: CaseState<ProcessShape>;
  private readonly deadlines: Deadlines;
  private readonly recorder: Recorder;
  private readonly now: () => Instant;
  private readonly onEnded: (ended: CommitmentState) => void;

  constructor(
    state: CaseState<ProcessShape>,
    deadlines: Deadlines,
    recorder: Recorder,
    now: () => Instant,
    onEnded: (ended: CommitmentState) => void,
  ) {
    this.state = state;
    this.deadlines = deadlines;
    this.recorder = recorder;
    this.now = now;
    this.onEnded = onEnded;
  }

  /** Starts a clock. One that runs already under the same name goes on: reassignment starts nothing anew. */
  start(rule: CommitmentRule): void {
    const name = commitmentName(rule.kind, rule.key);
    if (this.isRunning(name)) return;
    this.state.lastId += 1;
    const id = `${name}#${this.state.lastId}`;
    const commitment: CommitmentState = {
      id,
      name,
      kind: rule.kind,
      startedAt: rule.start,
      source: rule.source,
      deadlineId: `commitment:${id}`,
      pausedBy: rule.pausedBy ?? [],
    };
    this.state.commitments[id] = commitment;
    this.deadlines.set(commitment.deadlineId, newDeadline(rule));
    this.standWhilePaused(commitment);
  }

  /** A clock that begins under a pause stands from its first moment. */
  standWhilePaused(clock: PausableClock): void {
    if (this.isStopped(clock)) this.deadlines.pause(clock.deadlineId, this.now());
  }

  find(name: string): CommitmentState | undefined {
    return Object.values(this.state.commitments).find((commitment) => commitment.name === name);
  }

  isRunning(name: string): boolean {
    return this.find(name) !== undefined;
  }

  deadlineOf(name: string): Deadline | undefined {
    const commitment = this.find(name);
    return commitment === undefined ? undefined : this.deadlines.get(commitment.deadlineId);
  }

  /** The meeting event of X-04. `at` may lie before now: the call was made, then written down. */
  meet(name: string, at: Instant): void {
    this.end(name, 'met', at);
  }

  /** The reason for the promise is gone: a window that was moved in time, a case that ends. */
  drop(name: string): void {
    this.end(name, 'dropped', null);
  }

  /** Due at the earlier of the old due instant and this limit's. */
  sooner(name: string, hastening: Hastening): void {
    const commitment = this.find(name);
    if (commitment !== undefined) this.deadlines.sooner(commitment.deadlineId, hastening);
  }

  /** Another limit from the same start; pauses and levels that fired stay. */
  changeLimit(
    name: string,
    rule: { readonly limit: Limit; readonly ladder: Ladder; readonly source: string },
  ): void {
    const commitment = this.find(name);
    if (commitment === undefined) return;
    this.state.commitments[commitment.id] = { ...commitment, source: rule.source };
    this.deadlines.withLimit(commitment.deadlineId, rule.limit, rule.ladder);
  }

  /** Broken before its due instant, by the company itself: level 1 is told at once. */
  missNow(name: string): void {
    const commitment = this.find(name);
    if (commitment !== undefined) this.deadlines.missNow(commitment.deadlineId);
  }

  dropAll(): void {
    for (const { name } of Object.values(this.state.commitments)) this.drop(name);
  }

  anyOverdue(): boolean {
    return Object.values(this.state.commitments).some(
      ({ deadlineId }) => (this.deadlines.get(deadlineId)?.missedAt ?? null) !== null,
    );
  }

  /** Opens a pause; clocks whose policy names the reason stand until every such pause has ended. */
  pause(reason: PauseReason, source: string): void {
    if (this.state.pauses.some((pause) => pause.source === source)) return;
    const pause: OpenPause = { source, reason, from: this.now() };
    this.state.pauses = [...this.state.pauses, pause];
    for (const clock of this.clocks()) {
      if (clock.pausedBy.includes(reason)) this.deadlines.pause(clock.deadlineId, pause.from);
    }
    this.recorder.touch();
  }

  /** Ends the pause of that source; says whether one was open. */
  resume(source: string, at: Instant = this.now()): boolean {
    const remaining = this.state.pauses.filter((pause) => pause.source !== source);
    if (remaining.length === this.state.pauses.length) return false;
    this.state.pauses = remaining;
    for (const clock of this.clocks()) {
      const deadline = this.deadlines.get(clock.deadlineId);
      if (deadline !== undefined && isPaused(deadline) && !this.isStopped(clock)) {
        this.deadlines.resume(clock.deadlineId, at);
      }
    }
    this.recorder.touch();
    return true;
  }

  /** Adds a pause whose both ends are known beforehand, to every clock that its reason stops. */
  pauseBetween(reason: PauseReason, span: { from: Instant; to: Instant }): void {
    if (span.to <= span.from) return;
    for (const clock of this.clocks()) {
      if (clock.pausedBy.includes(reason)) this.deadlines.addPause(clock.deadlineId, span);
    }
  }

  recordOf(id: string): CommitmentRecord | null {
    const commitment = this.state.commitments[id];
    const deadline = commitment && this.deadlines.get(commitment.deadlineId);
    if (commitment === undefined || deadline === undefined) return null;
    return { ...commitment, status: 'running', metAt: null, deadline };
  }

  private clocks(): readonly PausableClock[] {
    return [...Object.values(this.state.commitments), ...Object.values(this.state.marks)];
  }

  private isStopped({ pausedBy }: PausableClock): boolean {
    return this.state.pauses.some((pause) => pausedBy.includes(pause.reason));
  }

  private end(name: string, status: 'met' | 'dropped', metAt: Instant | null): void {
    const commitment = this.find(name);
    if (commitment === undefined) return;
    Reflect.deleteProperty(this.state.commitments, commitment.id);
    const removed = this.deadlines.remove(commitment.deadlineId);
    if (removed === undefined) return;
    // What is entered later may have happened before the pause began.
    const pausedUntil = metAt ?? this.now();
    const deadline = isPaused(removed)
      ? {
          ...removed,
          pauses: removed.pauses.map((pause) => ({ to: Math.max(pause.from, pausedUntil), ...pause })),
        }
      : removed;
    this.recorder.save({ table: 'commitments', record: { ...commitment, status, metAt, deadline } });
    this.recorder.askEnded(commitment.deadlineId, deadline);
    this.onEnded(commitment);
  }
}
