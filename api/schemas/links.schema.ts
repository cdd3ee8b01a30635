import { Type } from 'typebox';
import { CASE_KINDS } from '../../workflows/domain/cases.ts';
import { LINK_CAUSES, LINK_RELATIONS, LINKED_KINDS, REQUEST_STATES } from '../../workflows/domain/links.ts';
import { ActorBody } from './case.schema.ts';
import { Id, Instant, Line, nullable, object, oneOf, pageQuery } from './common.schema.ts';

export const CaseLinkBody = object({
  direction: oneOf(['to', 'from'], { description: '`to`: this case named the other one' }),
  relation: oneOf(LINK_RELATIONS),
  waits: Type.Boolean({ description: 'Whoever named the other one does not close before it' }),
  text: nullable(Type.String()),
  linkedAt: Instant,
  linkedBy: ActorBody,
  case: object({
    id: Id,
    kind: oneOf(CASE_KINDS),
    number: Type.String(),
    phase: Type.String(),
    outcome: nullable(Type.String()),
  }),
});

export const LinkedCaseRequestBody = object({
  id: Id,
  kind: oneOf(LINKED_KINDS),
  cause: oneOf(LINK_CAUSES),
  text: Type.String({ description: 'What whoever takes it up has to know' }),
  facts: Type.Record(Type.String(), Type.Unknown(), { description: 'What the case knew at that instant' }),
  waits: Type.Boolean({ description: 'The case does not close before this is reported closed' }),
  state: oneOf(REQUEST_STATES),
  from: object({ caseId: Id, number: Type.String(), customerId: nullable(Id) }),
  requestedAt: Instant,
  requestedBy: ActorBody,
  reference: nullable(Type.String()),
  takenUpAt: nullable(Instant),
  takenUpBy: nullable(ActorBody),
  outcome: nullable(Type.String()),
  closedAt: nullable(Instant),
  closedBy: nullable(ActorBody),
});

export const LinkedCaseRequestsQuery = object({
  kind: Type.Optional(oneOf(LINKED_KINDS)),
  state: Type.Optional(oneOf(REQUEST_STATES)),
  caseId: Type.Optional(Id),
  ...pageQuery,
});

export const TakenUpBody = object(
  { reference: Line },
  {
    description: 'Number of what was opened, here or in another system',
    examples: [{ reference: 'RX-20260530-0001' }],
  },
);

export const RequestClosedBody = object(
  { outcome: Line },
  { description: 'What became of it, as a code', examples: [{ outcome: 'refunded' }] },
);
