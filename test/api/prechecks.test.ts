import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dutyRosterRepository } from '../../db/repositories/duty-roster.repository.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';
import { openRecordedCases, type RecordedCases, staff, taskRecord } from './recorded-cases.ts';

let api: TestApi;
let cases: RecordedCases;
let lead: Awaited<ReturnType<typeof staff>>;
let technician: Awaited<ReturnType<typeof staff>>;

beforeAll(async () => {
  api = await openTestApi('seeded', { ADJUSTABLE_CLOCKS: '0' });
  cases = await openRecordedCases(api.db);
  lead = await staff(api.db, 'wang.lei');
  technician = await staff(api.db, 'wu.gang');
});

afterAll(async () => {
  await cases.close();
  await api.close();
});

const post = async (url: string, body: object, token = lead.token) =>
  (await api.call({ method: 'POST', url, token, body })).json<object>();

const inDays = (days: number, hour = 0): string =>
  new Date(Date.now() + days * 86_400_000 + hour * 3_600_000).toISOString();

/** A window that a technician has agreed on in a case of their own. */
async function agreeWindow(technicianId: string, fromAt: string, toAt: string): Promise<void> {
  const caseId = await cases.open();
  await api.db.execute(sql`
    insert into appointments (id, case_id, technician_id, status, from_at, to_at, place)
    values (${`${caseId}.w1`}, ${caseId}, ${technicianId}, 'agreed', ${fromAt}, ${toAt}, 'onSite')`);
}

describe('assigning a technician', () => {
  let taskId: string;

  beforeAll(async () => {
    const caseId = crypto.randomUUID();
    const about = { skills: ['furniture'] };
    await cases.open({
      caseId,
      tasks: [taskRecord(caseId, 1, { kind: 'assign', roles: ['repair_lead'], about })],
    });
    taskId = `${caseId}.t1`;
  });

  const assign = (technicianId: string, more: object = {}) =>
    post(`/v1/tasks/${taskId}/complete`, { technicianId, briefing: '小心漆面', ...more });

  it('refuses whoever does not exist, is no technician, or lacks the skills', async () => {
    const pointer = '/technicianId';
    expect(await assign(crypto.randomUUID())).toMatchObject({ status: 422, errors: [{ pointer }] });
    const agent = await staff(api.db, 'zhang.min');
    expect(await assign(agent.person.id)).toMatchObject({ status: 422, errors: [{ pointer }] });
    const unskilled = await staff(api.db, 'feng.bo');
    expect(await assign(unskilled.person.id)).toMatchObject({
      status: 422,
      errors: [{ pointer }],
      details: { missingSkills: ['furniture'] },
    });
  });

  it('refuses whoever is absent or not active any more, helpers too', async () => {
    const away = await staff(api.db, 'zheng.kai');
    await dutyRosterRepository(api.db).createAbsence({
      personId: away.person.id,
      startsAt: Date.now() - 3_600_000,
      endsAt: Date.now() + 3_600_000,
      reason: null,
    });
    expect(await assign(away.person.id)).toMatchObject({
      status: 422,
      errors: [{ message: 'is absent now' }],
    });
    const gone = await staff(api.db, 'huang.lin');
    await api.db.execute(sql`update people set active = false where id = ${gone.person.id}`);
    expect(await assign(technician.person.id, { helpers: [gone.person.id] })).toMatchObject({
      status: 422,
      errors: [{ pointer: '/helpers/0', message: 'is not active any more' }],
    });
  });
});

describe('a window', () => {
  it('that overlaps another one of the technician is 409, unless whoever leads them forces it', async () => {
    await agreeWindow(technician.person.id, inDays(2, 1), inDays(2, 3));
    const caseId = crypto.randomUUID();
    const assigneeId = technician.person.id;
    await cases.open({
      caseId,
      tasks: [taskRecord(caseId, 1, { kind: 'agreeAppointment', roles: ['technician'], assigneeId })],
    });
    const agree = (token: string, more: object = {}) =>
      post(
        `/v1/tasks/${caseId}.t1/complete`,
        {
          ...{ reached: true, spokeWith: '王小姐', customerWish: false, place: 'onSite' },
          ...{ windowFrom: inDays(2, 2), windowTo: inDays(2, 4), ...more },
        },
        token,
      );
    expect(await agree(technician.token)).toMatchObject({ status: 409, code: 'TECHNICIAN_BUSY' });
    expect(await agree(technician.token, { force: true })).toMatchObject({
      status: 403,
      code: 'ROLE_MISSING',
    });
    expect(await agree(lead.token, { force: true })).toMatchObject({ code: 'CASE_CLOSED' });
    expect(await agree(technician.token, { place: 'workshop' })).toMatchObject({ code: 'CASE_CLOSED' });
  });
});

describe('a hold', () => {
  it('beyond the policy’s longest needs a manager', async () => {
    const url = `/v1/cases/${await cases.open()}/hold`;
    const body = { reason: 'waitingForCustomer', text: '客户出国', until: inDays(60) };
    expect(await post(url, body)).toMatchObject({
      status: 403,
      code: 'HOLD_TOO_LONG',
      errors: [{ pointer: '/until' }],
    });
    expect(await post(url, { ...body, until: inDays(3) })).toMatchObject({ code: 'CASE_CLOSED' });
    const manager = await staff(api.db, 'sun.yan');
    expect(await post(url, body, manager.token)).toMatchObject({ code: 'CASE_CLOSED' });
  });
});

describe('a command', () => {
  it('that no kind of case knows has no address, and one with an unknown field is 400', async () => {
    const caseId = await cases.open();
    expect(await post(`/v1/cases/${caseId}/explode`, {})).toMatchObject({ status: 404 });
    expect(await post(`/v1/cases/${caseId}/comments`, { text: 'x', shared: true, mood: 1 })).toMatchObject({
      status: 400,
      errors: [{ pointer: '/mood' }],
    });
  });
});
