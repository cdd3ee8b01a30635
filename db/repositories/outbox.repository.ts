import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Language } from '../../workflows/domain/policy/choices.ts';
import type { Database } from '../client.ts';
import { perDatabase } from '../per-database.ts';
import { products } from '../schema/catalogue.ts';
import { cases, messages } from '../schema/cases.ts';
import { contacts, customers } from '../schema/customers.ts';
import { parts } from '../schema/parts.ts';
import { people } from '../schema/people.ts';
import {
  type Delivery,
  type DeliveryTarget,
  findOptionalDelivery,
  lockMessage,
  lockQueued,
  type MessageOutcome,
  saveAlone,
  saveDelivery,
  type StoredDelivery,
} from './message-deliveries.ts';
import { policiesRepository } from './policies.repository.ts';

type MessageOfCase = Awaited<ReturnType<ReturnType<typeof messagesOfCases>['execute']>>[number];

/** A message with what its texts tell of its case. */
export interface OutboxMessage extends Omit<MessageOfCase, 'policyId'> {
  /** By language. */
  readonly companyNames: Readonly<Record<string, string>>;
  readonly companyLanguages: readonly string[];
  /** ISO 4217. */
  readonly currency: string;
}

/** Of a message that will not be tried again. */
export interface FinalOutcome extends MessageOutcome {
  readonly status: 'sent' | 'failed';
  /** Null when no channel leads to the recipient. */
  readonly channel: string | null;
  readonly at: Instant;
}

/** What waits to be sent, of all cases. */
export interface WaitingMessages {
  readonly count: number;
  /** Since when the oldest has waited, by the clock of the machines; null: none waits. */
  readonly oldestAt: Instant | null;
}

const { placeholder } = sql;

/** Of a message to the customer: the contact who speaks for them in the case, or another one when that one has left. */
const contactOfMessage = (db: Database) =>
  db
    .select({
      id: contacts.id,
      name: contacts.name,
      email: contacts.email,
      phone: contacts.phone,
      wechatId: contacts.wechatId,
      preferredChannel: contacts.preferredChannel,
      timeZone: customers.timeZone,
    })
    .from(contacts)
    .innerJoin(customers, eq(customers.id, contacts.customerId))
    .where(
      and(eq(messages.recipientType, 'customer'), eq(contacts.customerId, cases.customerId), contacts.active),
    )
    .orderBy(
      sql`${contacts.id} = ${cases.contactId} desc nulls last`,
      asc(contacts.createdAt),
      asc(contacts.id),
    )
    .limit(1)
    .as('contact');

