import type { Recipient } from '../../activities/contracts.ts';
import type { ApprovalDecision, ApprovalState, CommitmentState, TaskState } from '../domain/cases.ts';
import type { Deadline, Firing } from '../domain/deadlines.ts';
import type { ApprovalListener } from './approvals.ts';
import type { Case } from './case.ts';
import type { ProcessShape } from './case-state.ts';
import { since } from './generations.ts';
import type { HoldListener } from './holds.ts';
import type { FailedDelivery } from './outbox.ts';
import { inRole } from './owner.ts';
import type { TaskListener } from './tasks.ts';

/** Cases from before tell nobody of decisions, answers and warnings that concern them (repair process, 8). */
export const PEOPLE_TOLD = 'people-told';

/** What is said and noted when tasks, approvals, clocks and messages move: the same for every kind of case. */

export function taskListener<S extends ProcessShape>(c: Case<S>): TaskListener {
  return {
    opened(task) {
      c.note('taskOpened', { taskId: task.id, task: task.kind, roles: task.roles });
      c.notify('taskAssigned', recipientOf(task), { taskKind: task.kind }, task.deadlineId);
    },
    completed(task, form, by) {
      c.note('taskCompleted', { taskId: task.id, task: task.kind, form }, 'staff', by);
      const rule = c.process.tasks[task.kind as keyof S['Forms']];
      rule.done?.(c, form as S['Forms'][keyof S['Forms']], by, task);
      if (task.roles.includes('customer')) c.process.onCustomerAnswer?.(c, task);
    },
    declined(task, reason, by, reopens) {
      c.note('taskDeclined', { taskId: task.id, task: task.kind, reason, reopens }, 'staff', by);
      for (const role of new Set([...c.process.leads(c), c.process.ownerRole(c)])) {
        c.notify('taskDeclined', inRole(c, role), { taskKind: task.kind, reason });
      }
    },
  };
}

export function approvalListener<S extends ProcessShape>(c: Case<S>): ApprovalListener {
  return {
    asked(approval, role, how) {
      const { subject, revision, amountMinor } = approval;
      c.note(`approval.${how}`, { approvalId: approval.id, subject, revision, role, amountMinor });
      c.notify(
        'approvalAsked',
        { type: 'role', role },
        { subject, how, ...(amountMinor === null ? {} : { amountMinor }) },
        approval.deadlineId,
      );
    },
    ended(approval, status, decision) {
      const { subject, revision } = approval;
      c.note(
        `approval.${status}`,
        { approvalId: approval.id, subject, revision, reason: decision?.reason ?? null },
        'staff',
        decision?.by,
      );
      if (decision !== null) tellWhoAsked(c, approval, decision);
      if (status !== 'withdrawn') return;
      const role = approval.chain[approval.position];
      if (role !== undefined) c.notify('approvalWithdrawn', { type: 'role', role }, { subject });
    },
  };
}

/** Whoever asked for an approval and waits for it hears how it was decided, and why. */
function tellWhoAsked<S extends ProcessShape>(
  c: Case<S>,
  { subject, requestedBy }: ApprovalState,
  { decision, reason }: ApprovalDecision,
): void {
  if (requestedBy.type !== 'person' || !since(1, PEOPLE_TOLD)) return;
  const { personId } = requestedBy;
  c.notify(
    'approvalDecided',
    { type: 'person', personId },
    { subject, decision, ...(reason === null ? {} : { reason }) },
  );
}

export function holdListener<S extends ProcessShape>(c: Case<S>): HoldListener {
  return {
    ended() {
      c.happened('holdEnded');
    },
    lasts({ reason, text, from, batchId }) {
      c.note('holdLasts', { reason, text, from, batchId });
      c.notify('holdLasts', { type: 'role', role: 'service_lead' }, { heldFrom: from, reason: text });
    },
  };
}

export function deliveryListener<S extends ProcessShape>(c: Case<S>): (failed: FailedDelivery) => void {
  return ({ message, result }) => {
    if (result.status === 'delayed') {
      const { id: messageId, kind, queuedAt } = message;
      c.note('deliveryDelayed', { messageId, message: kind, queuedAt });
      c.notify('deliveryDelayed', { type: 'role', role: 'service_lead' }, { messageKind: kind, queuedAt });
      return;
    }
    c.note('deliveryFailed', {
      messageId: message.id,
      message: message.kind,
      channel: result.failedChannel,
      nextChannel: result.nextChannel,
    });
    // A notice that itself cannot be delivered must not start a loop of notices.
    if (message.kind === 'deliveryFailed') return;
    c.notify(
      'deliveryFailed',
      { type: 'role', role: 'service_lead' },
      {
        messageKind: message.kind,
        channel: result.failedChannel ?? '',
        nextChannel: result.nextChannel ?? '',
      },
    );
  };
}

/** A clock has reached its warning or its next level. */
export function escalate<S extends ProcessShape>(
  c: Case<S>,
  owner: CommitmentState | TaskState,
  firing: Firing,
  deadline: Deadline,
): void {
  const { dueAt } = firing;
  const data = { of: owner.kind, id: owner.id, dueAt };
  const isCommitment = 'startedAt' in owner;
  if (firing.kind === 'warning') {
    c.note('warned', data);
    if (isCommitment) c.process.onWarning(c, owner);
    return;
  }
  const first = firing.level === 1;
  c.note(first ? 'missed' : 'escalated', { ...data, level: firing.level, role: firing.role });
  if (firing.role !== null) {
    c.notify('escalated', inRole(c, firing.role), {
      what: owner.kind,
      level: firing.level,
      dueAt,
      firedAt: deadline.missedAt ?? c.now(),
    });
  }
}

function recipientOf(task: TaskState): Recipient {
  if (task.assigneeId !== null) return { type: 'person', personId: task.assigneeId };
  const [role] = task.roles;
  return role === undefined || role === 'customer' ? { type: 'customer' } : { type: 'role', role };
}
