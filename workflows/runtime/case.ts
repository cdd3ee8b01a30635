import { CancellationScope } from '@temporalio/workflow';
import type { Recipient } from '../../activities/contracts.ts';
import { type Actor, THE_PROCESS } from '../domain/actors.ts';
import type { ApprovalDecision, PauseReason, Visibility } from '../domain/cases.ts';
import type { Instant, Role } from '../domain/limits.ts';
import {
  type CustomerMessageKind,
  type MessageVariables,
  type StaffMessageKind,
  withoutPeople,
} from '../domain/messages.ts';
import { type ApprovalRequest, Approvals } from './approvals.ts';
import type { CaseState, ProcessShape } from './case-state.ts';
import type { CaseWiring } from './case-wiring.ts';
import { type CommitmentRule, Commitments } from './commitments.ts';
import { Deadlines } from './deadlines.ts';
import { attempt, type Outcome, type Refusal } from './effects.ts';
import { Holds } from './holds.ts';
import { Marks } from './marks.ts';
import { Outbox } from './outbox.ts';
import type { Process } from './process.ts';
import { Recorder } from './recorder.ts';
import { RunReserve } from './run-reserve.ts';
import { type Completed, type TaskDue, type TaskResult, Tasks } from './tasks.ts';
import { Waiting } from './waiting.ts';

type TaskKind<S extends ProcessShape> = keyof S['Forms'] & string;

/** What a single opening of a task may set differently from its rule. */
export interface TaskOptions {
  readonly assigneeId?: string | null;
  readonly role?: Role;
  readonly due?: TaskDue;
  readonly about?: Readonly<Record<string, unknown>>;
}

/**
 * A running case as its phases see it: the vocabulary in which a process is written. Everything said here
 * becomes part of the next recorded step.
 */
export class Case<S extends ProcessShape> extends Waiting {
  readonly process: Process<S, Case<S>>;
  readonly state: CaseState<S>;
  readonly recorder: Recorder;
  readonly deadlines: Deadlines;
  readonly commitments: Commitments;
  readonly marks: Marks;
  readonly approvals: Approvals;
  readonly tasks: Tasks;
  readonly holds: Holds;
  readonly outbox: Outbox;
  readonly reserve = new RunReserve();
  /** The process is through; only its last messages are still under way. */
  isClosing = false;
  private phaseScope: CancellationScope | null = null;
  private interruption: S['Phase'] | null = null;

  constructor(process: Process<S, Case<S>>, state: CaseState<S>, wiring: CaseWiring<Case<S>>) {
    super();
    this.process = process;
    this.state = state;
    const now = (): Instant => this.now();
    this.recorder = new Recorder(state, wiring.recordSource(this), (step) => {
      this.outbox.sendRecorded(step);
      this.reserve.watch();
    });
    this.deadlines = new Deadlines(state.deadlines, this.recorder, now);
    this.commitments = new Commitments(state, this.deadlines, this.recorder, now, (ended) => {
      process.onCommitmentEnded?.(this, ended);
    });
    this.marks = new Marks(state, this.deadlines, this.commitments);
    this.approvals = new Approvals(
      state,
      this.deadlines,
      this.recorder,
      now,
      wiring.approvalListener(this),
      () => process.approvalRemindEvery(this),
    );
    this.tasks = new Tasks(state, this.deadlines, this.recorder, now, wiring.taskListener(this));
    this.holds = new Holds(
      state,
      this.deadlines,
      this.commitments,
      this.recorder,
      now,
      wiring.holdListener(this),
      () => process.holdReviewEvery(this),
    );
    this.outbox = new Outbox(state, this.recorder, now, wiring.deliveryListener(this));
    this.deadlines.onFiring('commitment', (id, firing, deadline) => {
      const commitment = state.commitments[id];
      if (commitment !== undefined) wiring.escalate(this, commitment, firing, deadline);
    });
    this.deadlines.onFiring('task', (id, firing, deadline) => {
      const task = state.tasks[id];
      if (task !== undefined) wiring.escalate(this, task, firing, deadline);
    });
    this.deadlines.onFiring('mark', (name) => {
      this.marks.remove(name);
      this.process.onMark?.(this, name);
    });
    this.deadlines.onFiring('alarm', (id, { dueAt }) => {
      this.alarmReached(id, dueAt);
    });
  }

  /** The case's own clock (design idea 8). */
  now(): Instant {
    return Date.now() + this.state.opening.clockOffsetMs;
  }

  get policy(): S['Policy'] {
    return this.state.opening.policy;
  }

  get data(): S['Data'] {
    return this.state.data;
  }

  get body(): S['Body'] {
    return this.state.opening.body;
  }

  /** Opens a task of the process and waits until somebody has completed it. */
  async task<K extends TaskKind<S>>(kind: K, options: TaskOptions = {}): Promise<Completed<S['Forms'][K]>> {
    const result = await this.offer(kind, options);
    if (result.declined) throw new Error(`Nobody decides what a declined "${kind}" means`);
    return result;
  }

