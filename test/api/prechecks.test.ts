import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueRepository } from '../../db/repositories/catalogue.repository.ts';
import { dutyRosterRepository } from '../../db/repositories/duty-roster.repository.ts';
import { queueMerged } from '../../db/repositories/merged-cases.repository.ts';
import { partsStockRepository } from '../../db/repositories/parts-stock.repository.ts';
import { THE_PROCESS } from '../../workflows/domain/actors.ts';
import type { Role } from '../../workflows/domain/limits.ts';
import { classified } from '../support/repair-steps.ts';
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
  it('beyond the policy’s longest needs the lead, who asks for the rest, or a manager', async () => {
    const url = `/v1/cases/${await cases.open()}/hold`;
    const body = { reason: 'waitingForCustomer', text: '客户出国', until: inDays(60) };
    const serviceLead = await staff(api.db, 'li.na');
    expect(await post(url, body, serviceLead.token)).toMatchObject({
      status: 403,
      code: 'HOLD_TOO_LONG',
      errors: [{ pointer: '/until' }],
    });
    expect(await post(url, { ...body, until: inDays(3) }, serviceLead.token)).toMatchObject({
      code: 'CASE_CLOSED',
    });
    expect(await post(url, body)).toMatchObject({ code: 'CASE_CLOSED' });
    const manager = await staff(api.db, 'sun.yan');
    expect(await post(url, body, manager.token)).toMatchObject({ code: 'CASE_CLOSED' });
  });
});

