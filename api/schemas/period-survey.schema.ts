import { Type } from 'typebox';
import { ROLES } from '../../workflows/domain/limits.ts';
import { DISSATISFIED_ANSWERS } from '../../workflows/domain/policy/choices.ts';
import { SURVEY_PERIODS } from '../../workflows/domain/survey-periods.ts';
import { object, oneOf } from './common.schema.ts';
import { EscalationLadder, policyLimit } from './repair-policy.schema.ts';

/** The survey by period in a service policy (V-02). */
export const PeriodSurveySchema = object(
  {
    period: oneOf(SURVEY_PERIODS, { description: 'How often; periods are those of the calendar year' }),
    numberRule: Type.String({
      minLength: 1,
      maxLength: 60,
      description: 'As of repairs, such as SV-{yyyyMMdd}-{seq4}',
    }),
    askAfter: policyLimit('Round opened → customers are asked; zero waits for the next opening hour'),
    remindAfter: policyLimit('Asked → reminded, once (X-13)'),
    expiresAfter: policyLimit('Asked → it can no longer be answered (X-13)'),
    restDays: Type.Integer({
      minimum: 0,
      description: 'Who was asked by any survey within so many days before the round is left out of it',
    }),
    ownerRole: oneOf(ROLES, { description: 'Answers for the surveys, and calls customers back' }),
    callBackOn: Type.Array(oneOf(DISSATISFIED_ANSWERS), {
      uniqueItems: true,
      description: 'Answers after which the customer is called back (X-13)',
    }),
    callBackBelowScore: Type.Number({
      minimum: 0,
      maximum: 100,
      description: 'Scores below this after which the customer is called back (X-13)',
    }),
    callBackWithin: policyLimit('Bad answer → called back, or the attempts used (X-13)'),
    callBackAttempts: Type.Integer({ minimum: 1, description: 'Calls that may reach nobody' }),
    ladder: EscalationLadder,
  },
  { description: 'Customers are asked once after each period' },
);
