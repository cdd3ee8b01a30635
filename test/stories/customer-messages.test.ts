import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaseGateway } from '../../api/case-gateway.ts';
import { readApiConfig } from '../../api/config.ts';
import { createMessageCourier } from '../../api/customer-messages/courier.ts';
import { customerMessages } from '../../db/schema/customer-messages.ts';
import { createLogger } from '../../logging.ts';
import { stackEnvironment } from '../support/environment.ts';
import { uploadedBy } from '../support/evidence.ts';
import { closes, controllerReported, linksOf } from '../support/linked-steps.ts';
import { assigns, classified, contacted, refusalOf } from '../support/repair-steps.ts';
import { at, type Form, Story } from '../support/story.ts';
import { type Answer, openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const GATEWAY = 'message-gateway';
const OF_SHEN = 'Shen.Qiang@yuanhang.example';

interface Received {
  readonly id: string;
  readonly state: string;
}

const mailed = (more: Form): Form => ({
  channel: 'email',
  from: OF_SHEN,
  messageId: `<${randomUUID()}@yuanhang.example>`,
  text: 'Please go on',
  automatic: false,
  receivedAt: at('08-03 09:05'),
  ...more,
});

const brings = (message: Form, who = GATEWAY): Promise<Answer> =>
  world.call(who, 'POST', '/v1/customer-messages', message);

async function brought(message: Form): Promise<Received> {
  const answer = await brings(message);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body as Received;
}

async function listed(query: string, who = 'zhang.min'): Promise<readonly Form[]> {
  const { body } = await world.call(who, 'GET', `/v1/customer-messages?${query}`);
  return (body as { items: readonly Form[] }).items;
}

const messageOf = async ({ id }: Received): Promise<Form> =>
  (await listed('limit=200')).find((message) => message['id'] === id) ?? {};

const places = (id: string, decision: Form, who = 'zhang.min'): Promise<Answer> =>
  world.call(who, 'POST', `/v1/customer-messages/${id}/placement`, decision);

/** A repair that waits for a word of its customer. */
async function heldForCustomer(day: string): Promise<Story> {
  const story = await controllerReported(world, day);
  const until = at(`${day} 17:00`);
  await story.orders('li.na', 'hold', { reason: 'waitingForCustomer', text: 'Photos', until });
  return story;
}

/** The thread of a case, as a mail program answers a message of it. */
const threadOf = ({ caseId }: Story): string => `<${caseId}.m7@after-sales.example>`;

const commentsOf = async (story: Story): Promise<readonly Form[]> =>
  (await story.timeline('commented')).map(({ data, actor }) => ({ ...data, actor }));

describe('a customer’s reply that a gateway brings', () => {
  it('is their comment in the case that it answers, once, with its files, and ends what waited for them', async () => {
    const other = await controllerReported(world, '08-03');
    const story = await heldForCustomer('08-03');
    const file = await uploadedBy(world.db, GATEWAY);
    const message = mailed({ inReplyTo: threadOf(story), attachments: [file] });
    const { state, id } = await brought(message);
    expect(state).toBe('placed');
    expect(await story.read()).toMatchObject({ onHold: false });
    const contact = { type: 'customer', customerId: await world.customerId('yuanhang') };
    expect(await commentsOf(story)).toMatchObject([
      { text: 'Please go on', evidence: [file], actor: contact },
    ]);
    expect(await world.call('shen.qiang', 'GET', `/v1/evidence/${file}`)).toMatchObject({ status: 200 });
    expect(await commentsOf(other)).toEqual([]);

    expect(await brings(message)).toMatchObject({ status: 200, body: { id, state: 'placed' } });
    expect(await refusalOf(brings({ ...message, text: 'Stop' }))).toBe('409 IDEMPOTENCY_KEY_REUSED');
    expect(await commentsOf(story)).toHaveLength(1);
  });

  it('that an automaton wrote is kept, and meets and resumes nothing', async () => {
    const story = await heldForCustomer('08-04');
    const { number } = await story.read();
    const away = mailed({ text: `Out of office. Re: ${String(number)}`, automatic: true });
    expect(await brought(away)).toMatchObject({ state: 'placed' });
    expect(await story.read()).toMatchObject({ onHold: true });
    expect(await commentsOf(story)).toMatchObject([{ automatic: true }]);
    expect(await brought(mailed({ from: 'noreply@shop.example', automatic: true }))).toMatchObject({
      state: 'dismissed',
    });
  });

  it('by SMS finds the only open case of whoever has the number', async () => {
    const story = await world.openRepair('chen.xiao.self', '08-05 09:00', {
      ...{ company: 'B', channel: 'web', unit: { productModel: 'SF-300', lot: 'SF300-2023-08' } },
      description: 'The seat sags',
    });
    const sms = mailed({ channel: 'sms', from: '+862155558101', text: '周六可以' });
    expect(await brought(sms)).toMatchObject({ state: 'placed' });
    expect(await commentsOf(story)).toMatchObject([{ text: '周六可以' }]);
  });

  it('is for gateways to bring, with files of theirs', async () => {
    expect(await refusalOf(brings(mailed({}), 'erp'))).toBe('403 SCOPE_MISSING');
    expect(await refusalOf(brings(mailed({}), 'zhang.min'))).toBe('403 ROLE_MISSING');
    expect(await brings(mailed({ attachments: [randomUUID()] }))).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/attachments/0' }] },
    });
  });
});

