import { afterAll, beforeAll, expect, it } from 'vitest';
import { outboxRepository } from '../../db/repositories/outbox.repository.ts';
import { type Mailbox, startMailbox } from '../../local/mailbox/mailbox.ts';
import { closes } from '../support/linked-steps.ts';
import { classified, contacted } from '../support/repair-steps.ts';
import { minuteOf } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';
import { reported } from './reported.ts';

let world: World;
let mailbox: Mailbox;
beforeAll(async () => {
  mailbox = await startMailbox({ directory: null, webhookSecret: 'known to the gateway alone' });
  world = await openWorld({ SMTP_URL: mailbox.smtpUrl, MESSAGE_DELAY_MINUTES: '20' });
});
afterAll(async () => {
  await world.close();
  await mailbox.stop();
});

const closing = async (isClosing = true): Promise<readonly unknown[]> => {
  const { body } = await world.call('song.qi', 'GET', `/v1/cases?closing=${isClosing}`);
  return (body as { items: { id: unknown }[] }).items.map(({ id }) => id);
};

it('a case that waits for its last mail for long says so, once for each message, and closes when that is sent', async () => {
  await mailbox.behave('down');
  const repair = await reported(world);
  await repair.does('zhang.min', 'contactCustomer', contacted('05-29 16:00'));
  expect(await closing()).toEqual([]);
  await repair.does('zhang.min', 'classify', classified({ route: 'refuse', routeText: 'Not sold by us' }));
  await expect.poll(() => closing(), { timeout: 10_000 }).toEqual([repair.caseId]);
  expect(await closing(false)).toEqual([]);

  await repair.goTo('05-29 16:15');
  expect(await repair.timeline('deliveryDelayed')).toEqual([]);
  await repair.goTo('05-29 16:26');
  const delays = async () =>
    (await repair.timeline('deliveryDelayed')).map(({ data }) => String(data['message'])).toSorted();
  await expect.poll(delays, { timeout: 10_000 }).toEqual(['acknowledged', 'refused']);
  const [first] = await repair.timeline('deliveryDelayed');
  expect(minuteOf(String(first?.data['queuedAt']))).toBe('05-29 16:00');
  const notices = (await repair.messages('deliveryDelayed')).map(({ to }) => to);
  expect(notices).toMatchObject([{ role: 'service_lead' }, { role: 'service_lead' }]);
  const { count, oldestAt } = await outboxRepository(world.db).waiting();
  expect(count).toBeGreaterThanOrEqual(2);
  expect(oldestAt).not.toBeNull();

  await repair.goTo('05-29 16:50');
  expect(await delays()).toHaveLength(2);
  await mailbox.behave('accept');
  await repair.goTo('05-29 16:56');
  await closes(repair, 'refused');
  expect(await closing()).toEqual([]);
  expect(await outboxRepository(world.db).waiting()).toEqual({ count: 0, oldestAt: null });
});
