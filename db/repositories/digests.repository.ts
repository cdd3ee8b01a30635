import { createHash } from 'node:crypto';
import { and, asc, eq, inArray, ne, notExists, or, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database, Transaction } from '../client.ts';
import { cases, messages } from '../schema/cases.ts';
import { messageDeliveries } from '../schema/message-deliveries.ts';
import type { Delivery, MessageOutcome } from './message-deliveries.ts';

/** Most notices of one mail: more would neither be read nor pass every mail server. */
const MOST_NOTICES = 50;

/** Whose notices are joined, and since when they must have waited. */
export interface WaitingNotices {
  readonly personId: string;
  readonly roles: readonly string[];
  /** On a clock that nobody has moved: the cases' own clocks may differ. */
  readonly now: Instant;
  readonly waitedMs: number;
  /** Whether those that have just been recorded count too where many come at once. */
  readonly withMany: boolean;
}

/** A notice at an instant on the clock of its own case. */
export interface NoticeAt {
  readonly messageId: string;
  readonly at: Instant;
}

/** Notices that one mail tells one person. */
export interface Digest {
  /** Follows from the notices and the person: another attempt sends the same mail. */
  readonly id: string;
  readonly recipientId: string;
  readonly messageIds: readonly string[];
}

/** A notice as the mail tells it. */
export interface ToldNotice extends NoticeAt {
  readonly text: MessageOutcome['text'];
  /** It goes to nobody else, so that it is settled with the mail. */
  readonly isSole: boolean;
}

/** What became of the mail; notices of the digest that it does not tell go alone later. */
export interface DigestOutcome extends Delivery {
  readonly told: readonly ToldNotice[];
  /** The mail may have arrived: only the same one may be sent again. */
  readonly isFixed: boolean;
}

