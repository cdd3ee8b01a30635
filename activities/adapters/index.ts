import type { WorkerConfig } from '../config.ts';
import type { OutboundChannel } from '../delivery/recipients.ts';
import type { ChannelAdapter } from './channel-adapter.ts';
import { mailAdapter } from './mail.adapter.ts';
import { webhookAdapter } from './webhook.adapter.ts';

/** A way out for each channel that the environment sets up; e-mail always is. */
export function channelAdapters(
  config: WorkerConfig,
  mailConnections: number,
): ReadonlyMap<OutboundChannel, ChannelAdapter> {
  const { smtpUrl, mailFrom, smsWebhook, wechatWebhook } = config;
  const adapters = new Map<OutboundChannel, ChannelAdapter>([
    ['email', mailAdapter({ smtpUrl, from: mailFrom, connections: mailConnections })],
  ]);
  for (const [channel, webhook] of [
    ['sms', smsWebhook],
    ['wechat', wechatWebhook],
  ] as const) {
    if (webhook !== null) adapters.set(channel, webhookAdapter({ ...webhook, channel, clock: Date.now }));
  }
  return adapters;
}
