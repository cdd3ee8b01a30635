import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POLICY_A } from '../../db/presets/policies/a.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';

let api: TestApi;
let admin: string;
let manager: string;

beforeAll(async () => {
  api = await openTestApi('seeded');
  admin = await api.staffToken('admin');
  manager = await api.staffToken('manager');
});

afterAll(async () => {
  await api.close();
});

const validate = (body: unknown) =>
  api.call({ method: 'POST', url: '/v1/policies/validate', token: manager, body });

describe('policies', () => {
  it('of the five companies are listed and can be read in full', async () => {
    const list = await api.call({ method: 'GET', url: '/v1/policies', token: manager });
    const companies = list.json<{ items: { company: string; version: number }[] }>().items;
    expect(companies.map(({ company, version }) => `${company}${version}`)).toEqual([
      'A1',
      'B1',
      'C1',
      'D1',
      'E1',
    ]);
    const read = await api.call({ method: 'GET', url: '/v1/policies/A', token: manager });
    expect(read.json<{ document: unknown }>().document).toEqual(JSON.parse(JSON.stringify(POLICY_A)));
    const version = await api.call({ method: 'GET', url: '/v1/policies/A/versions/1', token: manager });
    expect(version.json()).toEqual(read.json());
    expect((await api.call({ method: 'GET', url: '/v1/policies/Z', token: manager })).statusCode).toBe(404);
  });

  it('are validated without being stored: faults of form and of sense, each with its field', async () => {
    expect((await validate(POLICY_A)).json()).toEqual({ valid: true, faults: [] });
    const misspelt = { ...POLICY_A, repair: { ...POLICY_A.repair, firstResponsWithin: 1 } };
    expect((await validate(misspelt)).json()).toEqual({
      valid: false,
      faults: [{ pointer: '/repair/firstResponsWithin', message: 'is not a known field' }],
    });
    const elsewhere = { ...POLICY_A, calendar: { ...POLICY_A.calendar, workingTime: 'nowhere' } };
    expect((await validate(elsewhere)).json()).toMatchObject({
      valid: false,
      faults: [{ pointer: '/calendar/workingTime' }],
    });
    expect((await validate({})).json()).toMatchObject({ valid: false });
  });

  it('get their next version from an admin alone, and only after the latest one', async () => {
    const add = (token: string, version: number) =>
      api.call({
        method: 'POST',
        url: '/v1/policies',
        token,
        body: { document: { ...POLICY_A, version }, validFrom: '2027-01-01T00:00:00+08:00' },
      });
    expect((await add(manager, 2)).json()).toMatchObject({ code: 'ROLE_MISSING' });
    const added = await add(admin, 2);
    expect(added.statusCode).toBe(201);
    expect(added.headers['location']).toBe('/v1/policies/A/versions/2');
    expect(added.json()).toMatchObject({ version: 2, validFrom: '2027-01-01T00:00:00+08:00' });
    expect((await add(admin, 2)).json()).toMatchObject({ status: 412, code: 'STALE_VERSION' });
    const versions = await api.call({ method: 'GET', url: '/v1/policies/A/versions', token: manager });
    expect(versions.json<{ items: { version: number }[] }>().items.map(({ version }) => version)).toEqual([
      2, 1,
    ]);
  });

  it('that contradict themselves are refused with the fields', async () => {
    const document = {
      ...POLICY_A,
      version: 3,
      currency: 'CNY',
      calendar: { workingTime: 'x', aroundTheClock: 'y' },
    };
    const answer = await api.call({ method: 'POST', url: '/v1/policies', token: admin, body: { document } });
    expect(answer.json()).toMatchObject({
      status: 422,
      errors: [
        { pointer: '/document/calendar/workingTime' },
        { pointer: '/document/calendar/aroundTheClock' },
      ],
    });
  });
});

describe('message templates', () => {
  it('are replaced by a next version that is in force at once', async () => {
    const list = await api.call({ method: 'GET', url: '/v1/message-templates', token: manager });
    const [first] = list.json<{ items: { kind: string; language: string; version: number }[] }>().items;
    if (first === undefined) throw new Error('no templates are seeded');
    const { kind, language } = first;
    const text = { kind, language, subject: 'New subject', text: 'New text', short: 'New' };
    const added = await api.call({
      method: 'POST',
      url: '/v1/message-templates',
      token: manager,
      body: text,
    });
    expect(added.json()).toMatchObject({ ...text, version: first.version + 1 });
    const url = `/v1/message-templates/${kind}/${language}/versions`;
    const versions = await api.call({ method: 'GET', url, token: manager });
    expect(versions.json<{ items: unknown[] }>().items).toHaveLength(2);
  });

  it('that no message could be written with are refused', async () => {
    const text = {
      kind: 'acknowledged',
      language: 'en',
      subject: 'About {{password}}',
      text: '{{#if dueAt}}Due {{dueAt}}',
      short: '{{> other}}',
    };
    const add = (changes: object) =>
      api.call({
        method: 'POST',
        url: '/v1/message-templates',
        token: manager,
        body: { ...text, ...changes },
      });
    expect((await add({})).json()).toMatchObject({
      status: 422,
      errors: [{ pointer: '/subject' }, { pointer: '/text' }, { pointer: '/short' }],
    });
    expect((await add({ kind: 'nothing' })).json()).toMatchObject({ errors: [{ pointer: '/kind' }] });
    const right = {
      subject: 'About {{caseNumber}}',
      text: '{{#if dueAt}}Due {{dueAt}}{{else}}Soon{{/if}}',
      short: 'Hi',
    };
    expect((await add(right)).statusCode).toBe(201);
  });
});
