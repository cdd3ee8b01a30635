import { SURVEY_TASK_ROLES } from '../domain/policy/survey-roles.ts';
import { checkHeardFrom } from '../domain/reported.ts';
import { isBadAnswer } from '../domain/satisfaction.ts';
import { askCustomer } from '../runtime/asking.ts';
import { linkedCasesAwaited } from '../runtime/linked-wait.ts';
import type { TaskRule } from '../runtime/process.ts';
import type { SurveyCase, SurveyPhase } from './survey.case.ts';
import type { SurveyForms } from './survey.forms.ts';

export const answerSurvey: TaskRule<SurveyCase, SurveyForms['answerSurvey']> = {
  role: () => SURVEY_TASK_ROLES.answerSurvey(),
  about: (c) => ({ period: c.body.period }),
  check(_c, form, _task, by) {
    checkHeardFrom(by, form, 'Staff write down who of the customer’s side answered');
  },
};

/** Asked in opening hours, reminded once, and over after its time; who is not satisfied is called back. */
export async function asking(c: SurveyCase): Promise<SurveyPhase> {
  const { askAfter, remindAfter, expiresAfter } = c.policy;
  const askedAt = await c.after(askAfter);
  c.data.askedAt = askedAt;
  const about = periodInWords(c.body.period);
  const answered = await askCustomer(c, 'answerSurvey', {
    ...{ askedAt, remindAfter, expiresAfter },
    ask(until) {
      c.tell('periodSurvey', about, until);
    },
    remind(until) {
      c.tell('periodSurveyReminder', about, until);
    },
  });
  if (answered === null) {
    c.state.outcome = 'expired';
    await linkedCasesAwaited(c);
    return 'closed';
  }
  const { score, satisfied, remark = null } = answered.form;
  c.state.outcome = 'answered';
  c.data.answer = { score, satisfied, remark, at: answered.at };
  const { callBackOn, callBackBelowScore } = c.policy;
  if (isBadAnswer({ on: callBackOn, belowScore: callBackBelowScore }, answered.form)) return 'callBack';
  await linkedCasesAwaited(c);
  return 'closed';
}

/** `2026-H1` as its year, and the part of the year that has a title in each language. */
function periodInWords(code: string): { readonly year: string; readonly part: string } {
  const [year = '', part = 'year'] = code.split('-');
  return { year, part };
}
