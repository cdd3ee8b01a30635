import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRepository } from '../../db/repositories/audit.repository.ts';
import { partsStockRepository } from '../../db/repositories/parts-stock.repository.ts';
import type { Scope } from '../../workflows/domain/scopes.ts';
import { issueToken } from '../support/environment.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';
import { openRecordedCases, type RecordedCases } from './recorded-cases.ts';

let api: TestApi;
let cases: RecordedCases;
let admin: string;

beforeAll(async () => {
  api = await openTestApi('seeded');
  cases = await openRecordedCases(api.db);
  admin = await api.staffToken('admin');
});

afterAll(async () => {
  await cases.close();
  await api.close();
});

const TEST_PART = {
  ...{ number: 'SYS-1', nameZh: '测试件', nameEn: 'Test part', specification: '', supplier: '' },
  ...{ priceMinor: 100, costMinor: 40, currency: 'CNY', reorderPoint: 0 },
};

interface System {
  readonly id: string;
  readonly version: number;
  readonly subject: string;
}

async function connect(name: string, ...scopes: Scope[]): Promise<{ system: System; token: string }> {
  const answer = await api.call({
    method: 'POST',
    url: '/v1/client-systems',
    token: admin,
    body: { name, description: 'A system under test', scopes },
  });
  expect(answer.statusCode, answer.body).toBe(201);
  const system = answer.json<System>();
  return { system, token: await issueToken(system.subject) };
}

const payment = (caseId: string) => ({
  ...{ caseId, amountMinor: 100, reference: randomUUID() },
  paidAt: '2026-01-05T09:00:00+08:00',
});

const pay = async (token: string) =>
  api.call({ method: 'POST', url: '/v1/provider-payments', token, body: payment(await cases.open()) });

describe('a connected system', () => {
  it('is entered by an administrator, changed against the version read, and shut out', async () => {
    const { system, token } = await connect('bank', 'payments:report');
    const me = await api.call({ method: 'GET', url: '/v1/me', token });
    expect(me.json()).toMatchObject({
      ...{ type: 'system', name: 'bank', roles: [], scopes: ['payments:report'] },
      ...{ language: 'en', timeZone: 'UTC' },
    });

    const change = (body: object, version: number) =>
      api.call({
        method: 'PATCH',
        url: `/v1/client-systems/${system.id}`,
        token: admin,
        body,
        headers: { 'if-match': `"${version}"` },
      });
    expect((await change({ scopes: [] }, 1)).json()).toMatchObject({ scopes: [], version: 2 });
    expect((await change({ active: false }, 1)).statusCode).toBe(412);
    expect((await api.call({ method: 'GET', url: '/v1/me', token })).json()).toMatchObject({
      ...{ status: 403, code: 'SCOPE_MISSING' },
    });
    expect((await change({ active: false }, 2)).json()).toMatchObject({ active: false });
    expect((await api.call({ method: 'GET', url: '/v1/me', token })).json()).toMatchObject({
      ...{ status: 403, code: 'FORBIDDEN' },
    });
    const audited = await api.call({
      method: 'GET',
      url: `/v1/audit-log?subjectType=clientSystem&subjectId=${system.id}`,
      token: admin,
    });
    expect(audited.json()).toMatchObject({
      items: [
        { action: 'changeClientSystem', before: { active: true }, after: { active: false } },
        { action: 'changeClientSystem', before: { scopes: ['payments:report'] }, after: { scopes: [] } },
        { action: 'createClientSystem', after: { name: 'bank' } },
      ],
    });
  });

  it('has a name, and tokens, of its own', async () => {
    const manager = await api.createStaff('manager');
    const create = (body: object, token = admin) =>
      api.call({
        method: 'POST',
        url: '/v1/client-systems',
        token,
        body: { description: 'Again', scopes: [], ...body },
      });
    expect((await create({ name: 'x' }, manager.token)).json()).toMatchObject({ code: 'ROLE_MISSING' });
    const refused = [
      [{ name: 'erp' }, '/name'],
      [{ name: 'process' }, '/name'],
      [{ name: 'other', subject: manager.person.id }, '/subject'],
    ] as const;
    for (const [body, pointer] of refused) {
      expect((await create(body)).json()).toMatchObject({ status: 422, errors: [{ pointer }] });
    }
    expect((await create({ name: 'y', scopes: ['everything'] })).json()).toMatchObject({
      ...{ status: 400, errors: [{ pointer: '/scopes/0' }] },
    });
  });

  it('does what its scopes say, and nothing that is for people', async () => {
    const { token: provider } = await connect('pay-1', 'payments:report');
    const { token: warehouse } = await connect('warehouse', 'arrivals:report');
    expect((await pay(provider)).json()).toMatchObject({
      code: 'INVALID',
      errors: [{ pointer: '/reference' }],
    });
    expect((await pay(warehouse)).json()).toMatchObject({
      ...{ status: 403, code: 'SCOPE_MISSING', details: { scopesNeeded: ['payments:report'] } },
    });
    for (const url of ['/v1/cases', '/v1/tasks', '/v1/people', '/v1/customers', '/v1/client-systems']) {
      const answer = await api.call({ method: 'GET', url, token: provider });
      expect(answer.json(), url).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
  });

  it('is named in the audit log', async () => {
    const { token } = await connect('warehouse-2', 'arrivals:report');
    await partsStockRepository(api.db).create({ ...TEST_PART, tracking: 'none' });
    const answer = await api.call({
      method: 'POST',
      url: '/v1/arrivals',
      token,
      body: {
        ...{ receiptNumber: 'WE-SYSTEM-1', locationCode: 'main', inspectedBy: 'gao.feng' },
        lines: [{ partNumber: TEST_PART.number, accepted: 1 }],
      },
    });
    expect(answer.statusCode, answer.body).toBe(201);
    const { items } = await auditRepository(api.db).list(
      { subjectType: 'stock', subjectId: 'WE-SYSTEM-1' },
      { beforeId: null, limit: 10 },
    );
    expect(items).toMatchObject([
      { action: 'receiveArrival', actorType: 'system', actorId: 'warehouse-2', kind: 'change' },
    ]);
  });

  it('may be bound to the client that its tokens are issued to', async () => {
    const answer = await api.call({
      method: 'POST',
      url: '/v1/client-systems',
      token: admin,
      body: {
        name: 'bound',
        description: 'Bound',
        scopes: ['links:report'],
        authorizedParty: 'bound-client',
      },
    });
    const { subject } = answer.json<System>();
    // The issuer of the tests names no client in its tokens.
    const me = await api.call({ method: 'GET', url: '/v1/me', token: await issueToken(subject) });
    expect(me.json()).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });
});
