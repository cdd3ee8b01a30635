import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueToken } from '../support/environment.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';

let api: TestApi;
let admin: string;
let manager: string;
let agent: string;
let technician: string;

beforeAll(async () => {
  api = await openTestApi();
  [admin, manager, agent, technician] = await Promise.all([
    api.staffToken('admin'),
    api.staffToken('manager'),
    api.staffToken('agent'),
    api.staffToken('technician'),
  ]);
});

afterAll(async () => {
  await api.close();
});

interface Versioned {
  readonly id: string;
  readonly version: number;
}

async function create<Body extends Versioned>(url: string, body: unknown, token = manager): Promise<Body> {
  const answer = await api.call({ method: 'POST', url, token, body });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json<Body>();
}

const newCustomer = (name: string) => ({ kind: 'person', name, language: 'en', timeZone: 'Asia/Shanghai' });

async function createContactWhoLogsIn(customerId: string, name: string): Promise<string> {
  const subject = `subject of ${name}`;
  const contact = { name, email: 'a@example.com', language: 'en', preferredChannel: 'email', subject };
  await create(`/v1/customers/${customerId}/contacts`, contact, agent);
  return issueToken(subject);
}

describe('a record', () => {
  it('is changed against the version that was read, and not against an older one', async () => {
    const { id } = await create<Versioned>('/v1/customers', newCustomer('Version'), agent);
    const url = `/v1/customers/${id}`;
    const read = await api.call({ method: 'GET', url, token: agent });
    const etag = String(read.headers['etag']);
    expect(etag).toBe('"1"');
    const change = (body: unknown, ifMatch?: string) =>
      api.call({
        method: 'PATCH',
        url,
        token: agent,
        body,
        headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
      });
    const changed = await change({ keyAccount: true }, etag);
    expect(changed.statusCode).toBe(200);
    expect(changed.headers['etag']).toBe('"2"');
    expect(changed.json()).toMatchObject({ name: 'Version', keyAccount: true, version: 2 });
    expect((await change({ name: 'Late' }, etag)).json()).toMatchObject({
      status: 412,
      code: 'STALE_VERSION',
    });
    expect((await change({ name: 'Blind' })).json()).toMatchObject({ status: 400 });
    expect((await change({}, '"2"')).json()).toMatchObject({ status: 400 });
  });

  it('is told in the time zone of who reads it', async () => {
    const customer = await create<Versioned & { createdAt: string }>('/v1/customers', newCustomer('Zone'));
    expect(customer.createdAt).toMatch(/\+08:00$/);
  });
});

