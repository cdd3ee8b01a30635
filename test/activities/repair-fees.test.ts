import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { feesRepository } from '../../db/repositories/fees.repository.ts';
import { moneyRepository } from '../../db/repositories/money.repository.ts';
import {
  closeSettlementMonth,
  settlementMonthsRepository,
} from '../../db/repositories/settlement-months.repository.ts';
import {
  AT,
  DAY,
  FINANCE,
  firstOf,
  keyed,
  openRepairEffects,
  person,
  refusalOf,
  twice,
  type OpenRepairEffects,
} from './repair-effects.ts';

const AGENT = person('li.na', 'agent');
const HEAD = person('zhou.kai', 'department_head');

let open: OpenRepairEffects;

beforeAll(async () => {
  open = await openRepairEffects();
});

afterAll(async () => {
  await open.close();
});

/** A case that accepted and paid an amount. */
async function paidCase(amountMinor: number): Promise<string> {
  const { effects } = open;
  const caseId = await open.newCase();
  const line = { kind: 'labour', text: '人工', quantity: 1, amountMinor, listMinor: amountMinor } as const;
  const terms = { revision: 1, currency: 'CNY', priceListVersion: 1, validUntil: AT + DAY } as const;
  await effects.offerQuote({ ...keyed(caseId, 'quote/1'), ...terms, scope: 'whole', lines: [line] });
  const spoken = { heardFrom: 'Mr Wu', signature: null, text: null };
  await effects.answerQuote({ ...keyed(caseId, 'answer/1'), ...spoken, revision: 1, answer: 'accepted' });
  const paid = { amountMinor, method: 'bank', reference: 'B-1', paidAt: AT } as const;
  await effects.recordPayment({ ...keyed(caseId, 'payment/bank/B-1', FINANCE), ...paid });
  return caseId;
}

function detail(caseId: string, revision: number, labourMinor: number, travelMinor: number) {
  const lines = [
    { kind: 'labour', text: '人工', quantity: 1, amountMinor: labourMinor },
    { kind: 'travel', text: '上门', quantity: 2, amountMinor: travelMinor },
  ] as const;
  return { ...keyed(caseId, `fee/${revision}`, AGENT), revision, currency: 'CNY', lines };
}

function decision(caseId: string, revision: number, decided: 'approved' | 'refused') {
  const reason = decided === 'refused' ? 'the second trip was ours' : null;
  return { ...keyed(caseId, `fee/${revision}/decision`, HEAD), revision, decision: decided, reason };
}

const settlement = (caseId: string, revision: number | null, at = AT) => {
  return { ...keyed(caseId, `fee/${revision ?? 0}/settle`, FINANCE, at), revision, invoiceNumber: 'INV-1' };
};

describe('the lines of a fee detail', () => {
  it('are work, used parts and trips at list prices, or at what parts cost us where nobody is charged', async () => {
    const { effects } = open;
    const part = await open.newPart(5);
    const { caseId, lineIds } = await open.signedFor({ partId: part.id, quantity: 3 });
    const lineId = firstOf(lineIds);
    const issued = { entries: [{ lineId, quantity: 3 }], receivedBy: 'wang.lei' };
    await effects.issueParts({ ...keyed(caseId, 'issue/1'), ...issued });
    await effects.consumeParts({ ...keyed(caseId, 'consume/1'), entries: [{ lineId, quantity: 2 }] });
    const request = {
      caseId,
      priceListCode: 'standard',
      openedAt: AT,
      minutes: 30,
      trips: 1,
      region: 'city',
      without: [],
    };
    expect(await effects.prefillFees({ ...request, chargeable: true })).toEqual([
      { kind: 'labour', text: '人工（30 分钟）', quantity: 1, amountMinor: 6_000 },
      { kind: 'material', text: '铰链', partId: part.id, quantity: 2, amountMinor: 7_000 },
      { kind: 'travel', text: '上门（市区）', quantity: 1, amountMinor: 5_000 },
    ]);
    const costs = await effects.prefillFees({ ...request, chargeable: false });
    expect(costs.map(({ amountMinor }) => amountMinor)).toEqual([6_000, 3_200, 5_000]);
  });

  it('leave out what an earlier round used', async () => {
    const { effects } = open;
    const part = await open.newPart(5);
    const { caseId, lineIds } = await open.signedFor({ partId: part.id, quantity: 3 });
    const lineId = firstOf(lineIds);
    await effects.issueParts({
      ...keyed(caseId, 'issue/1'),
      entries: [{ lineId, quantity: 3 }],
      receivedBy: 'wang.lei',
    });
    await effects.consumeParts({ ...keyed(caseId, 'consume/1'), entries: [{ lineId, quantity: 3 }] });
    const request = {
      caseId,
      chargeable: false,
      priceListCode: 'standard',
      openedAt: AT,
      minutes: 0,
      trips: 0,
    };
    const without = (quantity: number) =>
      effects.prefillFees({ ...request, region: null, without: [{ lineId, quantity }] });
    expect((await without(2)).map(({ quantity, amountMinor }) => ({ quantity, amountMinor }))).toEqual([
      { quantity: 1, amountMinor: 1_600 },
    ]);
    expect(await without(3)).toEqual([]);
  });
});

