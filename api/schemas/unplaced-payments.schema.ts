import { Type } from 'typebox';
import { PAYMENT_METHODS, PLACEMENTS } from '../../workflows/domain/money.ts';
import { Code, Currency, Id, Instant, nullable, object, oneOf, pageQuery, Text } from './common.schema.ts';

const PaymentReference = Type.String({
  minLength: 1,
  maxLength: 120,
  pattern: '^[\\x21-\\x7e]+$',
  description: 'Of the bank transfer, the receipt or the provider',
});
const Amount = Type.Integer({ minimum: 1, maximum: 9_007_199_254_740_991 });

export const UnplacedPaymentsQuery = object({
  caseId: Type.Optional(Id),
  state: Type.Optional(oneOf(['waiting', 'placed'])),
  ...pageQuery,
});

/** Money that its case could not take (repair process, 9 `placePayment`). */
export const UnplacedPaymentBody = object({
  id: Id,
  caseId: Id,
  amountMinor: Amount,
  currency: Currency,
  method: oneOf(PAYMENT_METHODS),
  reference: PaymentReference,
  paidAt: Instant,
  because: Type.String({ description: 'Why the case did not take it: code of the error' }),
  receivedAt: Instant,
  receivedMonth: Type.String({ description: 'Month of the settlement that counts it as received, yyyy-MM' }),
  placement: nullable(oneOf(PLACEMENTS, { description: 'Null while it waits for finance' })),
  placedAt: nullable(Instant),
  placedMonth: nullable(Type.String({ description: 'Month of the settlement that counts the decision' })),
  placedBy: nullable(Type.String()),
  reason: nullable(Type.String()),
  assignedCaseId: nullable(Id),
  refundMethod: nullable(oneOf(PAYMENT_METHODS)),
  refundReference: nullable(Type.String()),
});

export const NewUnplacedPaymentBody = object(
  {
    caseId: Type.Optional(Id),
    caseNumber: Type.Optional(Code),
    amountMinor: Amount,
    method: oneOf(PAYMENT_METHODS),
    reference: PaymentReference,
    paidAt: Instant,
  },
  {
    description: 'Names the closed case by its id or its number; the amount is in the currency of the case.',
    examples: [
      {
        caseNumber: 'RP-20261124-0007',
        amountMinor: 48_000,
        method: 'bank',
        reference: 'TT-20261130-118',
        paidAt: '2026-11-30T15:04:00+08:00',
      },
    ],
  },
);

export const PlacementBody = object(
  {
    decision: oneOf(['assign', 'refund']),
    reason: Text,
    toCaseId: Type.Optional(Id),
    method: Type.Optional(oneOf(PAYMENT_METHODS)),
    reference: Type.Optional(PaymentReference),
  },
  {
    description:
      '`assign` needs `toCaseId`: an open case, or a closed one whose receivable is paid; what is more than the receivable goes back, by `method` and `reference`. `refund` needs the `method` and `reference` that it was given back by.',
    examples: [
      { decision: 'refund', reason: '工单已结，原路退回', method: 'bank', reference: 'RF-20261201-004' },
    ],
  },
);
