import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueToken } from '../support/environment.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';

let api: TestApi;
let manager: string;

beforeAll(async () => {
  api = await openTestApi();
  manager = await api.staffToken('manager');
});

afterAll(async () => {
  await api.close();
});

describe('a refusal', () => {
  it('is problem details with a code, and the unknown and missing fields by pointer', async () => {
    const answer = await api.call({
      method: 'POST',
      url: '/v1/departments',
      token: manager,
      body: { code: 'x', nmae: 'typo' },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({
      type: 'urn:after-sales:error:MALFORMED',
      status: 400,
      code: 'MALFORMED',
      errors: [
        { pointer: '/name', message: 'is missing' },
        { pointer: '/nmae', message: 'is not a known field' },
      ],
    });
  });

  it('of a faulty query string says that the fault is there', async () => {
    const answer = await api.call({ method: 'GET', url: '/v1/people?limit=0&colour=red', token: manager });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      errors: [
        { in: 'query', pointer: '/colour', message: 'is not a known field' },
        { in: 'query', pointer: '/limit', message: 'must be >= 1' },
      ],
    });
  });

  it('of a text that cannot be stored points at it in the path and in the query string, too', async () => {
    const answer = await api.call({ method: 'GET', url: '/v1/people/a%00b?colour=a%00b', token: manager });
    expect(answer.statusCode).toBe(400);
    const message = 'must not hold U+0000 or half a surrogate pair';
    expect(answer.json()).toMatchObject({
      code: 'MALFORMED',
      errors: [
        { in: 'path', pointer: expect.stringMatching(/^\/.+/) as string, message },
        { in: 'query', pointer: '/colour', message },
      ],
    });
  });

  it('of JSON that cannot be read is 400', async () => {
    const answer = await api.app.inject({
      method: 'POST',
      url: '/v1/departments',
      headers: { authorization: `Bearer ${manager}`, 'content-type': 'application/json' },
      payload: '{"code":',
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'MALFORMED' });
  });

  it('of a body that is too large is 413 and says how much is taken', async () => {
    const code = 'x'.repeat(1_048_576);
    const answer = await api.call({
      method: 'POST',
      url: '/v1/departments',
      token: manager,
      body: { code, name: 'x' },
    });
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ code: 'TOO_LARGE', details: { limitBytes: 1_048_576 } });
  });

  it.each(['application/xml', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'of a body sent as %s is 415, and says what to send',
    async (contentType) => {
      const answer = await api.app.inject({
        method: 'POST',
        url: '/v1/departments',
        headers: { authorization: `Bearer ${manager}`, 'content-type': contentType },
        payload: '{"code":"spare","name":"Spare parts"}',
      });
      expect(answer.statusCode).toBe(415);
      expect(answer.json()).toMatchObject({
        code: 'UNSUPPORTED_MEDIA_TYPE',
        detail: expect.stringContaining('application/json') as string,
        details: { accepted: ['application/json'] },
      });
    },
  );

  it('of an unknown address is 404', async () => {
    const answer = await api.call({ method: 'GET', url: '/v1/nothing', token: manager });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of a value that breaks a rule points at its field', async () => {
    const department = { code: 'twice', name: 'Twice' };
    await api.call({ method: 'POST', url: '/v1/departments', token: manager, body: department });
    const answer = await api.call({
      method: 'POST',
      url: '/v1/departments',
      token: manager,
      body: department,
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ code: 'INVALID', errors: [{ pointer: '/code' }] });
  });
});

