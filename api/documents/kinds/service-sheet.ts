import type { RepairForms } from '../../../workflows/repair/repair.forms.ts';
import type { CaseFile, Done } from '../case-file.ts';
import type { Section, Words } from '../document.ts';
import type { DocumentType } from '../document-type.ts';
import type { Pen } from '../pen.ts';
import { nth, signatureSection } from './common.ts';

type HandedOver = Done<RepairForms['handOver']>;

/** Service sheet (维修服务单, B3.4): what was done, parts told, damage, signature or refusal, warranty on the work. */
export const serviceSheet: DocumentType = {
  kind: 'serviceSheet',
  suffix: /^-S\d*$/,
  inCustomersFile: true,
  issues: async (file) => {
    const handOvers = await file.done('handOver');
    return handOvers.map((handOver, index) => ({
      suffix: nth('-S', index),
      revision: null,
      createdAt: handOver.at,
      write: (pen) => write(pen, file, handOver, handOvers[index + 1]?.at ?? Number.POSITIVE_INFINITY),
    }));
  },
};

async function write(
  pen: Pen,
  file: CaseFile,
  { form, at, by, round }: HandedOver,
  until: number,
): Promise<Section<Words>[]> {
  const isIts = (instant: number): boolean => instant >= at && instant < until;
  const works = (await file.done('doWork')).filter((work) => work.round === round && work.at <= at);
  const told = (await file.events('told.handedOver')).find(({ occurredAt }) => isIts(occurredAt));
  // What is handed over after an exchange has the warranty of a new unit, and not of the work (A3.2).
  const before = (await file.done('handOver')).filter((one) => one.at < at).at(-1)?.at ?? 0;
  const isExchange = (await file.events('unitReplaced')).some(
    ({ occurredAt }) => occurredAt > before && occurredAt <= at,
  );
  const confirmed = (await file.done('confirmUnit')).find((done) => isIts(done.at));
  return [
    ...pen.fields('handOver', {
      measures: works.map((work) => work.form.measures),
      partsTold: form.partsTold,
      demonstrated: pen.yesNo(form.demonstrated),
      useTaught: pen.yesNo(form.useTaught),
      placeLeftClean: pen.yesNo(form.placeLeftClean),
      damageDone: form.damageText ?? pen.answer('damage', form.damageDone),
      [isExchange ? 'warrantyUntil' : 'workmanshipUntil']: pen.end(
        told?.data['warrantyUntil'] as number | undefined,
      ),
      at: pen.instant(at),
      by: pen.actor(by, at),
    }),
    ...signatureSection(pen, await file.files(), {
      key: form.signature,
      signature: pen.answer('signed', form.signed),
      signedBy: form.signedBy,
      signedAt: form.signed === 'yes' ? pen.instant(at) : null,
      refusal: pen.answer('refusal', form.refusal),
      refusalText: form.text,
    }),
    ...(confirmed === undefined ? [] : confirmation(pen, confirmed)),
  ];
}

const confirmation = (pen: Pen, { form, at, by }: Done<RepairForms['confirmUnit']>): Section<Words>[] =>
  pen.fields('confirmation', {
    accepted: pen.yesNo(form.accepted),
    refusal: pen.answer('refusal', form.refusal),
    refusalText: form.text,
    heardFrom: form.heardFrom,
    at: pen.instant(at),
    by: pen.actor(by, at),
  });
