import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPENED_AT } from '../activities/case-records.ts';
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
let agent: Awaited<ReturnType<typeof staff>>;

beforeAll(async () => {
  api = await openTestApi('seeded', { ADJUSTABLE_CLOCKS: '0' });
  cases = await openRecordedCases(api.db);
  agent = await staff(api.db, 'zhang.min');
});

afterAll(async () => {
  await cases.close();
  await api.close();
});

const get = (url: string, token = agent.token) => api.call({ method: 'GET', url, token });

const post = (url: string, body?: unknown, token = agent.token, key?: string) =>
  api.call({
    method: 'POST',
    url,
    token,
    ...(body !== undefined && { body }),
    ...(key !== undefined && { headers: { 'idempotency-key': key } }),
  });

type TaskChanges = Parameters<typeof taskRecord>[2];

/** Opens a case with one task; resolves with the task's id. */
async function openTask(changes: TaskChanges = {}, step: Parameters<RecordedCases['open']>[0] = {}) {
  const caseId = crypto.randomUUID();
  const tasks = [taskRecord(caseId, 1, changes)];
  await cases.open({ caseId, tasks, questions: questionsOf(tasks), ...step });
  return `${caseId}.t1`;
}

const idsIn = async (query: string, token = agent.token): Promise<string[]> => {
  const answer = await get(`/v1/tasks?${query}`, token);
  return answer.json<{ items: { id: string }[] }>().items.map(({ id }) => id);
};

describe('the inbox', () => {
  it('shows tasks of urgent cases first, then the earliest due, over all pages', async () => {
    const kind = 'solveRemotely';
    const late = await openTask({ kind, limitHours: 9 });
    const soon = await openTask({ kind, limitHours: 1 });
    const urgent = await openTask({ kind, limitHours: 12 }, { snapshot: { priority: 'urgent' } });
    const noDue = await openTask({ kind });
    const expected = [urgent, soon, late, noDue];
    expect(await idsIn(`kind=${kind}`)).toEqual(expected);
    const first = (await get(`/v1/tasks?kind=${kind}&limit=3`)).json<{ nextCursor: string }>();
    expect(await idsIn(`kind=${kind}&limit=3&cursor=${first.nextCursor}`)).toEqual([noDue]);
  });

  it('holds what is named for me, what is open to my roles, or either', async () => {
    const kind = 'answerFeedback';
    const other = await staff(api.db, 'liu.yang');
    const mine = await openTask({ kind, limitHours: 1, assigneeId: agent.person.id, roles: ['manager'] });
    const open = await openTask({ kind, limitHours: 2 });
    const taken = await openTask({ kind, limitHours: 3, assigneeId: other.person.id });
    const foreign = await openTask({ kind, limitHours: 4, roles: ['finance'] });
    expect(await idsIn(`kind=${kind}`)).toEqual([mine, open]);
    expect(await idsIn(`kind=${kind}&inbox=mine`)).toEqual([mine]);
    expect(await idsIn(`kind=${kind}&inbox=myRoles`)).toEqual([open]);
    expect(await idsIn(`kind=${kind}&inbox=all`)).toEqual([mine, open, taken, foreign]);
    expect(await idsIn(`caseId=${foreign.slice(0, 36)}&inbox=all`)).toEqual([foreign]);
  });

  it('finds overdue tasks by what was recorded', async () => {
    const kind = 'tellResult';
    await openTask({ kind });
    const caseId = crypto.randomUUID();
    const task = taskRecord(caseId, 1, { kind, limitHours: 1 });
    const missed = {
      ...task,
      deadline: task.deadline && { ...task.deadline, level: 1, missedAt: OPENED_AT },
    };
    await cases.open({ caseId, tasks: [missed], questions: questionsOf([missed]) });
    expect(await idsIn(`kind=${kind}&overdue=true`)).toEqual([task.id]);
  });

  it('of a customer holds what they are asked to do in their own cases', async () => {
    const emma = await customer(api.db, 'emma.wong');
    const caseId = crypto.randomUUID();
    const own = taskRecord(caseId, 1, { kind: 'answerQuote', roles: ['customer', 'agent'] });
    const internal = taskRecord(caseId, 2);
    await cases.open({ caseId, tasks: [own, internal] }, { customerId: emma.customer.id });
    await openTask({ kind: 'answerQuote', roles: ['customer'] });
    expect(await idsIn('inbox=all', emma.token)).toEqual([own.id]);
    expect((await get(`/v1/tasks/${internal.id}`, emma.token)).statusCode).toBe(404);
    expect((await get(`/v1/tasks/${own.id}`, emma.token)).json()).toMatchObject({
      kind: 'answerQuote',
      title: 'Answer the quotation',
    });
  });
});

