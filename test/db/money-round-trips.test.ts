import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { handInCash } from '../../db/repositories/money.repository.ts';
import { payRefund, recordRefundDue, reduceDue } from '../../db/repositories/refunds.repository.ts';
import { settleFees } from '../../db/repositories/settlements.repository.ts';
import { accept, AT, newCaseId, newKey, offer, pay } from './money-fixture.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

let database: OpenTestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await openTestDatabase();
  pool = new pg.Pool({ connectionString: database.url });
});

afterAll(async () => {
  await pool.end();
  await database.close();
});

it('takes few round trips per effect', async () => {
  let statements = 0;
  const counted = drizzle(pool, { logger: { logQuery: () => (statements += 1) } });
  const tripsOf = async (effect: () => Promise<unknown>) => {
    statements = 0;
    await effect();
    return statements;
  };
  const caseId = newCaseId();
  const why = { caseId, reason: 'test', person: null };
  const owed = { ...why, cause: 'goodwill', amountMinor: 1_000 };
  const cash = { caseId, reference: 'K-1', amountMinor: 50_000, person: null };
  const out = { ...owed, method: 'bank', reference: 'R-1' } as const;
  const settlement = {
    caseId,
    currency: 'CNY',
    revision: 1,
    chargedMinor: 40_000,
    month: '2026-04',
    receivable: false,
    person: null,
  };
  const trips = {
    offer: await tripsOf(() => offer(counted, caseId, 1, 48_000)),
    accept: await tripsOf(() => accept(counted, caseId, 1)),
    pay: await tripsOf(() => pay(counted, caseId, 50_000, 'K-1', 'cash')),
    handIn: await tripsOf(() => handInCash(counted, newKey('h'), cash, AT)),
    owe: await tripsOf(() => recordRefundDue(counted, newKey('o'), owed, AT)),
    refund: await tripsOf(() => payRefund(counted, newKey('p'), out, AT)),
    reduce: await tripsOf(() =>
      reduceDue(counted, newKey('d'), { ...why, toMinor: 45_000, cause: 'sub' }, AT),
    ),
    settle: await tripsOf(() => settleFees(counted, newKey('s'), settlement, AT)),
  };
  expect(trips).toEqual({
    offer: 9,
    accept: 9,
    pay: 8,
    handIn: 7,
    owe: 7,
    refund: 9,
    reduce: 7,
    settle: 9,
  });
});