describe('a caller', () => {
  it('without a token, or with a broken one, is asked for one', async () => {
    for (const token of [null, 'not-a-token']) {
      const answer = await api.call({ method: 'GET', url: '/v1/me', token });
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(answer.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  it('whom the database does not know is refused', async () => {
    const answer = await api.call({ method: 'GET', url: '/v1/me', token: await issueToken('a stranger') });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('without the role is told which one is needed', async () => {
    const token = await api.staffToken('technician');
    const answer = await api.call({ method: 'GET', url: '/v1/audit-log', token });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: 'ROLE_MISSING', details: { rolesNeeded: ['admin'] } });
  });

  it('is known by the roles in the database', async () => {
    const { person, token } = await api.createStaff('technician', 'repair_lead');
    const answer = await api.call({ method: 'GET', url: '/v1/me', token });
    expect(answer.json()).toEqual({
      type: 'person',
      personId: person.id,
      roles: ['repair_lead', 'technician'],
      scopes: [],
      language: 'en',
      timeZone: 'Asia/Shanghai',
    });
  });

  it('who asks too often is told when to come again', async () => {
    const limited = await openTestApi('migrated', { RATE_LIMIT_PER_MINUTE: '2' });
    try {
      const token = await limited.staffToken('agent');
      const ask = () => limited.call({ method: 'GET', url: '/v1/me', token });
      expect([(await ask()).statusCode, (await ask()).statusCode]).toEqual([200, 200]);
      const refused = await ask();
      expect(refused.statusCode).toBe(429);
      expect(refused.json()).toMatchObject({ code: 'RATE_LIMITED' });
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      const other = await limited.staffToken('agent');
      expect((await limited.call({ method: 'GET', url: '/v1/me', token: other })).statusCode).toBe(200);
    } finally {
      await limited.close();
    }
  });
});

describe('operation', () => {
  it('shows liveness, and readiness part by part', async () => {
    expect((await api.call({ method: 'GET', url: '/healthz' })).json()).toEqual({ status: 'ok' });
    const answer = await api.call({ method: 'GET', url: '/readyz' });
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({
      ready: false,
      checks: { database: 'up', temporal: 'up', worker: 'down' },
    });
  });

  it('is 503 with Retry-After while the database is away', async () => {
    const away = await openTestApi('migrated', { DATABASE_URL: 'postgresql://nobody:none@127.0.0.1:1/none' });
    try {
      const answer = await away.call({ method: 'GET', url: '/v1/me', token: await issueToken('anyone') });
      expect(answer.statusCode).toBe(503);
      expect(answer.json()).toMatchObject({ code: 'UNAVAILABLE' });
      expect(answer.headers['retry-after']).toBe('5');
      expect((await away.call({ method: 'GET', url: '/readyz' })).json()).toMatchObject({
        checks: { database: 'down' },
      });
    } finally {
      await away.close();
    }
  });

  it('measures requests by route pattern, never by the address as sent', async () => {
    const id = '11111111-2222-4333-8444-555555555555';
    await api.call({ method: 'GET', url: `/v1/people/${id}`, token: manager });
    const metrics = await api.call({ method: 'GET', url: '/metrics' });
    expect(metrics.headers['content-type']).toContain('text/plain');
    expect(metrics.body).toContain('route="/v1/people/:personId",status="404"');
    expect(metrics.body).not.toContain(id);
  });

  it('serves the OpenAPI document and the page that shows it', async () => {
    const document = await api.call({ method: 'GET', url: '/openapi.json' });
    expect(document.json()).toMatchObject({ openapi: '3.1.0' });
    expect((await api.call({ method: 'GET', url: '/docs/' })).statusCode).toBe(200);
  });
});

describe('the log', () => {
  it('names no person, no address as sent, no token and no body', async () => {
    const secret = 'Zhang-San-13800138000';
    await api.call({ method: 'GET', url: `/v1/customers?text=${secret}`, token: manager });
    await api.call({
      method: 'POST',
      url: '/v1/customers',
      token: manager,
      body: { kind: 'person', name: secret, language: 'en', timeZone: 'Asia/Shanghai', handle: 'once' },
    });
    await api.call({
      method: 'POST',
      url: '/v1/customers',
      token: manager,
      body: { kind: 'person', name: secret, language: 'en', timeZone: 'Asia/Shanghai', handle: 'once' },
    });
    const log = api.logLines.join('');
    expect(log).toContain('"route":"/v1/customers"');
    expect(log).not.toContain(secret);
    expect(log).not.toContain(manager);
    expect(log).not.toContain('127.0.0.1');
  });
});
