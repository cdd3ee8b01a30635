import type { Actor } from '../domain/actors.ts';
import { DomainError } from '../domain/errors.ts';
import type { Givers } from '../domain/givers.ts';
import { SURVEY_COMMAND_GIVERS } from '../domain/policy/survey-roles.ts';
import type { CommandRule } from '../runtime/process.ts';
import type { SurveyCase } from './survey.case.ts';
import type { Cancellation } from './survey.forms.ts';
import type { SurveysDeclined } from './survey.messages.ts';

const cancel: CommandRule<SurveyCase, Cancellation> = {
  check(c) {
    if (c.state.phase === 'asking') return;
    throw new DomainError(
      'WRONG_PHASE',
      'The customer has answered already; a survey is cancelled before that',
      {
        details: { phase: c.state.phase, allowed: ['asking'] },
      },
    );
  },
  run(c, { reason }, by) {
    stopAsking(c, reason, by);
  },
};

export const surveyCommandRules = { cancel };

export function giversOf(_c: SurveyCase, command: string): Givers {
  const givers = Object.entries(SURVEY_COMMAND_GIVERS).find(([name]) => name === command)?.[1];
  if (givers === undefined) throw new DomainError('NOT_FOUND', `A survey knows no command "${command}"`);
  return givers;
}

/** The customer does not want to be asked: a survey that waits for their answer ends, and reminds of nothing. */
export function takeDecline(c: SurveyCase, { by }: SurveysDeclined): void {
  if (c.state.phase === 'asking') stopAsking(c, 'surveysDeclined', by);
}

function stopAsking(c: SurveyCase, reason: string, by: Actor): void {
  c.state.outcome = 'cancelled';
  c.note('surveyStopped', { reason }, 'customer', by);
  c.interrupt('closed');
}
