import { createHmac } from 'node:crypto';
import type { Channel } from '../contracts.ts';
import type { WebhookConfig } from '../config.ts';
import type { ChannelAdapter, OutgoingMessage, SendResult } from './channel-adapter.ts';

export interface WebhookOptions extends WebhookConfig {
  readonly channel: Extract<Channel, 'sms' | 'wechat'>;
  /** The clock of this machine, in epoch ms: gateways compare it with theirs, whatever date a case has. */
  readonly clock: () => number;
}

/** What a gateway is sent as JSON. */
interface WebhookBody {
  readonly id: string;
  readonly channel: WebhookOptions['channel'];
  /** Phone number or WeChat id. */
  readonly to: string;
  readonly language: string;
  readonly text: string;
}

const ANSWER_WITHIN_MS = 10_000;

/**
 * Answers of a gateway that are not about this message: it does not know us, or wants us to come later. Everything
 * from 400 to 499 but these is for good.
 */
const TO_BE_REPEATED: readonly number[] = [401, 403, 407, 408, 425, 429];

/**
 * SMS or WeChat through a gateway: `POST` of JSON with these headers.
 *
 * - `Idempotency-Key`: the id of the message, the same in every attempt; a gateway sends each id once.
 * - `X-Timestamp`: seconds since 1970 of this attempt; a gateway refuses old ones.
 * - `X-Signature`: `sha256=` and, in hex, the HMAC-SHA-256 (RFC 2104) of `<X-Timestamp>.<body>` under the shared secret.
 *
 * Any answer from 200 to 299 means that the gateway has taken the message over.
 */
export function webhookAdapter(options: WebhookOptions): ChannelAdapter {
  return {
    async send(message) {
      try {
        return resultOf(await post(options, message));
      } catch (error) {
        return { status: 'deferred', reason: `Webhook ${faultOf(error)}` };
      }
    },
    close: () => undefined,
  };
}

async function post(options: WebhookOptions, message: OutgoingMessage): Promise<number> {
  const content: WebhookBody = {
    id: message.id,
    channel: options.channel,
    to: message.address,
    language: message.language,
    text: message.body,
  };
  const body = JSON.stringify(content);
  const timestamp = String(Math.floor(options.clock() / 1_000));
  const response = await fetch(options.url, {
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': message.id,
      'X-Timestamp': timestamp,
      'X-Signature': `sha256=${signatureOf(options.secret, timestamp, body)}`,
    },
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  await response.body?.cancel();
  return response.status;
}

function signatureOf(secret: string, timestamp: string, body: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
}

function resultOf(status: number): SendResult {
  if (status >= 200 && status < 300) return { status: 'sent' };
  const isForGood = status >= 400 && status < 500 && !TO_BE_REPEATED.includes(status);
  return { status: isForGood ? 'failed' : 'deferred', reason: `Webhook ${status}` };
}

/** `TimeoutError`, or what the connection broke on, such as `ECONNREFUSED`; the message of the error names the URL. */
function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return 'fault';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}
