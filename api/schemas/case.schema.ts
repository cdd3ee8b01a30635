import { Type } from 'typebox';
import { CASE_KINDS, PAUSE_REASONS } from '../../workflows/domain/cases.ts';
import { Code, facts, Id, Instant, Line, nullable, object, oneOf, pageQuery } from './common.schema.ts';
import { Role } from './people.schema.ts';

export const CaseKind = oneOf(CASE_KINDS);
export const Priority = oneOf(['normal', 'urgent']);

/** Facts that a process recorded; instants among them are ISO 8601. */
export const Facts = facts();

/** Who did something. Customers are not told which member of staff it was. */
export const ActorBody = object({
  type: oneOf(['person', 'customer', 'system']),
  personId: Type.Optional(Id),
  roles: Type.Optional(Type.Array(Role)),
  customerId: Type.Optional(Id),
  contactId: Type.Optional(Id),
  name: Type.Optional(Type.String({ description: 'Of a system' })),
});

export const CaseBody = object({
  id: Id,
  kind: CaseKind,
  number: Type.String(),
  company: Type.String(),
  policyId: Id,
  policyVersion: Type.Integer({ description: 'The version that the case was opened under and keeps' }),
  calendarCode: Type.String(),
  customerId: nullable(Id),
  customerName: nullable(Type.String()),
  contactId: nullable(Id),
  language: Type.String(),
  openedBy: ActorBody,
  openedAt: Instant,
  receivedAt: Instant,
  phase: Type.String(),
  status: Type.String({ description: 'The phase, as the reader calls it' }),
  priority: Priority,
  round: Type.Integer({
    description: '1, and one more each time the customer is dissatisfied after the work',
  }),
  attempt: Type.Integer({ description: '1 in each round, and one more each time a test or signature fails' }),
  ownerRole: nullable(Role),
  ownerId: nullable(Id),
  technicianId: nullable(Id),
  onHold: Type.Boolean(),
  pausedBecause: Type.Array(oneOf(PAUSE_REASONS)),
  overdue: Type.Boolean({ description: 'A promise that still runs has passed its due instant' }),
  nextDueAt: nullable(Instant),
  outcome: nullable(Type.String()),
  closedAt: nullable(Instant),
  changedAt: Instant,
  version: Type.Integer(),
  details: Facts,
});

const PossibleDuplicate = object({ caseId: Id, number: Type.String(), phase: Type.String() });

export const OpenedCaseBody = object({
  case: CaseBody,
  possibleDuplicates: Type.Array(PossibleDuplicate, {
    description: 'Open cases of the same unit; a customer sees only their own',
  }),
});

/** The case is on its way into the database; it is never lost. */
export const PendingCaseBody = object({ caseId: Id, status: oneOf(['pending']) });

export const CasesQuery = object({
  ...pageQuery,
  kind: Type.Optional(CaseKind),
  phase: Type.Optional(Code),
  priority: Type.Optional(Priority),
  assigneeId: Type.Optional(Id),
  customerId: Type.Optional(Id),
  overdue: Type.Optional(Type.Boolean()),
  open: Type.Optional(Type.Boolean({ description: 'Left out: open cases, and behind them closed ones' })),
  closing: Type.Optional(
    Type.Boolean({
      description: 'Cases in which nobody has anything left to do, and that wait for a message to go out',
    }),
  ),
  text: Type.Optional(Line),
});

export const TimelineEventBody = object({
  seq: Type.Integer(),
  kind: Type.String(),
  at: Instant,
  actor: ActorBody,
  visibility: oneOf(['customer', 'staff']),
  data: Facts,
});

export const PageQuery = object(pageQuery);

export const LimitBody = object({
  amount: Type.Integer(),
  unit: oneOf(['seconds', 'minutes', 'hours', 'days']),
  counting: oneOf(['wallClock', 'workingTime']),
  endOfDay: Type.Optional(Type.Boolean()),
});

const LevelBody = object({
  level: Type.Integer({ description: '1 is told at the due instant itself' }),
  role: Role,
  within: nullable(LimitBody),
  plannedAt: nullable(Instant),
  firedAt: nullable(Instant),
});

/** A promise to the customer, with everything that made its due instant. */
export const CommitmentBody = object({
  id: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  title: Type.String(),
  status: oneOf(['running', 'met', 'dropped']),
  startedAt: Instant,
  why: object({
    policyId: Id,
    policyVersion: Type.Integer(),
    source: Type.String({ description: 'Policy field, or what else set the limit' }),
    limit: LimitBody,
    calendarCode: Type.String(),
    calendarVersion: Type.Integer(),
    pausedBy: Type.Array(oneOf(PAUSE_REASONS), { description: 'Reasons that stop this clock' }),
    pauses: Type.Array(object({ from: Instant, to: nullable(Instant) })),
  }),
  isPaused: Type.Boolean(),
  warnAt: nullable(Instant),
  dueAt: nullable(Instant),
  metAt: nullable(Instant),
  isMissed: Type.Boolean(),
  missedAt: nullable(Instant),
  firedLateSeconds: nullable(
    Type.Integer({
      description: 'How long after the due instant level 1 was told; 0 unless nothing ran then',
    }),
  ),
  metLateSeconds: nullable(Type.Integer({ description: 'How long after the due instant it was met' })),
  levels: Type.Array(LevelBody, { description: 'Whom a delay is told to; staff alone see it' }),
});

export const MessageBody = object({
  id: Type.String(),
  kind: Type.String(),
  to: object({
    type: oneOf(['customer', 'person', 'role']),
    role: Type.Optional(Role),
    personId: Type.Optional(Id),
  }),
  channel: nullable(oneOf(['email', 'sms', 'wechat', 'inbox'])),
  status: oneOf(['queued', 'sent', 'failed', 'shown']),
  queuedAt: Instant,
  settledAt: nullable(Instant),
  attempts: Type.Integer(),
  lastError: nullable(Type.String()),
  subject: nullable(Type.String()),
  body: nullable(Type.String()),
});

export const ClockBody = object(
  {
    to: Type.Optional(Instant),
    by: Type.Optional(
      Type.String({ format: 'duration', description: 'ISO 8601 duration of days or less, such as P3DT4H' }),
    ),
  },
  { minProperties: 1, examples: [{ by: 'PT2H' }] },
);

export const ClockReading = object({ now: Instant });
