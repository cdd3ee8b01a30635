import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inject, afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRepository } from '../../db/repositories/audit.repository.ts';
import { evidenceRepository } from '../../db/repositories/evidence.repository.ts';
import { formWithFile, MP4, PDF, PNG } from '../support/evidence.ts';
import { type Uploaded, type Uploads, uploadsTo } from './evidence-uploads.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';
import { customer, openRecordedCases, type RecordedCases, staff } from './recorded-cases.ts';

let api: TestApi;
let cases: RecordedCases;
let agent: Awaited<ReturnType<typeof staff>>;
let emma: Awaited<ReturnType<typeof customer>>;
let folder: string;
let upload: Uploads['upload'];
let uploaded: Uploads['uploaded'];

beforeAll(async () => {
  folder = join(inject('stack').scratchDir, 'evidence-of-api-test');
  api = await openTestApi('seeded', { ADJUSTABLE_CLOCKS: '0', EVIDENCE_DIR: folder });
  cases = await openRecordedCases(api.db);
  agent = await staff(api.db, 'zhang.min');
  emma = await customer(api.db, 'emma.wong');
  ({ upload, uploaded } = uploadsTo(api, agent.token));
});

afterAll(async () => {
  await cases.close();
  await api.close();
});

const get = (url: string, token = agent.token) => api.call({ method: 'GET', url, token });

const filesKept = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe('an upload', () => {
  it('is kept under a key, with its name without a path, its type by content, its size and its hash', async () => {
    const file = await uploaded({ name: 'C:\\照片\\门 1.txt', bytes: PNG, type: 'text/plain' });
    expect(file).toMatchObject({
      caseId: null,
      name: '门 1.txt',
      mediaType: 'image/png',
      sizeBytes: PNG.length,
      sha256: createHash('sha256').update(PNG).digest('hex'),
      uploadedBy: { type: 'person', personId: agent.person.id },
    });
    const kept = await readFile(join(folder, file.key.slice(0, 2), file.key));
    expect(kept.equals(PNG)).toBe(true);
  });

  it('with the same Idempotency-Key is one file', async () => {
    const before = (await filesKept()).length;
    const first = await upload('/v1/evidence', { name: 'a.png', bytes: PNG }, agent.token, 'photo-1');
    const second = await upload('/v1/evidence', { name: 'a.png', bytes: PNG }, agent.token, 'photo-1');
    expect(second.json<Uploaded>().key).toBe(first.json<Uploaded>().key);
    expect(await filesKept()).toHaveLength(before + 1);
  });

  it('of another type, without content, or larger than its type may be is refused and leaves nothing', async () => {
    const before = await filesKept();
    const page = Buffer.from('<html><script>alert(1)</script></html>');
    const tooLarge = Buffer.concat([PNG, Buffer.alloc(20 * 1_048_576)]);
    for (const bytes of [page, Buffer.alloc(0), tooLarge]) {
      const answer = await upload('/v1/evidence', { name: 'photo.png', bytes, type: 'image/png' });
      expect(answer.statusCode).toBe(422);
      expect(answer.json()).toMatchObject({ code: 'INVALID', errors: [{ pointer: '/file' }] });
    }
    expect(await filesKept()).toEqual(before);
  });

  it('may be a video or a document', async () => {
    expect(await uploaded({ name: 'v.mp4', bytes: MP4 })).toMatchObject({ mediaType: 'video/mp4' });
    expect(await uploaded({ name: 'd.pdf', bytes: PDF })).toMatchObject({ mediaType: 'application/pdf' });
  });

  it('beyond what a customer may upload in a day is 429, and goes through the day after', async () => {
    const { customer: lin, contact, token } = await customer(api.db, 'zhu.li');
    const video = (uploadedAt: number) =>
      evidenceRepository(api.db).create({
        ...{ key: crypto.randomUUID(), caseId: null, customerId: lin.id, isShared: false, name: 'v.mp4' },
        ...{ mediaType: 'video/mp4', sizeBytes: 1024 ** 3, sha256: 'a'.repeat(64), uploadedAt },
        uploadedBy: { type: 'customer', customerId: lin.id, contactId: contact.id },
      });
    const now = Date.now();
    await video(now - 25 * 60 * 60_000);
    expect((await upload('/v1/evidence', { name: 'a.png', bytes: PNG }, token)).statusCode).toBe(201);
    await video(now);
    const answer = await upload('/v1/evidence', { name: 'a.png', bytes: PNG }, token);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([429, 'RATE_LIMITED']);
  });

  it('without a file is 400, whatever form it has', async () => {
    const wrongPart = await upload('/v1/evidence', { name: 'a.png', bytes: PNG, part: 'photo' });
    expect(wrongPart.statusCode).toBe(400);
    expect(wrongPart.json()).toMatchObject({ errors: [{ pointer: '/file', message: 'is missing' }] });
    const json = await api.call({
      method: 'POST',
      url: '/v1/evidence',
      token: agent.token,
      body: { file: 'x' },
    });
    expect(json.statusCode).toBe(415);
    expect(json.json()).toMatchObject({ details: { accepted: ['multipart/form-data'] } });
  });

  it('to a closed case, or to somebody else’s case, is refused', async () => {
    const closed = await cases.open({
      snapshot: { phase: 'closed', closedAt: Date.now(), outcome: 'repaired' },
    });
    const answer = await upload(`/v1/cases/${closed}/evidence`, { name: 'a.png', bytes: PNG });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'CASE_CLOSED']);
    const foreign = await upload(`/v1/cases/${closed}/evidence`, { name: 'a.png', bytes: PNG }, emma.token);
    expect(foreign.statusCode).toBe(404);
  });
});

