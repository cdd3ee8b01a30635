import type { TaskRecord } from '../../activities/contracts.ts';
import { type Actor, hasAnyRole, THE_PROCESS } from '../domain/actors.ts';
import type { TaskState } from '../domain/cases.ts';
import { type Hastening, newDeadline } from '../domain/deadlines.ts';
import { DomainError } from '../domain/errors.ts';
import type { Instant, Ladder, Limit, Role } from '../domain/limits.ts';
import type { ReassignTask } from './case.messages.ts';
import type { CaseState, ProcessShape } from './case-state.ts';
import { defer, type Deferred, untilCancelled } from './concurrency.ts';
import type { Deadlines } from './deadlines.ts';
import type { Recorder } from './recorder.ts';

/** When a task is due: by a limit of its own, or by the commitment that it keeps. */
export type TaskDue =
  | { readonly within: Limit; readonly ladder: Ladder; readonly start?: Instant }
  | { readonly commitment: string };

export interface TaskRequest {
  readonly kind: string;
  readonly roles: readonly Role[];
  readonly assigneeId: string | null;
  readonly due: TaskDue | null;
  readonly about: Readonly<Record<string, unknown>>;
}

export interface Completed<Form> {
  readonly declined: false;
  readonly taskId: string;
  readonly form: Form;
  readonly by: Actor;
  readonly at: Instant;
}

export interface Declined {
  readonly declined: true;
  readonly reason: string;
  readonly by: Actor;
  readonly at: Instant;
}

export type TaskResult<Form> = Completed<Form> | Declined;

/** What a case does when a task opens or ends. */
export interface TaskListener {
  opened(task: TaskState): void;
  completed(task: TaskState, form: Readonly<Record<string, unknown>>, by: Actor): void;
  declined(task: TaskState, reason: string, by: Actor, reopens: boolean): void;
}

/** The human steps of one case. */
export class Tasks {
  private readonly waiting = new Map<string, Deferred<TaskResult<unknown>>>();
  private readonly state: CaseState<ProcessShape>;
  private readonly deadlines: Deadlines;
  private readonly recorder: Recorder;
  private readonly now: () => Instant;
  private readonly listener: TaskListener;

  constructor(
    state: CaseState<ProcessShape>,
    deadlines: Deadlines,
    recorder: Recorder,
    now: () => Instant,
    listener: TaskListener,
  ) {
    this.state = state;
    this.deadlines = deadlines;
    this.recorder = recorder;
    this.now = now;
    this.listener = listener;
  }

  open(request: TaskRequest): string {
    this.state.lastId += 1;
    const id = `${this.state.opening.caseId}.t${this.state.lastId}`;
    const hasOwnLimit = request.due !== null && 'within' in request.due;
    const task: TaskState = {
      id,
      kind: request.kind,
      phase: this.state.phase,
      round: this.state.round,
      attempt: this.state.attempt,
      roles: request.roles,
      assigneeId: request.assigneeId,
      openedAt: this.now(),
      deadlineId: hasOwnLimit ? `task:${id}` : null,
      commitmentId: this.commitmentIdOf(request.due),
      about: request.about,
    };
    this.state.tasks[id] = task;
    if (request.due !== null && 'within' in request.due) this.time(task, request.due);
    this.recorder.save({ table: 'tasks', record: this.openRecord(task) });
    this.listener.opened(task);
    return id;
  }

  /** Waits for the task's end. If whoever waits is ended first, the task is dropped. */
  async wait(id: string): Promise<TaskResult<unknown>> {
    const ended = defer<TaskResult<unknown>>();
    this.waiting.set(id, ended);
    try {
      return await untilCancelled(ended.promise);
    } finally {
      this.waiting.delete(id);
      this.drop(id);
    }
  }

  /** The open task that an actor may complete, or the reason why not. */
  openTaskFor(id: string, by: Actor): TaskState {
    const task = this.openTask(id);
    if (task.assigneeId !== null && by.type === 'person') {
      if (by.personId === task.assigneeId) return task;
      throw new DomainError('NOT_ASSIGNEE', `The task "${task.kind}" is assigned to somebody else`);
    }
    if (!hasAnyRole(by, task.roles)) {
      throw new DomainError('ROLE_MISSING', `The task "${task.kind}" is done by: ${task.roles.join(', ')}`);
    }
    return task;
  }

  openTask(id: string): TaskState {
    const task = this.state.tasks[id];
    if (task !== undefined) return task;
    const ended = this.state.endedTasks[id];
    if (ended === undefined) throw new DomainError('NOT_FOUND', `The case has no task ${id}`);
    throw new DomainError('TASK_NOT_OPEN', `The task "${ended.kind}" is ${ended.end} already`, {
      details: { status: ended.end, by: ended.by, at: ended.at },
    });
  }

