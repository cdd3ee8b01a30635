import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oncePerKey } from '../../db/repositories/effects.ts';
import { effectKeys } from '../../db/schema/effect-keys.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

const AT = Date.parse('2026-04-28T11:00:00+08:00');

let database: OpenTestDatabase;
let carriedOut = 0;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

const carryOut = (key: string, request?: object) =>
  oncePerKey(database.db, { key, name: 'test', at: AT, ...(request && { request }) }, () => {
    carriedOut += 1;
    return Promise.resolve({ no: carriedOut });
  });

describe('an effect', () => {
  it('happens once for a key: the same request gets the first answer, whoever asks and in whatever order', async () => {
    const key = randomUUID();
    const request = { amountMinor: 480, lines: [{ lot: 'A', quantity: 1 }], person: 'li.na' };
    const first = await carryOut(key, request);
    const again = {
      person: 'qian.yi',
      lines: [{ quantity: 1, serial: undefined, lot: 'A' }],
      amountMinor: 480,
    };
    expect(await carryOut(key, again)).toEqual(first);
  });

  it('is refused under the key of another request, also at the same moment, and changes nothing', async () => {
    const key = randomUUID();
    const before = carriedOut;
    const asked = [{ amountMinor: 480 }, { amountMinor: 481 }];
    const answers = await Promise.allSettled(asked.map((request) => carryOut(key, request)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'RECORDED_OTHERWISE', details: { key, effect: 'test', at: AT } },
    });
    expect(carriedOut).toBe(before + 1);
  });

  it('tells lists in another order apart, and a member that is null from one that is left out', async () => {
    const key = randomUUID();
    await carryOut(key, { serials: ['A', 'B'], lot: null });
    for (const other of [{ serials: ['B', 'A'], lot: null }, { serials: ['A', 'B'] }]) {
      await expect(carryOut(key, other)).rejects.toMatchObject({ code: 'RECORDED_OTHERWISE' });
    }
  });

  it('that the process works out by itself goes by the first answer', async () => {
    const key = randomUUID();
    const first = await carryOut(key);
    expect(await carryOut(key)).toEqual(first);
    const [row] = await database.db.select().from(effectKeys).where(eq(effectKeys.key, key));
    expect(row?.requestDigest).toBeNull();
  });

  it('of an earlier release, which kept no digest, goes by the first answer', async () => {
    const key = randomUUID();
    await database.db.execute(sql`
      insert into effect_keys (key, effect, result, at) values (${key}, 'test', '{"no": 7}', to_timestamp(0))`);
    expect(await carryOut(key, { amountMinor: 480 })).toEqual({ no: 7 });
  });
});
