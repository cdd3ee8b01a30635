import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseSignalsRepository } from '../../db/repositories/case-signals.repository.ts';
import { massHoldsRepository } from '../../db/repositories/mass-holds.repository.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';
import { customer, openRecordedCases, type RecordedCases } from './recorded-cases.ts';

/* No worker runs here: what cases would be told waits in the outbox. */

const TYPHOON = { reason: 'forceMajeure', text: 'Typhoon' } as const;

let api: TestApi;
let recorded: RecordedCases;
let manager: string;

beforeAll(async () => {
  api = await openTestApi('seeded', { ADJUSTABLE_CLOCKS: '' });
  recorded = await openRecordedCases(api.db);
  manager = await api.staffToken('manager');
});
afterAll(async () => {
  await recorded.close();
  await api.close();
});

const place = (body: object, key: string = randomUUID(), token = manager) =>
  api.call({ method: 'POST', url: '/v1/mass-holds', token, body, headers: { 'idempotency-key': key } });

const resume = (id: string) =>
  api.call({ method: 'POST', url: `/v1/mass-holds/${id}/resume`, token: manager, body: {} });

const placedKey = (id: string, caseId: string): string => `massHold/${id}/placed/${caseId}`;

const isTold = async (id: string, caseId: string): Promise<boolean> =>
  (await caseSignalsRepository(api.db).findOptionalByKey(placedKey(id, caseId))) !== undefined;

/** An open case of a unit in a region; without one, in its customer's. */
const openCase = (region: string | null, productModel: string, customerId: string | null = null) => {
  const details = { region, productModel };
  return recorded.open({ snapshot: { details } }, { customerId });
};

describe('placing a mass hold', () => {
  it('is for managers and administrators', async () => {
    const body = { region: 'fujian', ...TYPHOON };
    expect((await place(body, randomUUID(), await api.staffToken('agent'))).statusCode).toBe(403);
    expect((await place(body, randomUUID(), await api.staffToken('admin'))).statusCode).toBe(201);
  });

  it('is refused for reasons that do not concern many, for nothing, for unknown products and for the past', async () => {
    const faultOf = async (body: object) => {
      const answer = await place(body);
      return [answer.statusCode, answer.json<{ errors: { pointer: string }[] }>().errors[0]?.pointer];
    };
    expect(await faultOf({ region: 'fujian', reason: 'thirdParty', text: 'No lift' })).toEqual([
      422,
      '/reason',
    ]);
    expect(await faultOf(TYPHOON)).toEqual([422, '/region']);
    expect(await faultOf({ productModel: 'NONE-1', ...TYPHOON })).toEqual([422, '/productModel']);
    expect(await faultOf({ region: 'fujian', ...TYPHOON, until: '2020-01-01T00:00:00Z' })).toEqual([
      422,
      '/until',
    ]);
    expect(await faultOf({ region: 'fujian', ...TYPHOON, unknown: 1 })).toEqual([400, '/unknown']);
  });

  it('tells each open case of the region or product once, and no other', async () => {
    const { customer: inShanghai } = await customer(api.db, 'chen.xiao.self');
    const [site, own, elsewhere, otherModel] = await Promise.all([
      openCase('shanghai', 'WD-2200'),
      openCase(null, 'WD-2200', inShanghai.id),
      openCase('beijing', 'WD-2200', inShanghai.id),
      openCase('shanghai', 'SF-300'),
    ]);
    expect(inShanghai.region).toBe('shanghai');
    const key = randomUUID();
    const body = { region: 'shanghai', productModel: 'WD-2200', ...TYPHOON };
    const placed = await place(body, key);
    expect(placed.statusCode).toBe(201);
    const { id } = placed.json<{ id: string }>();
    expect(placed.headers.location).toBe(`/v1/mass-holds/${id}`);
    expect(placed.json()).toMatchObject({
      until: null,
      endedAt: null,
      cases: { told: 2, held: 0, resumed: 0 },
    });
    expect(await Promise.all([site, own, elsewhere, otherModel].map((one) => isTold(id, one)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect((await place(body, key)).json()).toMatchObject({ id });

    const late = await openCase('shanghai', 'WD-2200');
    await massHoldsRepository(api.db).queuePlaced(Date.now());
    await massHoldsRepository(api.db).queuePlaced(Date.now());
    expect(await isTold(id, late)).toBe(true);
    const signal = await caseSignalsRepository(api.db).findOptionalByKey(placedKey(id, late));
    expect(signal?.payload).toMatchObject({
      batchId: id,
      reason: 'forceMajeure',
      until: null,
      by: { type: 'person' },
    });
  });

  it('that is over by itself tells nobody who comes later', async () => {
    // Over before the API's own courier looks: only the instants given here count.
    const until = Date.parse('2026-03-01T00:00:00Z');
    const { id } = await massHoldsRepository(api.db).create({
      region: 'hubei',
      productModel: null,
      ...TYPHOON,
      placedAt: until - 60_000,
      placedBy: { type: 'person', personId: randomUUID(), roles: ['manager'] },
      untilAt: until,
    });
    const late = await openCase('hubei', 'WD-2200');
    await massHoldsRepository(api.db).queuePlaced(until);
    expect(await isTold(id, late)).toBe(false);
    await massHoldsRepository(api.db).queuePlaced(until - 1);
    expect(await isTold(id, late)).toBe(true);
  });
});

describe('resuming a mass hold', () => {
  it('tells every case that was told of it, once, and no case that is opened later', async () => {
    const held = await openCase('yunnan', 'WD-2200');
    const { id } = (await place({ region: 'yunnan', ...TYPHOON })).json<{ id: string }>();
    expect((await resume(id)).json()).toMatchObject({ id, endedBy: expect.any(String) as string });
    const late = await openCase('yunnan', 'WD-2200');
    await massHoldsRepository(api.db).queuePlaced(Date.now());
    expect(await isTold(id, late)).toBe(false);
    const ended = await caseSignalsRepository(api.db).findOptionalByKey(`massHold/${id}/ended/${held}`);
    expect(ended).toMatchObject({
      name: 'massHoldEnded',
      payload: { batchId: id, placedKey: placedKey(id, held) },
    });
    expect((await resume(id)).json()).toMatchObject({ status: 409, code: 'NOT_ON_HOLD' });
    expect((await resume(randomUUID())).statusCode).toBe(404);
  });
});

describe('reading mass holds', () => {
  it('goes page by page, newest first', async () => {
    const first = (await place({ region: 'gansu', ...TYPHOON })).json<{ id: string }>();
    const second = (await place({ region: 'gansu', ...TYPHOON })).json<{ id: string }>();
    const list = async (query: string) =>
      (await api.call({ method: 'GET', url: `/v1/mass-holds?${query}`, token: manager })).json<{
        items: { id: string }[];
        nextCursor: string;
      }>();
    const page = await list('limit=1');
    expect(page.items.map(({ id }) => id)).toEqual([second.id]);
    const next = await list(`limit=1&cursor=${page.nextCursor}`);
    expect(next.items.map(({ id }) => id)).toEqual([first.id]);
    const one = await api.call({ method: 'GET', url: `/v1/mass-holds/${first.id}`, token: manager });
    expect(one.json()).toMatchObject({ id: first.id, region: 'gansu', productModel: null });
  });
});
