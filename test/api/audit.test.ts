import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApi, type TestApi } from './open-test-api.ts';

let api: TestApi;
let admin: string;

beforeAll(async () => {
  api = await openTestApi();
  admin = await api.staffToken('admin');
});

afterAll(async () => {
  await api.close();
});

interface Entry {
  readonly kind: string;
  readonly action: string;
  readonly actorId: string;
  readonly before: object | null;
  readonly after: object | null;
}

async function entriesAbout(subjectId: string): Promise<Entry[]> {
  const answer = await api.call({ method: 'GET', url: `/v1/audit-log?subjectId=${subjectId}`, token: admin });
  return answer.json<{ items: Entry[] }>().items;
}

describe('the audit log', () => {
  it('says who took a customer up, who read the file and who changed what in it', async () => {
    const { person, token } = await api.createStaff('agent');
    const body = { kind: 'person', name: 'Audited', language: 'en', timeZone: 'Asia/Shanghai' };
    const { id } = (await api.call({ method: 'POST', url: '/v1/customers', token, body })).json<{
      id: string;
    }>();
    await api.call({ method: 'GET', url: `/v1/customers/${id}`, token });
    await api.call({ method: 'GET', url: '/v1/customers?text=Audited', token });
    await api.call({
      method: 'PATCH',
      url: `/v1/customers/${id}`,
      token,
      body: { name: 'Renamed' },
      headers: { 'if-match': '"1"' },
    });
    const entries = await entriesAbout(id);
    expect(entries.map(({ kind, action }) => [kind, action])).toEqual([
      ['change', 'changeCustomer'],
      ['access', 'listCustomers'],
      ['access', 'readCustomer'],
      ['change', 'createCustomer'],
    ]);
    expect(entries.every(({ actorId }) => actorId === person.id)).toBe(true);
    expect(entries[0]?.before).toMatchObject({ name: 'Audited', version: 1 });
    expect(entries[0]?.after).toMatchObject({ name: 'Renamed', version: 2 });
    expect(entries[0]?.before).not.toHaveProperty('timeZone');
    expect(entries[3]).toMatchObject({ before: null, after: { name: 'Audited', timeZone: 'Asia/Shanghai' } });
  });

  it('has one entry for each list that was read, with all that it gave out', async () => {
    const { person, token } = await api.createStaff('agent');
    const ids: string[] = [];
    for (const name of ['Listed One', 'Listed Two']) {
      const body = { kind: 'person', name, language: 'en', timeZone: 'Asia/Shanghai' };
      const answer = await api.call({ method: 'POST', url: '/v1/customers', token, body });
      ids.push(answer.json<{ id: string }>().id);
    }
    await api.call({ method: 'GET', url: '/v1/customers?text=Listed', token });
    const url = `/v1/audit-log?kind=access&actorId=${person.id}`;
    const { items } = (await api.call({ method: 'GET', url, token: admin })).json<{ items: Entry[] }>();
    expect(items).toMatchObject([{ action: 'listCustomers', subjectId: null }]);
    const [entry] = items as unknown as { subjectIds: string[] }[];
    expect(entry?.subjectIds.toSorted()).toEqual(ids.toSorted());
    for (const id of ids) {
      expect((await entriesAbout(id)).map(({ action }) => action)).toContain('listCustomers');
    }
  });

  it('keeps nothing of a change that was refused', async () => {
    const { person } = await api.createStaff('agent');
    await api.call({
      method: 'PATCH',
      url: `/v1/people/${person.id}`,
      token: admin,
      body: { name: 'Stale' },
      headers: { 'if-match': '"9"' },
    });
    expect(await entriesAbout(person.id)).toEqual([]);
  });

  it('comes newest first, in pages, filtered by span', async () => {
    const token = await api.staffToken('manager');
    for (const code of ['a1', 'a2', 'a3']) {
      await api.call({ method: 'POST', url: '/v1/skills', token, body: { code, name: code } });
    }
    const subjects: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query = `subjectType=skill&limit=2&from=2020-01-01T00:00:00Z${cursor && `&cursor=${cursor}`}`;
      const answer = await api.call({ method: 'GET', url: `/v1/audit-log?${query}`, token: admin });
      const page: { items: { subjectId: string }[]; nextCursor: string | null } = answer.json();
      subjects.push(...page.items.map(({ subjectId }) => subjectId));
      cursor = page.nextCursor;
    }
    expect(subjects).toEqual(['a3', 'a2', 'a1']);
    const before = await api.call({
      method: 'GET',
      url: '/v1/audit-log?to=2020-01-01T00:00:00Z',
      token: admin,
    });
    expect(before.json()).toEqual({ items: [], nextCursor: null });
  });
});
