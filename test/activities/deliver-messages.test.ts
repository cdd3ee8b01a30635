import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contacts } from '../../db/schema/customers.ts';
import { messageDeliveries } from '../../db/schema/message-deliveries.ts';
import { OPENED_AT } from './case-records.ts';
import { DELAYED_AFTER_MS, openDelivery, SENT_AT, type OpenDelivery } from './open-delivery.ts';

let delivery: OpenDelivery;

beforeAll(async () => {
  delivery = await openDelivery();
});

afterAll(async () => {
  await delivery.close();
});

beforeEach(async () => {
  await delivery.mailbox.behave('accept');
});

const DEFERRED = expect.objectContaining({ type: 'DELIVERY_DEFERRED', nonRetryable: false }) as Error;

describe('a message to the customer', () => {
  it('goes to the contact of the case in the language of the case, and is kept as it was sent', async () => {
    const contact = await delivery.addContact();
    const queued = await delivery.queue(contact, { variables: { dueAt: OPENED_AT } });
    const results = await delivery.deliver(queued);
    const [id] = queued.ids;
    expect(results).toEqual([{ messageId: id, status: 'sent', failedChannel: null, nextChannel: null }]);
    const [mail, ...others] = delivery.mailbox.messages(contact.email ?? '');
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      messageId: `<${id ?? ''}@company.example>`,
      subject: `We have received your request (${queued.caseNumber})`,
      from: '"After-sales" <service@company.example>',
    });
    expect(mail?.text).toContain('Dear Ann Lee');
    expect(mail?.text).toContain('24 Nov 2026, 09:30');
    const [row] = await delivery.messagesOf(queued);
    expect(row).toMatchObject({
      status: 'sent',
      channel: 'email',
      attempts: 1,
      settledAt: SENT_AT,
      lastError: null,
      subject: mail?.subject,
    });
    expect(row?.body).toContain('Dear Ann Lee');
  });

  it('is sent once, however often and by however many attempts at the same time', async () => {
    const contact = await delivery.addContact();
    const queued = await delivery.queue(contact, {}, {});
    await Promise.allSettled(Array.from({ length: 6 }, () => delivery.deliver(queued)));
    const results = await delivery.deliver(queued);
    expect(results.map(({ status }) => status)).toEqual(['sent', 'sent']);
    expect(delivery.mailbox.messages(contact.email ?? '')).toHaveLength(2);
  });

  it('is settled without being sent again where its delivery is on record already', async () => {
    const contact = await delivery.addContact();
    const queued = await delivery.queue(contact, {});
    await delivery.db.insert(messageDeliveries).values({
      ...{ messageId: queued.ids[0] ?? '', recipientId: contact.id },
      ...{ channel: 'email', status: 'sent', attempts: 1, attemptedAt: SENT_AT },
    });
    expect(await delivery.deliver(queued)).toMatchObject([{ status: 'sent' }]);
    expect(delivery.mailbox.messages(contact.email ?? '')).toEqual([]);
    expect(await delivery.messagesOf(queued)).toMatchObject([{ status: 'sent', channel: 'email' }]);
  });

  it('goes to another contact of the customer when the one of the case has left', async () => {
    const contact = await delivery.addContact();
    const other = await delivery.addContact({ customerId: contact.customerId });
    await delivery.db.update(contacts).set({ active: false }).where(eq(contacts.id, contact.id));
    await delivery.deliver(await delivery.queue(contact, {}));
    expect(delivery.mailbox.messages(contact.email ?? '')).toEqual([]);
    expect(delivery.mailbox.messages(other.email ?? '')).toHaveLength(1);
  });

  it('fails when the customer has nobody left', async () => {
    const contact = await delivery.addContact();
    await delivery.db.update(contacts).set({ active: false }).where(eq(contacts.id, contact.id));
    const queued = await delivery.queue(contact, {});
    expect(await delivery.deliver(queued)).toMatchObject([{ status: 'failed', nextChannel: null }]);
    const [row] = await delivery.messagesOf(queued);
    expect(row).toMatchObject({ status: 'failed', channel: null, lastError: 'Nobody to send it to' });
  });

  it('goes by SMS to whoever prefers that', async () => {
    const contact = await delivery.addContact({ phone: '+86 138 0000 0001', preferredChannel: 'sms' });
    const queued = await delivery.queue(contact, {});
    await delivery.deliver(queued);
    const [call] = delivery.mailbox.messages('+86 138 0000 0001');
    expect(call).toMatchObject({ channel: 'sms', messageId: queued.ids[0] });
    expect(call?.text).toBe(`Request received, case ${queued.caseNumber}.`);
    expect((await delivery.messagesOf(queued))[0]).toMatchObject({ channel: 'sms', body: call?.text });
  });

  it('goes by another channel when the preferred one is not set up here', async () => {
    const contact = await delivery.addContact({ wechatId: 'ann', preferredChannel: 'wechat' });
    const queued = await delivery.queue(contact, {});
    expect(await delivery.deliver(queued)).toMatchObject([{ status: 'sent' }]);
    expect(delivery.mailbox.messages(contact.email ?? '')).toHaveLength(1);
  });
});