  openOfKind(kind: string): readonly TaskState[] {
    return Object.values(this.state.tasks).filter((task) => task.kind === kind);
  }

  complete(id: string, form: Readonly<Record<string, unknown>>, by: Actor): void {
    const task = this.openTask(id);
    this.end(task, 'completed', by, form);
    this.listener.completed(task, form, by);
    this.waiting.get(id)?.resolve({ declined: false, taskId: id, form, by, at: this.now() });
  }

  /** `reopens`: the task goes back to everybody of its role; its due instant stays. */
  decline(id: string, reason: string, by: Actor, reopens: boolean): void {
    const task = this.openTask(id);
    if (reopens) {
      this.change(task, { assigneeId: null });
    } else {
      this.end(task, 'dropped', by, null);
    }
    this.listener.declined(task, reason, by, reopens);
    if (!reopens) this.waiting.get(id)?.resolve({ declined: true, reason, by, at: this.now() });
  }

  /** To a person, or back to everybody of its role (null). */
  giveTo(id: string, assigneeId: string | null): void {
    this.change(this.openTask(id), { assigneeId });
  }

  /** What is known about an open task has changed. */
  tell(id: string, about: TaskState['about']): void {
    const task = this.openTask(id);
    this.change(task, { about: { ...task.about, ...about } });
  }

  /** The due instant stays as it is. */
  reassign(request: ReassignTask): void {
    const task = this.openTask(request.taskId);
    this.change(task, {
      assigneeId: request.assigneeId,
      roles: request.role === null ? task.roles : [request.role],
    });
  }

  /** The open tasks of a kind that have a limit of their own: due at the earlier of that and this one. */
  sooner(kind: string, hastening: Hastening): void {
    for (const { deadlineId } of this.openOfKind(kind)) {
      if (deadlineId !== null) this.deadlines.sooner(deadlineId, hastening);
    }
  }

  /** As `sooner`, with another limit from the same start. */
  changeLimit(kind: string, { limit, ladder }: { readonly limit: Limit; readonly ladder: Ladder }): void {
    for (const { deadlineId } of this.openOfKind(kind)) {
      if (deadlineId !== null) this.deadlines.withLimit(deadlineId, limit, ladder);
    }
  }

  drop(id: string): void {
    const task = this.state.tasks[id];
    if (task !== undefined) this.end(task, 'dropped', THE_PROCESS, null);
  }

  recordOf(id: string): TaskRecord | null {
    const task = this.state.tasks[id];
    return task === undefined ? null : this.openRecord(task);
  }

  private openRecord(task: TaskState): TaskRecord {
    const deadline = task.deadlineId === null ? null : (this.deadlines.get(task.deadlineId) ?? null);
    return { ...task, status: 'open', endedAt: null, endedBy: null, form: null, deadline };
  }

  private time(task: TaskState, due: { within: Limit; ladder: Ladder; start?: Instant }): void {
    const responsible = task.roles[0];
    this.deadlines.set(
      `task:${task.id}`,
      newDeadline({
        start: due.start ?? this.now(),
        limit: due.within,
        ladder: due.ladder,
        ...(responsible === undefined ? {} : { responsible }),
      }),
    );
  }

  private commitmentIdOf(due: TaskDue | null): string | null {
    if (due === null || !('commitment' in due)) return null;
    const commitment = Object.values(this.state.commitments).find(({ name }) => name === due.commitment);
    return commitment?.id ?? null;
  }

  private change(task: TaskState, change: Partial<Pick<TaskState, 'assigneeId' | 'roles' | 'about'>>): void {
    const changed = { ...task, ...change };
    this.state.tasks[task.id] = changed;
    this.recorder.save({ table: 'tasks', record: this.openRecord(changed) });
  }

  private end(
    task: TaskState,
    end: 'completed' | 'dropped',
    by: Actor,
    form: Readonly<Record<string, unknown>> | null,
  ): void {
    Reflect.deleteProperty(this.state.tasks, task.id);
    const deadlineId = task.deadlineId ?? '';
    const deadline = this.deadlines.remove(deadlineId) ?? null;
    this.state.endedTasks[task.id] = { kind: task.kind, end, by, at: this.now() };
    this.recorder.save({
      table: 'tasks',
      record: { ...task, status: end, endedAt: this.now(), endedBy: by, form, deadline },
    });
    if (deadline !== null) this.recorder.askEnded(deadlineId, deadline);
  }
}
