import type { TimelineRow } from '../../../db/repositories/timeline.repository.ts';
import type { RepairForms } from '../../../workflows/repair/repair.forms.ts';
import type { CaseFile } from '../case-file.ts';
import type { Section, Words } from '../document.ts';
import type { DocumentType } from '../document-type.ts';
import type { Pen } from '../pen.ts';
import type { Correction } from '../unit-of-case.ts';

/** The facts of the report that a repair keeps. */
interface Reported {
  readonly channel?: Parameters<typeof channelOf>[1];
  readonly description?: string;
  readonly address?: string | null;
  readonly region?: string | null;
  readonly lot?: string | null;
  readonly purchasedOn?: string | null;
  readonly orderNumber?: string | null;
  readonly preferredTimes?: readonly string[];
  readonly warranty?: {
    readonly state: 'inside' | 'outside' | 'workmanship' | 'unknown';
    readonly until: number | null;
  };
}

const channelOf = (pen: Pen, channel: Parameters<typeof pen.answer<'reportChannel'>>[1]) =>
  pen.answer('reportChannel', channel);

/** Repair register (报修登记): the report, the warranty as looked up, class and priority. */
export const register: DocumentType = {
  kind: 'register',
  suffix: /^$/,
  inCustomersFile: true,
  issues: (file) =>
    Promise.resolve([
      {
        suffix: '',
        revision: null,
        createdAt: file.found.openedAt,
        write: async (pen) => {
          const classified = (await file.done('classify')).at(-1);
          return [
            ...reportSections(pen, file),
            ...(classified === undefined ? [] : classSection(pen, classified.form)),
            ...corrections(pen, await file.events('registerCorrected')),
          ];
        },
      },
    ]),
};

function reportSections(pen: Pen, { found }: CaseFile): Section<Words>[] {
  const reported = found.details as Reported;
  return [
    ...pen.fields('report', {
      receivedAt: pen.instant(found.receivedAt),
      openedAt: pen.instant(found.openedAt),
      reportChannel: channelOf(pen, reported.channel),
      address: reported.address,
      region: pen.title('region', reported.region),
      preferredTimes: reported.preferredTimes,
      description: reported.description,
    }),
    ...pen.fields('unit', {
      lot: reported.lot,
      purchasedOn: reported.purchasedOn,
      orderNumber: reported.orderNumber,
      warranty: pen.answer('warranty', reported.warranty?.state),
      warrantyUntil: pen.end(reported.warranty?.until),
    }),
  ];
}

function classSection(pen: Pen, form: RepairForms['classify']): Section<Words>[] {
  const { labour = 0, travel = 0, material = 0 } = form.roughFee ?? {};
  return pen.fields('classification', {
    class: pen.answer('class', form.class),
    priority: pen.answer('priority', form.priority),
    urgentReasons: pen.titles('urgentTrigger', form.urgentReasons),
    place: pen.title('place', form.place),
    faultGroup: pen.title('faultGroup', form.faultGroup),
    roughFee: form.roughFee && pen.amount(labour + travel + material),
    feeToldAt: pen.instant(form.feeToldAt),
  });
}

/** The register shows the unit as it is known now; what was written down wrongly stays to be read (5). */
const corrections = (pen: Pen, events: readonly TimelineRow[]): Section<Words>[] =>
  pen.table(
    'corrections',
    ['at', 'wasWritten', 'isWritten', 'reason', 'by'],
    events.map(({ occurredAt, actor, data }) => {
      const { from, to, reason } = data as unknown as Correction;
      return {
        at: pen.instant(occurredAt),
        wasWritten: factsOf(pen, from),
        isWritten: factsOf(pen, to),
        reason,
        by: pen.actor(actor, occurredAt),
      };
    }),
  );

const factsOf = (pen: Pen, { productModel, serialNumber, purchasedOn, site }: Correction['from']): Words =>
  [productModel, serialNumber, purchasedOn, site?.address, pen.title('region', site?.region)].filter(
    (fact) => typeof fact === 'string',
  );
