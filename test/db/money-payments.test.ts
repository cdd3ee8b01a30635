import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  handInCash,
  moneyRepository,
  recordDeferral,
  recordPayment,
  recordVisitFee,
} from '../../db/repositories/money.repository.ts';
import { AT, chargedCase, DAY, newCaseId, newKey, pay } from './money-fixture.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

const accountOf = (caseId: string) => moneyRepository(database.db).accountOf(caseId);

describe('recording a payment', () => {
  it('keeps work waiting for the rest while less than due has come in', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 48_000);
    expect(await pay(db, caseId, 40_000)).toMatchObject({ outstandingMinor: 8_000, mayBeginWork: false });
    expect(await pay(db, caseId, 8_000)).toMatchObject({
      outstandingMinor: 0,
      mayBeginWork: true,
      balanced: true,
    });
  });

  it('makes what is above the due a refund', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 48_000);
    const paid = await pay(db, caseId, 50_000, 'B-1');
    expect(paid).toMatchObject({ surplusMinor: 2_000, refundOpenMinor: 2_000, balanced: false });
    expect(await moneyRepository(db).listEntriesByCase(caseId)).toMatchObject([
      { kind: 'due', cause: 'quote/1' },
      { kind: 'payment', reference: 'B-1' },
      { kind: 'refund_due', cause: 'payment/bank/B-1', amountMinor: 2_000 },
    ]);
  });

  it('enters the same method and reference once and gives the first answer, under whatever key', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 48_000);
    const [first, second] = await Promise.all([
      pay(db, caseId, 20_000, 'B-2'),
      pay(db, caseId, 20_000, 'B-2'),
    ]);
    expect(second).toEqual(first);
    expect(await pay(db, caseId, 99_000, 'B-2')).toEqual(first);
    expect(await accountOf(caseId)).toMatchObject({ paidMinor: 20_000, outstandingMinor: 28_000 });
    await pay(db, caseId, 1_000, 'B-2', 'cash');
    expect(await accountOf(caseId)).toMatchObject({ paidMinor: 21_000 });
  });

  it('repeats the first answer for a repeated key', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 48_000);
    const payment = {
      caseId,
      amountMinor: 48_000,
      currency: 'CNY',
      method: 'online',
      reference: 'W-1',
      person: null,
    } as const;
    const key = newKey('payment/online/W-1');
    const record = () => recordPayment(db, key, payment, AT);
    const [first, ...others] = await Promise.all([record(), record(), record()]);
    for (const other of others) expect(other).toEqual(first);
    expect(await accountOf(caseId)).toMatchObject({ paidMinor: 48_000 });
  });

  it('leaves money unplaced while nothing is due', async () => {
    const { db } = database;
    const caseId = newCaseId();
    expect(await pay(db, caseId, 5_000)).toMatchObject({
      unplacedMinor: 5_000,
      surplusMinor: 0,
      balanced: false,
    });
  });

  it('refuses another currency than that of the case, and amounts that are not whole and above zero', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 48_000);
    const payment = { caseId, method: 'bank', reference: 'B-3', person: null } as const;
    await expect(
      recordPayment(db, newKey('p'), { ...payment, amountMinor: 1, currency: 'EUR' }, AT),
    ).rejects.toMatchObject({ code: 'INVALID', faults: [{ pointer: '/currency' }] });
    for (const amountMinor of [0, -1, 0.5]) {
      await expect(
        recordPayment(db, newKey('p'), { ...payment, amountMinor, currency: 'CNY' }, AT),
      ).rejects.toMatchObject({ faults: [{ pointer: '/amountMinor' }] });
    }
  });
});

describe('cash taken by a technician', () => {
  it('meets the due at once, and keeps the case open until it is handed in', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 48_000);
    expect(await pay(db, caseId, 48_000, 'K-1', 'cash')).toMatchObject({
      mayBeginWork: true,
      cashInHandMinor: 48_000,
      balanced: false,
    });
    const handIn = (amountMinor: number, reference = 'K-1') =>
      handInCash(db, newKey('cash'), { caseId, reference, amountMinor, person: 'qian.yi' }, AT);
    await expect(handIn(48_001)).rejects.toMatchObject({
      code: 'OVER_QUANTITY',
      details: { remainderMinor: 48_000 },
    });
    await expect(handIn(1, 'K-9')).rejects.toMatchObject({ details: { remainderMinor: 0 } });
    await handIn(40_000);
    await expect(handIn(8_001)).rejects.toMatchObject({ details: { remainderMinor: 8_000 } });
    expect(await handIn(8_000)).toMatchObject({ cashInHandMinor: 0, balanced: true });
  });
});

describe('a deferral', () => {
  it('lets work begin before payment, up to what is outstanding', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 48_000);
    const defer = (amountMinor: number) =>
      recordDeferral(
        db,
        newKey('deferral'),
        { caseId, amountMinor, until: AT + 30 * DAY, reason: 'pays monthly', person: 'manager' },
        AT,
      );
    await expect(defer(48_001)).rejects.toMatchObject({
      code: 'OVER_CHARGE',
      details: { remainderMinor: 48_000 },
    });
    expect(await defer(40_000)).toMatchObject({ mayBeginWork: false });
    expect(await defer(48_000)).toMatchObject({ mayBeginWork: true, balanced: false });
    expect(await defer(0)).toMatchObject({ mayBeginWork: false });
  });
});

describe('the visit fee', () => {
  it('falls due once per cause and uses money that was paid before', async () => {
    const { db } = database;
    const caseId = newCaseId();
    await pay(db, caseId, 5_000);
    const charge = () =>
      recordVisitFee(
        db,
        newKey('visit-fee'),
        { caseId, cause: 'visitFee', amountMinor: 5_000, currency: 'CNY', person: null },
        AT,
      );
    expect(await charge()).toMatchObject({ dueMinor: 5_000, unplacedMinor: 0, balanced: true });
    expect(await charge()).toMatchObject({ dueMinor: 5_000 });
  });
});

describe('a case without money', () => {
  it('reads as balanced, without a currency', async () => {
    expect(await accountOf(newCaseId())).toMatchObject({ balanced: true, currency: null, dueMinor: 0 });
  });
});
