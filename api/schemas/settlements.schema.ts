import { Type } from 'typebox';
import { COST_ACCOUNTS } from '../../workflows/domain/money.ts';
import { MoneyEntryBody } from './case-account.schema.ts';
import { Currency, Id, Instant, Minor, nullable, object, oneOf, pageQuery } from './common.schema.ts';

/** A month of the monthly settlement. */
const Month = Type.String({
  pattern: '^\\d{4}-(0[1-9]|1[0-2])$',
  description: 'Calendar month of the company, for example 2026-07',
});

export const MonthParams = object({ month: Month });
export const SettlementsQuery = object({ month: Month, ...pageQuery });

const SettledCaseBody = object({
  caseId: Id,
  caseNumber: Type.String(),
  company: Type.String(),
  outcome: nullable(Type.String({ description: 'Null while the case is still open' })),
  currency: Currency,
  dueMinor: Minor,
  paidMinor: Minor,
  refundedMinor: Minor,
  receivableMinor: Minor,
  costMinor: Minor,
  balanced: Type.Boolean(),
  entries: Type.Array(MoneyEntryBody, {
    description: 'What this month counts of the case; an entry belongs to one month for good',
  }),
});

const TotalsBody = object({
  currency: Currency,
  cases: Type.Integer(),
  chargedMinor: Type.Integer({ description: 'What fell due, less what was voided' }),
  paidMinor: Minor,
  refundedMinor: Minor,
  receivableMinor: Type.Integer({ minimum: 0, description: 'Left open knowingly: the differences (F-03)' }),
  costs: Type.Array(object({ account: oneOf(COST_ACCOUNTS), costMinor: Minor })),
});

const UnplacedTotalsBody = object({
  currency: Currency,
  receivedMinor: Minor,
  assignedMinor: Minor,
  refundedMinor: Minor,
  waitingMinor: Type.Integer({ minimum: 0, description: 'Waited for finance when the month ended' }),
});

const ClosedBody = object({ at: Instant, by: nullable(Id) });

/** The monthly settlement (F-03); undone entries are not in the totals. */
export const MonthlySettlementBody = object({
  month: Month,
  closed: nullable(ClosedBody),
  totals: Type.Array(TotalsBody, { description: 'Of the whole month, one for each currency' }),
  unplaced: Type.Array(UnplacedTotalsBody, {
    description: 'Money that came for cases that were closed (F-04), one for each currency',
  }),
  items: Type.Array(SettledCaseBody, {
    description:
      'The amounts of a case are those of its account as it stands now; what the month counts for good are `totals` and the entries',
  }),
  nextCursor: nullable(Type.String()),
});

export const ClosedMonthBody = object({ month: Month, closed: ClosedBody });