describe('a message that fits no case, or several', () => {
  it('waits for a person, who places or dismisses it once', async () => {
    const story = await controllerReported(world, '08-06');
    const stranger = await brought(mailed({ from: 'someone@else.example', text: 'It is the blue one' }));
    const several = await brought(mailed({ text: 'Which of them?' }));
    expect(await messageOf(stranger)).toMatchObject({ state: 'unplaced', because: 'SENDER_UNKNOWN' });
    expect(await messageOf(several)).toMatchObject({ state: 'unplaced', because: 'SEVERAL_CASES' });
    expect(await listed('state=unplaced')).toHaveLength(2);
    expect(await refusalOf(world.call('huang.lin', 'GET', '/v1/customer-messages'))).toBe('403 ROLE_MISSING');

    const placed = await places(stranger.id, { decision: 'comment', caseId: story.caseId });
    expect(placed).toMatchObject({ status: 200, body: { state: 'placed', caseId: story.caseId } });
    expect(await commentsOf(story)).toMatchObject([
      { text: 'It is the blue one', heardFrom: 'someone@else.example', actor: { type: 'person' } },
    ]);
    const again = places(stranger.id, { decision: 'dismiss', reason: 'Advertising' });
    expect(await refusalOf(again)).toBe('409 MESSAGE_PLACED');
    for (const [decision, pointer] of [
      [{ decision: 'dismiss' }, '/reason'],
      [{ decision: 'comment' }, '/caseId'],
      [{ decision: 'opened', caseId: randomUUID() }, '/caseId'],
    ] as const) {
      expect(await places(several.id, decision)).toMatchObject({
        status: 422,
        body: { errors: [{ pointer }] },
      });
    }
    expect(await places(several.id, { decision: 'dismiss', reason: 'Answered by phone' })).toMatchObject({
      body: { state: 'dismissed', decidedBy: await world.personId('zhang.min') },
    });
  });

  it('does not get into another customer’s case by its number', async () => {
    const story = await controllerReported(world, '08-07');
    const { number } = await story.read();
    const foreign = mailed({ from: 'emma.wong@harbour-hotel.example', text: `About ${String(number)}` });
    expect(await messageOf(await brought(foreign))).toMatchObject({
      because: 'CASE_OF_ANOTHER',
      caseId: null,
    });
    expect(await commentsOf(story)).toEqual([]);
  });

  it('may be what a repair is opened from', async () => {
    const file = await uploadedBy(world.db, GATEWAY);
    const { id } = await brought(mailed({ from: 'new@customer.example', attachments: [file] }));
    const story = await controllerReported(world, '08-10');
    expect(await places(id, { decision: 'opened', caseId: story.caseId })).toMatchObject({ status: 200 });
    expect(await commentsOf(story)).toEqual([]);
    expect(await world.call('shen.qiang', 'GET', `/v1/evidence/${file}`)).toMatchObject({ status: 200 });
  });
});

