import type { Quote, QuoteLine } from '../../../db/repositories/quotes.repository.ts';
import type { CaseFile } from '../case-file.ts';
import type { Section, Words } from '../document.ts';
import type { DocumentType } from '../document-type.ts';
import type { Pen } from '../pen.ts';
import { approvalSection, signatureSection } from './common.ts';

/** Quotation (报价单, R-10): its lines, until when it holds, and the customer's answer. */
export const quotation: DocumentType = {
  kind: 'quotation',
  suffix: /^-Q\d+$/,
  inCustomersFile: true,
  issues: async (file) =>
    (await file.quotes()).map((quote) => ({
      suffix: `-Q${quote.revision}`,
      revision: quote.revision,
      createdAt: quote.offeredAt,
      write: (pen) => write(pen, file, quote),
    })),
};

async function write(pen: Pen, file: CaseFile, quote: Quote): Promise<Section<Words>[]> {
  const lines = (await file.quoteLines()).filter(({ quoteId }) => quoteId === quote.id);
  const approvals = (await file.approvals()).filter(
    ({ subject, requestedAt }) => subject === 'price' && requestedAt <= quote.offeredAt,
  );
  return [
    ...pen.fields('particulars', {
      revision: pen.number(quote.revision),
      scope: pen.answer('quoteScope', quote.scope),
      offeredAt: pen.instant(quote.offeredAt),
      by: pen.person(quote.offeredBy, quote.offeredAt),
      validUntil: pen.end(quote.validUntil),
      priceListVersion: pen.number(quote.priceListVersion),
      total: pen.amount(quote.totalMinor, quote.currency),
    }),
    ...lineTable(pen, quote, lines),
    ...pen.fields('answer', {
      state: pen.answer('quoteState', quote.state),
      at: pen.instant(quote.answeredAt),
      by: pen.person(quote.answeredBy, quote.answeredAt),
      heardFrom: quote.heardFrom,
      remark: quote.answerText,
    }),
    ...(pen.forCustomer ? [] : approvalSection(pen, approvals.slice(-1))),
    ...(quote.signature === null
      ? []
      : signatureSection(pen, await file.files(), {
          key: quote.signature,
          signedBy: quote.heardFrom,
          signedAt: pen.instant(quote.answeredAt),
        })),
  ];
}

/** How a line came to differ from the price list is the company's own. */
function lineTable(pen: Pen, { currency }: Quote, lines: readonly QuoteLine[]): Section<Words>[] {
  const inside = pen.forCustomer ? [] : (['listPrice', 'deviation'] as const);
  return pen.table(
    'lines',
    ['kind', 'item', 'quantity', 'amount', ...inside],
    lines.map((line) => ({
      kind: pen.answer('feeKind', line.kind),
      item: line.description,
      quantity: pen.number(line.quantity),
      amount: pen.amount(line.amountMinor, currency),
      listPrice: pen.amount(line.listMinor, currency),
      deviation: line.deviationReason,
    })),
  );
}
