import { condition } from '@temporalio/workflow';
import type {
  ApprovalRecord,
  CaseActivities,
  CommitmentRecord,
  HoldRecord,
  MessageRecord,
  OpeningRecord,
  CaseSnapshot,
  RecordedStep,
  StepRecord,
  TaskRecord,
  TimelineRecord,
  WrittenUpTo,
} from '../../activities/contracts.ts';
import { THE_PROCESS } from '../domain/actors.ts';
import { answered, type Deadline, type DueAnswer, dueQuestion } from '../domain/deadlines.ts';
import type { Instant } from '../domain/limits.ts';
import type { CaseState, ProcessShape } from './case-state.ts';
import { since } from './generations.ts';
import { areLocalActivitiesUnderWay, shortTransactions } from './local-activities.ts';
import { comesToRest, promisesFollowedUp, turnTaken } from './turns.ts';

/** The database may be away for a while; a step waits for it as long as that takes. */
const { recordStep } = shortTransactions<CaseActivities>();

interface Pending {
  readonly tasks: Map<string, TaskRecord>;
  readonly approvals: Map<string, ApprovalRecord>;
  readonly commitments: Map<string, CommitmentRecord>;
  readonly holds: Map<string, HoldRecord>;
  /** Deadlines that the calendar has to be asked about; the ended ones as they were when they ended. */
  readonly questions: Map<string, Deadline | null>;
  readonly timeline: TimelineRecord[];
  readonly messages: MessageRecord[];
}

const nothingPending = (): Pending => ({
  tasks: new Map(),
  approvals: new Map(),
  commitments: new Map(),
  holds: new Map(),
  questions: new Map(),
  timeline: [],
  messages: [],
});

/** What the recorder reads of the case at the moment of writing. */
export interface RecordSource {
  now(): Instant;
  opening(): OpeningRecord;
  snapshot(): CaseSnapshot;
  /** The open task, approval, commitment or hold behind a deadline, as a row. */
  ownerOf(deadlineId: string): OwnerRecord | null;
  /** Every open task, approval, commitment and hold. */
  openRecords(): readonly OwnerRecord[];
}

export type OwnerRecord =
  | { readonly table: 'tasks'; readonly record: TaskRecord }
  | { readonly table: 'approvals'; readonly record: ApprovalRecord }
  | { readonly table: 'commitments'; readonly record: CommitmentRecord }
  | { readonly table: 'holds'; readonly record: HoldRecord };

/**
 * Collects what a turn of the workflow changes and writes it with one local activity, once the turn has come to
 * rest: whatever a completed task sets in motion (the next task, its commitments, its messages) is part of the same
 * step, also what follows from an effect or a look at the database that it began.
 */
export class Recorder {
  private pending = nothingPending();
  private dirty = false;
  /** Steps of this run, begun and written. Versions may leap, these do not. */
  private begun = 0;
  private done = 0;
  private writtenUpTo: WrittenUpTo;
  private readonly state: CaseState<ProcessShape>;
  private readonly source: RecordSource;
  private readonly onRecorded: (step: StepRecord) => void;

  constructor(state: CaseState<ProcessShape>, source: RecordSource, onRecorded: (step: StepRecord) => void) {
    this.state = state;
    this.source = source;
    this.onRecorded = onRecorded;
    this.writtenUpTo = upTo(state);
  }

  /** Marks that something of the case's own row changed. */
  touch(): void {
    this.dirty = true;
  }

  save(owner: OwnerRecord): void {
    const id = owner.record.id;
    switch (owner.table) {
      case 'tasks':
        this.pending.tasks.set(id, owner.record);
        break;
      case 'approvals':
        this.pending.approvals.set(id, owner.record);
        break;
      case 'commitments':
        this.pending.commitments.set(id, owner.record);
        break;
      case 'holds':
        this.pending.holds.set(id, owner.record);
        break;
    }
    this.dirty = true;
  }

  ask(deadlineId: string): void {
    this.pending.questions.set(deadlineId, null);
    this.dirty = true;
  }

  /** A clock that stops before its due instant was ever computed is asked about all the same: was it kept? */
  askEnded(deadlineId: string, deadline: Deadline): void {
    if (deadline.dueAt === null) this.pending.questions.set(deadlineId, deadline);
    this.dirty = true;
  }

  timeline(entry: Omit<TimelineRecord, 'seq'>): void {
    this.state.lastTimelineSeq += 1;
    this.pending.timeline.push({ seq: this.state.lastTimelineSeq, ...entry });
    this.dirty = true;
  }

  /** Leaves as many numbers to entries that are copied inside the database; gives the last number before them. */
  leaveNumbers(count: number): number {
    const last = this.state.lastTimelineSeq;
    this.state.lastTimelineSeq += count;
    this.dirty = true;
    return last;
  }

  message(message: MessageRecord): void {
    this.pending.messages.push(message);
    this.dirty = true;
  }

  isIdle(): boolean {
    return !this.dirty && this.done === this.begun;
  }

  /** Resolves when everything changed so far is in the database: callers read their own write. */
  async written(): Promise<void> {
    const target = this.dirty ? this.begun + 1 : this.begun;
    await condition(() => this.done >= target);
  }

  async run(): Promise<never> {
    for (;;) {
      await condition(() => this.dirty);
      await promisesFollowedUp();
      if (since(1, 'effects-in-the-step')) await comesToRest(() => !areLocalActivitiesUnderWay());
      await this.flush();
    }
  }

