import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueToken } from '../support/environment.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';

let api: TestApi;
let clerk: string;

beforeAll(async () => {
  api = await openTestApi('seeded');
  clerk = await api.staffToken('parts_clerk');
});

afterAll(async () => {
  await api.close();
});

interface Stock {
  readonly part: { readonly id: string; readonly number: string };
  readonly onHand: number;
  readonly reserved: number;
  readonly free: number;
}

async function listStock(query: string): Promise<Stock[]> {
  const answer = await api.call({ method: 'GET', url: `/v1/parts?${query}`, token: clerk });
  return answer.json<{ items: Stock[] }>().items;
}

describe('parts', () => {
  it('are listed with their stock, whose ledger and balances agree', async () => {
    const [stock] = await listStock('limit=1');
    if (stock === undefined) throw new Error('no parts are seeded');
    const url = `/v1/parts/${stock.part.id}`;
    const get = async <Item>(path: string) =>
      (await api.call({ method: 'GET', url: `${url}${path}`, token: clerk })).json<{ items: Item[] }>().items;
    const balances = await get<{ onHand: number; locationCode: string }>('/balances');
    const movements = await get<{ quantity: number; kind: string }>('/movements');
    const sum = (quantities: readonly number[]) =>
      quantities.reduce((total, quantity) => total + quantity, 0);
    expect(sum(balances.map(({ onHand }) => onHand))).toBe(sum(movements.map(({ quantity }) => quantity)));
    expect(stock.free).toBe(stock.onHand - stock.reserved);
    expect(await get('/serials')).toBeInstanceOf(Array);
    expect(await get('/substitutes')).toBeInstanceOf(Array);
  });

  it('can be entered, changed and approved as substitutes, by those who may', async () => {
    const part = {
      number: 'T-1',
      nameZh: '测试件',
      nameEn: 'Test part',
      tracking: 'none',
      priceMinor: 100,
      costMinor: 40,
      currency: 'CNY',
    };
    const entered = await api.call({ method: 'POST', url: '/v1/parts', token: clerk, body: part });
    expect(entered.json()).toMatchObject({ ...part, reorderPoint: 0, version: 1 });
    const { id } = entered.json<{ id: string }>();
    const changed = await api.call({
      method: 'PATCH',
      url: `/v1/parts/${id}`,
      token: clerk,
      body: { reorderPoint: 3 },
      headers: { 'if-match': '"1"' },
    });
    expect(changed.json()).toMatchObject({ reorderPoint: 3, version: 2 });
    expect(
      (await listStock('text=T-1&belowReorderPoint=true')).map(({ part: { number } }) => number),
    ).toEqual(['T-1']);
    const [other] = await listStock('limit=1');
    const approve = (token: string, substituteNumber: string) =>
      api.call({ method: 'POST', url: `/v1/parts/${id}/substitutes`, token, body: { substituteNumber } });
    const number = other?.part.number ?? '';
    expect((await approve(clerk, number)).json()).toMatchObject({ code: 'ROLE_MISSING' });
    const inspector = await api.staffToken('inspector');
    expect((await approve(inspector, number)).json()).toMatchObject({ items: [{ number }] });
    expect((await approve(inspector, 'T-1')).json()).toMatchObject({ status: 422 });
    expect((await approve(inspector, 'nowhere')).json()).toMatchObject({ status: 422 });
  });

  it('are not shown to customers', async () => {
    const agent = await api.staffToken('agent');
    const subject = 'a customer who looks at parts';
    const contact = {
      name: 'Curious',
      email: 'a@example.com',
      language: 'en',
      preferredChannel: 'email',
      subject,
    };
    const url = '/v1/customers/sunshine.school/contacts';
    expect((await api.call({ method: 'POST', url, token: agent, body: contact })).statusCode).toBe(201);
    const token = await issueToken(subject);
    expect((await api.call({ method: 'GET', url: '/v1/parts', token })).statusCode).toBe(403);
  });
});