const messagesOfCases = perDatabase((db) => {
  const contact = contactOfMessage(db);
  return db
    .select({
      id: messages.id,
      kind: messages.kind,
      recipientType: messages.recipientType,
      recipientRole: messages.recipientRole,
      recipientPersonId: messages.recipientPersonId,
      channel: messages.channel,
      failedChannels: messages.failedChannels,
      variables: messages.variables,
      status: messages.status,
      queuedAt: messages.queuedAt,
      caseId: cases.id,
      caseNumber: cases.number,
      phase: cases.phase,
      clockOffsetMs: cases.clockOffsetMs,
      language: cases.language,
      policyId: cases.policyId,
      productModel: sql<string | null>`${cases.details} ->> 'productModel'`,
      contact: {
        id: contact.id,
        name: contact.name,
        email: contact.email,
        phone: contact.phone,
        wechatId: contact.wechatId,
        preferredChannel: contact.preferredChannel,
        timeZone: contact.timeZone,
      },
    })
    .from(messages)
    .innerJoin(cases, eq(cases.id, messages.caseId))
    .leftJoinLateral(contact, sql`true`)
    .where(sql`${messages.id} = any(${placeholder('ids')}::text[])`)
    .orderBy(sql`array_position(${placeholder('ids')}::text[], ${messages.id})`)
    .prepare('list_messages');
});

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Messages that wait to be sent, and what became of them. */
export const outboxRepository = (db: Database) => ({
  waiting: async (): Promise<WaitingMessages> => {
    const { rows } = await db.execute<{ count: number; oldest_ms: number | null }>(sql`
      select count(*)::int as count,
        min(extract(epoch from messages.queued_at) * 1000 - cases.clock_offset_ms)::float8 as oldest_ms
      from messages join cases on cases.id = messages.case_id where messages.status = 'queued'`);
    return { count: rows[0]?.count ?? 0, oldestAt: rows[0]?.oldest_ms ?? null };
  },

  /** In the order of the ids. */
  listByIds: async (ids: readonly string[]): Promise<OutboxMessage[]> => {
    const rows = await messagesOfCases(db).execute({ ids });
    const policies = policiesRepository(db);
    return Promise.all(
      rows.map(async ({ policyId, ...message }) => {
        const { name, languages, currency } = (await policies.findVersion(policyId)).document;
        return { ...message, companyNames: name, companyLanguages: languages, currency };
      }),
    );
  },

  /** Names of the people, parts and products among the given ids, in a language; ids of nothing are left out. */
  listNames: async (ids: readonly string[], language: Language): Promise<ReadonlyMap<string, string>> => {
    const uuids = ids.filter((id) => UUID.test(id));
    if (uuids.length === 0) return new Map();
    const partName = language === 'en' ? parts.nameEn : parts.nameZh;
    const rows = await db
      .select({ id: people.id, name: people.name })
      .from(people)
      .where(inArray(people.id, uuids))
      .unionAll(
        db.select({ id: contacts.id, name: contacts.name }).from(contacts).where(inArray(contacts.id, uuids)),
      )
      .unionAll(db.select({ id: parts.id, name: partName }).from(parts).where(inArray(parts.id, uuids)))
      .unionAll(
        db.select({ id: products.id, name: products.name }).from(products).where(inArray(products.id, uuids)),
      );
    return new Map(rows.map(({ id, name }) => [id, name]));
  },

  /**
   * Sends to one recipient unless that has happened before. The message is locked meanwhile, so that two attempts that
   * overlap never both send: undefined means that another one is at it, or has just joined it to a digest.
   */
  deliverOnce: async <Sent extends Delivery>(
    target: DeliveryTarget,
    send: () => Promise<Sent>,
  ): Promise<Sent | Delivery | undefined> =>
    db.transaction(async (tx) => {
      if (!(await lockMessage(tx, target.messageId))) return undefined;
      const before = await findOptionalDelivery(tx, target);
      if (before !== undefined && before.status !== 'deferred') return before;
      if ((before?.digestId ?? null) !== null) return undefined;
      const delivery = await send();
      await saveDelivery(tx, target, delivery);
      return delivery;
    }),

  /**
   * As `deliverOnce`, for a message that goes to this recipient only and into no digest: it is settled, or goes on
   * waiting, in the same transaction. Undefined also when another attempt has just settled it.
   */
  deliverAlone: async <Sent extends Delivery & Partial<MessageOutcome>>(
    target: DeliveryTarget,
    send: () => Promise<Sent>,
  ): Promise<Sent | Delivery | undefined> =>
    db.transaction(async (tx) => {
      const locked = await lockQueued(tx, target);
      if (locked === undefined) return undefined;
      const { before } = locked;
      const isThrough = before !== null && before.status !== 'deferred';
      const delivery = isThrough ? before : await send();
      await saveAlone(tx, target, delivery);
      return delivery;
    }),

  /** What has become of a message at one recipient so far. */
  findOptionalDelivery: async (messageId: string, recipientId: string): Promise<StoredDelivery | undefined> =>
    findOptionalDelivery(db, { messageId, recipientId }),

  /** The message goes on waiting. */
  defer: async (id: string, outcome: MessageOutcome): Promise<void> => {
    await db
      .update(messages)
      .set(changesOf(outcome))
      .where(and(eq(messages.id, id), eq(messages.status, 'queued')));
  },

  /** The message has been sent, or it never will be. */
  settle: async (id: string, outcome: FinalOutcome): Promise<void> => {
    const { status, channel, at } = outcome;
    await db
      .update(messages)
      .set({ ...changesOf(outcome), status, channel, settledAt: at })
      .where(and(eq(messages.id, id), eq(messages.status, 'queued')));
  },
});

export type OutboxRepository = ReturnType<typeof outboxRepository>;

function changesOf({ reason, text }: MessageOutcome) {
  return {
    lastError: reason,
    attempts: sql`${messages.attempts} + 1`,
    ...(text === null ? {} : { subject: text.subject, body: text.body }),
  };
}
