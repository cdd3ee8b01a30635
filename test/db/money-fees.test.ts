import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counterEntry } from '../../db/repositories/counter-entries.repository.ts';
import {
  approveFeeDetail,
  feesRepository,
  postCosts,
  recordFeeDetail,
  refuseFeeDetail,
} from '../../db/repositories/fees.repository.ts';
import { moneyRepository, recordVisitFee } from '../../db/repositories/money.repository.ts';
import { payRefund } from '../../db/repositories/refunds.repository.ts';
import { closeSettlementMonth } from '../../db/repositories/settlement-months.repository.ts';
import { settleFees } from '../../db/repositories/settlements.repository.ts';
import { accept, AT, chargedCase, newCaseId, newKey, offer, pay } from './money-fixture.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

const person = 'qian.yi';

const detail = (caseId: string, revision: number, chargedMinor: number) =>
  recordFeeDetail(
    database.db,
    newKey(`fee/${revision}`),
    {
      caseId,
      revision,
      currency: 'CNY',
      lines: [
        { kind: 'labour', description: '2 h', quantity: 2, chargedMinor: chargedMinor - 5_000 },
        { kind: 'travel', description: 'Zone 1', quantity: 1, chargedMinor: 5_000 },
      ],
      person: 'li.na',
    },
    AT,
  );
const approve = (caseId: string, revision: number) =>
  approveFeeDetail(database.db, newKey('approve'), { caseId, revision, person: 'head' }, AT);
const cost = (caseId: string, revision?: number) =>
  postCosts(
    database.db,
    newKey('cost'),
    {
      caseId,
      currency: 'CNY',
      ...(revision !== undefined && { revision }),
      lines: [
        { kind: 'labour', description: '2 h', account: 'customer', costMinor: 20_000, position: 1 },
        { kind: 'travel', description: 'Zone 1', account: 'goodwill', costMinor: 3_000, position: 2 },
      ],
      person,
    },
    AT,
  );
const settle = (
  caseId: string,
  change: { revision?: number; chargedMinor?: number; month?: string; receivable?: boolean } = {},
) =>
  settleFees(
    database.db,
    newKey('settle'),
    { caseId, currency: 'CNY', revision: 1, month: '2026-07', receivable: false, person, ...change },
    AT,
  );

describe('the fee chain', () => {
  it('of a case paid 800.00 and charged 650.00 ends with 150.00 refunded once', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 80_000);
    await pay(db, caseId, 80_000);
    await detail(caseId, 1, 65_000);
    await approve(caseId, 1);
    await cost(caseId, 1);
    expect(await settle(caseId)).toMatchObject({
      chargedMinor: 65_000,
      refundMinor: 15_000,
      refundOpenMinor: 15_000,
      balanced: false,
    });
    const args = {
      caseId,
      cause: 'fee/1',
      amountMinor: 15_000,
      method: 'bank',
      reference: 'R',
      person,
    } as const;
    expect(await payRefund(db, newKey('refund/fee/1'), args, AT)).toMatchObject({ balanced: true });
    await expect(payRefund(db, newKey('refund/fee/1'), args, AT)).rejects.toMatchObject({
      code: 'ALREADY_REFUNDED',
    });
    expect(await feesRepository(db).findByRevision(caseId, 1)).toMatchObject({
      state: 'settled',
      costMinor: 23_000,
    });
    expect(await moneyRepository(db).accountOf(caseId)).toMatchObject({ settlementMonth: '2026-07' });
  });

  it('leaves a visit fee that fell due beside what the work is charged at', async () => {
    const { db } = database;
    const caseId = newCaseId();
    const fee = { caseId, cause: 'visitFee', amountMinor: 5_000, currency: 'CNY', person };
    await recordVisitFee(db, newKey('visitFee'), fee, AT);
    await offer(db, caseId, 1, 80_000);
    await accept(db, caseId, 1);
    await pay(db, caseId, 85_000);
    await detail(caseId, 1, 65_000);
    await approve(caseId, 1);
    await cost(caseId, 1);
    expect(await settle(caseId)).toMatchObject({ chargedMinor: 70_000, refundMinor: 15_000 });
  });

  it('goes through approval, then costing, then settlement, in no other order', async () => {
    const caseId = await chargedCase(database.db, 80_000);
    await pay(database.db, caseId, 80_000);
    await detail(caseId, 1, 80_000);
    await expect(cost(caseId, 1)).rejects.toMatchObject({
      code: 'FEE_DETAIL_NOT_READY',
      details: { state: 'detailed' },
    });
    await approve(caseId, 1);
    await expect(approve(caseId, 1)).rejects.toMatchObject({ code: 'FEE_DETAIL_NOT_READY' });
    await expect(settle(caseId)).rejects.toMatchObject({ code: 'FEE_DETAIL_NOT_READY' });
    await cost(caseId, 1);
    expect(await settle(caseId)).toMatchObject({ balanced: true, costMinor: 23_000 });
  });

  it('needs a new approval for a changed detail', async () => {
    const caseId = await chargedCase(database.db, 80_000);
    await detail(caseId, 1, 80_000);
    await approve(caseId, 1);
    await detail(caseId, 2, 70_000);
    await expect(cost(caseId, 1)).rejects.toMatchObject({ details: { state: 'superseded' } });
    await expect(cost(caseId, 2)).rejects.toMatchObject({ details: { state: 'detailed' } });
    await refuseFeeDetail(
      database.db,
      newKey('refuse'),
      { caseId, revision: 2, person: 'head', reason: 'travel missing' },
      AT,
    );
    await expect(approve(caseId, 2)).rejects.toMatchObject({ details: { state: 'refused' } });
  });

  it('never charges more than what was accepted', async () => {
    const caseId = await chargedCase(database.db, 80_000);
    await expect(detail(caseId, 1, 80_001)).rejects.toMatchObject({
      code: 'OVER_CHARGE',
      details: { remainderMinor: 80_000 },
    });
    await expect(settle(caseId, { chargedMinor: 80_001 })).rejects.toMatchObject({ code: 'OVER_CHARGE' });
    await expect(settle(newCaseId(), { chargedMinor: 1 })).rejects.toMatchObject({ code: 'OVER_CHARGE' });
  });
});

