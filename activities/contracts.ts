import type { Actor } from '../workflows/domain/actors.ts';
import type {
  ApprovalDecision,
  ApprovalState,
  CaseKind,
  CommitmentState,
  HoldState,
  Priority,
  TaskState,
  Visibility,
} from '../workflows/domain/cases.ts';
import type { Deadline, DueAnswer, DueQuestion } from '../workflows/domain/deadlines.ts';
import type { Instant, Role } from '../workflows/domain/limits.ts';

/** Facts of a new case that never change. Written with its first step. */
export interface OpeningRecord {
  readonly kind: CaseKind;
  readonly numberRule: string;
  /** IANA zone of the company's days. */
  readonly timeZone: string;
  readonly company: string;
  readonly policyId: string;
  readonly customerId: string | null;
  readonly contactId: string | null;
  readonly openedBy: Actor;
  readonly openedAt: Instant;
  readonly receivedAt: Instant;
  readonly clockOffsetMs: number;
  readonly language: string;
  readonly calendarCode: string;
}

/** How the case stands after the step. */
export interface CaseSnapshot {
  readonly phase: string;
  readonly priority: Priority;
  readonly round: number;
  readonly attempt: number;
  readonly ownerRole: Role;
  readonly ownerId: string | null;
  readonly technicianId: string | null;
  readonly onHold: boolean;
  /** Open pause reasons, for the reader who asks why no clock runs. */
  readonly pausedBecause: readonly string[];
  readonly overdue: boolean;
  readonly outcome: string | null;
  readonly closedAt: Instant | null;
  /** The process's own facts, as people read them. */
  readonly details: Readonly<Record<string, unknown>>;
}

export type TaskRecord = TaskState & {
  readonly status: 'open' | 'completed' | 'dropped';
  readonly endedAt: Instant | null;
  readonly endedBy: Actor | null;
  readonly form: Readonly<Record<string, unknown>> | null;
  readonly deadline: Deadline | null;
};

export type ApprovalRecord = ApprovalState & {
  readonly status: 'pending' | 'approved' | 'refused' | 'withdrawn';
  readonly decision: ApprovalDecision | null;
  readonly deadline: Deadline;
};

export type CommitmentRecord = CommitmentState & {
  readonly status: 'running' | 'met' | 'dropped';
  readonly metAt: Instant | null;
  readonly deadline: Deadline;
};

export type HoldRecord = HoldState & { readonly endedAt: Instant | null };

export interface TimelineRecord {
  readonly seq: number;
  readonly kind: string;
  readonly at: Instant;
  readonly actor: Actor;
  readonly visibility: Visibility;
  readonly data: Readonly<Record<string, unknown>>;
}

export type Channel = 'email' | 'sms' | 'wechat' | 'inbox';

/**
 * To whom a message goes: everybody on duty in a role, one person, or the customer of the case. `orRole`: while the
 * person is away, or has left the role, everybody on duty in it.
 */
export type Recipient =
  | { readonly type: 'role'; readonly role: Role }
  | { readonly type: 'person'; readonly personId: string; readonly orRole?: Role }
  | { readonly type: 'customer' };

/** Instants are epoch milliseconds under names that end in `At`, `From`, `To` or `Until`; amounts end in `Minor`. */
export type MessageVariables = Readonly<Record<string, string | number>>;

/** A message to be sent (outbox row). Its id is stable, so that sending twice can be told. */
export interface MessageRecord {
  readonly id: string;
  readonly kind: string;
  readonly to: Recipient;
  /** null: the recipient's preferred channel. */
  readonly channel: Channel | null;
  /** Channels that failed for good for this message. */
  readonly failedChannels: readonly Channel[];
  readonly variables: MessageVariables;
  /** A deadline whose due instant becomes the variable `dueAt` when the calendar has answered. */
  readonly dueFrom: string | null;
  readonly queuedAt: Instant;
  /** Whether it is told that it waits for long. */
  readonly delayTold?: boolean;
}

/** Up to where the rows of a case are known to be those of the life that it goes on with. */
export interface WrittenUpTo {
  readonly timelineSeq: number;
  /** Number in the ids of tasks, approvals, commitments, holds and messages. */
  readonly lastId: number;
}

/** Everything one step changes, written in one transaction (design idea 5). */
export interface StepRecord {
  readonly caseId: string;
  /** Grows with every step; a step at or below the stored version changes nothing. */
  readonly version: number;
  readonly at: Instant;
  readonly calendarCode: string;
  readonly opening: OpeningRecord | null;
  readonly snapshot: CaseSnapshot;
  readonly questions: Readonly<Record<string, DueQuestion>>;
  readonly tasks: readonly TaskRecord[];
  readonly approvals: readonly ApprovalRecord[];
  readonly commitments: readonly CommitmentRecord[];
  readonly holds: readonly HoldRecord[];
  readonly timeline: readonly TimelineRecord[];
  readonly messages: readonly MessageRecord[];
  /** Set by a step that holds everything open, to replace what a lost turn of the case has written after this. */
  readonly replacesAfter: WrittenUpTo | null;
}

export interface RecordedStep {
  readonly caseNumber: string;
  readonly answers: Readonly<Record<string, DueAnswer>>;
  /**
   * Set when nothing was written, because another step had taken the version. A crash can lose the result of a turn
   * whose steps were written; the case then lives that turn again, perhaps with messages that have come in meanwhile.
   */
  readonly takenVersion?: number;
}

export interface DeliveryRequest {
  readonly caseId: string;
  readonly messageIds: readonly string[];
  readonly clockOffsetMs: number;
  /** Answers with what is settled as soon as something is, and is asked again for the rest; absent: for cases from before. */
  readonly inPart?: boolean;
  /** Of which messages it is to be said once that they wait for long; with `inPart` alone. */
  readonly delaysUntold?: readonly string[];
}

/** What became of a message; `failed` is for good, and lists the channels tried; `delayed`: it has waited for long. */
export interface DeliveryResult {
  readonly messageId: string;
  readonly status: 'sent' | 'failed' | 'delayed';
  readonly failedChannel: Channel | null;
  /** The channel to try next; null when the recipient has no other. */
  readonly nextChannel: Channel | null;
}

/** What every case process uses. */
export interface CaseActivities {
  /** Writes one step and answers the calendar's questions. */
  recordStep(step: StepRecord): Promise<RecordedStep>;
  /** Sends messages recorded before; retried until each (`inPart`: one of them) is sent or has failed for good. */
  deliverMessages(request: DeliveryRequest): Promise<readonly DeliveryResult[]>;
}
