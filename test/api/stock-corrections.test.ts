import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApi, type TestApi } from './open-test-api.ts';

let api: TestApi;
let lead: string;
let partId: string;
let partNumber: string;

interface Stock {
  readonly part: { readonly id: string; readonly number: string; readonly tracking: string };
  readonly free: number;
}

beforeAll(async () => {
  api = await openTestApi('seeded');
  lead = await api.staffToken('parts_lead');
  const { items } = (await get('/v1/parts?limit=200')).json<{ items: Stock[] }>();
  const stocked = items.find(({ part, free }) => part.tracking === 'none' && free > 2)?.part;
  partId = stocked?.id ?? 'none';
  partNumber = stocked?.number ?? 'none';
});

afterAll(() => api.close());

const get = (url: string) => api.call({ method: 'GET', url, token: lead });
const correct = (body: object, token = lead, key: string = crypto.randomUUID()) =>
  api.call({
    method: 'POST',
    url: '/v1/stock-corrections',
    token,
    body: { partNumber, locationCode: 'main', reason: 'Stocktake of the year', ...body },
    headers: { 'idempotency-key': key },
  });

const onHand = async () =>
  (await get(`/v1/parts/${partId}/balances`))
    .json<{ items: { locationCode: string; onHand: number }[] }>()
    .items.find(({ locationCode }) => locationCode === 'main')?.onHand ?? 0;

describe('a stock correction', () => {
  it('books what a stocktake found, once, with its reason, and says what is there now', async () => {
    const before = await onHand();
    const key = crypto.randomUUID();
    const answer = await correct({ difference: -2 }, lead, key);
    expect(answer.statusCode, answer.body).toBe(201);
    expect(answer.json()).toMatchObject({ difference: -2, onHand: before - 2 });
    expect((await correct({ difference: -2 }, lead, key)).json()).toEqual(answer.json());
    expect(await onHand()).toBe(before - 2);
    expect((await get(`/v1/parts/${partId}/movements?limit=1`)).json()).toMatchObject({
      items: [{ kind: 'correction', quantity: -2, reason: 'Stocktake of the year' }],
    });
  });

  it('is for the parts lead and the manager', async () => {
    const clerk = await api.staffToken('parts_clerk');
    expect((await correct({ difference: 1 }, clerk)).json()).toMatchObject({
      status: 403,
      code: 'ROLE_MISSING',
    });
  });

  it('is refused where it says nothing, names no place, or takes more than is free', async () => {
    expect((await correct({ difference: 0 })).json()).toMatchObject({
      status: 400,
      errors: [{ pointer: '/difference' }],
    });
    expect((await correct({ difference: 1, locationCode: 'moon' })).json()).toMatchObject({
      status: 422,
      errors: [{ pointer: '/locationCode', message: expect.stringContaining('must be one of') as string }],
    });
    expect((await correct({ difference: -100_000 })).json()).toMatchObject({
      status: 422,
      code: 'OVER_QUANTITY',
    });
    expect((await correct({ difference: 1, lot: 'L1' })).json()).toMatchObject({
      errors: [{ pointer: '/lot', message: 'does not apply: the part has no lots' }],
    });
    expect((await correct({ partNumber: 'NONE-1', difference: 1 })).json()).toMatchObject({
      status: 422,
      errors: [{ pointer: '/partNumber', message: 'names no part' }],
    });
  });
});
