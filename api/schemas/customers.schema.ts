import { Type } from 'typebox';
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
  Text,
  TimeZone,
} from './common.schema.ts';

const CustomerKind = oneOf(['organisation', 'person']);
const Channel = oneOf(['email', 'sms', 'wechat']);

const customerFields = {
  kind: CustomerKind,
  name: Line,
  address: nullable(Text),
  region: nullable(Line),
  language: Language,
  timeZone: TimeZone,
  keyAccount: Type.Boolean({ description: 'Visited yearly' }),
};

export const CustomerBody = object({
  id: Id,
  handle: nullable(Type.String()),
  ...customerFields,
  active: Type.Boolean(),
  surveysDeclinedAt: nullable(
    Type.String({
      format: 'date-time',
      description: 'Since when they do not want to be asked how satisfied they are; null: they may be',
    }),
  ),
  version: Type.Integer(),
  createdAt: Instant,
  updatedAt: Instant,
});

export const NewCustomerBody = object(
  {
    handle: Type.Optional(Code),
    kind: customerFields.kind,
    name: customerFields.name,
    address: Type.Optional(customerFields.address),
    region: Type.Optional(customerFields.region),
    language: customerFields.language,
    timeZone: customerFields.timeZone,
    keyAccount: Type.Optional(customerFields.keyAccount),
  },
  {
    examples: [
      {
        kind: 'person',
        name: '林晓梅',
        address: '深圳市南山区科技园路 1 号',
        region: '深圳',
        language: 'zh-CN',
        timeZone: 'Asia/Shanghai',
      },
    ],
  },
);

export const CustomerChangesBody = object(
  { ...Type.Partial(Type.Object(customerFields)).properties, active: Type.Optional(Type.Boolean()) },
  { minProperties: 1 },
);

export const CustomersQuery = object({ ...pageQuery, text: Type.Optional(Line) });

const contactFields = {
  name: Line,
  position: nullable(Line),
  email: nullable(Email),
  phone: nullable(Phone),
  wechatId: nullable(Line),
  language: Language,
  preferredChannel: Channel,
};

export const ContactBody = object({
  id: Id,
  customerId: Id,
  handle: nullable(Type.String()),
  ...contactFields,
  active: Type.Boolean(),
  version: Type.Integer(),
  createdAt: Instant,
  updatedAt: Instant,
});

export const NewContactBody = object(
  {
    handle: Type.Optional(Code),
    name: contactFields.name,
    position: Type.Optional(contactFields.position),
    email: Type.Optional(contactFields.email),
    phone: Type.Optional(contactFields.phone),
    wechatId: Type.Optional(contactFields.wechatId),
    language: contactFields.language,
    preferredChannel: contactFields.preferredChannel,
    subject: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: "Subject of this contact's tokens at the identity provider; without one nobody logs in",
      }),
    ),
  },
  {
    examples: [
      {
        name: '陈厨师长',
        position: '厨房主管',
        email: 'kitchen@example.com',
        phone: '+86 755 5550 4321',
        language: 'zh-CN',
        preferredChannel: 'email',
      },
    ],
  },
);

export const ContactChangesBody = object(
  { ...Type.Partial(Type.Object(contactFields)).properties, active: Type.Optional(Type.Boolean()) },
  { minProperties: 1 },
);
