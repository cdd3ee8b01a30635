import type { Actor } from './actors.ts';
import type { Instant, Role } from './limits.ts';

/** Kinds of case process. Each has a folder under `workflows/` and a workflow of its own. */
export const CASE_KINDS = [
  'repair',
  'return-exchange',
  'complaint',
  'inquiry',
  'incident',
  'survey',
] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

export type Priority = 'normal' | 'urgent';

/** Reasons for which clocks may stand, where the policy lists them in `pausedBy`. */
export const PAUSE_REASONS = [
  'waitingForCustomer',
  'waitingForParts',
  'thirdParty',
  'forceMajeure',
  'recall',
] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** Reasons for which many cases are held at once. */
export const MASS_HOLD_REASONS = ['forceMajeure', 'recall'] as const satisfies readonly PauseReason[];
export type MassHoldReason = (typeof MASS_HOLD_REASONS)[number];

/** Who may see an entry of the timeline. Staff see everything. */
export type Visibility = 'customer' | 'staff';

/** What the API hands to a process that it opens. */
export interface CaseOpening<Policy, Body, Lookups> {
  readonly caseId: string;
  /** When the case was entered, on the case's own clock. */
  readonly openedAt: Instant;
  readonly openedBy: Actor;
  /** Added to the workflow's time to get the case's time; 0 in production (design idea 8). */
  readonly clockOffsetMs: number;
  /** A run of the workflow whose history is longer than this continues as new at its next phase. */
  readonly eventsPerRun: number;
  readonly company: string;
  readonly policyId: string;
  readonly policyVersion: number;
  /** Calendar code that `workingTime` limits of this case count on. */
  readonly calendarCode: string;
  /** How the case number is made, for example `RP-{yyyyMMdd}-{seq4}`. */
  readonly numberRule: string;
  /** IANA zone of the company's days: the day in the number, and what "today" is. */
  readonly timeZone: string;
  readonly language: string;
  readonly customerId: string | null;
  readonly contactId: string | null;
  readonly policy: Policy;
  readonly body: Body;
  /** What the database knew when the case was opened: the unit, its warranty, open cases of the same unit. */
  readonly lookups: Lookups;
}

/** A step of the process that a person does. */
export interface TaskState {
  readonly id: string;
  readonly kind: string;
  readonly phase: string;
  readonly round: number;
  readonly attempt: number;
  /** Whoever holds one of these may do it while nobody is named. */
  readonly roles: readonly Role[];
  readonly assigneeId: string | null;
  readonly openedAt: Instant;
  /** A deadline of its own, or the commitment that it is done for. */
  readonly deadlineId: string | null;
  readonly commitmentId: string | null;
  /** Plain facts that the form needs: proposals, remainders, what was answered before. */
  readonly about: Readonly<Record<string, unknown>>;
}

export type TaskEnd = 'completed' | 'dropped';

/** What stays in the process of a task that is over, so that a second answer can be told who was first. */
export interface EndedTask {
  readonly kind: string;
  readonly end: TaskEnd;
  readonly by: Actor;
  readonly at: Instant;
}

/** What a supervisor is asked to decide. */
export interface ApprovalState {
  readonly id: string;
  readonly subject: string;
  /** Revision of what is approved: a change withdraws the approval and asks anew. */
  readonly revision: number;
  readonly requestedBy: Actor;
  readonly requestedAt: Instant;
  /** Roles asked one after the other; `position` is the one asked now. */
  readonly chain: readonly Role[];
  readonly position: number;
  readonly deadlineId: string;
  readonly amountMinor: number | null;
  readonly about: Readonly<Record<string, unknown>>;
}

export interface ApprovalDecision {
  readonly decision: 'approved' | 'refused';
  readonly by: Actor;
  readonly role: Role;
  readonly at: Instant;
  /** Required with a refusal. */
  readonly reason: string | null;
}

/** A time limit promised to the customer. */
export interface CommitmentState {
  /** Unique in the case; a recurring commitment gets a new one each time. */
  readonly id: string;
  /** By which the process knows it: the kind, or `kind/key` where several of a kind run. */
  readonly name: string;
  readonly kind: string;
  readonly startedAt: Instant;
  /** Policy field that the limit was read from, or what else set it. */
  readonly source: string;
  readonly deadlineId: string;
  /** Reasons that stop this clock; empty for a commitment that is never paused. */
  readonly pausedBy: readonly PauseReason[];
}

/** A clock stop ordered by a person, for one case or for many at once. */
export interface HoldState {
  readonly id: string;
  readonly reason: PauseReason;
  readonly text: string;
  readonly from: Instant;
  /** It ends by itself then; null: only when somebody ends it. */
  readonly until: Instant | null;
  readonly by: Actor;
  /** The mass hold that it is part of; null: a person held this case alone. */
  readonly batchId: string | null;
}
