import type { RepairForms } from '../../../workflows/repair/repair.forms.ts';
import type { CaseFile, Done } from '../case-file.ts';
import type { Section, Words } from '../document.ts';
import type { DocumentType } from '../document-type.ts';
import type { Pen } from '../pen.ts';

type FollowedUp = Done<RepairForms['followUp']>;

/** Follow-up record (回访记录, B3.5, R-17) of a round: quality, use, suggestions and the answer to them. */
export const followUpRecord: DocumentType = {
  kind: 'followUpRecord',
  suffix: /^-V\d+$/,
  inCustomersFile: true,
  issues: async (file) => {
    const rounds = Map.groupBy(await file.done('followUp'), ({ round }) => round);
    return [...rounds].map(([round, attempts]) => ({
      suffix: `-V${round}`,
      revision: null,
      createdAt: attempts[0]?.at ?? file.found.openedAt,
      write: (pen) => write(pen, file, attempts, round),
    }));
  },
};

async function write(
  pen: Pen,
  file: CaseFile,
  attempts: readonly FollowedUp[],
  round: number,
): Promise<Section<Words>[]> {
  const last = attempts.findLast(({ form }) => form.reached);
  const replies = (await file.done('answerFeedback')).filter((reply) => reply.round === round);
  return [
    ...pen.table(
      'followUps',
      ['at', 'manner', 'reached', 'by'],
      attempts.map(({ form, at, by }) => ({
        at: pen.instant(form.at),
        manner: pen.answer('manner', form.manner),
        reached: pen.yesNo(form.reached),
        by: pen.actor(by, at),
      })),
    ),
    ...pen.fields('result', {
      quality: pen.number(last?.form.quality),
      inUse: pen.yesNo(last?.form.inUse),
      satisfied: pen.answer('satisfied', last?.form.satisfied),
      suggestions: last?.form.suggestions,
    }),
    ...replies.flatMap(({ form, at, by }) =>
      pen.fields('reply', {
        reply: form.text,
        repliedAt: pen.instant(form.toldAt),
        by: pen.actor(by, at),
      }),
    ),
  ];
}
