import type { CaseSnapshot } from '../../activities/contracts.ts';
import type { Actor } from '../domain/actors.ts';
import type { CaseKind, CaseOpening, CommitmentState, HoldState, TaskState } from '../domain/cases.ts';
import type { DomainError } from '../domain/errors.ts';
import type { Givers } from '../domain/givers.ts';
import type { Instant, Ladder, Limit, Role } from '../domain/limits.ts';
import type { CaseState, ProcessShape } from './case-state.ts';
import type { TaskDue } from './tasks.ts';

/** One human step of a process: whose it is, until when, and what a completion must obey. */
export interface TaskRule<C, Form> {
  readonly role: (c: C) => Role | readonly Role[];
  /** A named person; without one, everybody who holds the role may do it. */
  readonly assignee?: (c: C) => string | null;
  /** Null: it has no limit of its own this time. */
  readonly due?: (c: C) => TaskDue | null;
  /** Facts shown with the form. */
  readonly about?: (c: C) => Readonly<Record<string, unknown>>;
  /** Rules that need the case and not only the form. Throws DomainError; must not change anything. */
  readonly check?: (c: C, form: Form, task: TaskState, by: Actor) => void;
  /** For a task that no phase waits for: what its completion does. */
  readonly done?: (c: C, form: Form, by: Actor, task: TaskState) => void;
  /** A declined task goes back to its role, unless the phase wants to decide (`ends`). */
  readonly onDecline?: 'reopens' | 'ends';
}

export type TaskTable<Forms, C> = {
  readonly [K in keyof Forms]: TaskRule<C, Forms[K]>;
};

/** A command that people may give at any time (`Process.givers`); its name is the last part of its URL. */
export interface CommandRule<C, Input> {
  readonly check?: (c: C, input: Input, by: Actor) => void;
  readonly run: (c: C, input: Input, by: Actor) => void;
  /** No phase waits for it: it is refused where the run of the workflow has no more room than for what one does. */
  readonly isBeside?: true;
}

export interface PhaseTable<S extends ProcessShape, C> {
  readonly phases: {
    readonly [P in Exclude<S['Phase'], 'closed'>]: (c: C) => Promise<S['Phase']>;
  };
}

/** How long a hold lasts at most, and who is asked for more. */
export interface LongHoldRule {
  readonly max: Limit;
  readonly approvers: readonly Role[];
}

/** What the case list shows of a case beside what the runtime knows itself. */
export type ProcessSnapshot = Pick<CaseSnapshot, 'priority' | 'technicianId' | 'details'>;

/**
 * One kind of case: its phases, tasks and commands, and the few decisions the runtime leaves to it.
 * @template C the running case (`Case<S>`), which the rules ask and change.
 */
export interface Process<S extends ProcessShape, C> extends PhaseTable<S, C> {
  readonly kind: CaseKind;
  readonly firstPhase: S['Phase'];
  readonly newData: (opening: CaseOpening<S['Policy'], S['Body'], S['Lookups']>) => S['Data'];
  /** States facts from an earlier version of the process as this one keeps them; what came later has its default. */
  readonly broughtAlong?: (state: CaseState<S>) => CaseState<S>;
  readonly receivedAt: (c: C) => Instant;
  readonly tasks: TaskTable<S['Forms'], C>;
  readonly commands: Readonly<Record<string, CommandRule<C, never>>>;
  /** Who may give a command, those included that every kind of case knows; its `check` may ask for more. */
  readonly givers: (c: C, command: string) => Givers;
  readonly signals: Readonly<Record<string, (c: C, payload: never) => void>>;
  readonly snapshot: (c: C) => ProcessSnapshot;
  /** Who is told first when a person escalates by hand, and who after that. */
  readonly escalationLadder: (c: C) => Ladder;
  /** The role that answers for the case at present, all of its holders or one of them by name. */
  readonly ownerRole: (c: C) => Role;
  /** Who leads those at work: beside the owner they give tasks to others and hear of those that are declined. */
  readonly leads: (c: C) => readonly Role[];
  readonly longHolds: (c: C) => LongHoldRule;
  /** The longest distance between two reminders of the last role that an approval can be asked of. */
  readonly approvalRemindEvery: (c: C) => Limit;
  /** How often the service lead is asked whether a hold without an end is still needed. */
  readonly holdReviewEvery: (c: C) => Limit;
  /** How long a case that only waits for a linked one goes without a reminder of it. */
  readonly linkedCaseWithin: (c: C) => Limit;
  /** Why no task of a kind is open: payment awaited, another phase … */
  readonly whyNotOpen: (c: C, kind: string) => DomainError;
  /** What the customer was asked is answered, by themself or through a member of staff. */
  readonly onCustomerAnswer?: (c: C, task: TaskState) => void;
  /** The warning of a commitment: the process asks somebody to tell the customer beforehand. */
  readonly onWarning: (c: C, commitment: CommitmentState) => void;
  /** A commitment is met or has fallen away: nobody needs to speak with the customer about it any more. */
  readonly onCommitmentEnded?: (c: C, commitment: CommitmentState) => void;
  /** An instant that the process had marked is reached. */
  readonly onMark?: (c: C, name: string) => void;
  /** A task was given to another person, or to a role; it is as it was before. */
  readonly onReassigned?: (c: C, task: TaskState, assigneeId: string | null) => void;
  /** The case is held together with many others: what was agreed for that time is called off. */
  readonly onMassHold?: (c: C, hold: HoldState) => void;
}
