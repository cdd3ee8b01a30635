import type { StepRow, StepToWrite } from '../../db/repositories/case-step.repository.ts';
import type { Deadline } from '../../workflows/domain/deadlines.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { storedIso } from '../../workflows/domain/storable.ts';
import { dateText, epochDayOfLocal } from '../../workflows/domain/working-time/civil-date.ts';
import { zoneNamed } from '../../workflows/domain/working-time/zone.ts';
import type {
  ApprovalRecord,
  CommitmentRecord,
  HoldRecord,
  MessageRecord,
  OpeningRecord,
  StepRecord,
  TaskRecord,
  TimelineRecord,
} from '../contracts.ts';
import type { DueAnswers } from './due-answers.ts';

/** The step in the columns of its tables, with due instants from the calendar's answers. */
export function rowsOfStep(step: StepRecord, answers: DueAnswers): Omit<StepToWrite, 'calendar'> {
  const { caseId, version, at, opening, replacesAfter } = step;
  return {
    ...{ caseId, version, at, replacesAfter },
    caseRow: { ...caseRow(step), ...(opening === null ? {} : openingRow(opening)) },
    numbering:
      opening === null ? null : { rule: opening.numberRule, day: dayIn(opening.timeZone, opening.openedAt) },
    rows: {
      tasks: step.tasks.map((task) => taskRow(task, answers)),
      approvals: step.approvals.map((approval) => approvalRow(approval, answers)),
      commitments: step.commitments.map((commitment) => commitmentRow(commitment, step, answers)),
      holds: step.holds.map(holdRow),
      timeline_events: step.timeline.map(timelineRow),
      messages: step.messages.map((message) => messageRow(message, answers)),
    },
  };
}

const optionalText = (at: Instant | null): string | null => (at === null ? null : storedIso(at));

function dayIn(timeZone: string, at: Instant): string {
  return dateText(epochDayOfLocal(zoneNamed(timeZone).localAt(at)));
}

function caseRow({ version, at, snapshot }: StepRecord): StepRow {
  return {
    version,
    changed_at: storedIso(at),
    phase: snapshot.phase,
    priority: snapshot.priority,
    round: snapshot.round,
    attempt: snapshot.attempt,
    owner_role: snapshot.ownerRole,
    owner_id: snapshot.ownerId,
    technician_id: snapshot.technicianId,
    on_hold: snapshot.onHold,
    paused_because: snapshot.pausedBecause,
    overdue: snapshot.overdue,
    outcome: snapshot.outcome,
    closed_at: optionalText(snapshot.closedAt),
    details: snapshot.details,
  };
}

function openingRow(opening: OpeningRecord): StepRow {
  return {
    kind: opening.kind,
    company: opening.company,
    policy_id: opening.policyId,
    calendar_code: opening.calendarCode,
    customer_id: opening.customerId,
    contact_id: opening.contactId,
    language: opening.language,
    opened_by: opening.openedBy,
    opened_at: storedIso(opening.openedAt),
    received_at: storedIso(opening.receivedAt),
    clock_offset_ms: opening.clockOffsetMs,
  };
}

type Timing = Pick<Deadline, 'dueAt' | 'warnAt' | 'nextLevelAt' | 'calendarVersion'>;

const UNTIMED: Timing = { dueAt: null, warnAt: null, nextLevelAt: null, calendarVersion: null };

/** What the calendar answered in this step, or what it answered before. */
function timingOf(deadlineId: string | null, deadline: Deadline | null, answers: DueAnswers): Timing {
  return (deadlineId === null ? undefined : answers[deadlineId]) ?? deadline ?? UNTIMED;
}

function taskRow(task: TaskRecord, answers: DueAnswers): StepRow {
  return {
    id: task.id,
    kind: task.kind,
    phase: task.phase,
    round: task.round,
    attempt: task.attempt,
    roles: task.roles,
    assignee_id: task.assigneeId,
    status: task.status,
    opened_at: storedIso(task.openedAt),
    due_at: optionalText(timingOf(task.deadlineId, task.deadline, answers).dueAt),
    commitment_id: task.commitmentId,
    level: task.deadline?.level ?? 0,
    missed_at: optionalText(task.deadline?.missedAt ?? null),
    ended_at: optionalText(task.endedAt),
    ended_by: task.endedBy,
    about: task.about,
    form: task.form,
  };
}

function approvalRow(approval: ApprovalRecord, answers: DueAnswers): StepRow {
  const { decision } = approval;
  return {
    id: approval.id,
    subject: approval.subject,
    revision: approval.revision,
    role: decision?.role ?? approval.chain[approval.position],
    chain: approval.chain,
    status: approval.status,
    requested_by: approval.requestedBy,
    requested_at: storedIso(approval.requestedAt),
    due_at: optionalText(timingOf(approval.deadlineId, approval.deadline, answers).dueAt),
    amount_minor: approval.amountMinor,
    about: approval.about,
    decided_by: decision?.by ?? null,
    decided_at: optionalText(decision?.at ?? null),
    reason: decision?.reason ?? null,
  };
}

function commitmentRow(commitment: CommitmentRecord, step: StepRecord, answers: DueAnswers): StepRow {
  const { deadline, metAt } = commitment;
  const timing = timingOf(commitment.deadlineId, deadline, answers);
  const isMetLate = metAt !== null && timing.dueAt !== null && metAt > timing.dueAt;
  return {
    id: commitment.id,
    name: commitment.name,
    kind: commitment.kind,
    status: commitment.status,
    started_at: storedIso(commitment.startedAt),
    source: commitment.source,
    limit: deadline.limit,
    calendar_code: step.calendarCode,
    calendar_version: timing.calendarVersion,
    paused_by: commitment.pausedBy,
    pauses: deadline.pauses,
    warn_at: optionalText(timing.warnAt),
    due_at: optionalText(timing.dueAt),
    level: deadline.level,
    ladder: deadline.ladder,
    next_level_at: optionalText(timing.nextLevelAt),
    missed_at: optionalText(deadline.missedAt),
    met_at: optionalText(metAt),
    is_missed: deadline.missedAt !== null || isMetLate,
  };
}

function holdRow(hold: HoldRecord): StepRow {
  return {
    id: hold.id,
    reason: hold.reason,
    text: hold.text,
    started_at: storedIso(hold.from),
    until_at: optionalText(hold.until),
    ended_at: optionalText(hold.endedAt),
    placed_by: hold.by,
    batch_id: hold.batchId,
  };
}

function timelineRow(event: TimelineRecord): StepRow {
  return {
    seq: event.seq,
    kind: event.kind,
    occurred_at: storedIso(event.at),
    actor: event.actor,
    visibility: event.visibility,
    data: event.data,
  };
}

function messageRow(message: MessageRecord, answers: DueAnswers): StepRow {
  const { to, variables, dueFrom } = message;
  const dueAt = dueFrom === null ? null : (answers[dueFrom]?.dueAt ?? null);
  // The inbox shows a message without anybody sending it.
  const isShown = message.channel === 'inbox';
  return {
    id: message.id,
    kind: message.kind,
    recipient_type: to.type,
    recipient_role: to.type === 'role' ? to.role : to.type === 'person' ? (to.orRole ?? null) : null,
    recipient_person_id: to.type === 'person' ? to.personId : null,
    channel: message.channel,
    failed_channels: message.failedChannels,
    variables: dueAt === null ? variables : { ...variables, dueAt },
    status: isShown ? 'shown' : 'queued',
    queued_at: storedIso(message.queuedAt),
    settled_at: isShown ? storedIso(message.queuedAt) : null,
    attempts: 0,
  };
}