  /**
   * As `task`, for one whose completion the stock or the money may still refuse: it then comes back with the
   * reason, and nothing has changed. Where a lost turn has recorded something else already, the step keeps its name in
   * the books until somebody enters what is recorded.
   */
  async taskWithEffect<K extends TaskKind<S>, Value>(
    kind: K,
    carryOut: (done: Completed<S['Forms'][K]>) => Promise<Value>,
    options: TaskOptions = {},
  ): Promise<Completed<S['Forms'][K]> & { readonly value: Value }> {
    let refused: Refusal | null = null;
    let recordedAs: string | null = null;
    for (;;) {
      const about: TaskOptions['about'] = { ...options.about, ...(refused === null ? {} : { refused }) };
      const done: Completed<S['Forms'][K]> = await this.task(kind, { ...options, about });
      const taskId: string = recordedAs ?? done.taskId;
      const outcome: Outcome<Value> = await attempt(() => carryOut({ ...done, taskId }));
      if (outcome.refused === null) return { ...done, value: outcome.value };
      refused = outcome.refused;
      if (refused.code === 'RECORDED_OTHERWISE') recordedAs = taskId;
    }
  }

  /** As `task`, for one whose rule lets the phase decide what happens when it is declined. */
  offer<K extends TaskKind<S>>(kind: K, options: TaskOptions = {}): Promise<TaskResult<S['Forms'][K]>> {
    return this.tasks.wait(this.openTask(kind, options)) as Promise<TaskResult<S['Forms'][K]>>;
  }

  /** Opens a task that no phase waits for; its rule's `done` says what its completion means. */
  openTask(kind: TaskKind<S>, options: TaskOptions = {}): string {
    const rule = this.process.tasks[kind];
    const role = options.role ?? rule.role(this);
    return this.tasks.open({
      kind,
      roles: typeof role === 'string' ? [role] : role,
      assigneeId: options.assigneeId === undefined ? (rule.assignee?.(this) ?? null) : options.assigneeId,
      due: options.due ?? rule.due?.(this) ?? null,
      about: { ...rule.about?.(this), ...options.about },
    });
  }

  /** Asks for an approval and waits for the decision. */
  approval(request: ApprovalRequest): Promise<ApprovalDecision> {
    return this.approvals.ask(request);
  }

  /** Starts a commitment to the customer. */
  commit(rule: CommitmentRule): void {
    this.commitments.start(rule);
  }

  /** The event that a commitment waited for has happened. */
  meet(name: string, at: Instant = this.now()): void {
    this.commitments.meet(name, at);
  }

  /** A commitment is broken before its due instant. */
  missNow(name: string): void {
    this.commitments.missNow(name);
  }

  pause(reason: PauseReason, source: string): void {
    if (this.state.pauses.some((pause) => pause.source === source)) return;
    this.commitments.pause(reason, source);
    this.note('paused', { reason, source }, 'customer');
  }

  resume(source: string): void {
    if (this.commitments.resume(source)) this.note('resumed', { source }, 'customer');
  }

  /** Lets the clocks that the reason stops stand while something is waited for, however the waiting ends. */
  async whilePaused<T>(reason: PauseReason, source: string, wait: () => Promise<T>): Promise<T> {
    this.pause(reason, source);
    try {
      return await wait();
    } finally {
      this.resume(source);
    }
  }

  /** A number that this case has not given before: for ids and keys. */
  serial(): number {
    this.state.lastId += 1;
    return this.state.lastId;
  }

  /** A person on the customer's side said something: what waited for that goes on. */
  customerSpoke(): void {
    this.happened('customerSpoke');
    this.holds.endThoseWaitingForCustomer();
  }

  /** The deadline of a running commitment, for a message that tells its due instant. */
  dueOf(commitment: string): string | null {
    return this.commitments.find(commitment)?.deadlineId ?? null;
  }

  /** Tells the customer. `dueFrom` is a deadline whose due instant the message tells. */
  tell<K extends CustomerMessageKind>(
    kind: K,
    variables: MessageVariables<K>,
    dueFrom: string | null = null,
  ): void {
    this.outbox.queue(kind, { type: 'customer' }, variables, dueFrom);
    this.note(`told.${kind}`, withoutPeople(variables), 'customer');
  }

  /** Tells members of staff. */
  notify<K extends StaffMessageKind>(
    kind: K,
    to: Recipient,
    variables: MessageVariables<K>,
    dueFrom: string | null = null,
  ): void {
    this.outbox.queue(kind, to, variables, dueFrom);
  }

  /** Writes an entry of the timeline. */
  note(
    kind: string,
    data: Readonly<Record<string, unknown>> = {},
    visibility: Visibility = 'staff',
    actor: Actor = THE_PROCESS,
  ): void {
    this.recorder.timeline({ kind, at: this.now(), actor, visibility, data });
  }

  /** A key for an effect outside the workflow; the same step always gives the same key (design idea 6). */
  key(step: string): string {
    return `${this.process.kind}-${this.state.opening.caseId}/${step}`;
  }

  /** Ends the running phase from outside: the case goes on in another one. */
  interrupt(next: S['Phase']): void {
    this.interruption = next;
    this.phaseScope?.cancel();
  }

  /** Whether another phase is ordered and not entered yet; a next run of the workflow would not know of it. */
  isInterrupted(): boolean {
    return this.interruption !== null;
  }

  /** Runs a phase; an interruption drops its tasks, approvals and reminders. */
  async runPhase(phase: Exclude<S['Phase'], 'closed'>): Promise<S['Phase']> {
    const ordered = this.takeInterruption();
    if (ordered !== null) return ordered;
    const scope = new CancellationScope();
    this.phaseScope = scope;
    try {
      const next = await scope.run(() => this.process.phases[phase](this));
      return this.takeInterruption() ?? next;
    } catch (error) {
      const next = this.takeInterruption();
      if (next === null) throw error;
      return next;
    } finally {
      this.phaseScope = null;
    }
  }

  private takeInterruption(): S['Phase'] | null {
    const next = this.interruption;
    this.interruption = null;
    return next;
  }
}
