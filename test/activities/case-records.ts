import { randomUUID } from 'node:crypto';
import type {
  CaseSnapshot,
  CommitmentRecord,
  MessageRecord,
  OpeningRecord,
  StepRecord,
  TimelineRecord,
} from '../../activities/contracts.ts';
import { THE_PROCESS } from '../../workflows/domain/actors.ts';
import { type Deadline, dueQuestion, newDeadline } from '../../workflows/domain/deadlines.ts';
import type { Limit } from '../../workflows/domain/limits.ts';

/** A Tuesday morning in office hours of the seeded calendar. */
export const OPENED_AT = Date.parse('2026-11-24T09:30:00+08:00');

export const at = (text: string): number => Date.parse(text);

export const hours = (amount: number): Limit => ({ amount, unit: 'hours', counting: 'workingTime' });

export function openingRecord(policyId: string, changes: Partial<OpeningRecord> = {}): OpeningRecord {
  return {
    kind: 'repair',
    numberRule: 'RP-{yyyyMMdd}-{seq4}',
    timeZone: 'Asia/Shanghai',
    company: 'A',
    policyId,
    customerId: null,
    contactId: null,
    openedBy: THE_PROCESS,
    openedAt: OPENED_AT,
    receivedAt: OPENED_AT,
    clockOffsetMs: 0,
    language: 'zh-CN',
    calendarCode: 'office',
    ...changes,
  };
}

const SNAPSHOT: CaseSnapshot = {
  phase: 'intake',
  priority: 'normal',
  round: 1,
  attempt: 1,
  ownerRole: 'repair_lead',
  ownerId: null,
  technicianId: null,
  onHold: false,
  pausedBecause: [],
  overdue: false,
  outcome: null,
  closedAt: null,
  details: {},
};

type StepChanges = Partial<Omit<StepRecord, 'snapshot'>> & { readonly snapshot?: Partial<CaseSnapshot> };

/** A step of a case: the first one when `opening` is given. */
export function stepRecord(changes: StepChanges = {}): StepRecord {
  return {
    caseId: randomUUID(),
    version: 1,
    at: OPENED_AT,
    calendarCode: 'office',
    opening: null,
    questions: {},
    tasks: [],
    approvals: [],
    commitments: [],
    holds: [],
    timeline: [],
    messages: [],
    replacesAfter: null,
    ...changes,
    snapshot: { ...SNAPSHOT, ...changes.snapshot },
  };
}

export function commitmentRecord(
  name: string,
  deadline: Deadline,
  changes: Partial<CommitmentRecord> = {},
): CommitmentRecord {
  return {
    id: `${name}#1`,
    name,
    kind: name,
    startedAt: deadline.start,
    source: `${name}Within`,
    deadlineId: `commitment:${name}#1`,
    pausedBy: ['waitingForParts'],
    status: 'running',
    metAt: null,
    deadline,
    ...changes,
  };
}

/** A commitment with the question that the recorder asks about it. */
export function asked(
  commitment: CommitmentRecord,
): Pick<StepRecord, 'commitments' | 'questions' | 'calendarCode'> {
  return {
    commitments: [commitment],
    questions: { [commitment.deadlineId]: dueQuestion(commitment.deadline) },
    calendarCode: 'office',
  };
}

export const deadlineOf = (limit: Limit, changes: Partial<Deadline> = {}): Deadline => ({
  ...newDeadline({ start: OPENED_AT, limit }),
  ...changes,
});

export function messageRecord(caseId: string, changes: Partial<MessageRecord> = {}): MessageRecord {
  return {
    id: `${caseId}.m1`,
    kind: 'acknowledged',
    to: { type: 'customer' },
    channel: null,
    failedChannels: [],
    variables: {},
    dueFrom: null,
    queuedAt: OPENED_AT,
    ...changes,
  };
}

export function timelineRecord(seq: number, kind = 'opened'): TimelineRecord {
  return { seq, kind, at: OPENED_AT, actor: THE_PROCESS, visibility: 'customer', data: {} };
}
