import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApi, type TestApi } from './open-test-api.ts';

let api: TestApi;
let token: string;

beforeAll(async () => {
  api = await openTestApi('seeded');
  token = await api.staffToken('agent');
});

afterAll(async () => {
  await api.close();
});

const ask = async (path: string, body: unknown) =>
  api.call({ method: 'POST', url: `/v1/working-time/${path}`, token, body });

const NEVER_OPEN = { timeZone: 'Asia/Shanghai', week: {} };

describe('POST /v1/working-time/due', () => {
  it('counts working days of a stored calendar and moves them by a pause', async () => {
    const question = {
      calendar: 'office',
      start: '2026-03-02T09:00:00+08:00',
      limit: { amount: 7, unit: 'days', counting: 'workingTime' },
    };
    expect((await ask('due', question)).json()).toEqual({ due: '2026-03-11T18:00:00+08:00', warnings: [] });
    const pauses = [{ from: '2026-03-04T14:00:00+08:00', to: '2026-03-17T10:00:00+08:00' }];
    expect((await ask('due', { ...question, pauses })).json()).toEqual({
      due: '2026-03-23T18:00:00+08:00',
      warnings: [],
    });
  });

  it('takes a calendar inline and answers in its time zone', async () => {
    const answer = await ask('due', {
      calendar: { timeZone: 'America/New_York', week: { mon: [['00:00', '24:00']] } },
      start: '2026-11-02T00:00:00Z',
      limit: { amount: 90, unit: 'minutes', counting: 'workingTime' },
    });
    expect(answer.json()).toEqual({ due: '2026-11-02T01:30:00-05:00', warnings: [] });
  });

  it('is null while a pause has not ended', async () => {
    const answer = await ask('due', {
      calendar: 'always',
      start: '2026-03-02T09:00:00+08:00',
      limit: { amount: 1, unit: 'hours', counting: 'wallClock' },
      pauses: [{ from: '2026-03-02T09:30:00+08:00' }],
    });
    expect(answer.json()).toEqual({ due: null, warnings: [] });
  });

  it('warns of a year whose public holidays are not announced yet', async () => {
    const answer = await ask('due', {
      calendar: 'office',
      start: '2040-09-28T09:00:00+08:00',
      limit: { amount: 3, unit: 'days', counting: 'workingTime' },
    });
    expect(answer.json()).toMatchObject({ warnings: [{ year: 2040 }] });
  });

  it('refuses a calendar without any open time, and faults of an inline one by pointer', async () => {
    const question = {
      start: '2026-03-02T09:00:00+08:00',
      limit: { amount: 1, unit: 'hours', counting: 'workingTime' },
    };
    const never = await ask('due', { ...question, calendar: NEVER_OPEN });
    expect(never.json()).toMatchObject({
      status: 422,
      code: 'INVALID',
      errors: [{ pointer: '/calendar/week' }],
    });
    const faulty = { timeZone: 'Asia/Shanghai', week: { mon: [['18:00', '09:00']] }, holidayScheme: 'cn' };
    expect((await ask('due', { ...question, calendar: faulty })).json()).toMatchObject({
      status: 422,
      errors: [{ pointer: '/calendar/week/mon/0/1' }],
    });
    const unknownScheme = {
      timeZone: 'Asia/Shanghai',
      week: { mon: [['09:00', '18:00']] },
      holidayScheme: 'xx',
    };
    expect((await ask('due', { ...question, calendar: unknownScheme })).json()).toMatchObject({
      status: 422,
      errors: [{ pointer: '/calendar/holidayScheme' }],
    });
    expect((await ask('due', { ...question, calendar: 'nowhere' })).json()).toMatchObject({
      status: 422,
      errors: [{ pointer: '/calendar' }],
    });
  });

  it('refuses instants without an offset and unknown fields as malformed', async () => {
    const question = {
      calendar: 'office',
      start: '2026-03-02T09:00:00',
      limit: { amount: 1, unit: 'hours', counting: 'workingTime', rounding: 'up' },
    };
    expect((await ask('due', question)).json()).toMatchObject({
      status: 400,
      errors: [{ pointer: '/start' }, { pointer: '/limit/rounding', message: 'is not a known field' }],
    });
    const misspelt = {
      calendar: { ...NEVER_OPEN, weak: {} },
      start: '2026-03-02T09:00:00Z',
      limit: question.limit,
    };
    const answer = await ask('due', misspelt);
    expect(answer.json<{ errors: { pointer: string }[] }>().errors.map(({ pointer }) => pointer)).toEqual([
      '/calendar/weak',
      '/limit/rounding',
    ]);
  });

  it('refuses instants and limits that are out of every range instead of counting for ever', async () => {
    const limit = { amount: 1, unit: 'days', counting: 'workingTime' };
    const far = await ask('due', { calendar: 'office', start: '9999-01-01T00:00:00Z', limit });
    expect(far.json()).toMatchObject({ status: 422, errors: [{ pointer: '/start' }] });
    const long = { calendar: 'office', start: '2026-01-05T00:00:00Z', limit: { ...limit, amount: 1e12 } };
    expect((await ask('due', long)).json()).toMatchObject({
      status: 422,
      errors: [{ pointer: '/limit/amount' }],
    });
    const manyDays = { ...long, limit: { ...limit, amount: 80_000 } };
    expect((await ask('due', manyDays)).json()).toMatchObject({ status: 422 });
  });
});

