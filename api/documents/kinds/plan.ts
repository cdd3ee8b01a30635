import type { RepairForms } from '../../../workflows/repair/repair.forms.ts';
import type { CaseFile, Done } from '../case-file.ts';
import type { Section, Words } from '../document.ts';
import type { DocumentType } from '../document-type.ts';
import type { Pen } from '../pen.ts';
import { approvalSection } from './common.ts';

type Planned = Done<RepairForms['planWork']> & { readonly revision: number };

/** Plan (维修方案, R-09): measures, parts, promised date, and what the supervisors said to it. */
export const plan: DocumentType = {
  kind: 'plan',
  suffix: /^-P\d+$/,
  inCustomersFile: true,
  issues: async (file) => {
    const plans = (await file.done('planWork')).map((done, index) => ({
      ...done,
      revision: revisionOf(done.about, index),
    }));
    return plans.map((planned, index) => ({
      suffix: `-P${planned.revision}`,
      revision: planned.revision,
      createdAt: planned.at,
      write: (pen) => write(pen, file, planned, plans[index + 1]?.revision),
    }));
  },
};

/** Cases from before the task told its revision count their plans. */
function revisionOf(about: Readonly<Record<string, unknown>>, index: number): number {
  const { revision } = about;
  return typeof revision === 'number' ? revision : index + 1;
}

async function write(
  pen: Pen,
  file: CaseFile,
  { form, at, by, revision }: Planned,
  nextRevision = Number.POSITIVE_INFINITY,
): Promise<Section<Words>[]> {
  // A substitute that makes the plan dearer has it approved once more under a revision of its own.
  const approvals = (await file.approvals()).filter(
    (approval) =>
      approval.subject === 'plan' && approval.revision >= revision && approval.revision < nextRevision,
  );
  return [
    ...pen.fields('particulars', {
      revision: pen.number(revision),
      measures: form.measures,
      safetyMeasures: form.safetyMeasures,
      minutes: pen.number(form.minutes),
      promisedUntil: pen.end(form.promisedUntil),
      estimatedCost: pen.forCustomer ? null : pen.amount(approvals[0]?.amountMinor),
      at: pen.instant(at),
      by: pen.actor(by, at),
    }),
    ...pen.table(
      'parts',
      ['part', 'quantity'],
      form.parts.map(({ partId, quantity }) => ({
        part: pen.named(partId, at),
        quantity: pen.number(quantity),
      })),
    ),
    ...approvalSection(pen, approvals),
  ];
}
