import type { RepairForms } from '../../../workflows/repair/repair.forms.ts';
import type { CaseFile, Done } from '../case-file.ts';
import type { Section, Words } from '../document.ts';
import type { DocumentType } from '../document-type.ts';
import type { Pen } from '../pen.ts';
import { approvalSection, fileSection, nth } from './common.ts';

type WriteOff = RepairForms['proposeScrap'];

/** Scrap note (报废单, R-15): ground, value, approval, and what became of the old unit. */
export const scrapNote: DocumentType = {
  kind: 'scrapNote',
  suffix: /^-X\d*$/,
  inCustomersFile: true,
  issues: async (file) => {
    const proposals = await file.done('proposeScrap');
    return proposals.map((proposed, index) => ({
      suffix: nth('-X', index),
      revision: null,
      createdAt: proposed.at,
      write: (pen) => write(pen, file, proposed, proposals[index + 1]?.at ?? Number.POSITIVE_INFINITY),
    }));
  },
};

async function write(
  pen: Pen,
  file: CaseFile,
  { form, at, by }: Done<WriteOff>,
  until: number,
): Promise<Section<Words>[]> {
  const isIts = (instant: number): boolean => instant >= at && instant < until;
  const changes = (await file.events('command.changeWriteOff')).filter(({ occurredAt }) => isIts(occurredAt));
  const standing = (changes.at(-1)?.data as WriteOff | undefined) ?? form;
  const approvals = (await file.approvals()).filter(
    ({ subject, requestedAt }) => subject === 'scrap' && isIts(requestedAt),
  );
  const disposed = (await file.done('scrapUnit')).filter((done) => isIts(done.at));
  const photos = disposed.map((done) => done.form.photo);
  return [
    ...pen.fields('particulars', {
      ground: pen.answer('scrapGround', standing.ground),
      repairCost: pen.amount(standing.repairCostMinor),
      unitValue: pen.amount(standing.unitValueMinor),
      disposal: pen.answer('disposal', standing.disposal),
      at: pen.instant(at),
      by: pen.actor(by, at),
    }),
    ...approvalSection(pen, approvals),
    ...pen.table(
      'disposed',
      ['recordNumber', 'serialNumber', 'disposal', 'at', 'by'],
      disposed.map((done) => ({
        recordNumber: done.form.recordNumber,
        serialNumber: done.about['serialNumber'] as string | null | undefined,
        disposal: pen.answer('disposal', done.form.disposal),
        at: pen.instant(done.form.at),
        by: pen.actor(done.by, done.at),
      })),
    ),
    ...fileSection(pen, await file.files(), [...standing.evidence, ...photos]),
  ];
}
