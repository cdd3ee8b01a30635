import { Type } from 'typebox';
import { ROLES } from '../../workflows/domain/limits.ts';
import { SCOPES } from '../../workflows/domain/scopes.ts';
import {
  Code,
  Email,
  Id,
  Instant,
  Language,
  Line,
  nullable,
  object,
  oneOf,
  pageQuery,
  Phone,
  TimeZone,
} from './common.schema.ts';

/** What a member of staff can be; customers are not members of staff. */
const STAFF_ROLES = ROLES.filter((role) => role !== 'customer');

export const Role = oneOf(ROLES);
const StaffRole = oneOf(STAFF_ROLES);

const fields = {
  name: Line,
  email: nullable(Email),
  phone: nullable(Phone),
  wechatId: nullable(Line),
  language: Language,
  timeZone: TimeZone,
  teamId: nullable(Id),
  roles: Type.Array(StaffRole, { uniqueItems: true, maxItems: STAFF_ROLES.length }),
  skills: Type.Array(Code, { uniqueItems: true, maxItems: 100, description: 'Skill codes' }),
  superiorId: nullable(Id),
};

export const PersonBody = object({
  id: Id,
  handle: Type.String(),
  ...fields,
  active: Type.Boolean(),
  version: Type.Integer(),
  createdAt: Instant,
  updatedAt: Instant,
});

export const NewPersonBody = object(
  {
    handle: Code,
    name: fields.name,
    email: Type.Optional(fields.email),
    phone: Type.Optional(fields.phone),
    wechatId: Type.Optional(fields.wechatId),
    language: fields.language,
    timeZone: fields.timeZone,
    teamId: Type.Optional(fields.teamId),
    roles: fields.roles,
    skills: Type.Optional(fields.skills),
    superiorId: Type.Optional(fields.superiorId),
    subject: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: "Subject of this person's tokens at the identity provider; the person's id if left out",
      }),
    ),
  },
  {
    examples: [
      {
        handle: 'zhou.ting',
        name: '周婷',
        email: 'zhou.ting@example.com',
        phone: '+86 755 5550 1234',
        language: 'zh-CN',
        timeZone: 'Asia/Shanghai',
        roles: ['technician'],
      },
    ],
  },
);

export const PersonChangesBody = object(
  {
    ...Type.Partial(Type.Object(fields)).properties,
    active: Type.Optional(Type.Boolean()),
  },
  { minProperties: 1 },
);

export const PeopleQuery = object({
  ...pageQuery,
  role: Type.Optional(StaffRole),
  teamId: Type.Optional(Id),
  active: Type.Optional(Type.Boolean()),
  text: Type.Optional(Line),
});

export const MeBody = object({
  type: oneOf(['person', 'customer', 'system']),
  personId: Type.Optional(Id),
  customerId: Type.Optional(Id),
  contactId: Type.Optional(Id),
  name: Type.Optional(Type.String({ description: 'Of a system' })),
  roles: Type.Array(Role),
  scopes: Type.Array(oneOf(SCOPES), { description: 'Of a system' }),
  language: Type.String(),
  timeZone: TimeZone,
});
