import type { DocumentType } from '../document-type.ts';

/** Survey (满意度调查表, R-17) of a round; it bears the number of the follow-up record, with an S. */
export const survey: DocumentType = {
  kind: 'survey',
  suffix: /^-V\d+S$/,
  inCustomersFile: true,
  issues: async (file) =>
    (await file.done('answerSurvey')).map(({ form, at, by, round }) => ({
      suffix: `-V${round}S`,
      revision: null,
      createdAt: at,
      write: (pen) =>
        pen.fields('particulars', {
          score: pen.number(form.score),
          satisfied: pen.answer('satisfied', form.satisfied),
          remark: form.remark,
          heardFrom: form.heardFrom,
          answeredBy: pen.actor(by, at),
          at: pen.instant(at),
        }),
    })),
};