  private async flush(): Promise<void> {
    const end = upTo(this.state);
    const step = this.takeStep();
    const recorded = await this.write(step);
    this.state.number = recorded.caseNumber;
    for (const [id, answer] of Object.entries(recorded.answers)) {
      const deadline = this.state.deadlines[id];
      // One that changed while the calendar was asked is asked about again with the next step.
      if (deadline === undefined || this.pending.questions.has(id)) continue;
      this.state.deadlines[id] = answered(deadline, answer);
      this.noteMoved(id, deadline.dueAt, answer);
    }
    this.writtenUpTo = end;
    this.done += 1;
    this.onRecorded(step);
  }

  /**
   * Where a lost turn has written under this version already, the database tells of a life that the case does not go
   * on with: everything open is then written anew, and what only that life knew is removed.
   */
  private async write(step: StepRecord): Promise<RecordedStep> {
    let recorded = await recordStep(step);
    while (recorded.takenVersion !== undefined) {
      await turnTaken();
      this.state.version = recorded.takenVersion + 1;
      recorded = await recordStep(this.wholeOf(step));
    }
    return recorded;
  }

  /** The step together with all that is open; what changes after the step was taken comes with the next one. */
  private wholeOf(step: StepRecord): StepRecord {
    const whole = nothingPending();
    for (const table of ['tasks', 'approvals', 'commitments', 'holds'] as const) {
      const rows: Map<string, OwnerRecord['record']> = whole[table];
      for (const record of step[table]) rows.set(record.id, record);
    }
    for (const { table, record } of this.source.openRecords()) {
      const rows: Map<string, OwnerRecord['record']> = whole[table];
      if (!this.isPending(record)) rows.set(record.id, record);
    }
    return {
      ...step,
      version: this.state.version,
      at: this.source.now(),
      opening: null,
      snapshot: this.source.snapshot(),
      tasks: [...whole.tasks.values()],
      approvals: [...whole.approvals.values()],
      commitments: [...whole.commitments.values()],
      holds: [...whole.holds.values()],
      replacesAfter: this.writtenUpTo,
    };
  }

  private isPending(record: OwnerRecord['record']): boolean {
    const { tasks, approvals, commitments, holds, questions } = this.pending;
    const deadlineId = ('deadlineId' in record ? record.deadlineId : null) ?? '';
    return (
      questions.has(deadlineId) || [tasks, approvals, commitments, holds].some((rows) => rows.has(record.id))
    );
  }

  /** A limit that nobody changed comes out elsewhere: its calendar was changed. Both instants are kept (repair §9). */
  private noteMoved(deadlineId: string, oldDueAt: Instant | null, answer: DueAnswer): void {
    const { dueAt: newDueAt, calendarVersion } = answer;
    if (oldDueAt === null || newDueAt === null || oldDueAt === newDueAt) return;
    const owner = this.source.ownerOf(deadlineId);
    if (owner === null || owner.table === 'holds') return;
    const of = owner.table === 'approvals' ? owner.record.subject : owner.record.kind;
    this.timeline({
      kind: 'dueChanged',
      at: this.source.now(),
      actor: THE_PROCESS,
      visibility: owner.table === 'commitments' ? 'customer' : 'staff',
      data: { of, id: owner.record.id, oldDueAt, newDueAt, calendarVersion },
    });
  }

  private takeStep(): StepRecord {
    const { state, pending } = this;
    this.pending = nothingPending();
    this.dirty = false;
    const isFirst = state.version === 0;
    state.version += 1;
    this.begun += 1;
    this.refreshOwners(pending);
    return {
      caseId: state.opening.caseId,
      version: state.version,
      at: this.source.now(),
      calendarCode: state.opening.calendarCode,
      opening: isFirst ? this.source.opening() : null,
      snapshot: this.source.snapshot(),
      questions: this.questions(pending),
      tasks: [...pending.tasks.values()],
      approvals: [...pending.approvals.values()],
      commitments: [...pending.commitments.values()],
      holds: [...pending.holds.values()],
      timeline: pending.timeline,
      messages: pending.messages,
      replacesAfter: null,
    };
  }

  /** Rows are written as they stand now, with the deadline that the calendar is asked about. */
  private refreshOwners(pending: Pending): void {
    const ids = [
      ...pending.questions.keys(),
      ...[...pending.tasks.keys()].map((id) => `task:${id}`),
      ...[...pending.approvals.keys()].map((id) => `approval:${id}`),
      ...[...pending.commitments.keys()].map((id) => `commitment:${id}`),
    ];
    for (const id of ids) {
      const owner = this.source.ownerOf(id);
      if (owner === null) continue;
      const target: Map<string, OwnerRecord['record']> = pending[owner.table];
      target.set(owner.record.id, owner.record);
    }
  }

  private questions(pending: Pending): StepRecord['questions'] {
    const questions: Record<string, ReturnType<typeof dueQuestion>> = {};
    for (const [id, ended] of pending.questions) {
      const deadline = ended ?? this.state.deadlines[id];
      if (deadline !== undefined) questions[id] = dueQuestion(deadline);
    }
    return questions;
  }
}

const upTo = ({ lastTimelineSeq, lastId }: CaseState<ProcessShape>): WrittenUpTo => ({
  timelineSeq: lastTimelineSeq,
  lastId,
});
