import type { LinkedCaseWanted } from '../../activities/link-contracts.ts';
import type { Actor } from '../domain/actors.ts';
import { SURVEY_TASK_ROLES } from '../domain/policy/survey-roles.ts';
import { checkPast } from '../domain/reported.ts';
import { linkedCasesAwaited } from '../runtime/linked-wait.ts';
import { openLinkedCase } from '../runtime/links.ts';
import type { TaskRule } from '../runtime/process.ts';
import type { CalledBack, SurveyCase, SurveyPhase } from './survey.case.ts';
import type { SurveyForms } from './survey.forms.ts';

export const callBackCustomer: TaskRule<SurveyCase, SurveyForms['callBackCustomer']> = {
  role: (c) => SURVEY_TASK_ROLES.callBackCustomer(c.policy),
  assignee: (c) => c.state.ownerId,
  due: () => ({ commitment: 'callBack' }),
  about: (c) => ({ period: c.body.period, answer: c.data.answer }),
  check(c, form) {
    checkPast(form.at, c.now(), '/at');
  },
};

/** A customer who is not satisfied is called back, and what came of it stays on record. */
export async function callBack(c: SurveyCase): Promise<SurveyPhase> {
  c.commit({
    kind: 'callBack',
    start: c.now(),
    limit: c.policy.callBackWithin,
    ladder: c.policy.ladder,
    source: 'periodSurvey.callBackWithin',
  });
  while (c.data.calledBack === null && c.data.calls < c.policy.callBackAttempts) await callOnce(c);
  // Met by the call; here by the last attempt that reached nobody.
  c.meet('callBack');
  await linkedCasesAwaited(c);
  return 'closed';
}

async function callOnce(c: SurveyCase): Promise<void> {
  const { form, by } = await c.task('callBackCustomer', { about: { attempt: c.data.calls + 1 } });
  c.data.calls += 1;
  if (!form.reached) return;
  const { at, cause = '', measure = '', further = 'nothing' } = form;
  c.data.calledBack = { at, cause, measure, further };
  c.meet('callBack', at);
  await openFurther(c, c.data.calledBack, by);
}

/** What the customer is not satisfied with goes on as a complaint, or as a corrective action of a department. */
async function openFurther(c: SurveyCase, { cause, measure, further }: CalledBack, by: Actor): Promise<void> {
  if (further === 'nothing') return;
  const { answer } = c.data;
  const facts = {
    period: c.body.period,
    score: answer?.score ?? null,
    remark: answer?.remark ?? null,
    measure,
  };
  const wanted: LinkedCaseWanted = { kind: further, cause: 'lowScore', text: cause, waits: false, facts };
  await openLinkedCase(c, 'callBack', wanted, by);
}
