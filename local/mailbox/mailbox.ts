import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { bodyOf, startLocalServer, type Answer } from '../http-server.ts';
import { freePort } from '../ports.ts';
import { MessageStore, type ReceivedMessage } from './message-store.ts';
import { listPage, messagePage } from './page.ts';
import { MAIL_BEHAVIOURS, startSmtpSink, type MailBehaviour, type SmtpSink } from './smtp-sink.ts';

export interface MailboxOptions {
  /** Where messages are kept; null: in memory only. */
  readonly directory: string | null;
  /** By which SMS and WeChat calls must be signed. */
  readonly webhookSecret: string;
  /** Left out: free ports. */
  readonly smtpPort?: number;
  readonly httpPort?: number;
}

/** Takes every message that the system sends: e-mail by SMTP, SMS and WeChat as webhook calls. */
export interface Mailbox {
  readonly smtpUrl: string;
  /** The page to read the messages, and below it `/messages` as JSON. */
  readonly pageUrl: string;
  readonly smsWebhookUrl: string;
  readonly wechatWebhookUrl: string;
  /** Oldest first; only those to one address or number when it is given. */
  messages(recipient?: string): readonly ReceivedMessage[];
  /** From now on the mail server behaves so; `down` refuses connections. */
  behave(behaviour: MailBehaviour): Promise<void>;
  stop(): Promise<void>;
}

export async function startMailbox(options: MailboxOptions): Promise<Mailbox> {
  const store = new MessageStore(options.directory);
  const smtp = await startSmtpSink(store, options.smtpPort ?? (await freePort()));
  const http = await startLocalServer(options.httpPort ?? (await freePort()), (request, url) =>
    route({ store, smtp, webhookSecret: options.webhookSecret }, request, url),
  );
  return {
    smtpUrl: smtp.url,
    pageUrl: http.url,
    smsWebhookUrl: `${http.url}/webhooks/sms`,
    wechatWebhookUrl: `${http.url}/webhooks/wechat`,
    messages: (recipient) => store.list(recipient),
    behave: (behaviour) => smtp.behave(behaviour),
    stop: async () => {
      await Promise.all([smtp.stop(), http.stop()]);
    },
  };
}

interface Parts {
  readonly store: MessageStore;
  readonly smtp: SmtpSink;
  readonly webhookSecret: string;
}

async function route(parts: Parts, request: IncomingMessage, url: URL): Promise<Answer> {
  const { store, smtp } = parts;
  const [, first = '', second, third] = url.pathname.split('/');
  switch (`${request.method} /${first}`) {
    case 'GET /':
      return { status: 200, contentType: 'text/html', body: listPage(store.list()) };
    case 'GET /messages':
      if (second === undefined) {
        return { status: 200, body: store.list(url.searchParams.get('to') ?? undefined) };
      }
      return show(store.find(second), third === 'page');
    case 'DELETE /messages':
      store.clear();
      return { status: 200 };
    case 'POST /webhooks':
      return keepWebhook(parts, second, request);
    case 'PUT /behaviour':
      return changeBehaviour(smtp, await bodyOf(request));
    default:
      return { status: 404, body: { error: 'There is nothing here' } };
  }
}

function show(message: ReceivedMessage | undefined, asPage: boolean): Answer {
  if (message === undefined) return { status: 404, body: { error: 'There is no such message' } };
  return asPage
    ? { status: 200, contentType: 'text/html', body: messagePage(message) }
    : { status: 200, body: message };
}

/** Stands for the gateway that the webhook adapter speaks to. */
async function keepWebhook(
  parts: Parts,
  channel: string | undefined,
  request: IncomingMessage,
): Promise<Answer> {
  if (channel !== 'sms' && channel !== 'wechat') return { status: 404, body: { error: 'sms or wechat' } };
  const body = await bodyOf(request);
  const signed = `${String(request.headers['x-timestamp'])}.${body}`;
  const signature = createHmac('sha256', parts.webhookSecret).update(signed).digest('hex');
  if (request.headers['x-signature'] !== `sha256=${signature}`) {
    return { status: 401, body: { error: 'The signature is wrong' } };
  }
  const { id, to, text } = JSON.parse(body) as { id: string; to: string; text: string };
  parts.store.add({ channel, messageId: id, from: null, to: [to], subject: null, text, html: null });
  return { status: 202 };
}

async function changeBehaviour(smtp: SmtpSink, body: string): Promise<Answer> {
  const wanted = MAIL_BEHAVIOURS.find((behaviour) => behaviour === body.trim().replaceAll('"', ''));
  if (wanted === undefined) return { status: 400, body: { error: `one of ${MAIL_BEHAVIOURS.join(', ')}` } };
  await smtp.behave(wanted);
  return { status: 200, body: { behaviour: wanted } };
}
