import type { FeeDetail, FeeLine } from '../../../db/repositories/fees.repository.ts';
import type { CaseFile } from '../case-file.ts';
import type { Section, Words } from '../document.ts';
import type { DocumentType } from '../document-type.ts';
import type { Pen } from '../pen.ts';
import { approvalSection } from './common.ts';

/** Fee detail (费用明细表, A6.2, F-01): lines, approval, costs, balance; the customer sees what was charged. */
export const feeDetail: DocumentType = {
  kind: 'feeDetail',
  suffix: /^-F\d+$/,
  inCustomersFile: true,
  issues: async (file) =>
    (await file.feeDetails()).map((detail) => ({
      suffix: `-F${detail.revision}`,
      revision: detail.revision,
      createdAt: detail.detailedAt,
      write: (pen) => write(pen, file, detail),
    })),
};

async function write(pen: Pen, file: CaseFile, detail: FeeDetail): Promise<Section<Words>[]> {
  const lines = (await file.feeLines()).filter(({ feeDetailId }) => feeDetailId === detail.id);
  const approvals = (await file.approvals()).filter(
    ({ subject, revision }) => subject === 'feeDetail' && revision === detail.revision,
  );
  return [
    ...pen.fields('particulars', {
      revision: pen.number(detail.revision),
      state: pen.answer('feeState', detail.state),
      detailedAt: pen.instant(detail.detailedAt),
      by: pen.person(detail.detailedBy, detail.detailedAt),
      costedAt: pen.forCustomer ? null : pen.instant(detail.costedAt),
      settledAt: pen.instant(detail.settledAt),
      invoiceNumber: detail.invoiceNumber,
    }),
    ...lineTable(pen, detail, lines),
    ...pen.fields('total', {
      charged: pen.amount(detail.chargedMinor, detail.currency),
      cost: pen.forCustomer ? null : pen.amount(detail.costMinor, detail.currency),
    }),
    ...(await balance(pen, file, detail)),
    ...(pen.forCustomer ? [] : approvalSection(pen, approvals)),
  ];
}

function lineTable(pen: Pen, { currency }: FeeDetail, lines: readonly FeeLine[]): Section<Words>[] {
  const inside = pen.forCustomer ? [] : (['cost', 'account'] as const);
  return pen.table(
    'lines',
    ['kind', 'item', 'quantity', 'charged', ...inside],
    lines.map((line) => ({
      kind: pen.answer('feeKind', line.kind),
      item: line.description,
      quantity: pen.number(line.quantity),
      charged: pen.amount(line.chargedMinor, currency),
      cost: pen.amount(line.costMinor, currency),
      account: pen.answer('account', line.account),
    })),
  );
}

/** Where the account stands belongs to the detail that it is settled by. */
async function balance(pen: Pen, file: CaseFile, detail: FeeDetail): Promise<Section<Words>[]> {
  if (detail.state !== 'settled') return [];
  const account = await file.account();
  return pen.fields('balance', {
    due: pen.amount(account.dueMinor, detail.currency),
    paid: pen.amount(account.paidMinor, detail.currency),
    deferred: account.deferredMinor === 0 ? null : pen.amount(account.deferredMinor, detail.currency),
    refunded: pen.amount(account.refundedMinor, detail.currency),
    outstanding: pen.amount(account.outstandingMinor, detail.currency),
    settlementMonth: pen.forCustomer ? null : account.settlementMonth,
  });
}
