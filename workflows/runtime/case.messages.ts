import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Actor, PersonActor } from '../domain/actors.ts';
import type { MassHoldReason } from '../domain/cases.ts';
import type { Instant, Role } from '../domain/limits.ts';
import type { LinkRelation } from '../domain/links.ts';

/** Every message of a case names its author. Answers come when the change, and what it set in motion at once, is in the database. */
export interface ByActor {
  readonly by: Actor;
}

/** How the case stood when the answer was given. */
export interface CaseAnswer {
  readonly caseId: string;
  readonly caseNumber: string;
  readonly phase: string;
  readonly version: number;
}

/** Sent with the start of the case; answers when the case is in the database with its number. */
export const awaitOpened = defineUpdate<CaseAnswer>('awaitOpened');

/** Answers when everything due by now has fired, and what that set in motion is in the database; it changes nothing. */
export const awaitCaughtUp = defineUpdate<CaseAnswer>('awaitCaughtUp');

/**
 * Whether the update of this id was carried out, in this run or one before. Asked by a repeat whose first answer was
 * lost; what people read comes from the database (design idea 10).
 */
export const carriedOut = defineQuery<boolean, [string]>('carriedOut');

export interface CompleteTask extends ByActor {
  readonly task: { readonly id: string } | { readonly kind: string };
  readonly form: Readonly<Record<string, unknown>>;
}
export const completeTask = defineUpdate<CaseAnswer, [CompleteTask]>('completeTask');

export interface DeclineTask extends ByActor {
  readonly taskId: string;
  readonly reason: string;
}
export const declineTask = defineUpdate<CaseAnswer, [DeclineTask]>('declineTask');

export interface ClaimTask extends ByActor {
  readonly taskId: string;
}
export const claimTask = defineUpdate<CaseAnswer, [ClaimTask]>('claimTask');

export interface ReassignTask extends ByActor {
  readonly taskId: string;
  /** One of both: a person, or everybody who holds the role. */
  readonly assigneeId: string | null;
  readonly role: Role | null;
  readonly reason: string;
}
export const reassignTask = defineUpdate<CaseAnswer, [ReassignTask]>('reassignTask');

/** A command of the process by its name (`hold`, `withdraw`, `changePlan` …). */
export interface RunCommand extends ByActor {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
}
export const runCommand = defineUpdate<CaseAnswer, [RunCommand]>('runCommand');

/** A supervisor's decision. A signal, because it must be taken even while no worker runs (design idea 3). */
export interface ApprovalDecided {
  readonly key: string;
  readonly approvalId: string;
  readonly decision: 'approved' | 'refused';
  readonly reason: string | null;
  readonly by: PersonActor;
}
export const approvalDecided = defineSignal<[ApprovalDecided]>('approvalDecided');

/** Working hours or holidays changed on purpose: open limits are computed anew. */
export interface CalendarChanged {
  readonly key: string;
  readonly calendarCode: string;
  readonly calendarVersion: number;
}
export const calendarChanged = defineSignal<[CalendarChanged]>('calendarChanged');

/** The case is one of many that are held for one reason, such as a typhoon or a recall. */
export interface MassHoldPlaced {
  readonly key: string;
  readonly batchId: string;
  readonly reason: MassHoldReason;
  readonly text: string;
  /** It ends by itself then; null: only when it is resumed. */
  readonly until: Instant | null;
  readonly by: PersonActor;
}
export const massHoldPlaced = defineSignal<[MassHoldPlaced]>('massHoldPlaced');

/** The mass hold is resumed for all its cases. */
export interface MassHoldEnded {
  readonly key: string;
  readonly batchId: string;
  /** Key of the `massHoldPlaced` that it ends: one that comes after it must not hold the case for good. */
  readonly placedKey: string;
  readonly by: PersonActor;
}
export const massHoldEnded = defineSignal<[MassHoldEnded]>('massHoldEnded');

/** Whoever was named to answer for the case has left, or does not hold the role any more that does. */
export interface OwnerLeft {
  readonly key: string;
  readonly personId: string;
}
export const ownerLeft = defineSignal<[OwnerLeft]>('ownerLeft');

/** Another case has named this one as linked (design idea 11). */
export interface CaseLinked extends ByActor {
  readonly key: string;
  /** The other case, and its number. */
  readonly linked: string;
  readonly reference: string;
  readonly relation: LinkRelation;
}
export const caseLinked = defineSignal<[CaseLinked]>('caseLinked');

/** A linked case has closed, or what was opened for a request is reported closed (design idea 11). */
export interface LinkedCaseClosed {
  readonly key: string;
  /** Id of the case or of the request. */
  readonly linked: string;
  /** Its number, or what it was taken up under. */
  readonly reference: string;
  readonly outcome: string;
  /** Who reported what became of a request; a case that closes says so itself. */
  readonly by?: Actor;
  /** The case that it was merged into, where this case goes on waiting for that one. */
  readonly continuedAs?: string;
}
export const linkedCaseClosed = defineSignal<[LinkedCaseClosed]>('linkedCaseClosed');

/** Another case has become part of this one: its comments, evidence and links come here. */
export interface CaseMerged extends ByActor {
  readonly key: string;
  readonly mergedCaseId: string;
}
export const caseMerged = defineSignal<[CaseMerged]>('caseMerged');
