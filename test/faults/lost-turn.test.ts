import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Environment } from '../../environment.ts';
import { startMailbox, type Mailbox } from '../../local/mailbox/mailbox.ts';
import { query } from '../../local/postgres.ts';
import type { DurableServer } from '../support/durable-servers.ts';
import { stackEnvironment } from '../support/environment.ts';
import { openTemporal, type RawTemporal } from '../support/histories.ts';
import { networkWorld, type NetworkWorld } from '../support/network-world.ts';
import { durableProcess, type ServingProcess } from '../support/processes.ts';
import { assigns, checkedIn, classified, contacted, windowAgreed } from '../support/repair-steps.ts';
import type { Story } from '../support/story.ts';
import { workflowIdOf } from '../../workflows/runtime/names.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { timelineNumbers } from '../support/traces.ts';
import { openValve, type Valve } from '../support/valve.ts';

/* Temporal gives work that is not answered within ten seconds to another worker, which lives the same turn again. */

const WEBHOOK_SECRET = 'secret-of-the-lost-turns';
const A_TURN_TAKES_LESS_MS = 3_000;
const PATIENCE = { timeout: 60_000, interval: 100 };

let database: TestDatabase;
let mailbox: Mailbox;
let temporal: RawTemporal;
let api: DurableServer<ServingProcess>;
let world: NetworkWorld;
/** The way of the worker to Temporal. */
let temporalLine: Valve;
let worker: DurableServer<ServingProcess>;

const environment = (changes: Environment = {}) =>
  stackEnvironment(database.url, 'lost-turn', {
    ...changes,
    SMTP_URL: mailbox.smtpUrl,
    SMS_WEBHOOK_URL: mailbox.smsWebhookUrl,
    WECHAT_WEBHOOK_URL: mailbox.wechatWebhookUrl,
    WEBHOOK_SECRET,
  });

beforeAll(async () => {
  [database, mailbox] = await Promise.all([
    createTestDatabase('seeded'),
    startMailbox({ directory: null, webhookSecret: WEBHOOK_SECRET }),
  ]);
  api = await durableProcess('API', environment());
  world = networkWorld(database.url, api.current().url, { patient: true });
  temporal = await openTemporal(environment());
}, 120_000);

afterAll(async () => {
  await Promise.all([temporal.close(), world.close()]);
  await api.stop();
  await Promise.all([mailbox.stop(), database.drop()]);
});

beforeEach(async () => {
  temporalLine = await openValve(inject('stack').temporalAddress);
  worker = await durableProcess('worker', environment({ TEMPORAL_ADDRESS: temporalLine.address }));
}, 60_000);

afterEach(async () => {
  await worker.stop();
  await temporalLine.close();
});

const repairIn = async (region: string, day: string): Promise<Story> => {
  const repair = await world.openRepair('shen.qiang', `${day} 09:00`, {
    company: 'A',
    channel: 'web',
    unit: { productModel: 'CT-900', serialNumber: 'CT900-26-00031' },
    site: { address: 'Hall 3', region },
    description: 'It stays dark',
  });
  await repair.does('zhang.min', 'contactCustomer', contacted(`${day} 09:00`));
  return repair;
};

const classify = (repair: Story) =>
  repair.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));

async function placeMassHold(region: string): Promise<void> {
  const typhoon = { region, reason: 'forceMajeure', text: 'Typhoon' };
  const placed = await world.call('sun.yan', 'POST', '/v1/mass-holds', typhoon);
  expect(placed.status, JSON.stringify(placed.body)).toBe(201);
}

/** A message on its way would wait for the worker that has it, for a minute. */
async function untilMessagesAreSent({ caseId }: Story): Promise<void> {
  const underWay = async () => {
    const { raw } = await temporal.client.workflow.getHandle(workflowIdOf('repair', caseId)).describe();
    return raw.pendingActivities?.length;
  };
  await expect.poll(underWay, PATIENCE).toBe(0);
}

const kindsOfTasks = async (repair: Story): Promise<readonly string[]> =>
  (await repair.tasks()).map(({ kind }) => kind).toSorted();

