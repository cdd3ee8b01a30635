import { Type } from 'typebox';
import { Code, Currency, Id, Instant, object, oneOf } from './common.schema.ts';

const Reference = Type.String({
  minLength: 1,
  maxLength: 120,
  pattern: '^[\\x21-\\x7e]+$',
  description: 'Of the provider, for one payment for good',
});
const Amount = Type.Integer({ minimum: 1, maximum: 9_007_199_254_740_991 });

export const NewProviderPaymentBody = object(
  {
    caseId: Type.Optional(Id),
    caseNumber: Type.Optional(Code),
    amountMinor: Amount,
    currency: Type.Optional(Currency),
    reference: Reference,
    paidAt: Instant,
  },
  {
    description:
      'Names the case by its id or its number; without a currency the amount is in that of the case.',
    examples: [
      {
        caseNumber: 'RP-20261124-0007',
        amountMinor: 48_000,
        currency: 'CNY',
        reference: 'pay-8f3a2c71',
        paidAt: '2026-11-24T15:04:00+08:00',
      },
    ],
  },
);

export const ProviderPaymentBody = object({
  caseId: Id,
  caseNumber: Type.String(),
  amountMinor: Amount,
  currency: Currency,
  reference: Type.String(),
  paidAt: Instant,
  status: oneOf(['taken', 'recorded', 'unplaced'], {
    description:
      '`taken`: it reaches the case as soon as a worker runs, and is never lost; `unplaced`: the case could not take it, and finance decides',
  }),
});
