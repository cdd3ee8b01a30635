import { Type } from 'typebox';
import { SATISFACTIONS } from '../domain/satisfaction.ts';
import { choice, form, heardFrom, score, text } from './form-fields.ts';

/** Whether the customer is satisfied. */
export const satisfied = () => choice(SATISFACTIONS, 'Is the customer satisfied?');

/** What customers answer to a survey, after a case or by period (R-17, V-02). */
export const surveyAnswer = form('Answer the survey', {
  score: score('How satisfied'),
  satisfied: satisfied(),
  remark: Type.Optional(text('Remark')),
  heardFrom: heardFrom(),
});
