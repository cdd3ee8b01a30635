import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainError } from '../../workflows/domain/errors.ts';
import {
  asked,
  at,
  commitmentRecord,
  deadlineOf,
  hours,
  messageRecord,
  OPENED_AT,
} from '../activities/case-records.ts';
import { encodeCursor } from '../../api/schemas/cursor.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';
import {
  customer,
  openRecordedCases,
  questionsOf,
  type RecordedCases,
  staff,
  taskRecord,
} from './recorded-cases.ts';

let api: TestApi;
let cases: RecordedCases;
let agent: string;

beforeAll(async () => {
  api = await openTestApi('seeded');
  cases = await openRecordedCases(api.db);
  agent = (await staff(api.db, 'zhang.min')).token;
});

afterAll(async () => {
  await cases.close();
  await api.close();
});

interface Listed {
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

const get = async <Body>(url: string, token = agent): Promise<Body> => {
  const answer = await api.call({ method: 'GET', url, token });
  if (answer.statusCode !== 200) throw new DomainError('INTERNAL', `${url}: ${answer.body}`);
  return answer.json<Body>();
};

const idsOf = ({ items }: Listed): string[] => items.map(({ id }) => id);

/** A case whose one task is due after so many working hours. */
async function openDueIn(limitHours: number | null, changes: Parameters<RecordedCases['open']>[0] = {}) {
  const caseId = crypto.randomUUID();
  if (limitHours === null) return cases.open({ caseId, ...changes });
  const tasks = [taskRecord(caseId, 1, { limitHours })];
  return cases.open({ caseId, tasks, questions: questionsOf(tasks), ...changes });
}

describe('the list of cases', () => {
  it('shows open urgent cases first, then the earliest due, and closed ones behind all open ones, over all pages', async () => {
    const search = { details: { serialNumber: 'ORDER-1' } };
    const urgent = { ...search, priority: 'urgent' } as const;
    const closed = { phase: 'closed', closedAt: OPENED_AT, outcome: 'repaired' } as const;
    const late = await openDueIn(9, { snapshot: search });
    const soon = await openDueIn(1, { snapshot: search });
    const urgentLate = await openDueIn(20, { snapshot: urgent });
    const urgentSoon = await openDueIn(2, { snapshot: urgent });
    const noDue = await openDueIn(null, { snapshot: search });
    const urgentClosed = await openDueIn(null, { snapshot: { ...urgent, ...closed } });
    const expected = [urgentSoon, urgentLate, soon, late, noDue, urgentClosed];
    expect(idsOf(await get<Listed>('/v1/cases?text=order-1'))).toEqual(expected);

    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: Listed = await get<Listed>(`/v1/cases?text=order-1&limit=2${query}`);
      paged.push(...idsOf(page));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(expected);
  });

  it('refuses a cursor that it did not give, whatever stands in it', async () => {
    for (const keys of [[0, 0, 0, 'no id'], [0, 'x', 0, crypto.randomUUID()], ['a'], {}]) {
      const cursor = Buffer.from(JSON.stringify(keys)).toString('base64url');
      await expect(get(`/v1/cases?cursor=${cursor}`)).rejects.toThrow('"code":"MALFORMED"');
    }
    const beyond = encodeCursor([3_000_000_000, 0, 0, crypto.randomUUID()]);
    expect(await get(`/v1/cases?open=true&cursor=${beyond}`)).toMatchObject({ items: [] });
  });

  it('is narrowed by kind, phase, priority, overdue, open and assignee', async () => {
    const { person } = await staff(api.db, 'wu.gang');
    const details = { serialNumber: 'FILTER-1' };
    const plain = await cases.open({ snapshot: { details } });
    const work = await cases.open({
      snapshot: { details, phase: 'work', overdue: true, technicianId: person.id },
    });
    const closed = await cases.open({
      snapshot: { details, phase: 'closed', closedAt: OPENED_AT, outcome: 'repaired', priority: 'urgent' },
    });
    const found = async (query: string) =>
      idsOf(await get<Listed>(`/v1/cases?text=FILTER-1&${query}`)).sort();
    expect(await found('kind=repair')).toEqual([plain, work, closed].sort());
    expect(await found('kind=complaint')).toEqual([]);
    expect(await found('phase=work')).toEqual([work]);
    expect(await found('priority=urgent')).toEqual([closed]);
    expect(await found('overdue=true')).toEqual([work]);
    expect(await found('open=true')).toEqual([plain, work].sort());
    expect(await found('open=false')).toEqual([closed]);
    expect(await found(`assigneeId=${person.id}`)).toEqual([work]);
  });

  it('holds for a customer their own cases only, and somebody else’s case is 404', async () => {
    const emma = await customer(api.db, 'emma.wong');
    const own = await cases.open({}, { customerId: emma.customer.id });
    const other = await cases.open();
    expect(idsOf(await get<Listed>('/v1/cases', emma.token))).toEqual([own]);
    const foreign = `/v1/cases?customerId=${(await customer(api.db, 'zhu.li')).customer.id}`;
    expect(idsOf(await get<Listed>(foreign, emma.token))).toEqual([own]);
    for (const path of ['', '/timeline', '/commitments', '/messages', '/clock']) {
      const url = `/v1/cases/${other}${path}`;
      const answer = await api.call({ method: 'GET', url, token: emma.token });
      expect([url, answer.statusCode]).toEqual([url, 404]);
    }
  });
});

describe('a case', () => {
  it('names its policy version, its status in the reader’s language, and instants in the reader’s zone', async () => {
    const caseId = await cases.open({
      snapshot: { phase: 'diagnosis', details: { serialNumber: 'S-1', windowFrom: OPENED_AT } },
    });
    expect(await get(`/v1/cases/${caseId}`)).toMatchObject({
      id: caseId,
      phase: 'diagnosis',
      status: '检测',
      company: 'A',
      policyVersion: 1,
      openedAt: '2026-11-24T09:30:00+08:00',
      details: { serialNumber: 'S-1', windowFrom: '2026-11-24T09:30:00+08:00' },
    });
  });

  it('tells its customer nothing of the company’s own', async () => {
    const emma = await customer(api.db, 'emma.wong');
    const { person } = await staff(api.db, 'wu.gang');
    const caseId = await cases.open(
      { snapshot: { technicianId: person.id, details: { serialNumber: 'S-2', costMinor: 1 } } },
      { customerId: emma.customer.id, openedBy: { type: 'person', personId: person.id, roles: ['agent'] } },
    );
    expect(await get(`/v1/cases/${caseId}`, emma.token)).toMatchObject({
      status: 'Received',
      technicianId: null,
      openedBy: { type: 'person' },
      details: { serialNumber: 'S-2' },
    });
    const shown = await get<{ details: object; openedBy: object }>(`/v1/cases/${caseId}`, emma.token);
    expect(Object.keys(shown.details)).toEqual(['serialNumber']);
    expect(Object.keys(shown.openedBy)).toEqual(['type']);
  });

  it('leaves a trace of every reading', async () => {
    const caseId = await cases.open();
    await get(`/v1/cases/${caseId}`);
    const { rows } = await api.db.execute<{ action: string }>(
      `select action from audit_log where subject_type = 'case' and subject_id = '${caseId}'`,
    );
    expect(rows).toEqual([{ action: 'readCase' }]);
  });
});

describe('the timeline', () => {
  it('comes in order, page by page, and a customer sees what is meant for them', async () => {
    const emma = await customer(api.db, 'emma.wong');
    const entry = (seq: number, visibility: 'customer' | 'staff') => ({
      ...{ seq, visibility, kind: `event${seq}`, at: OPENED_AT, data: { dueAt: OPENED_AT } },
      actor: { type: 'system', name: 'process' } as const,
    });
    const caseId = await cases.open(
      { timeline: [entry(1, 'customer'), entry(2, 'staff'), entry(3, 'customer')] },
      { customerId: emma.customer.id },
    );
    interface Timeline {
      readonly items: readonly { readonly seq: number; readonly data: object }[];
      readonly nextCursor: string | null;
    }
    const url = `/v1/cases/${caseId}/timeline`;
    const first = await get<Timeline>(`${url}?limit=2`);
    expect(first.items.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(first.items[0]?.data).toEqual({ dueAt: '2026-11-24T09:30:00+08:00' });
    const second = await get<Timeline>(`${url}?limit=2&cursor=${first.nextCursor ?? ''}`);
    expect([second.items.map(({ seq }) => seq), second.nextCursor]).toEqual([[3], null]);
    const shown = await get<Timeline>(url, emma.token);
    expect(shown.items.map(({ seq }) => seq)).toEqual([1, 3]);
  });
});

describe('a commitment', () => {
  it('says why it is due then: policy version and field, limit, calendar version, pauses, levels', async () => {
    const deadline = deadlineOf(hours(4), {
      warnBefore: hours(1),
      pauses: [{ from: at('2026-11-24T10:00:00+08:00'), to: at('2026-11-24T11:00:00+08:00') }],
      ladder: [{ role: 'repair_lead', within: hours(2) }, { role: 'manager' }],
    });
    const caseId = await cases.open(asked(commitmentRecord('repair', deadline)));
    const { items } = await get<{ items: unknown[] }>(`/v1/cases/${caseId}/commitments`);
    expect(items).toEqual([
      expect.objectContaining({
        name: 'repair',
        status: 'running',
        startedAt: '2026-11-24T09:30:00+08:00',
        dueAt: '2026-11-24T16:00:00+08:00',
        warnAt: '2026-11-24T15:00:00+08:00',
        isPaused: false,
        isMissed: false,
        why: {
          policyId: expect.any(String) as string,
          policyVersion: 1,
          source: 'repairWithin',
          limit: { amount: 4, unit: 'hours', counting: 'workingTime' },
          calendarCode: 'office',
          calendarVersion: 1,
          pausedBy: ['waitingForParts'],
          pauses: [{ from: '2026-11-24T10:00:00+08:00', to: '2026-11-24T11:00:00+08:00' }],
        },
        levels: [
          expect.objectContaining({ level: 1, role: 'repair_lead', plannedAt: '2026-11-24T16:00:00+08:00' }),
          expect.objectContaining({ level: 2, role: 'manager', plannedAt: null, firedAt: null }),
        ],
      }),
    ]);
  });

  it('that was missed says when each level was told, and how late that was', async () => {
    const dueAt = at('2026-11-24T12:00:00+08:00');
    const firedAt = at('2026-11-24T12:40:00+08:00');
    const levels = [{ role: 'repair_lead' as const, within: hours(2) }, { role: 'manager' as const }];
    const deadline = deadlineOf(hours(2.5), {
      ladder: levels,
      dueAt,
      level: 1,
      levelFrom: firedAt,
      missedAt: firedAt,
    });
    const commitment = commitmentRecord('visit', deadline);
    const caseId = await cases.open({
      ...asked(commitment),
      timeline: [
        {
          ...{ seq: 1, kind: 'missed', at: firedAt, visibility: 'staff' },
          actor: { type: 'system', name: 'process' },
          data: { of: 'visit', id: commitment.id, level: 1, role: 'repair_lead', dueAt },
        },
      ],
    });
    const { items } = await get<{ items: unknown[] }>(`/v1/cases/${caseId}/commitments`);
    expect(items).toEqual([
      expect.objectContaining({
        isMissed: true,
        dueAt: '2026-11-24T12:00:00+08:00',
        missedAt: '2026-11-24T12:40:00+08:00',
        firedLateSeconds: 2400,
        levels: [
          expect.objectContaining({ level: 1, firedAt: '2026-11-24T12:40:00+08:00' }),
          expect.objectContaining({ level: 2, plannedAt: '2026-11-24T15:30:00+08:00', firedAt: null }),
        ],
      }),
    ]);
  });
});

describe('messages', () => {
  it('are listed oldest first with what became of them; a customer sees those to them', async () => {
    const emma = await customer(api.db, 'emma.wong');
    const caseId = crypto.randomUUID();
    await cases.open(
      {
        caseId,
        messages: [
          messageRecord(caseId, { id: `${caseId}.m2`, queuedAt: OPENED_AT + 1 }),
          messageRecord(caseId, {
            to: { type: 'role', role: 'agent' },
            kind: 'taskAssigned',
            channel: 'inbox',
          }),
        ],
      },
      { customerId: emma.customer.id },
    );
    interface Messages {
      readonly items: readonly { readonly id: string; readonly status: string }[];
    }
    const all = await get<Messages>(`/v1/cases/${caseId}/messages`);
    expect(all.items.map(({ id, status }) => [id, status])).toEqual([
      [`${caseId}.m1`, 'shown'],
      [`${caseId}.m2`, 'queued'],
    ]);
    const own = await get<Messages>(`/v1/cases/${caseId}/messages`, emma.token);
    expect(own.items.map(({ id }) => id)).toEqual([`${caseId}.m2`]);
  });
});