describe('costs', () => {
  it('of a free repair are posted to the accounts that bear them', async () => {
    const caseId = newCaseId();
    expect(await cost(caseId)).toMatchObject({ costMinor: 23_000, dueMinor: 0, balanced: true });
    expect(await moneyRepository(database.db).listCostsByCase(caseId)).toEqual([
      { account: 'customer', feeKind: 'labour', costMinor: 20_000 },
      { account: 'goodwill', feeKind: 'travel', costMinor: 3_000 },
    ]);
    expect(await settle(caseId, { chargedMinor: 0 })).toMatchObject({ balanced: true, chargedMinor: 0 });
  });
});

describe('the settlement', () => {
  it('leaves an unpaid rest open only as a receivable', async () => {
    const caseId = await chargedCase(database.db, 80_000);
    await pay(database.db, caseId, 30_000);
    await expect(settle(caseId, { chargedMinor: 80_000 })).rejects.toMatchObject({
      code: 'PAYMENT_OPEN',
      details: { outstandingMinor: 50_000 },
    });
    expect(await settle(caseId, { chargedMinor: 80_000, receivable: true })).toMatchObject({
      receivableMinor: 50_000,
      balanced: true,
    });
    expect(await pay(database.db, caseId, 50_000)).toMatchObject({ outstandingMinor: 0, balanced: true });
  });

  it('takes nothing into a closed month and undoes nothing in it', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 80_000);
    const { entryId } = await pay(db, caseId, 80_000);
    await settle(caseId, { chargedMinor: 80_000, month: '2025-12' });
    const close = () => db.transaction((tx) => closeSettlementMonth(tx, { month: '2025-12', person }, AT));
    expect(await close()).toMatchObject({ isFirst: true });
    const counter = { caseId, entryId, reason: 'wrong', person };
    await expect(counterEntry(db, newKey('counter'), counter, AT)).rejects.toMatchObject({
      code: 'MONTH_SETTLED',
    });
    const other = await chargedCase(db, 100);
    await expect(
      settle(other, { chargedMinor: 100, month: '2025-12', receivable: true }),
    ).rejects.toMatchObject({ code: 'MONTH_SETTLED' });
    expect(await close()).toMatchObject({ isFirst: false, closed: { closedBy: person, closedAt: AT } });
    // A later month, still open, counts what came after the settlement.
    await cost(caseId);
    const later = (await moneyRepository(db).listEntriesByCase(caseId)).at(-1)?.id ?? 0;
    const undo = { caseId, entryId: later, reason: 'wrong case', person };
    expect(await counterEntry(db, newKey('counter'), undo, AT)).toMatchObject({ costMinor: 20_000 });
    await expect(settle(other, { chargedMinor: 100, month: '2025-13' })).rejects.toMatchObject({
      faults: [{ pointer: '/month' }],
    });
  });
});
