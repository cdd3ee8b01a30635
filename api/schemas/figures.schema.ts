import { Type } from 'typebox';
import { REPAIR_OUTCOMES } from '../../workflows/domain/repair-outcomes.ts';
import { SATISFACTIONS } from '../../workflows/domain/satisfaction.ts';
import { Currency, Id, Instant, Minor, nullable, object, oneOf } from './common.schema.ts';

const Percent = Type.Number({ minimum: 0, maximum: 100 });
const Count = Type.Integer({ minimum: 0 });

/** What became of a repair (repair process, section 10). */
export const RepairOutcomeBody = object({
  outcome: nullable(oneOf(REPAIR_OUTCOMES, { description: 'Null while the case is open' })),
  closedAt: nullable(Instant),
  solved: nullable(Type.Boolean({ description: 'Null where the case does not count' })),
  rounds: Count,
  attempts: Type.Integer({ minimum: 1, description: 'Of the last round' }),
  visits: Count,
  faultCode: nullable(Type.String()),
  causedBy: nullable(Type.String()),
  coverage: nullable(Type.String()),
  currency: nullable(Currency),
  chargedMinor: Minor,
  costMinor: Minor,
  promises: object({ kept: Count, missed: Count }),
  satisfaction: nullable(oneOf([...SATISFACTIONS, 'unknown'])),
  surveyScore: nullable(Type.Integer({ minimum: 0, maximum: 100 })),
  firstTimeFix: Type.Boolean({ description: 'Repaired in round 1, attempt 1, and not reported again' }),
  recurredIn: nullable(
    Type.String({ format: 'uuid', description: 'The first later case of the same fault' }),
  ),
});

export const FiguresQuery = object({
  company: Type.String({ minLength: 1, maxLength: 80 }),
  from: Instant,
  to: Instant,
});

const ShareBody = object({
  counted: Count,
  solved: Count,
  percent: nullable(Percent),
  targetPercent: Percent,
});

/** Repairs that a company closed in a time, against the targets of its policy (D-02, V-02, C4.2). */
export const RepairFiguresBody = object({
  company: Type.String(),
  from: Instant,
  to: Instant,
  policyId: Id,
  closed: Count,
  outcomes: Type.Array(object({ outcome: oneOf(REPAIR_OUTCOMES), cases: Count })),
  resolution: object({ general: ShareBody, complex: ShareBody }),
  firstTimeFix: object({ repaired: Count, atOnce: Count, percent: nullable(Percent) }),
  satisfaction: object({
    asked: Type.Integer({ minimum: 0, description: 'Cases whose customer said how satisfied they are' }),
    satisfiedPercent: nullable(Percent),
    surveys: Count,
    averageScore: nullable(Percent),
    targetByYear: Type.Array(Percent, { description: 'Of year 1, 2 … of the policy; the last holds on' }),
  }),
  promises: Type.Array(
    object({ kind: Type.String(), kept: Count, missed: Count, keptPercent: nullable(Percent) }),
  ),
  money: Type.Array(object({ currency: Currency, chargedMinor: Minor, costMinor: Minor })),
});
