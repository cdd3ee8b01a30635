import type { RepairCommands, RepairForms } from '../../../workflows/repair/repair.forms.ts';
import type { CaseFile, Done } from '../case-file.ts';
import type { Section, Words } from '../document.ts';
import type { DocumentType } from '../document-type.ts';
import type { Pen } from '../pen.ts';
import { siteAt, type SiteOfCase } from '../unit-of-case.ts';

type Sent = Done<RepairForms['assign']>;

/** From when a technician was sent until the next one was. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Dispatch sheet (派工单): whom was sent with which briefing, windows, check-ins; the customer sees the windows. */
export const dispatchSheet: DocumentType = {
  kind: 'dispatchSheet',
  suffix: /^-D\d+$/,
  inCustomersFile: true,
  issues: async (file) => {
    const sent = await file.done('assign');
    return sent.map((assigned, index) => ({
      suffix: `-D${index + 1}`,
      revision: null,
      createdAt: assigned.at,
      write: async (pen) => {
        const span = { from: assigned.at, to: sent[index + 1]?.at ?? Number.POSITIVE_INFINITY };
        return [
          ...(pen.forCustomer ? [] : assignment(pen, assigned, await siteAt(file, span.to))),
          ...(await windows(pen, file, span)),
          ...(pen.forCustomer ? [] : await checkIns(pen, file, span)),
        ];
      },
    }));
  },
};

const assignment = (pen: Pen, { form, at, by }: Sent, site: SiteOfCase): Section<Words>[] =>
  pen.fields('dispatch', {
    address: site.address,
    region: pen.title('region', site.region),
    technician: pen.named(form.technicianId, at),
    helpers: form.helpers?.map((id) => pen.named(id, at)),
    briefing: form.briefing,
    at: pen.instant(at),
    by: pen.actor(by, at),
  });

/** Windows as they were agreed and moved, with the reason of each change. */
async function windows(pen: Pen, file: CaseFile, span: Span): Promise<Section<Words>[]> {
  const agreed = (await file.done('agreeAppointment')).flatMap(({ form, at, by }) => {
    const { windowFrom, windowTo, place, spokeWith } = form;
    if (windowFrom === undefined || windowTo === undefined) return [];
    return [
      {
        at,
        by,
        window: pen.window(windowFrom, windowTo),
        place: pen.title('place', place),
        agreedWith: spokeWith,
      },
    ];
  });
  const moved = (await file.events('command.changeAppointment')).map(({ occurredAt, actor, data }) => {
    const { windowFrom, windowTo, reason, heardFrom } =
      data as unknown as RepairCommands['changeAppointment'];
    const window = pen.window(windowFrom, windowTo);
    return { at: occurredAt, by: actor, window, reason, agreedWith: heardFrom };
  });
  const rows = [...agreed, ...moved]
    .filter(({ at }) => at >= span.from && at < span.to)
    .toSorted((one, other) => one.at - other.at);
  return pen.table(
    'windows',
    ['window', 'place', 'agreedWith', 'reason', 'at', 'by'],
    rows.map(({ at, by, ...row }) => ({ ...row, at: pen.instant(at), by: pen.actor(by, at) })),
  );
}

async function checkIns(pen: Pen, file: CaseFile, span: Span): Promise<Section<Words>[]> {
  const arrived = (await file.done('checkIn')).filter(({ at }) => at >= span.from && at < span.to);
  return pen.table(
    'checkIns',
    ['at', 'idShown', 'workConfirmed', 'surroundingsProtected', 'customerAbsent', 'by'],
    arrived.map(({ form, at, by }) => ({
      at: pen.instant(form.at),
      idShown: pen.yesNo(form.idShown),
      workConfirmed: pen.yesNo(form.workConfirmed),
      surroundingsProtected: pen.yesNo(form.surroundingsProtected),
      customerAbsent: pen.yesNo(form.customerAbsent ?? false),
      by: pen.actor(by, at),
    })),
  );
}
