import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counterEntry } from '../../db/repositories/counter-entries.repository.ts';
import { moneyRepository } from '../../db/repositories/money.repository.ts';
import { payRefund, recordRefundDue, reduceDue, voidDue } from '../../db/repositories/refunds.repository.ts';
import { accept, AT, chargedCase, newCaseId, newKey, offer, pay } from './money-fixture.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

const accountOf = (caseId: string) => moneyRepository(database.db).accountOf(caseId);
const why = { reason: 'the customer withdrew', person: 'qian.yi' };
const owe = (caseId: string, cause: string, amountMinor: number) =>
  recordRefundDue(database.db, newKey(`refund/${cause}`), { caseId, cause, amountMinor, ...why }, AT);
const refund = (caseId: string, cause: string, amountMinor: number) => {
  const args = {
    caseId,
    cause,
    amountMinor,
    method: 'bank',
    reference: `out-${cause}`,
    person: null,
  } as const;
  return payRefund(database.db, newKey(`refund/${cause}/pay`), args, AT);
};

async function paidCase(amountMinor: number): Promise<string> {
  const caseId = await chargedCase(database.db, amountMinor);
  await pay(database.db, caseId, amountMinor);
  return caseId;
}

describe('a refund', () => {
  it('is owed within what was paid, lowers the charge, and is paid in one sum', async () => {
    const caseId = await paidCase(80_000);
    expect(await owe(caseId, 'goodwill', 15_000)).toMatchObject({
      dueMinor: 65_000,
      refundOpenMinor: 15_000,
      outstandingMinor: 0,
    });
    await expect(refund(caseId, 'goodwill', 15_001)).rejects.toMatchObject({
      code: 'OVER_REFUND',
      details: { remainderMinor: 15_000 },
    });
    await expect(refund(caseId, 'goodwill', 14_999)).rejects.toMatchObject({
      faults: [{ pointer: '/amountMinor' }],
    });
    expect(await refund(caseId, 'goodwill', 15_000)).toMatchObject({ balanced: true });
  });

  it('is refused above what was paid less what is owed already', async () => {
    const caseId = await paidCase(80_000);
    await owe(caseId, 'difference', 30_000);
    await expect(owe(caseId, 'goodwill', 50_001)).rejects.toMatchObject({
      code: 'OVER_REFUND',
      details: { remainderMinor: 50_000, currency: 'CNY' },
    });
    await owe(caseId, 'goodwill', 50_000);
  });

  it('happens once for a cause, also when two people act at once', async () => {
    const caseId = await paidCase(80_000);
    const owed = await Promise.allSettled([owe(caseId, 'goodwill', 100), owe(caseId, 'goodwill', 100)]);
    expect(owed.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    const paid = await Promise.allSettled([refund(caseId, 'goodwill', 100), refund(caseId, 'goodwill', 100)]);
    expect(paid.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = [...owed, ...paid].flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    for (const reason of refused) expect(reason).toMatchObject({ code: 'ALREADY_REFUNDED' });
    expect(await accountOf(caseId)).toMatchObject({ refundDueMinor: 100, refundedMinor: 100 });
  });

  it('of two causes that together exceed the payment is refused for the second, also at once', async () => {
    const caseId = await paidCase(80_000);
    const outcomes = await Promise.allSettled([owe(caseId, 'a', 50_000), owe(caseId, 'b', 50_000)]);
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    expect(refused).toMatchObject([{ code: 'OVER_REFUND', details: { remainderMinor: 30_000 } }]);
  });

  it('is not paid for a cause that owes nothing', async () => {
    const caseId = await paidCase(80_000);
    await expect(refund(caseId, 'nothing', 1)).rejects.toMatchObject({
      code: 'OVER_REFUND',
      details: { remainderMinor: 0 },
    });
  });

  it('takes unplaced money before it touches the charge', async () => {
    const caseId = newCaseId();
    await pay(database.db, caseId, 9_000);
    expect(await owe(caseId, 'unplaced', 9_000)).toMatchObject({ unplacedMinor: 0, dueMinor: 0 });
  });
});

describe('the compensation of a withdrawn case', () => {
  it('voids what is unpaid', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 80_000);
    await pay(db, caseId, 30_000);
    const args = { caseId, cause: 'withdrawal', ...why };
    expect(await voidDue(db, newKey('void'), args, AT)).toEqual({ voidedMinor: 50_000 });
    expect(await voidDue(db, newKey('void'), args, AT)).toEqual({ voidedMinor: 0 });
    expect(await accountOf(caseId)).toMatchObject({ dueMinor: 30_000, balanced: true });
  });

  it('does nothing where no money was ever spoken of', async () => {
    const args = { caseId: newCaseId(), cause: 'withdrawal', ...why };
    expect(await voidDue(database.db, newKey('void'), args, AT)).toEqual({ voidedMinor: 0 });
  });

  it('gives everything back but the close-out charge, once', async () => {
    const { db } = database;
    const caseId = await paidCase(30_000);
    const args = { caseId, toMinor: 4_000, cause: 'withdrawal', ...why };
    expect(await reduceDue(db, newKey('reduce'), args, AT)).toMatchObject({
      dueMinor: 4_000,
      refundMinor: 26_000,
    });
    await expect(reduceDue(db, newKey('reduce'), { ...args, toMinor: 0 }, AT)).rejects.toMatchObject({
      code: 'ALREADY_REFUNDED',
    });
    await expect(reduceDue(db, newKey('reduce'), { ...args, toMinor: 4_001 }, AT)).rejects.toMatchObject({
      code: 'OVER_CHARGE',
    });
    expect(await refund(caseId, 'withdrawal', 26_000)).toMatchObject({ balanced: true });
  });
});

