import { laterLimit } from '../../domain/policy/later-fields.ts';
import { checkHeardFrom, checkPast } from '../../domain/reported.ts';
import type { SatisfactionAnswer } from '../../domain/satisfaction.ts';
import { askCustomer } from '../../runtime/asking.ts';
import { since } from '../../runtime/generations.ts';
import { reviewOfScore } from '../people/linked-cases.ts';
import { newsTold, within } from '../promises/promises.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import { checkOffered, isDissatisfied } from '../repair.rules.ts';

/** The customer's side of the completion: result told, follow-up, survey. */

const name = (c: RepairCase, kind: string): string => `${kind}/${c.state.round}`;

export const satisfactionTasks: TasksOf<'tellResult' | 'followUp' | 'answerFeedback' | 'answerSurvey'> = {
  tellResult: {
    role: () => 'agent',
    due: (c) => ({ commitment: name(c, 'resultTold') }),
    about: (c) => ({ result: resultOf(c), outcome: c.state.outcome }),
    check(c, form) {
      checkPast(form.at, c.now(), '/at');
    },
  },
  followUp: {
    role: () => 'agent',
    due: (c) => ({ commitment: name(c, 'followUp') }),
    about: (c) => ({ manners: c.policy.followUpManners }),
    check(c, form) {
      checkPast(form.at, c.now(), '/at');
      const { followUpManners } = c.policy;
      checkOffered(form.manner, followUpManners, '/manner', `Nobody is followed up by ${form.manner} here`);
    },
  },
  answerFeedback: {
    role: () => 'manager',
    due: (c) => within(c, laterLimit(c.policy, 'feedbackWithin'), 'slow'),
    check(c, form) {
      checkPast(form.toldAt, c.now(), '/toldAt');
    },
  },
  answerSurvey: {
    role: () => ['customer', 'agent'],
    check(_c, form, _task, by) {
      checkHeardFrom(by, form, 'Staff write down who of the customer’s side answered');
    },
  },
};

/**
 * A complaint about this repair is open, by the last "no" or a refusal: it speaks with the customer, who is not asked
 * beside it how satisfied they are. Repairs from before ask all the same.
 */
export const complaintSpeaks = (c: RepairCase): boolean =>
  c.state.outcome === 'handedToComplaint' && since(1, 'complaint-speaks');

/** Result, follow-up and survey run side by side; a dissatisfied answer happens as an event of the case. */
export async function customerTrack(c: RepairCase): Promise<void> {
  await Promise.all([tellResult(c), followUp(c), survey(c)]);
}

/** Told by a person; whom nobody reaches has it in writing after the last attempt, and is asked by follow-up and survey. */
async function tellResult(c: RepairCase): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { form } = await c.task('tellResult', { about: { attempt } });
    if (!form.reached && (attempt < c.policy.contactAttempts || !since(1, 'result-written'))) continue;
    const summary = resultOf(c);
    c.tell('result', { outcome: c.state.outcome ?? '', ...(summary !== null && { summary }) });
    c.meet(name(c, 'resultTold'), form.at);
    if (!form.reached) return;
    newsTold(c);
    take(c, form);
    return;
  }
}

/**
 * What came out of the round beside its outcome: the work, the new unit, how the call solved it, what was found, why the
 * unit is kept as it is. Rounds whose result was not kept yet tell the work.
 */
export function resultOf(c: RepairCase): string | null {
  const { result, lastWork } = c.data;
  return result ?? (c.state.outcome === 'repaired' ? (lastWork?.measures ?? null) : null);
}

async function followUp(c: RepairCase): Promise<void> {
  for (let attempt = 1; attempt <= c.policy.contactAttempts; attempt += 1) {
    const { form } = await c.task('followUp', { about: { attempt } });
    if (!form.reached) continue;
    c.meet(name(c, 'followUp'), form.at);
    take(c, form);
    if (form.suggestions !== undefined) await answerFeedback(c, form.suggestions);
    return;
  }
  c.meet(name(c, 'followUp'));
}

/** A problem or a suggestion gets an answer from the manager before the case closes (B3.5). */
async function answerFeedback(c: RepairCase, suggestions: string): Promise<void> {
  const { form } = await c.task('answerFeedback', { about: { suggestions } });
  c.tell('news', { text: form.text });
}

/** Sent by itself, reminded of once, and expired after its time; without an answer satisfaction stays unknown. */
async function survey(c: RepairCase): Promise<void> {
  const { surveyAfter, surveyRemindAfter, surveyExpiresAfter } = c.policy;
  if (surveyAfter === null || surveyRemindAfter === null || surveyExpiresAfter === null) return;
  const sentAt = await c.after(surveyAfter);
  const saysUntilWhen = since(1, 'survey-says-until-when');
  if (!saysUntilWhen) c.tell('survey', {});
  c.meet(name(c, 'survey'));
  const answered = await askCustomer(c, 'answerSurvey', {
    ...{ askedAt: sentAt, remindAfter: surveyRemindAfter, expiresAfter: surveyExpiresAfter },
    ask(until) {
      if (saysUntilWhen) c.tell('survey', {}, until);
    },
    remind(until) {
      c.tell('surveyReminder', {}, saysUntilWhen ? until : null);
    },
  });
  if (answered === null) {
    c.data.surveyExpiredAt = c.now();
    return;
  }
  c.data.surveyScore = answered.form.score;
  take(c, answered.form);
}

function take(c: RepairCase, answer: SatisfactionAnswer): void {
  if (answer.satisfied !== undefined) c.data.satisfaction = answer.satisfied;
  if (answer.score !== undefined) reviewOfScore(c, answer.score);
  if (!isDissatisfied(c.policy, answer)) return;
  c.data.dissatisfied += 1;
  c.happened('dissatisfied');
}
