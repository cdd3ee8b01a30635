import type { ApprovalRecord } from '../../activities/contracts.ts';
import { type Actor, hasAnyRole, isSameActor } from '../domain/actors.ts';
import type { ApprovalDecision, ApprovalState } from '../domain/cases.ts';
import { type Deadline, newDeadline } from '../domain/deadlines.ts';
import { DomainError } from '../domain/errors.ts';
import { type Instant, type Limit, nominalSeconds, type Role } from '../domain/limits.ts';
import { decidersOf } from '../domain/policy/authority.ts';
import type { ApprovalDecided } from './case.messages.ts';
import type { CaseState, ProcessShape } from './case-state.ts';
import { defer, type Deferred, untilCancelled } from './concurrency.ts';
import type { Deadlines } from './deadlines.ts';
import { since } from './generations.ts';
import type { Recorder } from './recorder.ts';

export interface ApprovalRequest {
  readonly subject: string;
  readonly revision: number;
  readonly requestedBy: Actor;
  /** Roles from the first that is asked to the last; the last is reminded, and nothing is approved by time. */
  readonly chain: readonly Role[];
  readonly within: Limit;
  readonly amountMinor?: number;
  /** What is approved, as the approver reads it. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** What a case does when an approval is asked for, climbs, is reminded of or ends. */
export interface ApprovalListener {
  asked(approval: ApprovalState, role: Role, how: 'asked' | 'climbed' | 'reminded'): void;
  ended(approval: ApprovalState, status: ApprovalRecord['status'], decision: ApprovalDecision | null): void;
}

/** The decisions of supervisors that one case waits for. */
export class Approvals {
  private readonly waiting = new Map<string, Deferred<ApprovalDecision>>();
  private readonly state: CaseState<ProcessShape>;
  private readonly deadlines: Deadlines;
  private readonly recorder: Recorder;
  private readonly now: () => Instant;
  private readonly listener: ApprovalListener;
  private readonly remindEvery: () => Limit;

  /** @param remindEvery the longest distance between two reminders of the last role */
  constructor(
    state: CaseState<ProcessShape>,
    deadlines: Deadlines,
    recorder: Recorder,
    now: () => Instant,
    listener: ApprovalListener,
    remindEvery: () => Limit,
  ) {
    this.state = state;
    this.deadlines = deadlines;
    this.recorder = recorder;
    this.now = now;
    this.listener = listener;
    this.remindEvery = remindEvery;
    deadlines.onFiring('approval', (id) => {
      this.climb(id);
    });
  }

  /** Asks and waits. Ended from outside (a change of what is approved, another phase), it is withdrawn. */
  async ask(request: ApprovalRequest): Promise<ApprovalDecision> {
    const id = this.open(request);
    const decided = defer<ApprovalDecision>();
    this.waiting.set(id, decided);
    try {
      return await untilCancelled(decided.promise);
    } finally {
      this.waiting.delete(id);
      this.end(id, 'withdrawn', null);
    }
  }

  /** Takes a decision. Returns what is wrong with it, if it does not count. */
  decide(decided: ApprovalDecided): DomainError | null {
    const approval = this.state.approvals[decided.approvalId];
    if (approval === undefined) {
      return new DomainError('APPROVAL_NOT_PENDING', 'The approval is decided or withdrawn already');
    }
    const role = approval.chain[approval.position];
    if (role === undefined || !hasAnyRole(decided.by, [role])) {
      return new DomainError('ROLE_MISSING', `This approval is up to the ${role ?? 'next role'}`);
    }
    if (isSameActor(decided.by, approval.requestedBy)) {
      return new DomainError('OWN_REQUEST', 'Nobody approves their own request');
    }
    const decision: ApprovalDecision = {
      decision: decided.decision,
      by: decided.by,
      role,
      at: this.now(),
      reason: decided.reason,
    };
    this.end(approval.id, decided.decision, decision);
    this.waiting.get(approval.id)?.resolve(decision);
    return null;
  }

  recordOf(id: string): ApprovalRecord | null {
    const approval = this.state.approvals[id];
    const deadline = approval && this.deadlines.get(approval.deadlineId);
    if (approval === undefined || deadline === undefined) return null;
    return { ...approval, status: 'pending', decision: null, deadline };
  }

  private open(request: ApprovalRequest): string {
    this.state.lastId += 1;
    const id = `${this.state.opening.caseId}.a${this.state.lastId}`;
    const approval: ApprovalState = {
      id,
      subject: request.subject,
      revision: request.revision,
      requestedBy: request.requestedBy,
      requestedAt: this.now(),
      ...whoDecides(request),
      deadlineId: `approval:${id}`,
      amountMinor: request.amountMinor ?? null,
      about: request.about,
    };
    this.state.approvals[id] = approval;
    this.deadlines.set(approval.deadlineId, newDeadline({ start: this.now(), limit: request.within }));
    this.listener.asked(approval, roleAsked(approval), 'asked');
    return id;
  }

  /** The limit of the role that is asked has passed: the next role, or a reminder to the last one. */
  private climb(id: string): void {
    const approval = this.state.approvals[id];
    const deadline = approval && this.deadlines.get(approval.deadlineId);
    if (approval === undefined || deadline === undefined) return;
    const isLast = approval.position === approval.chain.length - 1;
    const next = { ...approval, position: isLast ? approval.position : approval.position + 1 };
    this.state.approvals[id] = next;
    const start = deadline.levelFrom ?? this.now();
    const backsOff = isLast && since(1, 'reminders-back-off');
    this.deadlines.set(
      approval.deadlineId,
      backsOff
        ? nextReminder(start, deadline.limit, this.remindEvery())
        : newDeadline({ start, limit: deadline.limit }),
    );
    this.listener.asked(next, roleAsked(next), isLast ? 'reminded' : 'climbed');
  }

  private end(id: string, status: ApprovalRecord['status'], decision: ApprovalDecision | null): void {
    const approval = this.state.approvals[id];
    if (approval === undefined) return;
    Reflect.deleteProperty(this.state.approvals, id);
    const deadline = this.deadlines.remove(approval.deadlineId);
    if (deadline === undefined) return;
    this.recorder.save({ table: 'approvals', record: { ...approval, status, decision, deadline } });
    this.listener.ended(approval, status, decision);
  }
}

/** After twice the time of the last one, in working hours, until that is as seldom as the last role is reminded. */
function nextReminder(start: Instant, last: Limit, atMost: Limit): Deadline {
  const twice: Limit = { ...last, amount: 2 * last.amount, counting: 'workingTime' };
  if (last.amount === 0 || nominalSeconds(twice) >= nominalSeconds(atMost)) {
    return newDeadline({ start, limit: atMost });
  }
  return { ...newDeadline({ start, limit: twice }), orSooner: { start, limit: atMost } };
}

/** Cases from before keep the whole chain, entered one role above whoever asks as far as there is one. */
function whoDecides({ chain, requestedBy }: ApprovalRequest): Pick<ApprovalState, 'chain' | 'position'> {
  const own = chain.findLastIndex((role) => hasAnyRole(requestedBy, [role]));
  if (own === -1) return { chain, position: 0 };
  if (since(1, 'own-request-at-the-top')) return { chain: decidersOf(chain, requestedBy), position: 0 };
  return { chain, position: Math.min(own + 1, chain.length - 1) };
}

function roleAsked(approval: ApprovalState): Role {
  const role = approval.chain[approval.position];
  if (role === undefined) throw new Error(`The approval ${approval.id} has nobody to ask`);
  return role;
}
