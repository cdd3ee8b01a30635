import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { payOpenRefunds } from '../../db/repositories/case-money.repository.ts';
import { type Correction } from '../../db/repositories/corrected-entry.ts';
import { counterEntry, requireCounterable } from '../../db/repositories/counter-entries.repository.ts';
import { moneyRepository } from '../../db/repositories/money.repository.ts';
import { moneyEntries } from '../../db/schema/money.ts';
import { AT, chargedCase, newKey, pay } from './money-fixture.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

const entriesOf = (caseId: string) => moneyRepository(database.db).listEntriesByCase(caseId);

async function correct(caseId: string, kind: string, instead?: Correction, key = newKey('counter')) {
  const entryId = (await entriesOf(caseId)).findLast((entry) => entry.kind === kind)?.id ?? 0;
  const counter = { caseId, entryId, reason: 'typed in wrongly', person: 'qian.yi' };
  return counterEntry(database.db, key, { ...counter, ...(instead && { instead }) }, AT);
}

describe('a correction of the books (repair §7 "undone by")', () => {
  it('keeps the reference of a payment that was of another amount, and reckons its surplus anew', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 48_000);
    await pay(db, caseId, 50_000, 'B-1');
    expect(await correct(caseId, 'payment', { amountMinor: 49_000 })).toMatchObject({
      ...{ paidMinor: 49_000, refundDueMinor: 1_000, outstandingMinor: 0 },
    });
    expect(await correct(caseId, 'payment', { amountMinor: 40_000 })).toMatchObject({
      ...{ paidMinor: 40_000, refundDueMinor: 0, outstandingMinor: 8_000 },
    });
    expect((await entriesOf(caseId)).map(({ kind, amountMinor }) => `${kind} ${amountMinor}`)).toEqual([
      ...['due 48000', 'payment 50000', 'refund_due 2000'],
      ...['payment 49000', 'counter_entry 2000', 'counter_entry 50000', 'refund_due 1000'],
      ...['payment 40000', 'counter_entry 1000', 'counter_entry 49000'],
    ]);
  });

  it('happens once for its key, and is checked beforehand without writing anything', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 48_000);
    const { entryId } = await pay(db, caseId, 48_000, 'B-1');
    const counter = { caseId, entryId, reason: 'typed in wrongly', person: null };
    await requireCounterable(db, { ...counter, instead: { amountMinor: 40_000 } });
    expect(await entriesOf(caseId)).toHaveLength(2);
    await expect(requireCounterable(db, { ...counter, instead: { amountMinor: 0 } })).rejects.toMatchObject({
      faults: [{ pointer: '/amountMinor' }],
    });
    const key = newKey('counter');
    await counterEntry(db, key, { ...counter, instead: { amountMinor: 40_000 } }, AT);
    await counterEntry(db, key, { ...counter, instead: { amountMinor: 40_000 } }, AT);
    await expect(
      counterEntry(db, key, { ...counter, instead: { amountMinor: 41_000 } }, AT),
    ).rejects.toMatchObject({ code: 'RECORDED_OTHERWISE' });
    await expect(requireCounterable(db, counter)).rejects.toMatchObject({
      faults: [{ pointer: '/entryId', message: 'is undone already' }],
    });
    expect(await entriesOf(caseId)).toHaveLength(4);
  });

  it('gives no payment the reference of another one, nor another one its own', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 48_000);
    await pay(db, caseId, 10_000, 'B-1');
    await pay(db, caseId, 10_000, 'B-2');
    await expect(correct(caseId, 'payment', { reference: 'B-1' })).rejects.toMatchObject({
      faults: [{ pointer: '/reference' }],
    });
    await correct(caseId, 'payment', { reference: 'B-3' });
    await expect(pay(db, caseId, 10_000, 'B-3')).rejects.toMatchObject({
      faults: [{ pointer: '/reference' }],
    });
    expect(await moneyRepository(db).accountOf(caseId)).toMatchObject({ paidMinor: 20_000 });
  });

  it('of a refund that had not gone out lets it be paid, once', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 48_000);
    await pay(db, caseId, 50_000, 'B-1');
    const back = (reference: string) =>
      payOpenRefunds(db, newKey('refund'), { caseId, method: 'bank', reference, person: null }, AT);
    await back('R-1');
    await expect(correct(caseId, 'payment', { amountMinor: 1_000 })).rejects.toMatchObject({
      code: 'OVER_REFUND',
    });
    expect(await correct(caseId, 'refund_paid')).toMatchObject({ refundOpenMinor: 2_000 });
    expect(await back('R-2')).toMatchObject({ refundOpenMinor: 0, refundedMinor: 2_000, balanced: true });
    await expect(back('R-3')).rejects.toMatchObject({ code: 'ALREADY_REFUNDED' });
  });

  it.each([
    ['of another kind', { kind: 'cost', account: 'goodwill', feeKind: 'labour' }, false],
    ['that is not undone', { kind: 'payment', method: 'bank', reference: 'B-9' }, false],
    ['whose place is taken', { kind: 'payment', method: 'bank', reference: 'B-9' }, true],
  ] as const)('never stands in the place of an entry %s, whoever writes it', async (_what, row, isTaken) => {
    const { db } = database;
    const caseId = await chargedCase(db, 48_000);
    const { entryId } = await pay(db, caseId, 10_000, 'B-1');
    if (isTaken) await correct(caseId, 'payment', { amountMinor: 9_000 });
    const effectKey = newKey('hand-written');
    await db.execute(sql`insert into effect_keys values (${effectKey}, 'test', null, now())`);
    const written = { ...row, caseId, amountMinor: 10_000, currency: 'CNY', effectKey, position: 0, at: AT };
    await expect(
      db.insert(moneyEntries).values({ ...written, replacesEntryId: entryId }),
    ).rejects.toMatchObject({ cause: { code: expect.stringMatching(/^235(14|05)$/) as string } });
  });
});