describe('a customer who answers by mail after their repair ended in silence', () => {
  it('has it opened again from their answer, once; after another end a person looks at it', async () => {
    const ended = await world.openRepair('emma.wong', '07-16 09:00', {
      ...{ company: 'D', channel: 'web', unit: { productModel: 'LB-15', serialNumber: 'LB15-7Q2M9' } },
      site: { address: '1 Harbour Road', region: 'hongkong' },
      description: 'It does not start',
    });
    await ended.does('zhang.min', 'contactCustomer', contacted('07-16 09:00'));
    await ended.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
    const technician = await assigns(ended, 'qian.wei');
    for (const hour of ['10:00', '11:00', '12:00']) {
      await ended.goTo(`07-16 ${hour}`);
      await ended.does(technician, 'agreeAppointment', { reached: false });
    }
    await ended.goTo('08-20 09:00');
    await closes(ended, 'customerSilent');

    const answer = mailed({
      ...{ from: 'emma.wong@harbour-hotel.example', inReplyTo: threadOf(ended) },
      ...{ text: 'I was away, please come', receivedAt: at('08-21 09:00') },
    });
    const away = { ...answer, messageId: '<away@x.example>', automatic: true };
    expect(await brought(away)).toMatchObject({ state: 'dismissed' });
    const received = await brought(answer);
    const { state, caseId } = await messageOf(received);
    expect(state).toBe('placed');
    const again = new Story(world, String(caseId));
    expect(await again.read()).toMatchObject({
      phase: 'intake',
      receivedAt: '2026-08-21T09:00:00+08:00',
      details: {
        description: 'I was away, please come',
        serialNumber: 'LB15-7Q2M9',
        address: '1 Harbour Road',
      },
    });
    await expect
      .poll(() => linksOf(again), { timeout: 20_000 })
      .toMatchObject([{ direction: 'to', relation: 'repeatOf', case: { id: ended.caseId } }]);
    expect(await brings(answer)).toMatchObject({ status: 200, body: { id: received.id } });

    const more = { ...answer, text: 'On Monday, if you can' };
    const others = await Promise.all([
      brought({ ...more, messageId: '<more@x.example>' }),
      brought({ ...more, messageId: '<still-more@x.example>', text: 'Or on Tuesday' }),
    ]);
    expect(others).toMatchObject([{ state: 'placed' }, { state: 'placed' }]);
    const texts = (await commentsOf(again)).map(({ text }) => text);
    expect(texts.toSorted()).toEqual(['On Monday, if you can', 'Or on Tuesday']);
    await again.does('zhang.min', 'contactCustomer', contacted('08-21 09:00'));
    await again.does('zhang.min', 'classify', classified({ route: 'refuse', routeText: 'Sold by others' }));
    await closes(again, 'refused');
    const late = await brought({ ...answer, messageId: '<late@x.example>', inReplyTo: threadOf(again) });
    expect(await messageOf(late)).toMatchObject({ state: 'unplaced', because: 'CASE_CLOSED', caseId });
    const last = await brought({ ...answer, messageId: '<last@x.example>', text: 'And now?' });
    expect(await messageOf(last)).toMatchObject({ state: 'unplaced', because: 'CASE_CLOSED' });
  }, 180_000);
});

describe('a message on its way when its process dies', () => {
  it('is brought by the next one, once', async () => {
    const story = await controllerReported(world, '08-11');
    const received = await brought(mailed({ inReplyTo: threadOf(story), text: 'The gate is open' }));
    // As it stands where the process died between the case’s answer and its own note of it.
    await world.db
      .update(customerMessages)
      .set({ state: 'queued' })
      .where(eq(customerMessages.id, received.id));
    const config = readApiConfig(stackEnvironment(world.databaseUrl, 'none'));
    const gateway = createCaseGateway(config);
    const logger = createLogger('api', 'warn');
    const courier = createMessageCourier({ db: world.db, gateway, config, logger, now: Date.now });
    courier.start();
    await expect.poll(() => messageOf(received), { timeout: 20_000 }).toMatchObject({ state: 'placed' });
    await courier.stop();
    await gateway.close();
    expect(await commentsOf(story)).toMatchObject([{ text: 'The gate is open' }]);
  });
});