describe('the chain of fees', () => {
  it('detailed, refused, detailed anew, approved, costed and settled gives back what is charged less, once', async () => {
    const { effects } = open;
    const caseId = await paidCase(80_000);
    expect(await twice(effects.saveFeeDetail, detail(caseId, 1, 60_000, 20_000))).toEqual({
      chargedMinor: 80_000,
    });
    await twice(effects.decideFeeDetail, decision(caseId, 1, 'refused'));
    await effects.saveFeeDetail(detail(caseId, 2, 60_000, 5_000));
    await twice(effects.decideFeeDetail, decision(caseId, 2, 'approved'));
    const cost = { ...keyed(caseId, 'fee/2/cost', FINANCE), revision: 2, currency: 'CNY' };
    const lines = [
      { kind: 'labour', costMinor: 30_000, account: 'customer' },
      { kind: 'travel', costMinor: 8_000, account: 'goodwill' },
    ] as const;
    await twice(effects.costFees, { ...cost, lines });
    expect(await twice(effects.settleFees, settlement(caseId, 2))).toMatchObject({
      dueMinor: 65_000,
      costMinor: 38_000,
      refundOpenMinor: 15_000,
      balanced: false,
    });
    const refund = { ...keyed(caseId, 'refund', FINANCE), method: 'bank', reference: 'R-1' } as const;
    expect(await twice(effects.payRefund, refund)).toMatchObject({ refundedMinor: 15_000, balanced: true });
    const fees = feesRepository(open.db);
    const settled = await fees.findByRevision(caseId, 2);
    expect(settled).toMatchObject({ state: 'settled', approvedBy: 'zhou.kai', invoiceNumber: 'INV-1' });
    expect(await fees.listLines(settled.id)).toMatchObject([
      { kind: 'labour', chargedMinor: 60_000, costMinor: 30_000, account: 'customer' },
      { kind: 'travel', chargedMinor: 5_000, costMinor: 8_000, account: 'goodwill' },
    ]);
    expect(await fees.findByRevision(caseId, 1)).toMatchObject({
      state: 'refused',
      refusalReason: 'the second trip was ours',
    });
  });

  it('never charges more than was agreed, and is not settled before it is costed', async () => {
    const { effects } = open;
    const caseId = await paidCase(80_000);
    expect((await refusalOf(effects.saveFeeDetail(detail(caseId, 1, 80_000, 1)))).type).toBe('OVER_CHARGE');
    await effects.saveFeeDetail(detail(caseId, 1, 80_000, 0));
    const early = await refusalOf(effects.settleFees(settlement(caseId, 1)));
    expect(early.type).toBe('FEE_DETAIL_NOT_READY');
    expect(await effects.account({ caseId })).toMatchObject({ dueMinor: 80_000, costMinor: 0 });
  });
});

describe('a settlement without a fee detail', () => {
  it('keeps what is due, gives back what is neither due nor given back, and lists the month of the company', async () => {
    const { effects } = open;
    const caseId = await open.newCase();
    const paid = { amountMinor: 700, method: 'bank', reference: 'B-1', paidAt: AT } as const;
    await effects.recordPayment({ ...keyed(caseId, 'payment/bank/B-1', FINANCE), ...paid });
    // Half past midnight of 1 May in Shanghai is still April in UTC.
    const firstOfMay = Date.parse('2026-05-01T00:30:00+08:00');
    const account = await twice(effects.settleFees, settlement(caseId, null, firstOfMay));
    expect(account).toMatchObject({ dueMinor: 0, refundOpenMinor: 700, unplacedMinor: 0 });
    const { items } = await settlementMonthsRepository(open.db).listCases('2026-05', null, 200);
    expect(items.map((settled) => settled.account.caseId)).toContain(caseId);
  });

  it('leaves what is not paid as a receivable', async () => {
    const { effects } = open;
    const caseId = await open.newCase();
    const fee = { amountMinor: 5_000, cause: 'visitFee', reason: 'nobody at home twice' };
    await effects.charge({ ...keyed(caseId, 'visitFee'), ...fee });
    expect(await effects.settleFees(settlement(caseId, null))).toMatchObject({
      outstandingMinor: 5_000,
      receivableMinor: 5_000,
      balanced: true,
    });
  });

  it('is refused in a month that is closed', async () => {
    const caseId = await open.newCase();
    const march = Date.parse('2026-03-15T10:00:00+08:00');
    await open.db.transaction((tx) =>
      closeSettlementMonth(tx, { month: '2026-03', person: 'qian.yi' }, march),
    );
    const late = open.effects.settleFees(settlement(caseId, null, march));
    expect((await refusalOf(late)).type).toBe('MONTH_SETTLED');
  });
});

describe('a free repair', () => {
  it('costs too: its costs are posted once to whoever bears them, and nothing falls due', async () => {
    const { effects } = open;
    const caseId = await open.newCase();
    const costs = { ...keyed(caseId, 'fee/cost/1'), revision: null, currency: 'CNY' };
    const lines = [
      { kind: 'labour', costMinor: 6_000, account: 'warranty' },
      { kind: 'material', costMinor: 3_200, account: 'warranty' },
      { kind: 'travel', costMinor: 0, account: 'warranty' },
    ] as const;
    await twice(effects.costFees, { ...costs, lines });
    expect(await moneyRepository(open.db).listCostsByCase(caseId)).toEqual([
      { account: 'warranty', feeKind: 'labour', costMinor: 6_000 },
      { account: 'warranty', feeKind: 'material', costMinor: 3_200 },
    ]);
    expect(await effects.account({ caseId })).toMatchObject({
      dueMinor: 0,
      costMinor: 9_200,
      balanced: true,
    });
  });
});