/** Staff notices that are sent together (X-12; repair process, section 9). */
export const digestsRepository = (db: Database) => ({
  /** Whether a notice comes with many others: of a due instant that was noticed so late, or of a hold that lasts. */
  existsOneOfMany: async (messageId: string, waitedMs: number): Promise<boolean> =>
    (
      await db
        .select({ id: messages.id })
        .from(messages)
        .where(and(eq(messages.id, messageId), isOneOfMany(waitedMs)))
    ).length > 0,

  /**
   * Ids of notices to a person, or to a role of theirs, that have waited and are in no digest; oldest first. A missed
   * due instant that was noticed late has waited since then: workers that were down leave many of those at once, as a
   * mass hold does of its reviews.
   */
  listWaiting: async ({ personId, roles, now, waitedMs, withMany }: WaitingNotices): Promise<string[]> => {
    const rows = await db
      .select({ id: messages.id })
      .from(messages)
      .innerJoin(cases, eq(cases.id, messages.caseId))
      .where(
        and(
          eq(messages.status, 'queued'),
          or(
            and(eq(messages.recipientType, 'person'), eq(messages.recipientPersonId, personId)),
            and(eq(messages.recipientType, 'role'), inArray(messages.recipientRole, [...roles])),
          ),
          or(isQueuedFor(waitedMs, now), withMany ? isOneOfMany(waitedMs) : undefined),
          notExists(
            db
              .select({ messageId: messageDeliveries.messageId })
              .from(messageDeliveries)
              .where(and(eq(messageDeliveries.messageId, messages.id), isTaken(personId))),
          ),
        ),
      )
      .orderBy(asc(messages.queuedAt), asc(messages.id))
      .limit(MOST_NOTICES);
    return rows.map(({ id }) => id);
  },

  /**
   * Joins the first notice and those of the others that are free; null when the first one or all of the others are
   * taken, undefined when one of them is just being sent to somebody. For one person at a time and of all or none, so
   * that attempts side by side make one digest. What the mail tells is fixed before it is sent, so that an attempt
   * after a crash sends the same one.
   */
  join: async (recipientId: string, [first, ...others]: readonly [NoticeAt, ...NoticeAt[]]) =>
    db.transaction(async (tx): Promise<string | null | undefined> => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${recipientId}, 0))`);
      const notices = [first, ...others];
      const locked = await lockMessages(
        tx,
        notices.map(({ messageId }) => messageId),
      );
      if (locked.length < notices.length) return undefined;
      const taken = await tx
        .select({ messageId: messageDeliveries.messageId })
        .from(messageDeliveries)
        .where(and(inArray(messageDeliveries.messageId, locked), isTaken(recipientId)));
      const free = notices.filter(({ messageId }) => !taken.some((row) => row.messageId === messageId));
      if (!free.includes(first) || free.length < 2) return null;
      const digestId = digestIdOf(
        recipientId,
        free.map(({ messageId }) => messageId),
      );
      await tx
        .insert(messageDeliveries)
        .values(
          free.map(({ messageId, at }) => ({
            ...{ messageId, recipientId, digestId },
            ...{ channel: 'email', status: 'deferred' as const, attempts: 0, attemptedAt: at },
          })),
        )
        .onConflictDoUpdate({
          target: [messageDeliveries.messageId, messageDeliveries.recipientId],
          set: { digestId },
        });
      return digestId;
    }),

  /** The notices of a digest that have not been sent. */
  listMembers: async (digestId: string): Promise<string[]> => waitingIn(db, digestId),

  /**
   * Sends the mail of a digest and keeps what became of each of its notices, all in one transaction. Undefined: another
   * attempt is at one of them, or has just sent them.
   */
  deliverOnce: async (
    digest: Digest,
    send: () => Promise<DigestOutcome>,
  ): Promise<DigestOutcome | undefined> =>
    db.transaction(async (tx) => {
      const locked = await lockMessages(tx, digest.messageIds);
      if (locked.length < digest.messageIds.length) return undefined;
      if ((await waitingIn(tx, digest.id)).length < digest.messageIds.length) return undefined;
      const outcome = await send();
      for (const notice of outcome.told) await saveTold(tx, digest, outcome, notice);
      const left = digest.messageIds.filter((id) => !outcome.told.some(({ messageId }) => messageId === id));
      await tx
        .update(messageDeliveries)
        .set({ digestId: null })
        .where(and(eq(messageDeliveries.digestId, digest.id), inArray(messageDeliveries.messageId, left)));
      return outcome;
    }),
});

export type DigestsRepository = ReturnType<typeof digestsRepository>;

const isQueuedFor = (waitedMs: number, now: Instant) =>
  sql`${messages.queuedAt} - ${cases.clockOffsetMs} * interval '1 millisecond'
    < ${new Date(now - waitedMs).toISOString()}::timestamptz`;

/** The first level of a due instant that had passed before anybody was there to notice it; a review of a hold. */
const isOneOfMany = (waitedMs: number) =>
  sql`(${messages.kind} = 'holdLasts'
    or ${messages.kind} = 'escalated' and ${messages.variables} ->> 'level' = '1'
      and to_timestamp((${messages.variables} ->> 'dueAt')::bigint / 1000.0)
        < ${messages.queuedAt} - ${waitedMs} * interval '1 millisecond')`;

/** Sent, refused for good, or part of a digest. */
const isTaken = (recipientId: string) =>
  and(
    eq(messageDeliveries.recipientId, recipientId),
    or(ne(messageDeliveries.status, 'deferred'), sql`${messageDeliveries.digestId} is not null`),
  );

function digestIdOf(recipientId: string, messageIds: readonly string[]): string {
  const members = [recipientId, ...messageIds.toSorted()].join('\n');
  return `digest-${createHash('sha256').update(members).digest('hex').slice(0, 32)}`;
}

/** Those that nobody else holds, in the order of their ids; waits for nobody, so that no two attempts block each other. */
async function lockMessages(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  const locked = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(inArray(messages.id, [...ids]))
    .orderBy(asc(messages.id))
    .for('no key update', { skipLocked: true });
  return locked.map(({ id }) => id);
}

async function waitingIn(tx: Database | Transaction, digestId: string): Promise<string[]> {
  const rows = await tx
    .select({ messageId: messageDeliveries.messageId })
    .from(messageDeliveries)
    .where(and(eq(messageDeliveries.digestId, digestId), eq(messageDeliveries.status, 'deferred')))
    .orderBy(asc(messageDeliveries.messageId));
  return rows.map(({ messageId }) => messageId);
}

async function saveTold(
  tx: Transaction,
  { recipientId }: Digest,
  { status, channel, reason, isFixed }: DigestOutcome,
  { messageId, at, text, isSole }: ToldNotice,
): Promise<void> {
  const isFinal = status !== 'deferred';
  await tx
    .update(messageDeliveries)
    .set({
      ...{ status, channel, attemptedAt: at, lastError: reason },
      attempts: sql`${messageDeliveries.attempts} + 1`,
      ...(isFinal || isFixed ? {} : { digestId: null }),
    })
    .where(and(eq(messageDeliveries.messageId, messageId), eq(messageDeliveries.recipientId, recipientId)));
  if (!isFinal) return;
  const told = status === 'sent' && text !== null ? { subject: text.subject, body: text.body } : {};
  const settled = isSole
    ? { status, channel, lastError: reason, settledAt: at, attempts: sql`${messages.attempts} + 1` }
    : {};
  if (Object.keys({ ...told, ...settled }).length === 0) return;
  await tx
    .update(messages)
    .set({ ...told, ...settled })
    .where(and(eq(messages.id, messageId), eq(messages.status, 'queued')));
}
