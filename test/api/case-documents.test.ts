import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRepository } from '../../db/repositories/audit.repository.ts';
import { casesRepository } from '../../db/repositories/cases.repository.ts';
import { textOfPdf } from '../support/documents.ts';
import { OPENED_AT } from '../activities/case-records.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';
import { customer, openRecordedCases, type RecordedCases, staff, taskRecord } from './recorded-cases.ts';

let api: TestApi;
let cases: RecordedCases;
let agent: Awaited<ReturnType<typeof staff>>;
let emma: Awaited<ReturnType<typeof customer>>;
let caseId: string;
let number: string;

beforeAll(async () => {
  api = await openTestApi('seeded');
  cases = await openRecordedCases(api.db);
  agent = await staff(api.db, 'zhang.min');
  emma = await customer(api.db, 'emma.wong');
  const { customer: hotel, contact } = emma;
  caseId = await cases.open({}, { customerId: hotel.id, contactId: contact.id, language: 'en' });
  ({ number } = await casesRepository(api.db).findById(caseId));
});

afterAll(async () => {
  await cases.close();
  await api.close();
});

const get = (path: string, accept = '*/*', token = agent.token) =>
  api.call({ method: 'GET', url: `/v1/cases/${caseId}/documents${path}`, token, headers: { accept } });

describe('the list of documents', () => {
  it('begins with the register, under the number of the case', async () => {
    const answer = await get('', 'application/json', emma.token);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      items: [
        {
          ...{ number, kind: 'register', title: 'Repair register', revision: null },
          languages: ['zh-CN', 'en'],
          mediaTypes: ['text/html', 'application/pdf'],
        },
      ],
    });
  });
});

describe('a document that was given out', () => {
  it('is the same file for whoever asks again, under its hash, and stands in the list with it', async () => {
    const first = await get(`/${number}`, 'application/pdf');
    const second = await get(`/${number}`, 'application/pdf');
    expect(second.rawPayload.equals(first.rawPayload)).toBe(true);
    const sha256 = createHash('sha256').update(first.rawPayload).digest('hex');
    expect(second.headers).toMatchObject({
      etag: `"${sha256}"`,
      'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
    });
    const file = { language: 'en', mediaType: 'application/pdf', sha256, sizeBytes: first.rawPayload.length };
    const listed = (await get('')).json<{ items: { issued: object[] }[] }>().items[0]?.issued ?? [];
    expect(listed.filter((one) => 'sha256' in one && one.sha256 === sha256)).toMatchObject([
      { edition: 1, ...file },
    ]);
    const customers = (await get('', '*/*', emma.token)).json<{ items: { issued: object[] }[] }>();
    expect(JSON.stringify(customers)).not.toContain(sha256);
  });

  it('is not sent again to whoever holds it', async () => {
    const { headers } = await get(`/${number}`, 'application/pdf');
    const etag = String(headers['etag']);
    const ask = (held: string) =>
      api.call({
        ...{ method: 'GET', url: `/v1/cases/${caseId}/documents/${number}`, token: agent.token },
        headers: { accept: 'application/pdf', 'if-none-match': held },
      });
    for (const held of [etag, `"other", W/${etag}`, '*']) {
      const answer = await ask(held);
      expect([answer.statusCode, answer.body, answer.headers['etag']]).toEqual([304, '', etag]);
    }
    expect((await ask('"other"')).statusCode).toBe(200);
  });

  it('is issued in a new edition when it tells something else, and the earlier one is still to be had', async () => {
    const opened = await cases.open({}, { customerId: emma.customer.id, language: 'en' });
    const { number: register } = await casesRepository(api.db).findById(opened);
    const of = (query: string) => ({
      ...{ method: 'GET' as const, token: agent.token, headers: { accept: 'application/pdf' } },
      url: `/v1/cases/${opened}/documents/${register}${query}`,
    });
    const first = await api.call(of(''));
    const endedBy = { type: 'person', personId: agent.person.id, roles: ['agent'] } as const;
    const form = { class: 'repair', priority: 'normal', place: 'workshop', faultGroup: 'cooling' };
    const done = { kind: 'classify', status: 'completed', endedAt: OPENED_AT, endedBy, form } as const;
    await cases.change({ caseId: opened, version: 2, tasks: [taskRecord(opened, 1, done)] });
    const second = await api.call(of(''));
    expect(await textOfPdf(second.rawPayload)).toContain('Fault group Cooling');
    expect(second.rawPayload.equals(first.rawPayload)).toBe(false);
    expect((await api.call(of('?edition=1'))).rawPayload.equals(first.rawPayload)).toBe(true);
    expect((await api.call(of('?edition=2'))).rawPayload.equals(second.rawPayload)).toBe(true);
    expect((await api.call(of('?edition=3'))).json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('is one file, however many ask for it first at once', async () => {
    const asked = await Promise.all(
      Array.from({ length: 4 }, () => get(`/${number}?language=zh-CN`, 'application/pdf', emma.token)),
    );
    expect(new Set(asked.map(({ headers }) => headers['etag'])).size).toBe(1);
  });
});

describe('a document', () => {
  it('comes as HTML unless PDF is asked for, in the language of the case unless another is', async () => {
    const page = await get(`/${number}`);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-language': 'en',
      'content-security-policy': "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox",
      'cache-control': 'no-store',
    });
    expect(page.body).toContain('<h1>Repair register</h1>');
    const pdf = await get(`/${number}?language=zh-CN`, 'text/html;q=0.5, application/pdf');
    expect(pdf.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-language': 'zh-CN',
      'content-disposition': `attachment; filename="${number}.pdf"; filename*=UTF-8''${number}.pdf`,
    });
    expect(await textOfPdf(pdf.rawPayload)).toContain(`报修登记表 编号 ${number}`);
  });

  it('is refused in another form (406), in another language (400), or under a number that it has not (404)', async () => {
    const asImage = await get(`/${number}`, 'image/png');
    expect(asImage.json()).toMatchObject({
      ...{ status: 406, code: 'NOT_ACCEPTABLE' },
      detail: 'A document is had as text/html or application/pdf',
    });
    expect((await get(`/${number}?language=fr`)).json()).toMatchObject({
      ...{ status: 400, code: 'MALFORMED' },
      errors: [{ pointer: '/language', in: 'query' }],
    });
    for (const unknown of [`${number}-Q1`, `${number}-Z9`, 'RP-20200101-0001', number.toLowerCase()]) {
      expect((await get(`/${unknown}`)).json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    }
  });

  it('does not exist for another customer, and its reading is audited', async () => {
    const other = await customer(api.db, 'zhu.li');
    expect((await get(`/${number}`, '*/*', other.token)).statusCode).toBe(404);
    expect((await get('', '*/*', other.token)).statusCode).toBe(404);
    expect((await get(`/${number}`, '*/*', emma.token)).statusCode).toBe(200);
    const { items } = await auditRepository(api.db).list(
      { subjectType: 'document', subjectId: number },
      { beforeId: null, limit: 1 },
    );
    expect(items).toMatchObject([
      { action: 'readCaseDocument', actorType: 'customer', actorId: emma.contact.id },
    ]);
  });
});