describe('naming the owner of a case', () => {
  it('refuses whoever does not exist, does not hold the role that owns it, is absent or not active', async () => {
    const caseId = await cases.open();
    const name = async (ownerId: string, token = lead.token) =>
      post(`/v1/cases/${caseId}/reassign`, { ownerId, reason: '熟悉客户' }, token);
    const refused = (message: string) => ({ status: 422, errors: [{ pointer: '/ownerId', message }] });
    expect(await name(crypto.randomUUID())).toMatchObject(refused('names no person'));
    expect(await name(technician.person.id)).toMatchObject(refused('holds none of the roles repair_lead'));
    const { person: away } = await api.createStaff('repair_lead');
    await dutyRosterRepository(api.db).createAbsence({
      personId: away.id,
      startsAt: Date.now() - 3_600_000,
      endsAt: Date.now() + 3_600_000,
      reason: null,
    });
    expect(await name(away.id)).toMatchObject(refused('is absent now'));
    const { person: gone } = await api.createStaff('repair_lead');
    await api.db.execute(sql`update people set active = false where id = ${gone.id}`);
    expect(await name(gone.id)).toMatchObject(refused('is not active any more'));
    expect(await name(lead.person.id)).toMatchObject({ code: 'CASE_CLOSED' });
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

describe('parts and replacements that a form names', () => {
  const unknown = '0198a3c2-7d1e-7c55-9b1f-2f6a1f0c9e01';
  const partId = async (number: string): Promise<string> =>
    (await partsStockRepository(api.db).findOptionalByNumber(number))?.id ?? '';
  const productId = async (model: string): Promise<string> =>
    (await catalogueRepository(api.db).findOptionalByModel(model))?.id ?? '';

  /** A case with one open task that anybody of the role may do. */
  async function open(kind: string, roles: readonly Role[], about: object = {}): Promise<string> {
    const caseId = crypto.randomUUID();
    await cases.open({
      caseId,
      tasks: [taskRecord(caseId, 1, { kind, roles, about: about as Readonly<Record<string, unknown>> })],
    });
    return `/v1/tasks/${caseId}.t1/complete`;
  }

  const refused = (pointer: string) => ({ status: 422, errors: [{ pointer }] });

  it('are refused in a plan where they are not in the catalogue', async () => {
    const url = await open('planWork', ['technician']);
    const parts = [
      { partId: await partId('HG-110'), quantity: 1 },
      { partId: unknown, quantity: 1 },
    ];
    const plan = { measures: '更换铰链', parts, minutes: 30, promisedUntil: inDays(3) };
    expect(await post(url, plan, technician.token)).toMatchObject(refused('/parts/1/partId'));
  });

  it('are refused in a quotation, an appointment, a substitution and a request', async () => {
    const line = { kind: 'material', text: '铰链', quantity: 1, amountMinor: 3_500, partId: unknown };
    const quote = await open('quote', ['repair_lead']);
    expect(await post(quote, { lines: [line] })).toMatchObject(refused('/lines/0/partId'));

    const agree = await open('agreeAppointment', ['technician']);
    const window = { windowFrom: inDays(1), windowTo: inDays(1, 2), place: 'onSite', customerWish: false };
    const bring = {
      reached: true,
      spokeWith: '陈先生',
      ...window,
      bringParts: [{ partId: unknown, quantity: 1 }],
    };
    expect(await post(agree, bring, technician.token)).toMatchObject(refused('/bringParts/0/partId'));

    const clerk = await staff(api.db, 'he.jing');
    const source = await open('sourceLine', ['parts_clerk']);
    const substitute = { way: 'substitute', substitutePartId: unknown };
    expect(await post(source, substitute, clerk.token)).toMatchObject(refused('/substitutePartId'));

    const caseId = await cases.open();
    const lines = [{ partId: unknown, quantity: 1 }];
    const request = post(`/v1/cases/${caseId}/requestParts`, { lines }, technician.token);
    expect(await request).toMatchObject(refused('/lines/0/partId'));
  });

  it('are refused as a replacement that is not kept in stock, or told at another difference', async () => {
    const agent = await staff(api.db, 'zhang.min');
    const about = { productModel: 'CL-650', share: 'price', creditMinor: 160_000 };
    const url = await open('chooseReplacement', ['customer', 'agent'], about);
    const choose = async (model: string, differenceMinor: number, kind = 'sameModel') => {
      const wish = { answer: 'replacement', kind, productId: await productId(model), differenceMinor };
      return post(url, { ...wish, heardFrom: '朱莉' }, agent.token);
    };
    expect(await choose('CL-650', 0)).toMatchObject({
      ...refused('/differenceMinor'),
      errors: [{ message: 'must be 700000: 860000 less 160000 agreed before' }],
    });
    expect(await choose('CL-200', 160_000)).toMatchObject(refused('/productId'));
    expect(await choose('CL-200', 160_000, 'other')).toMatchObject({
      errors: [{ pointer: '/productId', message: 'must be kept in stock, which CL-200 is not' }],
    });
    const none = { answer: 'replacement', kind: 'sameModel', productId: unknown, differenceMinor: 0 };
    expect(await post(url, { ...none, heardFrom: '朱莉' }, agent.token)).toMatchObject(refused('/productId'));
  });
});

describe('a survey', () => {
  it('takes no repair over, and has no fault that comes back', async () => {
    const targetId = await cases.open({}, { kind: 'survey' });
    const caseId = crypto.randomUUID();
    await cases.open({ caseId, tasks: [taskRecord(caseId, 1, { kind: 'classify' })] });
    const { token } = await staff(api.db, 'zhang.min');
    const classify = (form: object) =>
      post(`/v1/tasks/${caseId}.t1/complete`, classified({ ...form }), token);
    expect(await classify({ route: 'merge', routeText: 'The same', targetId })).toMatchObject({
      ...{ status: 422, code: 'INVALID' },
      errors: [{ pointer: '/targetId', message: expect.stringContaining('another kind') as string }],
    });
    expect(await classify({ skills: ['furniture'], sameFaultAs: targetId })).toMatchObject({
      ...{ status: 422, code: 'INVALID' },
      errors: [{ pointer: '/sameFaultAs', message: expect.stringContaining('no repair') as string }],
    });
    const merging = { mergedCaseId: caseId, targetId, at: Date.now(), by: THE_PROCESS };
    await expect(queueMerged(api.db, merging)).rejects.toMatchObject({ code: 'INVALID' });
  });
});
