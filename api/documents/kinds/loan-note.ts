import type { RepairCommands } from '../../../workflows/repair/repair.forms.ts';
import type { CaseFile } from '../case-file.ts';
import type { Section, Words } from '../document.ts';
import type { DocumentType } from '../document-type.ts';
import type { Pen } from '../pen.ts';
import { signatureSection } from './common.ts';

/** What the process notes when a device has left the loan pool. */
interface Lent {
  readonly deviceName: string;
  readonly serial: string;
  readonly accessories: readonly string[];
  readonly signature: string;
}

/** Loan note (借用单, X-14): the device, what went with it, who signed, and its return. */
export const loanNote: DocumentType = {
  kind: 'loanNote',
  suffix: /^-L\d+$/,
  inCustomersFile: true,
  issues: async (file) => {
    const orders = await file.events('command.lendDevice');
    const lent = await file.events('deviceLent');
    return lent.map(({ data, occurredAt, actor, seq }, index) => {
      const loan = data as unknown as Lent;
      // What was refused, because no such device was free, is ordered and not lent.
      const order = orders.findLast((event) => event.seq < seq && event.data['serial'] === loan.serial);
      const { signedBy } = (order?.data ?? {}) as Partial<RepairCommands['lendDevice']>;
      const until = lent[index + 1]?.occurredAt ?? Number.POSITIVE_INFINITY;
      return {
        suffix: `-L${index + 1}`,
        revision: null,
        createdAt: occurredAt,
        write: async (pen) => [
          ...pen.fields('lent', {
            device: loan.deviceName,
            serialNumber: loan.serial,
            accessories: loan.accessories.length === 0 ? pen.term('none') : loan.accessories,
            at: pen.instant(occurredAt),
            by: pen.actor(actor, occurredAt),
          }),
          ...(await broughtBack(pen, file, { from: occurredAt, until })),
          ...signatureSection(pen, await file.files(), {
            key: loan.signature,
            signedBy,
            signedAt: pen.instant(occurredAt),
          }),
        ],
      };
    });
  },
};

async function broughtBack(
  pen: Pen,
  file: CaseFile,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<Section<Words>[]> {
  const returns = await file.done('returnLoan');
  const returned = returns.findLast(({ at }) => at >= from && at < until);
  if (returned === undefined) return [];
  const { form, at, by } = returned;
  return pen.fields('returned', {
    serialSeen: form.serialSeen,
    condition: pen.answer('loanCondition', form.condition),
    reason: form.reason,
    at: pen.instant(at),
    by: pen.actor(by, at),
  });
}
