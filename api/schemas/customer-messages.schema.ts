import { Type } from 'typebox';
import { INBOUND_CHANNELS, MESSAGE_STATES } from '../../workflows/domain/customer-messages.ts';
import { evidence } from '../../workflows/runtime/form-fields.ts';
import { Code, Id, Instant, Line, nullable, object, oneOf, pageQuery, Text } from './common.schema.ts';

/** The longest that RFC 5322 lets a line be, and with it a Message-ID. */
const MessageId = Type.String({ minLength: 1, maxLength: 998 });

const fields = {
  channel: oneOf(INBOUND_CHANNELS),
  from: { ...Line, description: 'E-mail address, phone number or WeChat id of whoever wrote it' },
  messageId: { ...MessageId, description: 'Of the message, for good: of a mail its Message-ID' },
  text: Type.String({ minLength: 1, maxLength: 100_000, description: 'As plain text' }),
  automatic: Type.Boolean({
    description:
      'Written by no person, such as an out-of-office notice (RFC 3834): it meets and resumes nothing',
  }),
  receivedAt: { ...Instant, description: 'When the gateway had it' },
};

/** What a gateway of mail, SMS or WeChat brings. */
export const NewCustomerMessageBody = object(
  {
    ...fields,
    inReplyTo: Type.Optional({
      ...MessageId,
      description:
        'Of the message of ours that it answers: `In-Reply-To` of a mail, or the `id` that the gateway was given',
    }),
    caseNumber: Type.Optional({ ...Code, description: 'Where the gateway knows it' }),
    attachments: Type.Optional(evidence('Keys of files that the gateway uploaded before')),
  },
  {
    examples: [
      {
        channel: 'email',
        from: 'shen.qiang@yuanhang.example',
        messageId: '<CA+9f2b7c@mail.yuanhang.example>',
        inReplyTo: '<8eb7f553-43c6-58e2-b660-1e1d94c3a899.m12@after-sales.example>',
        text: '周一上午可以，请联系门卫。',
        automatic: false,
        receivedAt: '2026-11-30T09:14:00+08:00',
      },
    ],
  },
);

export const ReceivedMessageBody = object({
  id: Id,
  messageId: Type.String(),
  state: oneOf(MESSAGE_STATES, {
    description:
      '`queued`: it reaches its case as soon as a worker runs, and is never lost; `unplaced`: a person places it',
  }),
});

export const CustomerMessagesQuery = object({
  state: Type.Optional(oneOf(MESSAGE_STATES)),
  caseId: Type.Optional(Id),
  ...pageQuery,
});

/** A message as those who place it read it. */
export const CustomerMessageBody = object({
  id: Id,
  system: Type.String({ description: 'The connected system that brought it' }),
  channel: oneOf(INBOUND_CHANNELS),
  from: Type.String(),
  messageId: Type.String(),
  inReplyTo: nullable(Type.String()),
  caseNumber: nullable(Type.String()),
  text: Type.String(),
  automatic: Type.Boolean(),
  receivedAt: Instant,
  attachments: Type.Array(Type.String()),
  takenAt: Instant,
  contactId: nullable({ ...Id, description: 'Who wrote it, by the address' }),
  state: oneOf(MESSAGE_STATES),
  caseId: nullable({
    ...Id,
    description: 'The case that has it; while it waits, the closed one that it seems to be about',
  }),
  because: nullable(Type.String({ description: 'Why it waits, or was dismissed by itself: a code' })),
  decidedBy: nullable({ ...Id, description: 'The person who placed or dismissed it' }),
  decidedAt: nullable(Instant),
  reason: nullable(Type.String()),
});

export const MessagePlacementBody = object(
  {
    decision: oneOf(['comment', 'opened', 'dismiss']),
    caseId: Type.Optional(Id),
    reason: Type.Optional(Text),
  },
  {
    description:
      '`comment`: it becomes the customer’s comment in the open case `caseId`; `opened`: the case `caseId` was opened from it (`POST /v1/repairs`) and gets its files; `dismiss` needs a `reason`.',
    examples: [{ decision: 'dismiss', reason: '广告邮件' }],
  },
);
