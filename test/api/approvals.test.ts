import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApprovalRecord } from '../../activities/contracts.ts';
import { OPENED_AT } from '../activities/case-records.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';
import {
  approvalRecord,
  customer,
  openRecordedCases,
  questionsOf,
  type RecordedCases,
  staff,
} from './recorded-cases.ts';

let api: TestApi;
let cases: RecordedCases;
let lead: Awaited<ReturnType<typeof staff>>;

beforeAll(async () => {
  api = await openTestApi('seeded');
  cases = await openRecordedCases(api.db);
  lead = await staff(api.db, 'wang.lei');
});

afterAll(async () => {
  await cases.close();
  await api.close();
});

async function openApproval(changes: Partial<ApprovalRecord> = {}, caseId: string = crypto.randomUUID()) {
  const approvals = [approvalRecord(caseId, 1, changes)];
  await cases.open({ caseId, approvals, questions: questionsOf(approvals) });
  return `${caseId}.a1`;
}

const decide = async (id: string, body: object, token = lead.token) => {
  const answer = await api.call({ method: 'POST', url: `/v1/approvals/${id}/decision`, token, body });
  return answer.json<object>();
};

const idsIn = async (query: string, token = lead.token): Promise<string[]> => {
  const answer = await api.call({ method: 'GET', url: `/v1/approvals?${query}`, token });
  return answer.json<{ items: { id: string }[] }>().items.map(({ id }) => id);
};

describe('the list of approvals', () => {
  it('holds what is pending and up to my roles, unless all are asked for', async () => {
    const subject = 'scrap';
    const mine = await openApproval({ subject });
    const managers = await openApproval({ subject, position: 1 });
    const decided = await openApproval({
      subject,
      status: 'refused',
      decision: {
        decision: 'refused',
        by: { type: 'person', personId: lead.person.id, roles: ['repair_lead'] },
        role: 'repair_lead',
        at: OPENED_AT,
        reason: 'too dear',
      },
    });
    expect(await idsIn(`subject=${subject}`)).toEqual([mine]);
    expect(await idsIn(`subject=${subject}`, (await staff(api.db, 'sun.yan')).token)).toEqual([managers]);
    expect((await idsIn(`subject=${subject}&mine=false`)).sort()).toEqual([mine, managers].sort());
    expect(await idsIn(`subject=${subject}&status=refused&mine=false`)).toEqual([decided]);
  });
});

describe('a decision', () => {
  it('is for whoever is asked now, and never on one’s own request', async () => {
    const id = await openApproval();
    const agent = await staff(api.db, 'zhang.min');
    expect(await decide(id, { decision: 'approved' }, agent.token)).toMatchObject({
      status: 403,
      code: 'ROLE_MISSING',
      details: { rolesNeeded: ['repair_lead'] },
    });
    const own = await openApproval({
      requestedBy: { type: 'person', personId: lead.person.id, roles: ['repair_lead'] },
    });
    expect(await decide(own, { decision: 'approved' })).toMatchObject({ status: 403, code: 'OWN_REQUEST' });
  });

  it('that refuses says why', async () => {
    const id = await openApproval();
    expect(await decide(id, { decision: 'refused' })).toMatchObject({
      status: 422,
      code: 'INVALID',
      errors: [{ pointer: '/reason' }],
    });
  });

  it('on what is decided or withdrawn already is 409 with the outcome', async () => {
    const id = await openApproval({ status: 'withdrawn' });
    expect(await decide(id, { decision: 'approved' })).toMatchObject({
      status: 409,
      code: 'APPROVAL_NOT_PENDING',
      details: { status: 'withdrawn' },
    });
    expect(await decide(`${crypto.randomUUID()}.a1`, { decision: 'approved' })).toMatchObject({
      status: 404,
    });
  });

  it('is taken while no worker runs: 202, still pending', async () => {
    const chen = await customer(api.db, 'chen.xiao.self');
    const opened = await api.call({
      method: 'POST',
      url: '/v1/repairs',
      token: (await staff(api.db, 'zhang.min')).token,
      body: {
        ...{ channel: 'web', company: 'B', customerId: chen.customer.id },
        ...{ unit: { productModel: 'WD-2200' }, description: '衣柜门铰链断裂' },
      },
    });
    const { caseId } = opened.json<{ caseId: string }>();
    const id = await openApproval({}, caseId);
    const answer = await api.call({
      method: 'POST',
      url: `/v1/approvals/${id}/decision`,
      token: lead.token,
      body: { decision: 'approved' },
    });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({ id, status: 'pending' });
  });
});
