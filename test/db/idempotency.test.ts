import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idempotencyRepository } from '../../db/repositories/idempotency.repository.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

const AT = Date.parse('2026-03-02T09:00:00+08:00');
const MINUTE = 60_000;
const ANSWER = { status: 201, headers: { location: '/v1/cases/1' }, body: '{"id":"1"}' };

const BEGUN = { state: 'begun', isRepeat: false };
const REPEATED = { state: 'begun', isRepeat: true };

let database: OpenTestDatabase;
let sequence = 0;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

const request = () => ({
  actor: 'person:1',
  route: 'POST /v1/repairs',
  key: `key-${++sequence}`,
  requestHash: 'hash',
  at: AT,
  abandonedBefore: AT - MINUTE,
});

describe('an idempotency key', () => {
  it('lets exactly one of many requests at the same instant begin', async () => {
    const repository = idempotencyRepository(database.db);
    const beginning = request();
    const verdicts = await Promise.all(Array.from({ length: 12 }, () => repository.begin(beginning)));
    const states = verdicts.map(({ state }) => state);
    expect(states.filter((state) => state === 'begun')).toHaveLength(1);
    expect(states.filter((state) => state === 'inProgress')).toHaveLength(11);
  });

  it('gives repeats the first answer', async () => {
    const repository = idempotencyRepository(database.db);
    const beginning = request();
    await repository.begin(beginning);
    await repository.finish(beginning, ANSWER, AT);
    await repository.finish(beginning, { ...ANSWER, body: 'second' }, AT);
    expect(await repository.begin(beginning)).toEqual({ state: 'finished', response: ANSWER });
  });

  it('refuses another body, and is told apart by caller and route', async () => {
    const repository = idempotencyRepository(database.db);
    const beginning = request();
    await repository.begin(beginning);
    expect(await repository.begin({ ...beginning, requestHash: 'other' })).toEqual({
      state: 'reusedWithAnotherBody',
    });
    expect(await repository.begin({ ...beginning, actor: 'person:2' })).toEqual(BEGUN);
    expect(await repository.begin({ ...beginning, route: 'POST /v1/x' })).toEqual(BEGUN);
  });

  it('of a process that died is taken over after a while, by one', async () => {
    const repository = idempotencyRepository(database.db);
    const beginning = request();
    await repository.begin(beginning);
    const later = { ...beginning, at: AT + 2 * MINUTE, abandonedBefore: AT + MINUTE };
    const verdicts = await Promise.all([repository.begin(later), repository.begin(later)]);
    expect(verdicts.map(({ state }) => state).toSorted()).toEqual(['begun', 'inProgress']);
  });

  it('of a request that is still under way is not taken over', async () => {
    const repository = idempotencyRepository(database.db);
    const [long, other] = [request(), request()];
    await repository.begin(long);
    await repository.begin(other);
    await repository.renew([], AT + 2 * MINUTE);
    await repository.renew([long], AT + 2 * MINUTE);
    const later = { at: AT + 3 * MINUTE, abandonedBefore: AT + MINUTE };
    expect(await repository.begin({ ...long, ...later })).toEqual({ state: 'inProgress' });
    expect(await repository.begin({ ...other, ...later })).toEqual(REPEATED);
  });

  it('can be used again once it was released', async () => {
    const repository = idempotencyRepository(database.db);
    const beginning = request();
    await repository.begin(beginning);
    await repository.release(beginning);
    expect(await repository.begin(beginning)).toEqual(BEGUN);
  });

  it('of a request without an answer to keep is taken over at once, with the same body', async () => {
    const repository = idempotencyRepository(database.db);
    const beginning = request();
    await repository.begin(beginning);
    await repository.abandon(beginning, AT - 2 * MINUTE);
    expect(await repository.begin({ ...beginning, requestHash: 'other' })).toEqual({
      state: 'reusedWithAnotherBody',
    });
    expect(await repository.begin(beginning)).toEqual(REPEATED);
  });

  it('is forgotten some time after it was last used, answered or not, a few at a time', async () => {
    const repository = idempotencyRepository(database.db);
    const long = AT - 60 * MINUTE;
    const [answered, dead, late] = [request(), request(), request()];
    await repository.begin({ ...answered, at: long });
    await repository.finish(answered, ANSWER, long);
    await repository.begin({ ...dead, at: long });
    await repository.begin(late);
    expect(await repository.deleteBefore(long, 10)).toBe(0);
    expect(await repository.deleteBefore(long + 1, 1)).toBe(1);
    expect(await repository.deleteBefore(long + 1, 10)).toBe(1);
    expect(await repository.begin(answered)).toEqual(BEGUN);
    expect(await repository.begin(dead)).toEqual(BEGUN);
    expect(await repository.begin(late)).toEqual({ state: 'inProgress' });
  });
});
