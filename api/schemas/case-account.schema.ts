import { Type } from 'typebox';
import {
  COST_ACCOUNTS,
  FEE_KINDS,
  MONEY_ENTRY_KINDS,
  PAYMENT_METHODS,
  QUOTE_SCOPES,
  QUOTE_STATES,
} from '../../workflows/domain/money.ts';
import { repairCommands } from '../../workflows/repair/repair.forms.ts';
import { Currency, Id, Instant, Minor, nullable, object, oneOf } from './common.schema.ts';

/** An entry of the money ledger. */
export const MoneyEntryBody = object({
  id: Type.Integer(),
  at: Instant,
  kind: oneOf(MONEY_ENTRY_KINDS),
  amountMinor: Minor,
  currency: Currency,
  cause: nullable(Type.String({ description: 'What a due or a refund is for, such as quote/1' })),
  method: nullable(oneOf(PAYMENT_METHODS)),
  reference: nullable(Type.String({ description: 'Of the bank transfer, the receipt or the provider' })),
  until: nullable(Instant),
  countersEntryId: nullable(Type.Integer({ description: 'The earlier entry that this one undoes' })),
  replacesEntryId: nullable(
    Type.Integer({
      description: 'The earlier entry that was undone, and in the place of which this one stands',
    }),
  ),
  reason: nullable(Type.String()),
  person: nullable(Type.String()),
  account: nullable(oneOf(COST_ACCOUNTS)),
  feeKind: nullable(oneOf(FEE_KINDS)),
  month: nullable(Type.String({ description: 'Month of the settlement, yyyy-MM' })),
});

/** What only the company reads: what the case cost, and where its cash is (F-04). */
const Inside = object({
  cashInHandMinor: Minor,
  costMinor: Minor,
  costs: Type.Array(
    object({
      account: nullable(oneOf(COST_ACCOUNTS)),
      feeKind: nullable(oneOf(FEE_KINDS)),
      costMinor: Minor,
    }),
  ),
  settlementMonth: nullable(Type.String()),
});

export const CaseAccountBody = object({
  currency: nullable(Currency),
  dueMinor: Minor,
  paidMinor: Minor,
  deferredMinor: Type.Integer({ minimum: 0, description: 'Agreed to be paid after the work' }),
  refundDueMinor: Minor,
  refundedMinor: Minor,
  receivableMinor: Type.Integer({
    minimum: 0,
    description: 'Left open knowingly at the settlement and not paid yet',
  }),
  outstandingMinor: Type.Integer({ minimum: 0, description: 'Due and not paid' }),
  refundOpenMinor: Type.Integer({ minimum: 0, description: 'To be given back and not given back yet' }),
  unplacedMinor: Type.Integer({ minimum: 0, description: 'Paid, and neither due nor to be given back' }),
  mayBeginWork: Type.Boolean({ description: 'All that is due is paid or deferred' }),
  balanced: Type.Boolean({ description: 'Nothing is open' }),
  inside: nullable(Inside),
  entries: Type.Array(MoneyEntryBody, {
    description: 'Customers see the entries of what they owe, pay and get back',
  }),
});

/** What was wrong about an entry of the books; the body of the command `correctMoney`. */
export const MoneyCorrectionBody = repairCommands.correctMoney;

const QuoteLineBody = object({
  position: Type.Integer(),
  kind: oneOf(FEE_KINDS),
  description: Type.String(),
  partId: nullable(Id),
  quantity: Type.Integer(),
  amountMinor: Type.Integer({ minimum: 0, description: 'For the whole quantity' }),
  listMinor: nullable(Minor),
  deviationReason: nullable(Type.String()),
});

/** A quotation; customers do not see who offered it, nor how it came to differ from the price list. */
export const QuoteBody = object({
  id: Id,
  revision: Type.Integer(),
  scope: oneOf(QUOTE_SCOPES),
  state: oneOf(QUOTE_STATES),
  currency: Currency,
  totalMinor: Minor,
  priceListVersion: Type.Integer(),
  validUntil: Instant,
  offeredBy: nullable(Type.String()),
  offeredAt: Instant,
  answeredBy: nullable(Type.String()),
  answeredAt: nullable(Instant),
  heardFrom: nullable(Type.String()),
  signature: nullable(Type.String()),
  answerText: nullable(Type.String()),
  lines: Type.Array(QuoteLineBody),
});
