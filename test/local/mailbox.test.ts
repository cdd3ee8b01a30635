import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { webhookAdapter } from '../../activities/adapters/webhook.adapter.ts';
import { startMailbox, type Mailbox } from '../../local/mailbox/mailbox.ts';
import { scratchDirectory } from '../support/scratch.ts';

const directory = scratchDirectory();
let mailbox: Mailbox;

beforeEach(async () => {
  mailbox = await startMailbox({ directory, webhookSecret: 'shared with the gateway' });
});
afterEach(async () => {
  await mailbox.stop();
});

function send(to: string, subject = '您的维修单 RP-20261124-0007') {
  const transport = createTransport(mailbox.smtpUrl);
  return transport.sendMail({
    from: 'After-sales <service@example.com>',
    to,
    subject,
    messageId: '<repair-1/acknowledged@after-sales>',
    text: '我们已收到您的报修。',
    html: '<p>我们已收到<b>您的</b>报修。<script>alert(1)</script></p>',
  });
}

describe('The mailbox', () => {
  it('keeps what arrives and shows it as JSON and as a page', async () => {
    await send('zhao@example.com');
    expect(mailbox.messages('zhao@example.com')).toMatchObject([
      {
        channel: 'email',
        messageId: '<repair-1/acknowledged@after-sales>',
        to: ['zhao@example.com'],
        subject: '您的维修单 RP-20261124-0007',
      },
    ]);
    const answer = await fetch(`${mailbox.pageUrl}/messages?to=zhao@example.com`);
    const [message] = (await answer.json()) as { id: string; text: string }[];
    expect(message?.text.trim()).toBe('我们已收到您的报修。');
    expect(await (await fetch(mailbox.pageUrl)).text()).toContain('RP-20261124-0007');
    const page = await (await fetch(`${mailbox.pageUrl}/messages/${message?.id}/page`)).text();
    expect(page).toContain('我们已收到您的报修。');
    expect(page).not.toContain('<script>');
  });

  it('still has after a restart what it had before, until it is emptied', async () => {
    const before = mailbox.messages().length;
    await send('qian@example.com');
    await mailbox.stop();
    mailbox = await startMailbox({ directory, webhookSecret: 'shared with the gateway' });
    expect(mailbox.messages()).toHaveLength(before + 1);
    await fetch(`${mailbox.pageUrl}/messages`, { method: 'DELETE' });
    expect(mailbox.messages()).toEqual([]);
  });

  it('keeps a message that comes twice twice', async () => {
    await send('sun@example.com');
    await send('sun@example.com');
    expect(mailbox.messages('sun@example.com')).toHaveLength(2);
  });

  it('refuses for now, for good, or everything when told to, and accepts again', async () => {
    await mailbox.behave('refuseForNow');
    await expect(send('li@example.com')).rejects.toMatchObject({ responseCode: 450 });
    await mailbox.behave('refuseForGood');
    await expect(send('li@example.com')).rejects.toMatchObject({ responseCode: 550 });
    await mailbox.behave('down');
    await expect(send('li@example.com')).rejects.toMatchObject({ code: 'ESOCKET' });
    const answer = await fetch(`${mailbox.pageUrl}/behaviour`, { method: 'PUT', body: 'accept' });
    expect(answer.status).toBe(200);
    await send('li@example.com');
    expect(mailbox.messages('li@example.com')).toHaveLength(1);
  });

  it('refuses addresses that ask for it', async () => {
    await expect(send('zhou+refused@example.com')).rejects.toMatchObject({ responseCode: 550 });
    await expect(send('zhou+busy@example.com')).rejects.toMatchObject({ responseCode: 450 });
  });

  it('takes SMS and WeChat messages as the webhook adapter sends them, and no forged ones', async () => {
    const adapterWith = (secret: string) =>
      webhookAdapter({ channel: 'sms', url: mailbox.smsWebhookUrl, secret, clock: Date.now });
    const message = {
      id: 'm-1',
      caseId: 'c-1',
      address: '13800001111',
      recipientName: '赵女士',
      at: Date.parse('2026-03-02T09:00:00+08:00'),
      language: 'zh-CN',
      subject: '受理',
      body: '您的维修单已受理',
    };
    expect(await adapterWith('shared with the gateway').send(message)).toEqual({ status: 'sent' });
    expect(await adapterWith('guessed').send(message)).toMatchObject({ status: 'deferred' });
    expect(mailbox.messages('13800001111')).toMatchObject([
      { channel: 'sms', messageId: 'm-1', text: '您的维修单已受理' },
    ]);
  });
});
