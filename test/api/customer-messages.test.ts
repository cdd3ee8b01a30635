import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientSystemsRepository } from '../../db/repositories/client-systems.repository.ts';
import { issueToken } from '../support/environment.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';
import { customer, openRecordedCases, type RecordedCases } from './recorded-cases.ts';

let api: TestApi;
let cases: RecordedCases;
let gateway: string;

beforeAll(async () => {
  api = await openTestApi('seeded', { ADJUSTABLE_CLOCKS: '0' });
  cases = await openRecordedCases(api.db);
  const system = await clientSystemsRepository(api.db).findOptionalByName('message-gateway');
  gateway = await issueToken(system?.subject ?? '');
});

afterAll(async () => {
  await cases.close();
  await api.close();
});

const bring = (changes: object) =>
  api.call({
    method: 'POST',
    url: '/v1/customer-messages',
    token: gateway,
    body: {
      ...{ channel: 'email', from: 'emma.wong@harbour-hotel.example', messageId: crypto.randomUUID() },
      ...{ text: 'Yes, please', automatic: false, receivedAt: '2026-08-21T09:00:00+08:00' },
      ...changes,
    },
  });

describe('a message that a gateway brings', () => {
  it('is taken and kept for its case also while the case cannot be reached', async () => {
    const { customer: hotel } = await customer(api.db, 'emma.wong');
    const caseId = await cases.open({}, { customerId: hotel.id });
    const inReplyTo = `<${caseId}.m3@after-sales.example>`;
    const messageId = crypto.randomUUID();
    const first = await bring({ inReplyTo, messageId });
    expect([first.statusCode, first.json()]).toMatchObject([202, { messageId, state: 'queued' }]);
    const again = await bring({ inReplyTo, messageId });
    expect([again.statusCode, again.json()]).toEqual([200, first.json()]);
  });

  it('does not come from the future, and says who wrote what when', async () => {
    const later = await bring({ receivedAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect([later.statusCode, later.json()]).toMatchObject([
      422,
      { code: 'INVALID', errors: [{ pointer: '/receivedAt' }] },
    ]);
    for (const [missing, pointer] of [
      [{ from: undefined }, '/from'],
      [{ text: '' }, '/text'],
      [{ channel: 'pigeon' }, '/channel'],
      [{ receivedAt: 'yesterday' }, '/receivedAt'],
    ] as const) {
      const refused = await bring(missing);
      expect([refused.statusCode, refused.json()]).toMatchObject([400, { errors: [{ pointer }] }]);
    }
  });

  it('is personal data: whoever reads the list is in the audit log, and logs do not tell it', async () => {
    const text = 'The key is under the third flower pot';
    expect((await bring({ from: 'nobody@else.example', text })).statusCode).toBe(202);
    const agent = await api.createStaff('agent');
    const listed = await api.call({
      method: 'GET',
      url: '/v1/customer-messages?state=unplaced',
      token: agent.token,
    });
    const [only] = listed.json<{ items: { id: string; text: string }[] }>().items;
    expect(only?.text).toBe(text);
    const admin = await api.staffToken('admin');
    const audit = await api.call({
      method: 'GET',
      url: `/v1/audit-log?subjectType=customerMessage&subjectId=${only?.id ?? ''}`,
      token: admin,
    });
    expect(audit.json<{ items: unknown[] }>().items).toMatchObject([
      { kind: 'access', actorId: agent.person.id },
      { kind: 'change', actorId: 'message-gateway' },
    ]);
    expect(api.logLines.join()).not.toContain('flower pot');
  });

  it('that names no case is for the repair of its writer, also while a survey asks them', async () => {
    const { customer: of, contact } = await customer(api.db, 'lin.tao.self');
    await cases.open({}, { customerId: of.id, kind: 'survey' });
    const sms = { channel: 'sms', from: contact.phone ?? '', text: 'Saturday is fine' };
    const alone = await bring(sms);
    expect(alone.json()).toMatchObject({ state: 'unplaced' });
    await cases.open({}, { customerId: of.id });
    expect((await bring(sms)).json()).toMatchObject({ state: 'queued' });
  });
});
