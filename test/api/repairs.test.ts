import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { derivedId } from '../../api/routes/request-keys.ts';
import { customersRepository } from '../../db/repositories/customers.repository.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';
import { customer, openRecordedCases, type RecordedCases, staff } from './recorded-cases.ts';

let api: TestApi;
let cases: RecordedCases;
let agent: string;
let chen: Awaited<ReturnType<typeof customer>>;

beforeAll(async () => {
  api = await openTestApi('seeded');
  cases = await openRecordedCases(api.db);
  agent = (await staff(api.db, 'zhang.min')).token;
  chen = await customer(api.db, 'chen.xiao.self');
});

afterAll(async () => {
  await cases.close();
  await api.close();
});

interface Options {
  readonly token?: string;
  readonly key?: string;
  readonly to?: TestApi;
}

const open = (body: object, { token = agent, key, to = api }: Options = {}) =>
  to.call({
    method: 'POST',
    url: '/v1/repairs',
    token,
    body,
    ...(key !== undefined && { headers: { 'idempotency-key': key } }),
  });

const report = (changes: object = {}) => ({
  channel: 'web',
  company: 'B',
  customerId: chen.customer.id,
  unit: { productModel: 'WD-2200', serialNumber: 'WD2200-250317-0042' },
  description: '衣柜门铰链断裂',
  ...changes,
});

