import type { CaseSnapshot, OpeningRecord } from '../../activities/contracts.ts';
import type { Case } from './case.ts';
import type { ProcessShape } from './case-state.ts';
import type { OwnerRecord, RecordSource } from './recorder.ts';

/** How a case is written down. */
export function recordSource<S extends ProcessShape>(c: Case<S>): RecordSource {
  return {
    now: () => c.now(),
    opening: () => openingRecord(c),
    snapshot: () => snapshot(c),
    ownerOf: (deadlineId) => ownerOf(c, deadlineId),
    openRecords: () => openRecords(c),
  };
}

function openRecords<S extends ProcessShape>(c: Case<S>): readonly OwnerRecord[] {
  const { tasks, approvals, commitments, holds } = c.state;
  const owners = [
    ...Object.keys(tasks).map((id) => ownerOf(c, `task:${id}`)),
    ...Object.keys(approvals).map((id) => ownerOf(c, `approval:${id}`)),
    ...Object.keys(commitments).map((id) => ownerOf(c, `commitment:${id}`)),
    ...Object.values(holds).map((hold) => row('holds', { ...hold, endedAt: null })),
  ];
  return owners.filter((owner) => owner !== null);
}

function openingRecord<S extends ProcessShape>(c: Case<S>): OpeningRecord {
  const { opening } = c.state;
  return {
    kind: c.process.kind,
    numberRule: opening.numberRule,
    timeZone: opening.timeZone,
    company: opening.company,
    policyId: opening.policyId,
    customerId: opening.customerId,
    contactId: opening.contactId,
    openedBy: opening.openedBy,
    openedAt: opening.openedAt,
    receivedAt: c.process.receivedAt(c),
    clockOffsetMs: opening.clockOffsetMs,
    language: opening.language,
    calendarCode: opening.calendarCode,
  };
}

function snapshot<S extends ProcessShape>(c: Case<S>): CaseSnapshot {
  const { phase, round, attempt, outcome, closedAt, pauses, holds } = c.state;
  return {
    phase,
    round,
    attempt,
    outcome,
    closedAt,
    onHold: Object.keys(holds).length > 0,
    pausedBecause: [...new Set(pauses.map((pause) => pause.reason))],
    overdue: c.commitments.anyOverdue(),
    ownerRole: c.process.ownerRole(c),
    ownerId: c.state.ownerId,
    ...c.process.snapshot(c),
  };
}

function ownerOf<S extends ProcessShape>(c: Case<S>, deadlineId: string): OwnerRecord | null {
  const colon = deadlineId.indexOf(':');
  const id = deadlineId.slice(colon + 1);
  switch (deadlineId.slice(0, colon)) {
    case 'task':
      return row('tasks', c.tasks.recordOf(id));
    case 'approval':
      return row('approvals', c.approvals.recordOf(id));
    case 'commitment':
      return row('commitments', c.commitments.recordOf(id));
    default:
      return null;
  }
}

function row<T extends OwnerRecord['table']>(
  table: T,
  record: Extract<OwnerRecord, { table: T }>['record'] | null,
): OwnerRecord | null {
  return record === null ? null : ({ table, record } as OwnerRecord);
}
