import { join } from 'node:path';
import { inject, afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HEIC, PDF, PNG } from '../support/evidence.ts';
import { type Uploads, uploadsTo } from './evidence-uploads.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';
import { customer, openRecordedCases, type RecordedCases, staff, taskRecord } from './recorded-cases.ts';

let api: TestApi;
let cases: RecordedCases;
let agent: Awaited<ReturnType<typeof staff>>;
let emma: Awaited<ReturnType<typeof customer>>;
let uploaded: Uploads['uploaded'];

beforeAll(async () => {
  const folder = join(inject('stack').scratchDir, 'evidence-in-forms-test');
  api = await openTestApi('seeded', { ADJUSTABLE_CLOCKS: '0', EVIDENCE_DIR: folder });
  cases = await openRecordedCases(api.db);
  agent = await staff(api.db, 'zhang.min');
  emma = await customer(api.db, 'emma.wong');
  ({ uploaded } = uploadsTo(api, agent.token));
});

afterAll(async () => {
  await cases.close();
  await api.close();
});

describe('a form', () => {
  const openCheckIn = async () => {
    const caseId = crypto.randomUUID();
    const roles = ['technician'] as const;
    await cases.open({ caseId, tasks: [taskRecord(caseId, 1, { kind: 'checkIn', roles: [...roles] })] });
    return `${caseId}.t1`;
  };
  const checkIn = async (taskId: string, photos: readonly string[]) =>
    (
      await api.call({
        method: 'POST',
        url: `/v1/tasks/${taskId}/complete`,
        token: agent.token,
        body: {
          ...{ at: '2026-11-24T09:30:00+08:00', idShown: true, workConfirmed: true },
          ...{ surroundingsProtected: true, photos },
        },
      })
    ).json<object>();

  it('that names a file which was never uploaded is 422 with a pointer to each', async () => {
    const { key } = await uploaded({ name: 'a.png', bytes: PNG });
    expect(await checkIn(await openCheckIn(), [key, crypto.randomUUID(), 'photo-1'])).toMatchObject({
      status: 422,
      code: 'INVALID',
      errors: [
        { pointer: '/photos/1', message: 'names no uploaded file' },
        { pointer: '/photos/2', message: 'names no uploaded file' },
      ],
    });
  });

  it('with uploaded files goes on to its case', async () => {
    const { key } = await uploaded({ name: 'a.png', bytes: PNG });
    // A recorded case has no process behind it: that is what the gateway then says.
    expect(await checkIn(await openCheckIn(), [key])).toMatchObject({ code: 'CASE_CLOSED' });
  });

  it('that names a photo of another case, or one that a colleague uploaded for none, is 422', async () => {
    const elsewhere = `/v1/cases/${await cases.open()}/evidence`;
    const { key: others } = await uploaded({ name: 'a.png', bytes: PNG }, agent.token, elsewhere);
    const colleague = await staff(api.db, 'wang.lei');
    const { key: loose } = await uploaded({ name: 'a.png', bytes: PNG }, colleague.token);
    const { key: own } = await uploaded({ name: 'a.png', bytes: PNG });
    expect(await checkIn(await openCheckIn(), [own, others, loose])).toMatchObject({
      status: 422,
      code: 'INVALID',
      errors: [
        { pointer: '/photos/1', message: 'names a file of another case' },
        { pointer: '/photos/2', message: 'names a file that somebody else uploaded for no case' },
      ],
    });
  });

  it('is signed with a picture that belongs to its case', async () => {
    const caseId = crypto.randomUUID();
    const roles = ['technician'] as const;
    await cases.open({ caseId, tasks: [taskRecord(caseId, 1, { kind: 'handOver', roles: [...roles] })] });
    const handOver = async (signature: string, path = `tasks/${caseId}.t1/complete`) => {
      const unit = { demonstrated: true, partsTold: 'None', placeLeftClean: true, damageDone: 'none' };
      const body = { ...unit, signed: 'yes', signedBy: '沈强', signature };
      return (
        await api.call({ method: 'POST', url: `/v1/${path}`, token: agent.token, body })
      ).json<object>();
    };
    const refusedWith = (message: string) => ({
      code: 'INVALID',
      errors: [{ pointer: '/signature', message }],
    });

    expect(await handOver('signature-1')).toMatchObject(refusedWith('names no uploaded file'));
    const byKind = await handOver('signature-1', `cases/${caseId}/tasks/handOver`);
    expect(byKind).toMatchObject(refusedWith('names no uploaded file'));
    const { key: contract } = await uploaded({ name: 'a.pdf', bytes: PDF });
    expect(await handOver(contract)).toMatchObject(refusedWith('must name a picture, is application/pdf'));
    const { key: blurred } = await uploaded({ name: 'a.heic', bytes: HEIC });
    expect(await handOver(blurred)).toMatchObject(
      refusedWith('must be one of image/png, image/jpeg, is image/heic'),
    );
    const { key: torn } = await uploaded({ name: 'a.png', bytes: PNG.subarray(0, -12) });
    expect(await handOver(torn)).toMatchObject(refusedWith('cannot be read as a picture: it is damaged'));
    const elsewhere = `/v1/cases/${await cases.open()}/evidence`;
    const { key: others } = await uploaded({ name: 'a.png', bytes: PNG }, agent.token, elsewhere);
    expect(await handOver(others)).toMatchObject(refusedWith('names a file of another case'));
    const { key: own } = await uploaded(
      { name: 'a.png', bytes: PNG },
      agent.token,
      `/v1/cases/${caseId}/evidence`,
    );
    // A recorded case has no process behind it: that is what the gateway then says.
    expect(await handOver(own)).toMatchObject({ code: 'CASE_CLOSED' });
  });

  it('of a customer names their own files only', async () => {
    const { key } = await uploaded({ name: 'a.png', bytes: PNG });
    const answer = await api.call({
      method: 'POST',
      url: '/v1/repairs',
      token: emma.token,
      body: {
        ...{ channel: 'web', company: 'A', unit: { productModel: 'WD-2200' }, description: 'Broken' },
        evidence: [key],
      },
    });
    expect(answer.json()).toMatchObject({ status: 422, errors: [{ pointer: '/evidence/0' }] });
  });
});