describe('lists', () => {
  it('come in pages that neither repeat nor leave out', async () => {
    for (const model of ['P-1', 'P-2', 'P-3', 'P-4', 'P-5']) {
      await create('/v1/products', {
        model,
        name: 'Paged',
        category: 'cooler',
        warrantyMonths: 12,
        priceMinor: 100,
        currency: 'CNY',
        usefulLifeMonths: 60,
        residualPercent: 5,
      });
    }
    const models: string[] = [];
    let cursor: string | null = null;
    do {
      const query = `text=Paged&limit=2${cursor === null ? '' : `&cursor=${cursor}`}`;
      const answer = await api.call({ method: 'GET', url: `/v1/products?${query}`, token: technician });
      const page = answer.json<{ items: { model: string }[]; nextCursor: string | null }>();
      models.push(...page.items.map(({ model }) => model));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(models).toEqual(['P-1', 'P-2', 'P-3', 'P-4', 'P-5']);
  });

  it('refuse a cursor that they did not give', async () => {
    for (const cursor of ['nonsense', Buffer.from('[1]').toString('base64url')]) {
      const answer = await api.call({ method: 'GET', url: `/v1/products?cursor=${cursor}`, token: manager });
      expect(answer.statusCode).toBe(400);
    }
  });
});

describe('roles', () => {
  it('are given by managers, but never to themselves, and admin only by an admin', async () => {
    const { person, token } = await api.createStaff('manager');
    const grant = (id: string, by: string, roles: string[]) =>
      api.call({
        method: 'PATCH',
        url: `/v1/people/${id}`,
        token: by,
        body: { roles },
        headers: { 'if-match': '"1"' },
      });
    expect((await grant(person.id, token, ['manager', 'finance'])).json()).toMatchObject({ status: 403 });
    const { person: other } = await api.createStaff('technician');
    expect((await grant(other.id, token, ['technician', 'admin'])).json()).toMatchObject({
      code: 'ROLE_MISSING',
    });
    expect((await grant(other.id, token, ['technician', 'repair_lead'])).statusCode).toBe(200);
    const { person: third } = await api.createStaff('technician');
    expect((await grant(third.id, admin, ['admin'])).statusCode).toBe(200);
  });

  it('decide who may take up customers and who may keep products', async () => {
    const body = newCustomer('Nobody');
    const refused = await api.call({ method: 'POST', url: '/v1/customers', token: technician, body });
    expect(refused.json()).toMatchObject({ code: 'ROLE_MISSING' });
    const byAgent = await api.call({
      method: 'POST',
      url: '/v1/skills',
      token: agent,
      body: { code: 'x', name: 'X' },
    });
    expect(byAgent.json()).toMatchObject({ code: 'ROLE_MISSING' });
  });
});

describe('a customer', () => {
  it('sees the own file and contacts; those of others do not exist', async () => {
    const own = await create<Versioned>('/v1/customers', newCustomer('Own'), agent);
    const other = await create<Versioned>('/v1/customers', newCustomer('Other'), agent);
    const token = await createContactWhoLogsIn(own.id, 'Own contact');
    await createContactWhoLogsIn(other.id, 'Other contact');
    const status = async (url: string) => (await api.call({ method: 'GET', url, token })).statusCode;
    expect(await status(`/v1/customers/${own.id}`)).toBe(200);
    expect(await status(`/v1/customers/${own.id}/contacts`)).toBe(200);
    expect(await status(`/v1/customers/${other.id}`)).toBe(404);
    expect(await status(`/v1/customers/${other.id}/contacts`)).toBe(404);
    for (const url of [
      '/v1/customers',
      '/v1/people',
      '/v1/policies',
      '/v1/audit-log',
      '/v1/message-templates',
    ]) {
      expect(await status(url), url).toBe(403);
    }
  });

  it('sees the own units; the warranty of somebody else’s is unknown', async () => {
    const own = await create<Versioned>('/v1/customers', newCustomer('Unit owner'), agent);
    const other = await create<Versioned>('/v1/customers', newCustomer('Unit other'), agent);
    await create('/v1/products', {
      model: 'W-1',
      name: 'Warranted',
      category: 'cooler',
      warrantyMonths: 12,
      priceMinor: 100,
      currency: 'CNY',
      usefulLifeMonths: 60,
      residualPercent: 5,
    });
    const unit = { productModel: 'W-1', customer: own.id, serialNumber: 'S-1', purchasedOn: '2026-03-10' };
    const registered = await create<Versioned & { warrantyUntil: string }>('/v1/units', unit, agent);
    expect(registered.warrantyUntil).toBe('2027-03-11T00:00:00+08:00');
    const lookUp = async (token: string, at: string) => {
      const query = `productModel=W-1&serialNumber=S-1&at=${encodeURIComponent(at)}`;
      const answer = await api.call({ method: 'GET', url: `/v1/warranty?${query}`, token });
      return answer.json<{ state: string }>().state;
    };
    const ownToken = await createContactWhoLogsIn(own.id, 'Unit owner contact');
    const otherToken = await createContactWhoLogsIn(other.id, 'Unit other contact');
    expect(await lookUp(ownToken, '2027-03-10T23:59:59+08:00')).toBe('inside');
    expect(await lookUp(agent, '2027-03-11T00:00:00+08:00')).toBe('outside');
    expect(await lookUp(otherToken, '2026-04-01T00:00:00+08:00')).toBe('unknown');
    const list = async (token: string, query: string) =>
      (await api.call({ method: 'GET', url: `/v1/units?${query}`, token })).json<{ items: unknown[] }>()
        .items;
    expect(await list(ownToken, 'serialNumber=S-1')).toHaveLength(1);
    expect(await list(otherToken, 'serialNumber=S-1')).toHaveLength(0);
    expect(await list(agent, `customerId=${own.id}`)).toHaveLength(1);
    const hidden = await api.call({ method: 'GET', url: `/v1/units/${registered.id}`, token: otherToken });
    expect(hidden.statusCode).toBe(404);
  });

  it('who has left has no access any more', async () => {
    const customer = await create<Versioned>('/v1/customers', newCustomer('Leaving'), agent);
    const token = await createContactWhoLogsIn(customer.id, 'Leaving contact');
    expect((await api.call({ method: 'GET', url: '/v1/me', token })).statusCode).toBe(200);
    await api.call({
      method: 'PATCH',
      url: `/v1/customers/${customer.id}`,
      token: agent,
      body: { active: false },
      headers: { 'if-match': '"1"' },
    });
    expect((await api.call({ method: 'GET', url: '/v1/me', token })).statusCode).toBe(403);
  });
});

describe('the roster', () => {
  it('names who is on duty and who is away in a span', async () => {
    const { person } = await api.createStaff('technician');
    const lead = await api.staffToken('repair_lead');
    const shift = {
      role: 'technician',
      startsAt: '2026-12-24T18:00:00+08:00',
      endsAt: '2026-12-25T08:00:00+08:00',
    };
    const created = await api.call({
      method: 'POST',
      url: '/v1/duty-shifts',
      token: lead,
      body: { ...shift, person: person.handle },
    });
    expect(created.json()).toMatchObject(shift);
    const span = 'from=2026-12-24T20:00:00Z&to=2026-12-24T21:00:00Z';
    const list = async (url: string) =>
      (await api.call({ method: 'GET', url: `${url}?${span}`, token: lead })).json<{
        items: { id: string }[];
      }>().items;
    const [onDuty] = await list('/v1/duty-shifts');
    expect(onDuty).toMatchObject(shift);
    const deleted = await api.call({ method: 'DELETE', url: `/v1/duty-shifts/${onDuty?.id}`, token: lead });
    expect(deleted.statusCode).toBe(204);
    expect(await list('/v1/duty-shifts')).toEqual([]);
    const backwards = { person: person.id, startsAt: shift.endsAt, endsAt: shift.startsAt };
    const refused = await api.call({ method: 'POST', url: '/v1/absences', token: lead, body: backwards });
    expect(refused.json()).toMatchObject({ status: 422, errors: [{ pointer: '/endsAt' }] });
  });
});
