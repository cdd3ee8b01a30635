import { and, eq, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database, Transaction } from '../client.ts';
import { messages } from '../schema/cases.ts';
import { messageDeliveries } from '../schema/message-deliveries.ts';

/** What became of a message at one recipient. `deferred`: to be tried again. */
export interface Delivery {
  readonly status: 'sent' | 'deferred' | 'failed';
  readonly channel: string | null;
  /** Why it was not sent, without personal data. */
  readonly reason: string | null;
}

/** A delivery that was attempted, or joined to a digest. */
export interface StoredDelivery extends Delivery {
  readonly digestId: string | null;
}

export interface DeliveryTarget {
  readonly messageId: string;
  readonly recipientId: string;
  readonly at: Instant;
}

/** What is written on the message itself. */
export interface MessageOutcome {
  readonly reason: string | null;
  /** As it was sent; null when nothing was sent this time. */
  readonly text: { readonly subject: string; readonly body: string } | null;
}

export async function lockMessage(tx: Transaction, id: string): Promise<boolean> {
  const locked = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(eq(messages.id, id))
    .for('no key update', { skipLocked: true });
  return locked.length > 0;
}

/**
 * Locks a message that waits to be sent, with what became of it at its recipient so far. One that another transaction
 * has just settled is not found: PostgreSQL looks at a row once more when it locks it.
 */
export async function lockQueued(
  tx: Transaction,
  { messageId, recipientId }: DeliveryTarget,
): Promise<{ readonly before: Delivery | null } | undefined> {
  const rows = await tx
    .select({
      before: {
        status: messageDeliveries.status,
        channel: messageDeliveries.channel,
        reason: messageDeliveries.lastError,
      },
    })
    .from(messages)
    .leftJoin(
      messageDeliveries,
      and(eq(messageDeliveries.messageId, messages.id), eq(messageDeliveries.recipientId, recipientId)),
    )
    .where(and(eq(messages.id, messageId), eq(messages.status, 'queued')))
    .for('no key update', { of: messages, skipLocked: true });
  return rows[0];
}

/** What became of a message at its only recipient, and so of the message; one statement. */
export async function saveAlone(
  tx: Transaction,
  { messageId, recipientId, at }: DeliveryTarget,
  { status, channel, reason, text = null }: Delivery & Partial<MessageOutcome>,
): Promise<void> {
  const attemptedAt = sql`${new Date(at).toISOString()}::timestamptz`;
  const isFinal = status !== 'deferred';
  await tx.execute(sql`
    with delivered as (
      insert into message_deliveries as d
        (message_id, recipient_id, channel, status, attempts, attempted_at, last_error)
      values (${messageId}, ${recipientId}, ${channel}, ${status}, 1, ${attemptedAt}, ${reason})
      on conflict (message_id, recipient_id) do update set
        channel = excluded.channel, status = excluded.status, attempts = d.attempts + 1,
        attempted_at = excluded.attempted_at, last_error = excluded.last_error)
    update messages set
      attempts = attempts + 1, last_error = ${reason},
      subject = coalesce(${text?.subject ?? null}, subject), body = coalesce(${text?.body ?? null}, body)
      ${isFinal ? sql`, status = ${status}, channel = ${channel}, settled_at = ${attemptedAt}` : sql``}
    where id = ${messageId}`);
}

/** A statement of its own: one that also took the lock would not see what another transaction has just committed. */
export async function findOptionalDelivery(
  tx: Database | Transaction,
  target: Pick<DeliveryTarget, 'messageId' | 'recipientId'>,
): Promise<StoredDelivery | undefined> {
  const { messageId, recipientId } = messageDeliveries;
  const rows = await tx
    .select({
      status: messageDeliveries.status,
      channel: messageDeliveries.channel,
      reason: messageDeliveries.lastError,
      digestId: messageDeliveries.digestId,
    })
    .from(messageDeliveries)
    .where(and(eq(messageId, target.messageId), eq(recipientId, target.recipientId)));
  return rows[0];
}

export async function saveDelivery(
  tx: Transaction,
  target: DeliveryTarget,
  delivery: Delivery,
): Promise<void> {
  const { messageId, recipientId, at } = target;
  const outcome = {
    channel: delivery.channel,
    status: delivery.status,
    attemptedAt: at,
    lastError: delivery.reason,
  };
  await tx
    .insert(messageDeliveries)
    .values({ messageId, recipientId, attempts: 1, ...outcome })
    .onConflictDoUpdate({
      target: [messageDeliveries.messageId, messageDeliveries.recipientId],
      set: { ...outcome, attempts: sql`${messageDeliveries.attempts} + 1` },
    });
}
