import { Type } from 'typebox';
import { PAUSE_REASONS } from '../domain/cases.ts';
import { LINKED_KINDS } from '../domain/links.ts';
import { choice, evidence, form, heardFrom, instant, reference, text, yesNo } from './form-fields.ts';

/** What is opened as a case; actions have a command of their own, and reviews are noted by the process. */
const CASES_TO_OPEN = LINKED_KINDS.filter((kind) => kind !== 'action' && kind !== 'review');

/** Ends a case before its time, where its process knows that. */
export const cancellation = form('Cancel the case', {
  reason: text('Why; told to a customer who waits for the case'),
});

/** Commands that every kind of case knows. */
export const caseCommands = {
  hold: form('Hold the case', {
    reason: choice(PAUSE_REASONS, 'Clocks stop only for reasons that the policy lists'),
    text: text('Why, as the customer may read it'),
    until: instant('The hold ends by itself then'),
  }),
  resume: form('End the hold', { text: Type.Optional(text('Why')) }),
  reassign: form('Name who answers for the case', {
    ownerId: Type.Optional(
      reference('The person; left out: whoever holds the role that owns the case, as in the beginning'),
    ),
    reason: text('Why'),
  }),
  escalate: form('Escalate to the next level', { reason: text('Why') }),
  comment: form('Add a comment', {
    text: text('The comment'),
    shared: yesNo('The customer may read it; what a customer writes always is'),
    heardFrom: heardFrom(),
    automatic: Type.Optional(yesNo('An automatic reply of a mailbox: it meets and resumes nothing')),
    evidence: Type.Optional(evidence('Files that came with it')),
  }),
  attachEvidence: form('Attach evidence', {
    evidence: { ...evidence('Files uploaded before'), minItems: 1 },
    text: Type.Optional(text('What they show')),
    shared: Type.Optional(yesNo('The customer may see it in the timeline; their own always is')),
  }),
  link: form('Link another case of the customer, or change the link', {
    linkedCaseId: reference('The other case'),
    relation: Type.Optional(choice(['related', 'repeatOf', 'sameFaultAs'], 'How it stands to it')),
    waits: Type.Optional(yesNo('This case does not close before the other one')),
    text: Type.Optional(text('Why')),
  }),
  unlink: form('Take a link back', { linkedCaseId: reference('The other case') }),
  openLinkedCase: form('Ask for a case of another kind', {
    kind: choice(CASES_TO_OPEN, 'Kind; a repair is reported by POST /v1/repairs with openedFrom'),
    text: text('What it is about'),
    waits: Type.Optional(yesNo('This case does not close before it is reported closed')),
  }),
  openAction: form('Ask a department for a corrective or preventive action', {
    text: text('What was found, and what is asked'),
    department: Type.Optional(text('The department concerned', 200)),
  }),
};
