import { Type } from 'typebox';
import { SCOPES } from '../../workflows/domain/scopes.ts';
import { Code, Id, Instant, Line, nullable, object, oneOf } from './common.schema.ts';

const ScopeList = Type.Array(oneOf(SCOPES), { uniqueItems: true, maxItems: SCOPES.length });

const Subject = Type.String({
  minLength: 1,
  maxLength: 255,
  description: "`sub` of its tokens at the identity provider; the system's id if left out",
});

const fields = {
  description: { ...Line, description: 'What it is, and who looks after it' },
  scopes: { ...ScopeList, description: 'What it may do' },
  authorizedParty: nullable({
    ...Line,
    description: 'Where given, its tokens must have been issued to this client, too (`azp`)',
  }),
};

export const ClientSystemBody = object({
  id: Id,
  name: Type.String(),
  subject: Type.String(),
  ...fields,
  active: Type.Boolean(),
  version: Type.Integer(),
  createdAt: Instant,
  updatedAt: Instant,
});

export const NewClientSystemBody = object(
  {
    name: { ...Code, description: 'By which timelines and the audit log name it; it never changes' },
    description: fields.description,
    scopes: fields.scopes,
    authorizedParty: Type.Optional(fields.authorizedParty),
    subject: Type.Optional(Subject),
  },
  {
    examples: [
      {
        name: 'card-processor',
        description: 'Online payments',
        scopes: ['payments:report'],
        subject: 'service-account-card-processor',
        authorizedParty: 'card-processor',
      },
    ],
  },
);

export const ClientSystemChangesBody = object(
  {
    ...Type.Partial(Type.Object(fields)).properties,
    active: Type.Optional(Type.Boolean({ description: 'false: its tokens are refused from now on' })),
  },
  { minProperties: 1 },
);
