import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requisitionsRepository } from '../../db/repositories/requisitions.repository.ts';
import {
  AT,
  DAY,
  FINANCE,
  keyed,
  LEAD,
  openRepairEffects,
  person,
  twice,
  type OpenRepairEffects,
} from './repair-effects.ts';

let open: OpenRepairEffects;

beforeAll(async () => {
  open = await openRepairEffects();
});

afterAll(async () => {
  await open.close();
});

const TECHNICIAN = person('wang.lei', 'technician');

describe('a chargeable repair', () => {
  it('quoted, paid in two parts, done with fewer parts than planned and settled leaves nothing open', async () => {
    const { effects } = open;
    const caseId = await open.newCase();
    const part = await open.newPart(10, { priceMinor: 7_000 });
    const terms = { caseId, priceListCode: 'standard', openedAt: AT, region: 'city' };

    const parts = [{ partId: part.id, quantity: 4 }];
    const priced = await effects.priceWork({ ...terms, parts, minutes: 75, trips: 1 });
    expect(priced.totalMinor).toBe(48_000);

    const lines = priced.lines.map((line) => ({ ...line, listMinor: line.amountMinor }));
    const { currency, priceListVersion } = priced;
    const offer = { revision: 1, scope: 'whole', lines, currency, priceListVersion } as const;
    const validUntil = AT + 7 * DAY;
    await twice(effects.offerQuote, { ...keyed(caseId, 'quote/1'), ...offer, validUntil });
    const spoken = { heardFrom: 'Ms Lin', signature: null, text: null };
    const accepted = {
      ...keyed(caseId, 'quote/1/answer'),
      ...spoken,
      revision: 1,
      answer: 'accepted',
    } as const;
    expect(await twice(effects.answerQuote, accepted)).toMatchObject({ mayBeginWork: false });

    const pay = (amountMinor: number, reference: string) => ({
      ...keyed(caseId, `payment/bank/${reference}`, FINANCE),
      ...({ amountMinor, method: 'bank', reference, paidAt: AT } as const),
    });
    expect(await twice(effects.recordPayment, pay(40_000, 'B-1'))).toMatchObject({
      outstandingMinor: 8_000,
      mayBeginWork: false,
    });
    expect(await twice(effects.recordPayment, pay(8_000, 'B-2'))).toMatchObject({ mayBeginWork: true });

    const [requisitionId, lineId] = [randomUUID(), randomUUID()];
    const asked = { requisitionId, number: `${caseId}-R1`, urgent: false };
    const wish = { lineId, partId: part.id, quantity: 4 };
    await twice(effects.askRequisition, {
      ...keyed(caseId, 'parts/1/ask', TECHNICIAN),
      ...asked,
      lines: [wish],
    });
    await twice(effects.signRequisition, { ...keyed(caseId, 'parts/1/reserve/1', LEAD), requisitionId });
    const issue = { entries: [{ lineId, quantity: 4 }], receivedBy: 'wang.lei' };
    await twice(effects.issueParts, { ...keyed(caseId, 'parts/issue/1'), ...issue });
    const used = { entries: [{ lineId, quantity: 3 }] };
    await twice(effects.consumeParts, { ...keyed(caseId, 'parts/consume/1.1/1', TECHNICIAN), ...used });
    const back = { entries: [{ lineId, good: 1, damaged: 0, lost: 0 }] };
    await twice(effects.returnParts, { ...keyed(caseId, 'parts/return/1'), ...back });
    expect(await effects.partsInHand({ caseId })).toEqual([]);

    const prefilled = await effects.prefillFees({
      ...terms,
      chargeable: true,
      minutes: 60,
      trips: 1,
      without: [],
    });
    const detail = { ...keyed(caseId, 'fee/1'), revision: 1, currency, lines: prefilled };
    expect(await twice(effects.saveFeeDetail, detail)).toEqual({ chargedMinor: 38_000 });
    const approval = { ...keyed(caseId, 'fee/1/decision'), revision: 1, decision: 'approved' } as const;
    await twice(effects.decideFeeDetail, { ...approval, reason: null });
    const costs = prefilled.map(({ kind }) => ({ kind, costMinor: 5_000, account: 'customer' }) as const);
    await twice(effects.costFees, {
      ...keyed(caseId, 'fee/1/cost', FINANCE),
      ...{ revision: 1, currency, lines: costs },
    });
    const settlement = { ...keyed(caseId, 'fee/1/settle', FINANCE), revision: 1, invoiceNumber: null };
    expect(await twice(effects.settleFees, settlement)).toMatchObject({
      dueMinor: 38_000,
      costMinor: 15_000,
      refundOpenMinor: 10_000,
    });
    const refund = {
      ...keyed(caseId, 'refund/settlement/1', FINANCE),
      method: 'bank',
      reference: 'R-1',
    } as const;
    expect(await twice(effects.payRefund, refund)).toMatchObject({ refundedMinor: 10_000, balanced: true });
    expect(await requisitionsRepository(open.db).listUnsettledByCase(caseId)).toEqual([]);
  });
});
