import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startMailbox, type Mailbox } from '../../local/mailbox/mailbox.ts';
import type { DurableServer } from '../support/durable-servers.ts';
import { stackEnvironment } from '../support/environment.ts';
import { networkWorld, type NetworkWorld } from '../support/network-world.ts';
import { durableProcess, type ServingProcess } from '../support/processes.ts';
import { assigns, classified, contacted } from '../support/repair-steps.ts';
import { minuteOf, type Story } from '../support/story.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let database: TestDatabase;
let mailbox: Mailbox;
let processes: DurableServer<ServingProcess>[];
let world: NetworkWorld;

beforeAll(async () => {
  const WEBHOOK_SECRET = 'secret-of-the-mail-test';
  [database, mailbox] = await Promise.all([
    createTestDatabase('seeded'),
    startMailbox({ directory: null, webhookSecret: WEBHOOK_SECRET }),
  ]);
  const environment = stackEnvironment(database.url, 'mail-down', {
    SMTP_URL: mailbox.smtpUrl,
    SMS_WEBHOOK_URL: mailbox.smsWebhookUrl,
    WECHAT_WEBHOOK_URL: mailbox.wechatWebhookUrl,
    WEBHOOK_SECRET,
  });
  processes = await Promise.all([durableProcess('API', environment), durableProcess('worker', environment)]);
  world = networkWorld(database.url, processes[0]?.current().url ?? '', { patient: false });
}, 120_000);

afterAll(async () => {
  await world.close();
  await Promise.all(processes.map((process) => process.stop()));
  await Promise.all([mailbox.stop(), database.drop()]);
});

const openRepair = (): Promise<Story> =>
  world.openRepair('shen.qiang', '07-06 09:00', {
    company: 'A',
    channel: 'web',
    unit: { productModel: 'CT-900', serialNumber: 'CT900-26-00031' },
    site: { address: 'Hall 3', region: 'jiangsu' },
    description: 'It stays dark',
  });

/** Kinds of the messages that wait to be sent. */
const waiting = async (story: Story): Promise<readonly unknown[]> =>
  (await story.messages()).filter(({ status }) => status === 'queued').map(({ kind }) => kind);

/** Arrivals of one case, oldest first. */
const arrivedFor = ({ caseId }: Story): readonly string[] =>
  mailbox.messages().flatMap(({ messageId }) => (messageId?.includes(caseId) ? [messageId] : []));

describe('a mail server that is down for an hour of the case', () => {
  it('delays nothing but the mail, and each mail arrives once when it is back', async () => {
    await mailbox.behave('down');
    const repair = await openRepair();
    await repair.does('zhang.min', 'contactCustomer', contacted('07-06 09:00'));
    await repair.goTo('07-06 09:30');
    await repair.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
    await assigns(repair, 'wang.lei');
    await repair.goTo('07-06 10:00');

    expect(minuteOf((await repair.commitment('firstResponse')).metAt ?? '')).toBe('07-06 09:00');
    expect(await repair.due('contact/1')).toBe('07-06 13:30');
    expect(await repair.phase()).toBe('dispatch');
    expect(await waiting(repair)).toEqual(expect.arrayContaining(['acknowledged', 'assigned']));
    expect(arrivedFor(repair)).toEqual([]);

    await mailbox.behave('accept');
    // Attempts are at most five minutes apart.
    await repair.goTo('07-06 10:06');
    await vi.waitFor(async () => {
      expect(await waiting(repair)).toEqual([]);
    });
    const sent = (await repair.messages()).filter(({ status }) => status === 'sent');
    const arrived = arrivedFor(repair);
    expect(new Set(arrived).size).toBe(arrived.length);
    expect(arrived).toHaveLength(sent.length);
    expect((await repair.messages()).filter(({ status }) => status === 'failed')).toEqual([]);
  });
});