describe('a refusal for good', () => {
  it('fails the message and names the channel to try next', async () => {
    const contact = await delivery.addContact({
      email: 'ann+refused@customer.example',
      phone: '+86 138 0000 0002',
    });
    const queued = await delivery.queue(contact, {});
    expect(await delivery.deliver(queued)).toEqual([
      { messageId: queued.ids[0], status: 'failed', failedChannel: 'email', nextChannel: 'sms' },
    ]);
    expect((await delivery.messagesOf(queued))[0]).toMatchObject({
      status: 'failed',
      channel: 'email',
      lastError: 'SMTP 550 at RCPT TO',
      settledAt: SENT_AT,
    });
  });

  it('names no channel when the recipient has no other', async () => {
    const contact = await delivery.addContact({ email: 'bob+refused@customer.example' });
    const queued = await delivery.queue(contact, {});
    expect(await delivery.deliver(queued)).toMatchObject([
      { status: 'failed', failedChannel: 'email', nextChannel: null },
    ]);
  });

  it('does not lead back to a channel that failed before', async () => {
    const contact = await delivery.addContact({
      phone: '+86 138 0000 0003',
      email: 'eve+refused@customer.example',
    });
    const queued = await delivery.queue(contact, { channel: 'email', failedChannels: ['sms'] });
    expect(await delivery.deliver(queued)).toMatchObject([{ status: 'failed', nextChannel: null }]);
  });

  it('leaves no personal data in the log or in the reason', async () => {
    const contact = await delivery.addContact({ email: 'carol+refused@customer.example' });
    const queued = await delivery.queue(contact, {});
    await delivery.deliver(queued);
    const [row] = await delivery.messagesOf(queued);
    const written = delivery.log.join('') + (row?.lastError ?? '');
    expect(written).toContain('SMTP 550 at RCPT TO');
    expect(written).not.toMatch(/carol|customer\.example|Ann Lee/);
  });
});