describe('a counter entry', () => {
  const undo = (caseId: string, entryId: number) =>
    counterEntry(database.db, newKey('counter'), { caseId, entryId, reason: 'wrong case', person: null }, AT);

  it('undoes an entry once', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 80_000);
    const { entryId } = await pay(db, caseId, 80_000);
    expect(await undo(caseId, entryId)).toMatchObject({ paidMinor: 0, outstandingMinor: 80_000 });
    await expect(undo(caseId, entryId)).rejects.toMatchObject({
      code: 'INVALID',
      faults: [{ pointer: '/entryId', message: 'is undone already' }],
    });
  });

  it('for a payment lets it be entered again under another reference only', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 80_000);
    const { entryId } = await pay(db, caseId, 8_000, 'B-1');
    await undo(caseId, entryId);
    await expect(pay(db, caseId, 80_000, 'B-1')).rejects.toMatchObject({
      faults: [{ pointer: '/reference' }],
    });
    expect(await pay(db, caseId, 80_000, 'B-1-2')).toMatchObject({ balanced: true });
  });

  it('of a refund that is owed brings the charge back, within what is agreed now', async () => {
    const { db } = database;
    const caseId = await paidCase(80_000);
    await owe(caseId, 'goodwill', 15_000);
    const owed = (await moneyRepository(db).listEntriesByCase(caseId)).at(-1);
    expect(await undo(caseId, owed?.id ?? 0)).toMatchObject({ dueMinor: 80_000, balanced: true });
    await owe(caseId, 'difference', 15_000);
    const later = (await moneyRepository(db).listEntriesByCase(caseId)).at(-1);
    await offer(db, caseId, 2, 65_000);
    await accept(db, caseId, 2);
    await expect(undo(caseId, later?.id ?? 0)).rejects.toMatchObject({
      code: 'OVER_CHARGE',
      details: { remainderMinor: 65_000 },
    });
  });

  it('is refused for a charge, which follows from its quotation', async () => {
    const caseId = await paidCase(80_000);
    const [due] = await moneyRepository(database.db).listEntriesByCase(caseId);
    await expect(undo(caseId, due?.id ?? 0)).rejects.toMatchObject({ code: 'INVALID' });
  });

  it('is refused where others rest on the entry', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 80_000);
    const { entryId } = await pay(db, caseId, 80_000);
    await owe(caseId, 'goodwill', 100);
    await refund(caseId, 'goodwill', 100);
    await expect(undo(caseId, entryId)).rejects.toMatchObject({ code: 'OVER_REFUND' });
    const entries = await moneyRepository(db).listEntriesByCase(caseId);
    const owed = entries.find((entry) => entry.kind === 'refund_due');
    await expect(undo(caseId, owed?.id ?? 0)).rejects.toMatchObject({ code: 'OVER_REFUND' });
  });

  it('is refused for an entry of another case and for a counter entry', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 80_000);
    const { entryId } = await pay(db, caseId, 80_000);
    await expect(undo(await paidCase(1), entryId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await undo(caseId, entryId);
    const entries = await moneyRepository(db).listEntriesByCase(caseId);
    await expect(undo(caseId, entries.at(-1)?.id ?? 0)).rejects.toMatchObject({ code: 'INVALID' });
  });
});
