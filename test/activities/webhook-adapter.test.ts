import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutgoingMessage } from '../../activities/adapters/channel-adapter.ts';
import { webhookAdapter } from '../../activities/adapters/webhook.adapter.ts';

interface Call {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const SECRET = 'shared with the gateway';
const calls: Call[] = [];
let answer = 200;
let gateway: Server;
let url: string;

beforeAll(async () => {
  gateway = createServer((request, response) => {
    void text(request).then((body) => {
      calls.push({ headers: request.headers, body });
      response.writeHead(answer, { location: '/elsewhere' }).end('a text that nobody reads');
    });
  });
  await new Promise<void>((resolve) => {
    gateway.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/`;
});

afterAll(() => {
  gateway.closeAllConnections();
  gateway.close();
});

const MESSAGE: OutgoingMessage = {
  id: 'case.m1',
  caseId: 'case',
  address: '+86 138 0000 0000',
  recipientName: 'Ann',
  language: 'zh-CN',
  subject: '已收到',
  body: '您的报修已受理',
  at: 0,
};

async function send(status: number, to = url) {
  answer = status;
  const adapter = webhookAdapter({ channel: 'sms', url: to, secret: SECRET, clock: () => 1_795_500_000_999 });
  return adapter.send(MESSAGE);
}

describe('a webhook', () => {
  it('carries the message, its id and a signature that the gateway can check', async () => {
    expect(await send(202)).toEqual({ status: 'sent' });
    const { headers, body } = calls.at(-1) ?? { headers: {}, body: '' };
    expect(JSON.parse(body)).toEqual({
      id: 'case.m1',
      channel: 'sms',
      to: '+86 138 0000 0000',
      language: 'zh-CN',
      text: '您的报修已受理',
    });
    const expected = createHmac('sha256', SECRET).update(`1795500000.${body}`).digest('hex');
    expect(headers).toMatchObject({
      'idempotency-key': 'case.m1',
      'x-timestamp': '1795500000',
      'x-signature': `sha256=${expected}`,
      'content-type': 'application/json',
    });
  });

  it.each([400, 404, 410, 422])('that is answered with %i has failed for good', async (status) => {
    expect(await send(status)).toEqual({ status: 'failed', reason: `Webhook ${status}` });
  });

  it.each([302, 401, 403, 408, 429, 500, 503])('that is answered with %i is repeated', async (status) => {
    expect(await send(status)).toEqual({ status: 'deferred', reason: `Webhook ${status}` });
  });

  it('whose gateway cannot be reached is repeated, and the reason names no address', async () => {
    const result = await send(200, 'http://127.0.0.1:1/secret-path');
    expect(result).toMatchObject({ status: 'deferred' });
    expect(JSON.stringify(result)).not.toContain('secret-path');
  });
});
