import { Type } from 'typebox';
import { APPROVAL_STATUSES } from '../../db/repositories/approvals.repository.ts';
import { ActorBody, CaseKind, Facts, Priority } from './case.schema.ts';
import { Code, Id, Instant, Minor, nullable, object, oneOf, pageQuery, Text } from './common.schema.ts';
import { Role } from './people.schema.ts';

export const ApprovalBody = object({
  id: Type.String(),
  caseId: Id,
  caseKind: CaseKind,
  caseNumber: Type.String(),
  priority: Priority,
  subject: Type.String(),
  title: Type.String(),
  revision: Type.Integer({ description: 'Of what is approved: a change asks anew' }),
  role: Type.Unsafe<string>({ ...Role, description: 'Asked now, or decided' }),
  chain: Type.Array(Role),
  status: oneOf(APPROVAL_STATUSES),
  requestedBy: ActorBody,
  requestedAt: Instant,
  dueAt: nullable(Instant),
  amountMinor: nullable(Minor),
  about: Facts,
  decidedBy: nullable(ActorBody),
  decidedAt: nullable(Instant),
  reason: nullable(Type.String()),
});

export const approvalParams = object({
  approvalId: Type.String({ pattern: '^[0-9a-f-]{36}\\.a[0-9]{1,9}$' }),
});

export const ApprovalsQuery = object({
  ...pageQuery,
  mine: Type.Optional(Type.Boolean({ description: 'Only those up to my roles; true if left out' })),
  caseId: Type.Optional(Id),
  subject: Type.Optional(Code),
  status: Type.Optional(oneOf(APPROVAL_STATUSES, { description: 'pending if left out' })),
});

export const DecisionBody = object(
  {
    decision: oneOf(['approved', 'refused']),
    reason: Type.Optional(Text),
  },
  { examples: [{ decision: 'approved' }] },
);
