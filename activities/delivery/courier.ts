import type { Delivery, DeliveryTarget, MessageOutcome } from '../../db/repositories/message-deliveries.ts';
import type { OutboxMessage } from '../../db/repositories/outbox.repository.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Channel, DeliveryResult } from '../contracts.ts';
import { type ChannelChoice, type MessageRecipient, routeTo } from './recipients.ts';
import type { MessageText } from './composer.ts';
import type { DeliveryDependencies } from './dependencies.ts';
import { DigestCourier } from './digest-courier.ts';

/** A delivery with the text that was sent. */
interface Attempt extends Delivery {
  readonly text?: NonNullable<MessageOutcome['text']>;
}

/** Another attempt is sending this message at this moment. */
const BUSY: Attempt = { status: 'deferred', channel: null, reason: 'Another attempt was under way' };

/** Sends messages of the outbox, each to everybody it is for, once. */
export class Courier {
  private readonly deps: DeliveryDependencies;
  private readonly digestCourier: DigestCourier;

  constructor(deps: DeliveryDependencies) {
    this.deps = deps;
    this.digestCourier = new DigestCourier(deps);
  }

  /** What the workflow is told of the message once it is sent or has failed for good; null: to be tried again. */
  async deliver(message: OutboxMessage, at: Instant): Promise<DeliveryResult | null> {
    const { outbox } = this.deps;
    if (message.status !== 'queued') return this.resultOf(message, message, at);
    const recipients = await this.deps.recipientsOf(message, at);
    const [only] = recipients;
    if (only !== undefined && message.recipientType === 'customer')
      return this.deliverAlone(message, only, at);
    const attempts: Attempt[] = [];
    for (const recipient of recipients) attempts.push(await this.deliverTo(message, recipient, at));
    const { status, ...outcome } = outcomeOf(attempts);
    if (status === 'deferred') {
      await outbox.defer(message.id, outcome);
      return null;
    }
    await outbox.settle(message.id, { status, at, ...outcome });
    return this.resultOf(message, { status, ...outcome }, at);
  }

  /** A customer's message goes to one contact and into no digest: what became of it there became of the message. */
  private async deliverAlone(
    message: OutboxMessage,
    recipient: MessageRecipient,
    at: Instant,
  ): Promise<DeliveryResult | null> {
    const target: DeliveryTarget = { messageId: message.id, recipientId: recipient.id, at };
    const attempt = await this.deps.outbox.deliverAlone(target, () => this.send(message, recipient, at));
    if (attempt === undefined || attempt.status === 'deferred') return null;
    return this.resultOf(message, attempt, at);
  }

  private async resultOf(
    message: OutboxMessage,
    { status, channel }: { readonly status: string; readonly channel: string | null },
    at: Instant,
  ): Promise<DeliveryResult> {
    if (status !== 'failed') {
      return { messageId: message.id, status: 'sent', failedChannel: null, nextChannel: null };
    }
    const failedChannel = channel as Channel | null;
    return {
      messageId: message.id,
      status: 'failed',
      failedChannel,
      nextChannel: failedChannel === null ? null : await this.nextChannel(message, failedChannel, at),
    };
  }

  private async nextChannel(
    message: OutboxMessage,
    failedChannel: Channel,
    at: Instant,
  ): Promise<Channel | null> {
    const choice = { ...this.choiceFor(message), wanted: null };
    const rest = { ...choice, failed: [...choice.failed, failedChannel] };
    const recipients = await this.deps.recipientsOf(message, at);
    const routes = recipients.map((recipient) => routeTo(recipient, rest));
    return routes.find((route) => route !== null)?.channel ?? null;
  }

  private async deliverTo(
    message: OutboxMessage,
    recipient: MessageRecipient,
    at: Instant,
  ): Promise<Attempt> {
    const together = await this.digestCourier.deliver(message, recipient, at);
    if (together !== null) return together ?? BUSY;
    const target: DeliveryTarget = { messageId: message.id, recipientId: recipient.id, at };
    return (await this.deps.outbox.deliverOnce(target, () => this.send(message, recipient, at))) ?? BUSY;
  }

  private async send(message: OutboxMessage, recipient: MessageRecipient, at: Instant): Promise<Attempt> {
    const route = routeTo(recipient, this.choiceFor(message));
    const adapter = route === null ? undefined : this.deps.adapters.get(route.channel);
    if (route === null || adapter === undefined) {
      return { status: 'failed', channel: message.channel, reason: 'No address for the channel' };
    }
    const { channel, address } = route;
    const composed = await this.compose(message, recipient);
    if (composed === null) return { status: 'deferred', channel, reason: 'No text could be made' };
    const text = { subject: composed.subject, body: channel === 'email' ? composed.text : composed.short };
    const result = await adapter.send({
      id: recipient.copy === null ? message.id : `${message.id}.${recipient.copy}`,
      caseId: message.caseId,
      address,
      recipientName: recipient.name,
      language: composed.language,
      at,
      ...text,
    });
    this.deps.onAttempt(channel, result.status);
    if (result.status === 'sent') return { status: 'sent', channel, reason: null, text };
    const { caseId, id: messageId, kind } = message;
    this.deps.logger.warn({ caseId, messageId, kind, channel, ...result }, 'a message could not be sent');
    return { ...result, channel };
  }

  /** A text that cannot be made waits for a mended template rather than being lost. */
  private async compose(message: OutboxMessage, recipient: MessageRecipient): Promise<MessageText | null> {
    const composed = await this.deps.compose(message, recipient);
    if (!('fault' in composed)) return composed;
    const { kind } = message;
    this.deps.logger.error({ kind, language: recipient.language, ...composed }, 'a text could not be made');
    return null;
  }

  private choiceFor(message: OutboxMessage): ChannelChoice {
    return {
      offered: new Set(this.deps.adapters.keys()),
      wanted: message.channel,
      failed: message.failedChannels,
    };
  }
}

/**
 * A message to several people waits until none of them has to be tried again, and counts as sent when it has reached
 * one of them.
 */
function outcomeOf(attempts: readonly Attempt[]): MessageOutcome & {
  readonly status: Delivery['status'];
  readonly channel: string | null;
} {
  const deferred = attempts.find((attempt) => attempt.status === 'deferred');
  const sent = attempts.find((attempt) => attempt.status === 'sent');
  const failed = attempts.find((attempt) => attempt.status === 'failed');
  const told = deferred ?? sent ?? failed;
  const text = attempts.map((attempt) => attempt.text ?? null).find((sentText) => sentText !== null);
  if (told === undefined) {
    return { status: 'failed', channel: null, reason: 'Nobody to send it to', text: null };
  }
  return { status: told.status, channel: told.channel, reason: told.reason, text: text ?? null };
}
