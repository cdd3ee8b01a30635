import { Type } from 'typebox';
import { facts, Instant, Line, nullable, object, oneOf, pageQuery } from './common.schema.ts';

const Kind = oneOf(['access', 'change']);
const ActorType = oneOf(['person', 'customer', 'system']);
const Fields = nullable(facts());

export const AuditEntryBody = object({
  id: Type.Integer(),
  at: Instant,
  kind: Kind,
  actorType: ActorType,
  actorId: Type.String(),
  action: Type.String({ description: 'The operationId of what was called' }),
  subjectType: Type.String(),
  subjectId: nullable(Type.String()),
  subjectIds: nullable(
    Type.Array(Type.String(), { description: 'Everything that a list gave out, in place of one subjectId' }),
  ),
  requestId: nullable(Type.String()),
  before: Fields,
  after: Fields,
});

export const AuditQuery = object({
  ...pageQuery,
  kind: Type.Optional(Kind),
  actorType: Type.Optional(ActorType),
  actorId: Type.Optional(Line),
  subjectType: Type.Optional(Line),
  subjectId: Type.Optional(Line),
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
});
