import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestDigest } from '../../api/plugins/idempotency.ts';
import {
  idempotencyRepository,
  type IdempotencyScope,
} from '../../db/repositories/idempotency.repository.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';

let api: TestApi;
let managerId: string;
let manager: string;

beforeAll(async () => {
  api = await openTestApi();
  const { person, token } = await api.createStaff('manager');
  managerId = person.id;
  manager = token;
});

afterAll(async () => {
  await api.close();
});

const post = (key: string, body: unknown, token = manager) =>
  api.call({ method: 'POST', url: '/v1/departments', token, body, headers: { 'idempotency-key': key } });

const codes = async (): Promise<string[]> => {
  const answer = await api.call({ method: 'GET', url: '/v1/departments', token: manager });
  return answer.json<{ items: { code: string }[] }>().items.map(({ code }) => code);
};

describe('a POST with an Idempotency-Key', () => {
  it('repeated, whatever the order of its fields, gets the first answer and does nothing again', async () => {
    const first = await post('one', { code: 'one', name: 'One' });
    const again = await post('one', { name: 'One', code: 'one' });
    expect(first.statusCode).toBe(201);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again.statusCode).toBe(201);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.headers['location']).toBe(first.headers['location']);
    expect(again.headers['etag']).toBe(first.headers['etag']);
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect(again.body).toBe(first.body);
    expect((await codes()).filter((code) => code === 'one')).toEqual(['one']);
  });

  it('repeated after a refusal gets that refusal again', async () => {
    const taken = { code: 'taken', name: 'Taken' };
    await post('taken-1', taken);
    const refused = await post('taken-2', taken);
    const again = await post('taken-2', taken);
    expect(refused.statusCode).toBe(422);
    expect(again.statusCode).toBe(422);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.headers['content-type']).toContain('application/problem+json');
    expect(again.body).toBe(refused.body);
  });

  it('with another body under the same key is refused', async () => {
    await post('reused', { code: 'reused', name: 'First' });
    const answer = await post('reused', { code: 'reused', name: 'Second' });
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('of another caller is another request', async () => {
    await post('shared', { code: 'shared-1', name: 'One' });
    const other = await post('shared', { code: 'shared-2', name: 'Two' }, await api.staffToken('manager'));
    expect(other.statusCode).toBe(201);
    expect(other.headers['idempotency-replayed']).toBeUndefined();
  });

  it('sent many times at once happens once, and all get the same answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post('at-once', { code: 'at-once', name: 'At once' })),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 10 }, () => 201));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect((await codes()).filter((code) => code === 'at-once')).toEqual(['at-once']);
  });

  it('refused for the role of its caller is not remembered', async () => {
    const { token } = await api.createStaff('agent');
    const refused = await post('no-role', { code: 'no-role', name: 'No' }, token);
    expect(refused.statusCode).toBe(403);
    expect(refused.headers['idempotency-replayed']).toBeUndefined();
    expect((await post('no-role', { code: 'no-role', name: 'No' }, token)).headers).not.toHaveProperty(
      'idempotency-replayed',
    );
  });

  it('whose first request is still running is told so after a while', async () => {
    const body = { code: 'slow', name: 'Slow' };
    await claim('slow', body, Date.now());
    const answer = await post('slow', body);
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
    expect(answer.headers['retry-after']).toBe('1');
  });

  it('whose first request is about to end waits for its answer', async () => {
    const body = { code: 'soon', name: 'Soon' };
    const scope = await claim('soon', body, Date.now());
    const waiting = post('soon', body);
    const response = { status: 201, headers: { 'content-type': 'application/json' }, body: '{"done":true}' };
    await idempotencyRepository(api.db).finish(scope, response, Date.now());
    expect((await waiting).json()).toEqual({ done: true });
  });

  it('whose process died in the middle is taken over', async () => {
    const body = { code: 'orphan', name: 'Orphan' };
    await claim('orphan', body, Date.now() - 15_000);
    const answer = await post('orphan', body);
    expect(answer.statusCode).toBe(201);
    expect(answer.headers['idempotency-replayed']).toBeUndefined();
    expect((await post('orphan', body)).headers['idempotency-replayed']).toBe('true');
  });

  it('needs a key of visible characters', async () => {
    const answer = await post('two words', { code: 'x', name: 'X' });
    expect(answer.statusCode).toBe(400);
  });
});

/** What a request leaves behind that has begun and not been answered. */
async function claim(key: string, body: unknown, at: number): Promise<IdempotencyScope> {
  const scope = { actor: managerId, route: 'POST /v1/departments', key };
  const requestHash = requestDigest('/v1/departments', body);
  await idempotencyRepository(api.db).begin({ ...scope, requestHash, at, abandonedBefore: 0 });
  return scope;
}
