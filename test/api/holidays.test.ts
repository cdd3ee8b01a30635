import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApi, type TestApi } from './open-test-api.ts';

let api: TestApi;
let manager: string;
let agent: string;

beforeAll(async () => {
  api = await openTestApi('seeded');
  [manager, agent] = await Promise.all([api.staffToken('manager'), api.staffToken('agent')]);
});

afterAll(() => api.close());

interface Scheme {
  readonly statutory: readonly string[];
  readonly years: readonly { readonly year: number; readonly off: readonly string[] }[];
}

const get = (url: string) => api.call({ method: 'GET', url, token: agent });
const announce = (year: number, body: object, token = manager, code = 'cn') =>
  api.call({ method: 'POST', url: `/v1/holiday-schemes/${code}/years/${year}`, token, body });

/** Whether the office is open then, and what the answer warns of. */
const openAt = async (at: string) =>
  (
    await api.call({
      method: 'POST',
      url: '/v1/working-time/open',
      token: agent,
      body: { calendar: 'office', at },
    })
  ).json<{ open: boolean; warnings?: { year: number }[] }>();

describe('holiday schemes', () => {
  it('show the years that are announced, and the days off by law for all others', async () => {
    expect((await get('/v1/holiday-schemes')).json()).toEqual({ items: [{ code: 'cn' }] });
    const scheme = (await get('/v1/holiday-schemes/cn')).json<Scheme>();
    expect(scheme.statutory).toContain('10-01');
    expect(scheme.years.find(({ year }) => year === 2026)?.off).toContain('2026-10-01');
    expect((await get('/v1/holiday-schemes/xx')).statusCode).toBe(404);
  });

  it('take a year as it is announced: it counts from then on, and nobody is warned of it any more', async () => {
    const monday = '2031-01-06T10:00:00+08:00';
    const saturday = '2031-01-11T10:00:00+08:00';
    expect(await openAt(monday)).toMatchObject({ open: true, warnings: [{ year: 2031 }] });
    const year = { off: ['2031-01-06', '2031-01-01'], work: ['2031-01-11'] };
    expect((await announce(2031, year, agent)).statusCode).toBe(403);
    const answer = await announce(2031, year);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ year: 2031, off: ['2031-01-01', '2031-01-06'], work: ['2031-01-11'] });
    expect((await openAt(monday)).open).toBe(false);
    expect((await openAt(saturday)).open).toBe(true);
    expect((await openAt(saturday)).warnings ?? []).toEqual([]);
  });

  it('refuse dates of another year, days both off and worked, and make-up days that are worked anyway', async () => {
    const year = { off: ['2032-01-01', '2031-12-31'], work: ['2032-01-01', '2032-01-05'] };
    expect((await announce(2032, year)).json()).toMatchObject({
      status: 422,
      errors: [
        { pointer: '/off/1', message: 'does not lie in 2032' },
        { pointer: '/work/0', message: '2032-01-01 is off as well' },
        { pointer: '/work/1', message: '2032-01-05 is no day of a weekend, so it is worked anyway' },
      ],
    });
    expect((await announce(2032, { off: ['tomorrow'], work: [] })).statusCode).toBe(400);
    expect((await announce(2032, { off: [], work: [] }, manager, 'xx')).statusCode).toBe(404);
  });
});
