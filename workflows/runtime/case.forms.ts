import { Type } from 'typebox';
import { PAUSE_REASONS } from '../domain/cases.ts';
import { choice, form, heardFrom, instant, text, yesNo } from './form-fields.ts';

/** Commands that every kind of case knows. */
export const caseCommands = {
  hold: form('Hold the case', {
    reason: choice(PAUSE_REASONS, 'Clocks stop only for reasons that the policy lists'),
    text: text('Why, as the customer may read it'),
    until: instant('The hold ends by itself then'),
  }),
  resume: form('End the hold', { text: Type.Optional(text('Why')) }),
  escalate: form('Escalate to the next level', { reason: text('Why') }),
  comment: form('Add a comment', {
    text: text('The comment'),
    shared: yesNo('The customer may read it; what a customer writes always is'),
    heardFrom: heardFrom(),
    automatic: Type.Optional(yesNo('An automatic reply of a mailbox: it meets and resumes nothing')),
  }),
};