describe('a task', () => {
  it('shows the form that it was completed with, instants in the reader’s zone', async () => {
    const id = await openTask({
      status: 'completed',
      endedAt: OPENED_AT,
      endedBy: { type: 'person', personId: agent.person.id, roles: ['agent'] },
      form: { at: OPENED_AT, reached: true, summary: 'ok' },
      about: { proposedAt: OPENED_AT },
    });
    expect((await get(`/v1/tasks/${id}`)).json()).toMatchObject({
      status: 'completed',
      form: { at: '2026-11-24T09:30:00+08:00', reached: true, summary: 'ok' },
      about: { proposedAt: '2026-11-24T09:30:00+08:00' },
      endedBy: { personId: agent.person.id },
    });
  });

  it('that is over is answered from the database: 409 with who was first and when', async () => {
    const { person } = await staff(api.db, 'liu.yang');
    const id = await openTask({
      status: 'completed',
      endedAt: OPENED_AT,
      endedBy: { type: 'person', personId: person.id, roles: ['agent'] },
      form: {},
    });
    for (const [verb, body] of [
      ['complete', { at: '2026-11-24T09:30:00+08:00', reached: false }],
      ['claim', undefined],
      ['decline', { reason: 'busy' }],
    ] as const) {
      const answer = await post(`/v1/tasks/${id}/${verb}`, body);
      expect(answer.statusCode).toBe(409);
      expect(answer.json()).toMatchObject({
        code: 'TASK_NOT_OPEN',
        details: {
          status: 'completed',
          by: { type: 'person', personId: person.id },
          at: '2026-11-24T09:30:00+08:00',
        },
      });
    }
  });

  it('of a closed case is 409 CASE_CLOSED', async () => {
    const closed = { phase: 'closed', closedAt: OPENED_AT, outcome: 'repaired' } as const;
    const id = await openTask({}, { snapshot: closed });
    const answer = await post(`/v1/tasks/${id}/claim`);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'CASE_CLOSED']);
  });

  it('refuses a form with a fault for each field, and rules between fields too', async () => {
    const id = await openTask();
    const answer = await post(`/v1/tasks/${id}/complete`, { at: 'yesterday', reached: true, note: 'x' });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      code: 'MALFORMED',
      errors: [
        { pointer: '/summary', message: 'is missing' },
        { pointer: '/note', message: 'is not a known field' },
        { pointer: '/at', message: expect.stringContaining('date and time with offset') as string },
      ],
    });
  });

  it('of somebody else’s case is 404 to a customer', async () => {
    const emma = await customer(api.db, 'emma.wong');
    const id = await openTask({ roles: ['customer'] });
    expect((await get(`/v1/tasks/${id}`, emma.token)).statusCode).toBe(404);
    const form = { at: '2026-11-24T09:30:00+08:00', reached: false };
    expect((await post(`/v1/tasks/${id}/complete`, form, emma.token)).statusCode).toBe(404);
  });

  it('is not given to people who cannot do it', async () => {
    const { person } = await staff(api.db, 'wu.gang');
    const lead = await staff(api.db, 'wang.lei');
    const id = await openTask({ roles: ['agent'] });
    const reassign = async (body: object) =>
      (await post(`/v1/tasks/${id}/reassign`, { reason: 'ill', ...body }, lead.token)).json<object>();
    expect(await reassign({ assigneeId: person.id })).toMatchObject({
      status: 422,
      errors: [{ pointer: '/assigneeId', message: 'holds none of the roles agent' }],
    });
    expect(await reassign({ assigneeId: crypto.randomUUID() })).toMatchObject({
      errors: [{ pointer: '/assigneeId', message: 'names no person' }],
    });
    expect(await reassign({})).toMatchObject({ status: 422, errors: [{ pointer: '/assigneeId' }] });
  });
});