describe('a refusal for now', () => {
  it('lets the other messages go on, asks to be retried, and sends when the server is ready', async () => {
    const [busy, open] = [
      await delivery.addContact({ email: 'dan+busy@customer.example' }),
      await delivery.addContact(),
    ];
    const first = await delivery.queue(busy, {});
    const second = await delivery.queue(open, {});
    const both = { ...first, ids: [...first.ids, ...second.ids] };
    await expect(delivery.deliver(both)).rejects.toThrow(DEFERRED);
    expect(delivery.mailbox.messages(open.email ?? '')).toHaveLength(1);
    expect((await delivery.messagesOf(first))[0]).toMatchObject({
      status: 'queued',
      attempts: 1,
      lastError: 'SMTP 450 at RCPT TO',
      settledAt: null,
    });
    await delivery.db.update(contacts).set({ email: 'dan@customer.example' }).where(eq(contacts.id, busy.id));
    const results = await delivery.deliver(both, SENT_AT + 60_000);
    expect(results.map(({ messageId, status }) => [messageId, status])).toEqual(
      both.ids.map((id) => [id, 'sent']),
    );
    expect(delivery.mailbox.messages(open.email ?? '')).toHaveLength(1);
    expect((await delivery.messagesOf(first))[0]).toMatchObject({ attempts: 2, settledAt: SENT_AT + 60_000 });
  });

  it('does not hold up what is settled where the case takes answers in part', async () => {
    const busy = await delivery.addContact({ email: 'fay+busy@customer.example' });
    const refusing = await delivery.addContact({
      email: 'gus+refused@customer.example',
      phone: '+86 138 0000 0004',
    });
    const first = await delivery.queue(busy, {});
    const second = await delivery.queue(refusing, {});
    const both = { ...first, ids: [...first.ids, ...second.ids] };
    expect(await delivery.deliver(both, SENT_AT, { inPart: true })).toEqual([
      { messageId: second.ids[0], status: 'failed', failedChannel: 'email', nextChannel: 'sms' },
    ]);
    await expect(delivery.deliver(first, SENT_AT, { inPart: true })).rejects.toThrow(DEFERRED);
  });

  it('that lasts for hours is answered and logged once nobody has been told', async () => {
    const busy = await delivery.addContact({ email: 'hal+busy@customer.example' });
    const queued = await delivery.queue(busy, { queuedAt: SENT_AT });
    const untold = { inPart: true, delaysUntold: queued.ids };
    const late = SENT_AT + DELAYED_AFTER_MS;
    await expect(delivery.deliver(queued, late - 1, untold)).rejects.toThrow(DEFERRED);
    const lines = delivery.log.length;
    expect(await delivery.deliver(queued, late, untold)).toEqual([
      { messageId: queued.ids[0], status: 'delayed', failedChannel: null, nextChannel: null },
    ]);
    expect(delivery.log.slice(lines).filter((line) => line.includes('"level":50'))).toMatchObject([
      expect.stringContaining('a message to a customer waits for long'),
    ]);
    await expect(delivery.deliver(queued, late, { inPart: true })).rejects.toThrow(DEFERRED);
    await expect(delivery.deliver(queued, late)).rejects.toThrow(DEFERRED);
    expect(await delivery.messagesOf(queued)).toMatchObject([{ status: 'queued' }]);
  });

  it('is what an outage of the mail server counts as', async () => {
    const contact = await delivery.addContact();
    const queued = await delivery.queue(contact, {});
    await delivery.mailbox.behave('down');
    await expect(delivery.deliver(queued)).rejects.toThrow(DEFERRED);
    expect((await delivery.messagesOf(queued))[0]?.lastError).toMatch(/^SMTP E\w+/);
    await delivery.mailbox.behave('accept');
    expect(await delivery.deliver(queued)).toMatchObject([{ status: 'sent' }]);
  });

  it('is what a text that cannot be made counts as', async () => {
    const contact = await delivery.addContact();
    const queued = await delivery.queue(
      contact,
      { kind: 'refused', variables: {} },
      { kind: 'noSuchKind' },
      { kind: 'closed', variables: { outcome: '12 Hidden Street' } },
      { kind: 'acknowledged' },
    );
    await expect(delivery.deliver(queued)).rejects.toThrow('3 to be tried again');
    const rows = await delivery.messagesOf(queued);
    expect(rows.map(({ status }) => status)).toEqual(['queued', 'queued', 'queued', 'sent']);
    expect(delivery.log.join('')).toContain('lacks its variable \\"reason\\"');
    expect(delivery.log.join('')).not.toContain('Hidden Street');
  });
});
