import type { RepairForms } from '../../../workflows/repair/repair.forms.ts';
import type { CaseFile, Done } from '../case-file.ts';
import type { Section, Words } from '../document.ts';
import type { DocumentType } from '../document-type.ts';
import type { Pen } from '../pen.ts';
import type { Replaced } from '../unit-of-case.ts';
import { nth } from './common.ts';

/** Replacement note (更换单, R-15): what the customer chose, and both serial numbers. */
export const replacementNote: DocumentType = {
  kind: 'replacementNote',
  suffix: /^-XR\d*$/,
  inCustomersFile: true,
  issues: async (file) => {
    const choices = await file.done('chooseReplacement');
    return choices.map((chosen, index) => ({
      suffix: nth('-XR', index),
      revision: null,
      createdAt: chosen.at,
      write: async (pen) => {
        const until = choices[index + 1]?.at ?? Number.POSITIVE_INFINITY;
        return [...choice(pen, chosen), ...(await exchange(pen, file, { from: chosen.at, until }))];
      },
    }));
  },
};

const choice = (pen: Pen, { form, at, by }: Done<RepairForms['chooseReplacement']>): Section<Words>[] =>
  pen.fields('choice', {
    choice: pen.answer('replacementAnswer', form.answer),
    replacementKind: pen.answer('replacementKind', form.kind),
    newUnit: form.productId === undefined ? null : pen.named(form.productId, at),
    accessories: form.accessories,
    difference: pen.amount(form.differenceMinor),
    reason: form.reason,
    heardFrom: form.heardFrom,
    at: pen.instant(at),
    by: pen.actor(by, at),
  });

async function exchange(
  pen: Pen,
  file: CaseFile,
  span: { readonly from: number; readonly until: number },
): Promise<Section<Words>[]> {
  const isIts = (instant: number): boolean => instant >= span.from && instant < span.until;
  const replaced = (await file.events('unitReplaced')).find(({ occurredAt }) => isIts(occurredAt));
  const collected = (await file.done('collectOld')).findLast(({ at }) => isIts(at));
  if (replaced === undefined || collected === undefined) return [];
  const units = replaced.data as unknown as Replaced;
  const { form, at, by } = collected;
  return [
    ...pen.fields('newUnit', {
      productModel: units.newProductModel,
      newSerial: units.newSerial,
      at: pen.instant(at),
      by: pen.actor(by, at),
    }),
    ...pen.fields('oldUnit', {
      productModel: units.productModel,
      oldSerial: form.serialSeen ?? units.serialNumber,
      otherSerialBecause: form.otherSerialBecause,
      condition: form.condition,
      accessories: form.accessories.length === 0 ? pen.term('none') : form.accessories,
    }),
  ];
}