describe('a download', () => {
  it('gives the content to be saved, never shown, and is audited', async () => {
    const caseId = await cases.open({}, { customerId: emma.customer.id });
    const url = `/v1/cases/${caseId}/evidence`;
    const { key } = await uploaded({ name: '门的照片.png', bytes: PNG }, agent.token, url);
    await evidenceRepository(api.db).attach({ files: [key], shared: [key] }, caseId);
    const answer = await get(`/v1/evidence/${key}`, emma.token);
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload.equals(PNG)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(PNG.length),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': `attachment; filename="____.png"; filename*=UTF-8''${encodeURIComponent('门的照片')}.png`,
    });
    const { items } = await auditRepository(api.db).list(
      { subjectType: 'evidence', subjectId: key },
      { beforeId: null, limit: 10 },
    );
    expect(items.map(({ action }) => action)).toEqual(['readEvidence', 'uploadCaseEvidence']);
    expect((await get(url, emma.token)).json()).toMatchObject({ items: [{ key, caseId }] });
  });

  it('is for staff, the uploader and the case’s customer; to others the file does not exist', async () => {
    const other = await customer(api.db, 'zhu.li');
    const { key } = await uploaded({ name: 'a.png', bytes: PNG }, emma.token);
    const statusFor = async (token: string, which = key) =>
      (await get(`/v1/evidence/${which}`, token)).statusCode;
    expect(await statusFor(emma.token)).toBe(200);
    expect(await statusFor(agent.token)).toBe(200);
    expect(await statusFor(other.token)).toBe(404);
    const { key: internal } = await uploaded({ name: 'a.png', bytes: PNG });
    expect(await statusFor(emma.token, internal)).toBe(404);
    expect(await statusFor(agent.token, crypto.randomUUID())).toBe(404);
  });

  it('of a case is shown to its customer when it is shared, and not when staff keep it to themselves', async () => {
    const caseId = await cases.open({}, { customerId: emma.customer.id });
    const attach = async (name: string, shared: boolean) => {
      const { key } = await uploaded({ name, bytes: PNG });
      await evidenceRepository(api.db).attach({ files: [key], shared: shared ? [key] : [] }, caseId);
      return key;
    };
    const internal = await attach('suspicion.png', false);
    const shared = await attach('broken-hinge.png', true);
    const listed = async (token: string) =>
      (await get(`/v1/cases/${caseId}/evidence`, token)).json<{ items: { key: string }[] }>().items;
    expect((await listed(emma.token)).map(({ key }) => key)).toEqual([shared]);
    expect((await listed(agent.token)).map(({ key }) => key).sort()).toEqual([internal, shared].sort());
    expect((await get(`/v1/evidence/${internal}`, emma.token)).statusCode).toBe(404);
    expect((await get(`/v1/evidence/${shared}`, emma.token)).statusCode).toBe(200);
  });
});

it('an upload that breaks off leaves nothing behind', async () => {
  const before = await filesKept();
  const { body, contentType } = await formWithFile({ name: 'a.png', bytes: PNG });
  const answer = await api.app.inject({
    method: 'POST',
    url: '/v1/evidence',
    headers: { 'content-type': contentType, authorization: `Bearer ${agent.token}` },
    payload: body.subarray(0, body.length - 80),
  });
  expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  expect(await filesKept()).toEqual(before);
  expect((await stat(folder)).isDirectory()).toBe(true);
});
