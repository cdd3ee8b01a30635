import { Type, type Static } from 'typebox';
import { cancellation, caseCommands } from '../runtime/case.forms.ts';
import { choice, code, form, instant, text, yesNo } from '../runtime/form-fields.ts';
import { surveyAnswer } from '../runtime/survey.forms.ts';

/* Forms of the survey by period (V-02, X-13). */

/** Every task of a survey, by the phase that it belongs to and by its kind. */
export const surveyFormsByPhase = {
  asking: { answerSurvey: surveyAnswer },
  callBack: {
    callBackCustomer: form(
      'Call a dissatisfied customer back',
      {
        at: instant('When'),
        reached: yesNo('Whether the customer was reached'),
        cause: Type.Optional(text('What the customer is not satisfied with')),
        measure: Type.Optional(text('What is done about it, as it was told to the customer')),
        further: Type.Optional(
          choice(['nothing', 'complaint', 'action'], 'What is opened for it beside this survey'),
        ),
      },
      [{ field: 'reached', is: [true], required: ['cause', 'measure', 'further'] }],
    ),
  },
};

/** Every task of a survey by its kind. */
export const surveyForms = { ...surveyFormsByPhase.asking, ...surveyFormsByPhase.callBack };

/** What the surveys of a period are opened with, all at once: the body of `POST /v1/survey-rounds`. */
export const surveyOpening = form('Ask the customers of a period', {
  company: code('Whose customers'),
  period: Type.Optional(
    Type.String({
      pattern: String.raw`^\d{4}(?:-[QH][1-4])?$`,
      description:
        '2026-H1, 2026-Q3 or 2026, as long as the policy says; left out: the last one that is over',
    }),
  ),
});

/** Commands of a survey: those of every case but for holds, which would not stop the time that the customer has. */
export const surveyCommands = {
  reassign: caseCommands.reassign,
  escalate: caseCommands.escalate,
  comment: caseCommands.comment,
  attachEvidence: caseCommands.attachEvidence,
  link: caseCommands.link,
  unlink: caseCommands.unlink,
  openLinkedCase: caseCommands.openLinkedCase,
  openAction: caseCommands.openAction,
  cancel: cancellation,
};

type FormOf<Schemas> = { readonly [K in keyof Schemas]: Static<Schemas[K] & object> };

export type SurveyForms = FormOf<typeof surveyForms>;
export type Cancellation = Static<typeof cancellation>;
