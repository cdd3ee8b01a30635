import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRICE_LISTS } from '../../db/presets/price-lists.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';

let api: TestApi;
let finance: string;
let agent: string;

const [STANDARD] = PRICE_LISTS as unknown as readonly [(typeof PRICE_LISTS)[number]];

beforeAll(async () => {
  api = await openTestApi('seeded');
  [finance, agent] = await Promise.all([api.staffToken('finance'), api.staffToken('agent')]);
});

afterAll(() => api.close());

const get = (url: string) => api.call({ method: 'GET', url, token: agent });
const post = (url: string, body: unknown, token = finance) => api.call({ method: 'POST', url, token, body });

describe('price lists', () => {
  it('are published to whoever has a token, each version by itself', async () => {
    const { items } = (await get('/v1/price-lists')).json<{ items: { code: string; version: number }[] }>();
    expect(items.map(({ code, version }) => [code, version])).toEqual([['standard', 1]]);
    const read = (await get('/v1/price-lists/standard')).json<{ document: unknown }>();
    expect(read.document).toEqual(JSON.parse(JSON.stringify(STANDARD)));
    expect((await get('/v1/price-lists/standard/versions/1')).json()).toEqual(read);
    expect((await get('/v1/price-lists/nothing')).statusCode).toBe(404);
    expect((await get('/v1/price-lists/nothing/versions')).statusCode).toBe(404);
  });

  it('are validated without being stored: faults of form and of sense, each with its field', async () => {
    const validate = async (document: unknown) =>
      (await post('/v1/price-lists/validate', document)).json<object>();
    expect(await validate(STANDARD)).toEqual({ valid: true, faults: [] });
    expect(await validate({ ...STANDARD, travel: [] })).toMatchObject({
      valid: false,
      faults: [{ pointer: '/travel' }],
    });
    const [city] = STANDARD.travel;
    expect(await validate({ ...STANDARD, currency: 'USD', travel: [city, city] })).toEqual({
      valid: false,
      faults: [
        { pointer: '/travel/1/code', message: 'is the code of another travel zone already' },
        {
          pointer: '/currency',
          message: 'must be CNY, as in version 1; another currency is another list',
        },
      ],
    });
  });

  it('get their next version from finance or a manager, after the latest one, and with a trace in the audit log', async () => {
    const dearer = { ...STANDARD, version: 2, labour: { ...STANDARD.labour, hourMinor: 13_000 } };
    expect((await post('/v1/price-lists', { document: dearer }, agent)).statusCode).toBe(403);
    const stale = await post('/v1/price-lists', { document: { ...dearer, version: 3 } });
    expect(stale.statusCode).toBe(412);
    const double = { ...dearer, travel: [...dearer.travel, ...dearer.travel] };
    expect((await post('/v1/price-lists', { document: double })).json()).toMatchObject({
      status: 422,
      errors: [{ pointer: '/document/travel/4/code' }, {}, {}, {}],
    });
    const added = await post('/v1/price-lists', { document: dearer, validFrom: '2027-01-01T00:00:00+08:00' });
    expect(added.statusCode).toBe(201);
    expect(added.headers['location']).toBe('/v1/price-lists/standard/versions/2');
    expect(added.json()).toMatchObject({ version: 2, document: { labour: { hourMinor: 13_000 } } });
    const audit = await api.call({
      method: 'GET',
      url: '/v1/audit-log?subjectType=priceList',
      token: await api.staffToken('admin'),
    });
    expect(audit.json()).toMatchObject({ items: [{ action: 'addPriceListVersion', kind: 'change' }] });
  });
});