describe('opening a repair while no worker runs', () => {
  it('is 202 with the address of the case, which is never lost, and a repeat gets the same answer', async () => {
    const answer = await open(report(), { key: 'no-worker-1' });
    expect(answer.statusCode).toBe(202);
    const { caseId, status } = answer.json<{ caseId: string; status: string }>();
    expect([status, answer.headers.location]).toEqual(['pending', `/v1/cases/${caseId}`]);
    const again = await open(report(), { key: 'no-worker-1' });
    expect([again.statusCode, again.json()]).toEqual([202, answer.json()]);
    const other = await open(report({ description: 'else' }), { key: 'no-worker-1' });
    expect(other.json()).toMatchObject({ status: 409, code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('leaves a message to the case unanswered: 503, and repeating it with the same key is safe', async () => {
    const { caseId } = (await open(report())).json<{ caseId: string }>();
    await cases.open({ caseId }, { customerId: chen.customer.id });
    const answer = await api.call({
      method: 'POST',
      url: `/v1/cases/${caseId}/comments`,
      token: agent,
      body: { text: '门铃已坏', shared: true },
      headers: { 'idempotency-key': 'unanswered-1' },
    });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.json()).toMatchObject({
      code: 'UNAVAILABLE',
      detail: expect.stringContaining('may still be carried out') as string,
    });
    const ready = await api.call({ method: 'GET', url: '/readyz' });
    expect(ready.json()).toMatchObject({ checks: { temporal: 'up', worker: 'down' } });
  }, 30_000);

  it('gives nobody a second time while Temporal is away: 503, and a new customer is taken up once', async () => {
    const down = await openTestApi('seeded', { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    const { token } = await staff(down.db, 'zhang.min');
    const body = {
      ...report({ customerId: undefined }),
      newCustomer: { name: '只登记一次', phone: '+86 755 5550 0001' },
    };
    for (let tries = 0; tries < 2; tries += 1) {
      const answer = await open(body, { token, key: 'temporal-away', to: down });
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
    }
    const found = await customersRepository(down.db).list({ text: '只登记一次', after: null, limit: 5 });
    expect(found.items).toHaveLength(1);
    await down.close();
  }, 60_000);
});

describe('a report', () => {
  const fault = async (changes: object, options: Options = {}) => {
    const answer = await open(report(changes), options);
    const { code, errors } = answer.json<{ code: string; errors?: { pointer: string }[] }>();
    return [answer.statusCode, code, errors?.[0]?.pointer];
  };

  it('of an unknown field, or without what is needed, is 400', async () => {
    expect(await fault({ colour: 'red' })).toEqual([400, 'MALFORMED', '/colour']);
    expect(await fault({ description: undefined })).toEqual([400, 'MALFORMED', '/description']);
  });

  it('on site says where', async () => {
    expect(await fault({ place: 'onSite' })).toEqual([422, 'INVALID', '/site']);
    expect(await fault({ place: 'anywhere' })).toEqual([400, 'MALFORMED', '/place']);
  });

  it('names a customer on file or a new one who can be reached', async () => {
    const newCustomer = { name: '新客户', phone: '+86 755 5550 0002' };
    expect(await fault({ customerId: undefined })).toEqual([422, 'INVALID', '/customerId']);
    expect(await fault({ newCustomer })).toEqual([422, 'INVALID', '/customerId']);
    expect(await fault({ customerId: crypto.randomUUID() })).toEqual([422, 'INVALID', '/customerId']);
    expect(await fault({ customerId: undefined, newCustomer: { name: '新客户' } })).toEqual([
      422,
      'INVALID',
      '/newCustomer',
    ]);
    const contactId = (await customer(api.db, 'emma.wong')).contact.id;
    expect(await fault({ contactId })).toEqual([422, 'INVALID', '/contactId']);
  });

  it('of a customer is for themself', async () => {
    const emma = await customer(api.db, 'emma.wong');
    expect(await fault({}, { token: emma.token })).toEqual([404, 'NOT_FOUND', undefined]);
  });

  it('needs a company where the customer had no case before', async () => {
    const customerId = (await customer(api.db, 'zhu.li')).customer.id;
    expect(await fault({ customerId, company: undefined })).toEqual([422, 'INVALID', '/company']);
  });

  it('from the future is refused, and one too long ago is for the service lead with a reason', async () => {
    const past = new Date(Date.now() - 3 * 86_400_000).toISOString();
    const future = new Date(Date.now() + 3_600_000).toISOString();
    const lead = { token: (await staff(api.db, 'li.na')).token };
    expect(await fault({ receivedAt: future })).toEqual([422, 'INVALID', '/receivedAt']);
    expect(await fault({ receivedAt: past })).toEqual([422, 'INVALID', '/receivedAt']);
    expect(await fault({ receivedAt: past }, lead)).toEqual([422, 'INVALID', '/lateEntryReason']);
    const late = { receivedAt: past, lateEntryReason: '系统停机期间的手工登记' };
    expect((await open(report(late), lead)).statusCode).toBe(202);
    const unit = { productModel: 'WD-2200', purchasedOn: '2999-01-01' };
    expect(await fault({ unit })).toEqual([422, 'INVALID', '/unit/purchasedOn']);
  });

  it('of a product that is not repaired is refused, and a return offered', async () => {
    const answer = await open(report({ company: 'E', unit: { productModel: 'YG-100' } }));
    expect(answer.json()).toMatchObject({
      status: 422,
      code: 'PRODUCT_NOT_REPAIRABLE',
      details: { alternative: 'return-exchange' },
    });
    expect(await fault({ unit: { productModel: 'nothing' } })).toEqual([
      422,
      'INVALID',
      '/unit/productModel',
    ]);
  });

  it('refers to earlier cases of the same customer only', async () => {
    const repeatOf = await cases.open();
    expect(await fault({ repeatOf })).toEqual([422, 'INVALID', '/repeatOf']);
  });

  it('under an external reference known already is 200 with the first case', async () => {
    const externalReference = { system: 'shop', id: 'SO-1' };
    const caseId = derivedId('repair', 'staff', 'shop', 'SO-1');
    await cases.open({ caseId }, { customerId: chen.customer.id });
    const answer = await open(report({ externalReference }), { key: 'reference-1' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers.location).toBe(`/v1/cases/${caseId}`);
    expect(answer.json()).toMatchObject({ case: { id: caseId } });
  });

  it('has a clock of its own only where clocks are adjustable', async () => {
    const fixed = await openTestApi('seeded', { ADJUSTABLE_CLOCKS: '0' });
    const { token } = await staff(fixed.db, 'zhang.min');
    const { customer: sameCustomer } = await customer(fixed.db, 'chen.xiao.self');
    const clock = { now: '2026-05-29T16:00:00+08:00' };
    const answer = await open(report({ customerId: sameCustomer.id, clock }), { token, to: fixed });
    expect(answer.json()).toMatchObject({ status: 422, code: 'CLOCK_NOT_ADJUSTABLE' });
    await fixed.close();
  });
});
