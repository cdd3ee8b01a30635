import { Type } from 'typebox';
import { SURVEY_EXCLUSIONS, SURVEY_OUTCOMES } from '../../workflows/domain/survey-rounds.ts';
import { surveyOpening } from '../../workflows/survey/survey.forms.ts';
import { ActorBody } from './case.schema.ts';
import { Code, Id, Instant, nullable, object, oneOf, pageQuery } from './common.schema.ts';

const Count = Type.Integer({ minimum: 0 });
const count = (description: string) => Type.Integer({ minimum: 0, description });
const Percent = Type.Number({ minimum: 0, maximum: 100 });

export const NewSurveyRoundBody = object(
  {
    ...surveyOpening.properties,
    clock: Type.Optional(
      object(
        { now: Instant },
        { description: 'What time it is for its surveys; with adjustable clocks only' },
      ),
    ),
  },
  { examples: [{ company: 'D' }] },
);

const roundFields = {
  id: Id,
  company: Type.String(),
  period: Type.String({ description: '2026-H1, 2026-Q3 or 2026' }),
  from: Instant,
  to: Instant,
  policyId: Id,
  openedAt: Instant,
  closedAt: nullable(
    Type.String({
      format: 'date-time',
      description: 'When its last survey was closed; null while one is open',
    }),
  ),
};

const countFields = {
  excluded: count('Customers of the period who are not asked'),
  surveys: count('Customers who are asked, or are going to be'),
  sent: count('Of those, the ones whose survey has gone out'),
  answered: Count,
  expired: Count,
  cancelled: Count,
  toCallBack: count('Answers after which the customer is called back'),
  calledBack: count('Of those, the customers who were reached'),
};

export const SurveyRoundBody = object({ ...roundFields, openedBy: ActorBody, counts: object(countFields) });

export const SurveyRoundsQuery = object({ ...pageQuery, company: Type.Optional(Code) });

export const SurveyedCustomerBody = object({
  customerId: Id,
  customerName: Type.String(),
  caseId: nullable(Id),
  excludedBecause: nullable(oneOf(SURVEY_EXCLUSIONS, { description: 'Why they are not asked' })),
  outcome: nullable(oneOf(SURVEY_OUTCOMES)),
  lateRemark: nullable(Type.String({ description: 'What they wrote when the survey was over' })),
  lateRemarkAt: nullable(Instant),
});

export const SurveyFiguresQuery = object({
  company: Code,
  periods: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 40, default: 8, description: 'How many, from the newest back' }),
  ),
});

const change = (description: string) => nullable(Type.Number({ description }));

/** Surveys of each period against the target, and against the period before (V-02, D4.1.5). */
export const SurveyFiguresBody = object({
  company: Type.String(),
  periods: Type.Array(
    object({
      ...roundFields,
      ...countFields,
      answerPercent: nullable(Type.Number({ minimum: 0, maximum: 100, description: 'Of those sent' })),
      meanScore: nullable(Percent),
      satisfiedPercent: nullable(
        Type.Number({ minimum: 0, maximum: 100, description: 'Who said "yes", of those who answered' }),
      ),
      targetPercent: Percent,
      onTarget: nullable(Type.Boolean({ description: 'Null while nobody has answered' })),
      trend: object({
        answerPercent: change('More than in the period before; null where either has none'),
        meanScore: change('More than in the period before; null where either has none'),
        satisfiedPercent: change('More than in the period before; null where either has none'),
      }),
    }),
  ),
});

export const SurveyChoiceBody = object(
  { declined: Type.Boolean({ description: 'True: the customer does not want to be asked by period' }) },
  { examples: [{ declined: false }] },
);
