import type { MessageRecord } from '../../activities/contracts.ts';
import type {
  ApprovalState,
  CaseOpening,
  CommitmentState,
  EndedTask,
  HoldState,
  PauseReason,
  TaskState,
} from '../domain/cases.ts';
import type { Deadline } from '../domain/deadlines.ts';
import type { Instant } from '../domain/limits.ts';

/** Types that one kind of case brings along; see `repair.workflow.ts` for an example. */
export interface ProcessShape {
  readonly Phase: string;
  readonly Policy: object;
  readonly Body: object;
  readonly Lookups: object;
  readonly Data: object;
  readonly Forms: object;
}

/** A reason for which clocks stand, and what switched it on; sources are counted once. */
export interface OpenPause {
  readonly source: string;
  readonly reason: PauseReason;
  readonly from: Instant;
}

/** A clock that pauses stop. */
export interface PausableClock {
  readonly deadlineId: string;
  readonly pausedBy: readonly PauseReason[];
}

/**
 * Everything a case is, as plain JSON: it is carried whole from one run of the workflow to the next
 * (continue as new), which happens between two phases: history is bounded by the length of a phase.
 */
export interface CaseState<S extends ProcessShape> {
  readonly opening: CaseOpening<S['Policy'], S['Body'], S['Lookups']>;
  /** null until the first step is recorded. */
  number: string | null;
  /** Version of the last step that was handed to the database. */
  version: number;
  /** Last number given to a task, approval, message … of this case. */
  lastId: number;
  lastTimelineSeq: number;
  phase: S['Phase'];
  round: number;
  attempt: number;
  outcome: string | null;
  closedAt: Instant | null;
  data: S['Data'];
  readonly deadlines: Record<string, Deadline>;
  readonly tasks: Record<string, TaskState>;
  readonly endedTasks: Record<string, EndedTask>;
  readonly approvals: Record<string, ApprovalState>;
  readonly commitments: Record<string, CommitmentState>;
  /** By name: instants that the process wants to hear of. */
  readonly marks: Record<string, PausableClock>;
  readonly holds: Record<string, HoldState>;
  pauses: readonly OpenPause[];
  /** Messages recorded but not yet settled. */
  readonly messages: Record<string, MessageRecord>;
  /** Ids of updates carried out: one that is sent again, also to a later run, changes nothing and is answered. */
  updatesSeen: readonly string[];
  /** Keys of signals taken in, so that a second copy does nothing. */
  signalsSeen: readonly string[];
  /** How far a person has pushed the case up by hand. */
  escalations: number;
  /** Linked cases, and requests for such, that it does not close before. */
  waitsFor: readonly string[];
  /** Who alone answers for it; null: everybody who holds the role that does. */
  ownerId: string | null;
}

export function newCaseState<S extends ProcessShape>(
  opening: CaseOpening<S['Policy'], S['Body'], S['Lookups']>,
  phase: S['Phase'],
  data: S['Data'],
): CaseState<S> {
  return {
    opening,
    number: null,
    version: 0,
    lastId: 0,
    lastTimelineSeq: 0,
    phase,
    round: 1,
    attempt: 1,
    outcome: null,
    closedAt: null,
    data,
    deadlines: {},
    tasks: {},
    endedTasks: {},
    approvals: {},
    commitments: {},
    marks: {},
    holds: {},
    pauses: [],
    messages: {},
    updatesSeen: [],
    signalsSeen: [],
    escalations: 0,
    waitsFor: [],
    ownerId: null,
  };
}