/** Nothing is missing or there twice: entries, open tasks, messages, and the mails that they became. */
async function expectWhole(repair: Story): Promise<void> {
  const numbers = await timelineNumbers(repair);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  const entries = await repair.timeline();
  const opened = entries.filter(({ kind }) => kind === 'taskOpened').map(({ data }) => data['taskId']);
  const ended = entries
    .filter(({ kind }) => ['taskCompleted', 'taskDropped'].includes(kind))
    .map(({ data }) => data['taskId']);
  expect(new Set(ended).size).toBe(ended.length);
  const open = (await repair.tasks()).map(({ id }) => id);
  expect(opened).toEqual(expect.arrayContaining(open));
  expect(open.filter((id) => ended.includes(id))).toEqual([]);

  const waiting = async () =>
    (await repair.messages()).filter(({ status }) => status === 'queued').map(({ kind }) => kind);
  await expect.poll(waiting, PATIENCE).toEqual([]);
  const told = entries.flatMap(({ kind }) => (kind.startsWith('told.') ? [kind.slice('told.'.length)] : []));
  const toCustomer = (await repair.messages()).filter(
    ({ to }) => (to as { type: string }).type === 'customer',
  );
  expect(toCustomer.map(({ kind }) => kind).toSorted()).toEqual(told.toSorted());
  const arrived = mailbox
    .messages()
    .flatMap(({ messageId }) => (messageId?.includes(repair.caseId) ? [messageId] : []));
  expect(new Set(arrived).size).toBe(arrived.length);
}

describe('a turn whose worker is killed when it is in the database and not yet in Temporal', () => {
  it('is lived again behind what came in meanwhile: nothing is lost or doubled', async () => {
    const repair = await repairIn('fujian', '07-06');
    await classify(repair);
    const technician = await assigns(repair, 'wang.lei');

    await untilMessagesAreSent(repair);
    temporalLine.hold();
    const window = windowAgreed('07-07 10:00', '07-07 12:00');
    const agreed = repair.tries(technician, 'agreeAppointment', window);
    await expect.poll(() => repair.phase(), PATIENCE).toBe('diagnosis');
    await worker.crash();
    temporalLine.cut();
    temporalLine.open();
    await placeMassHold('fujian');
    await worker.restart();

    expect(await agreed).toMatchObject({ status: 200, body: { phase: 'diagnosis' } });
    await expect.poll(async () => (await repair.read())['onHold'], PATIENCE).toBe(true);
    expect(await kindsOfTasks(repair)).toEqual(['checkIn']);
    expect(
      await query(database.url, 'select status from appointments where case_id = $1', [repair.caseId]),
    ).toEqual([{ status: 'agreed' }]);
    await repair.goTo('07-07 10:05');
    await repair.does(technician, 'checkIn', checkedIn('07-07 10:05'));
    await expectWhole(repair);
  });
});

describe('a worker that stands still until another one has lived its turn', () => {
  it('writes nothing any more when it goes on', async () => {
    const repair = await repairIn('hebei', '07-13');
    await untilMessagesAreSent(repair);
    const other = await durableProcess('worker', environment());
    const { pid } = worker.current().child;
    process.kill(pid, 'SIGSTOP');
    await classify(repair);
    await placeMassHold('hebei');
    await expect.poll(async () => (await repair.read())['onHold'], PATIENCE).toBe(true);
    await repair.settled();
    const [before, { version }] = await Promise.all([repair.timeline(), repair.read()]);

    process.kill(pid, 'SIGCONT');
    await sleep(A_TURN_TAKES_LESS_MS);
    expect(await repair.read()).toMatchObject({ version });
    await other.stop();

    // Only the worker that stood still is left to do this.
    await assigns(repair, 'wang.lei');
    expect((await repair.timeline()).slice(0, before.length)).toEqual(before);
    expect(await kindsOfTasks(repair)).toEqual(['agreeAppointment']);
    await expectWhole(repair);
  });
});