describe('POST /v1/working-time/elapsed', () => {
  it('counts open time between two instants without the pauses', async () => {
    const question = {
      calendar: 'office',
      from: '2026-05-29T16:00:00+08:00',
      to: '2026-06-01T10:00:00+08:00',
      pauses: [{ from: '2026-05-29T17:00:00+08:00', to: '2026-05-29T17:30:00+08:00' }],
    };
    expect((await ask('elapsed', question)).json()).toEqual({ workingSeconds: 2.5 * 3_600, warnings: [] });
  });

  it('refuses an end before the beginning', async () => {
    const question = { calendar: 'office', from: '2026-06-01T10:00:00Z', to: '2026-05-29T16:00:00Z' };
    expect((await ask('elapsed', question)).json()).toMatchObject({
      status: 422,
      errors: [{ pointer: '/to' }],
    });
  });
});

describe('POST /v1/working-time/open', () => {
  it('knows make-up working days, and when that changes', async () => {
    const saturday = { calendar: 'office', at: '2026-02-14T10:00:00+08:00' };
    expect((await ask('open', saturday)).json()).toEqual({
      open: true,
      nextChange: '2026-02-14T12:00:00+08:00',
      warnings: [],
    });
    const holiday = { calendar: 'office', at: '2026-02-16T10:00:00+08:00' };
    expect((await ask('open', holiday)).json()).toEqual({
      open: false,
      nextChange: '2026-02-24T09:00:00+08:00',
      warnings: [],
    });
  });

  it('says that a calendar which never closes never changes', async () => {
    const question = { calendar: 'always', at: '2026-02-14T10:00:00+08:00' };
    expect((await ask('open', question)).json()).toEqual({ open: true, nextChange: null, warnings: [] });
  });
});

describe('calendars', () => {
  it('get a next version that only follows the latest one, and refuse one that cannot be counted with', async () => {
    const manager = await api.staffToken('manager');
    const add = (body: unknown) => api.call({ method: 'POST', url: '/v1/calendars', token: manager, body });
    const definition = { timeZone: 'Asia/Shanghai', week: { mon: [['09:00', '18:00']] } };
    expect((await add({ code: 'shop', version: 1, definition })).statusCode).toBe(201);
    expect((await add({ code: 'shop', version: 1, definition })).json()).toMatchObject({
      code: 'STALE_VERSION',
    });
    expect((await add({ code: 'shop', version: 2, definition: NEVER_OPEN })).json()).toMatchObject({
      status: 422,
      errors: [{ pointer: '/definition/week' }],
    });
    expect((await add({ code: 'shop', version: 2, definition })).statusCode).toBe(201);
    const read = await api.call({ method: 'GET', url: '/v1/calendars/shop', token });
    expect(read.json()).toMatchObject({ code: 'shop', version: 2, definition });
    const versions = await api.call({ method: 'GET', url: '/v1/calendars/shop/versions', token });
    expect(versions.json<{ items: unknown[] }>().items).toHaveLength(2);
    expect((await api.call({ method: 'GET', url: '/v1/calendars/nowhere', token })).statusCode).toBe(404);
    expect((await add({ code: 'shop', version: 3, definition: NEVER_OPEN })).statusCode).toBe(422);
  });
});
