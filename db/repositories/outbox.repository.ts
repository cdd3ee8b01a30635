import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Language } from '../../workflows/domain/policy/choices.ts';
import type { Database, Transaction } from '../client.ts';
import { perDatabase } from '../per-database.ts';
import { products } from '../schema/catalogue.ts';
import { cases, messages } from '../schema/cases.ts';
import { contacts, customers } from '../schema/customers.ts';
import { messageDeliveries } from '../schema/message-deliveries.ts';
import { parts } from '../schema/parts.ts';
import { people } from '../schema/people.ts';
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

/** How a message reaches the customer of a case. */
export type CustomerContact = Awaited<ReturnType<ReturnType<typeof contactsInOrder>['execute']>>[number];

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

/** Of a message that will not be tried again. */
export interface FinalOutcome extends MessageOutcome {
  readonly status: 'sent' | 'failed';
  /** Null when no channel leads to the recipient. */
  readonly channel: string | null;
  readonly at: Instant;
}

const { placeholder } = sql;

const messagesOfCases = perDatabase((db) =>
  db
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
      customerId: cases.customerId,
      contactId: cases.contactId,
      policyId: cases.policyId,
      productModel: sql<string | null>`${cases.details} ->> 'productModel'`,
    })
    .from(messages)
    .innerJoin(cases, eq(cases.id, messages.caseId))
    .where(sql`${messages.id} = any(${placeholder('ids')}::text[])`)
    .orderBy(sql`array_position(${placeholder('ids')}::text[], ${messages.id})`)
    .prepare('list_messages'),
);

const contactsInOrder = perDatabase((db) =>
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
    .where(and(eq(contacts.customerId, placeholder('customerId')), contacts.active))
    .orderBy(
      sql`${contacts.id} = ${placeholder('contactId')}::uuid desc nulls last`,
      asc(contacts.createdAt),
      asc(contacts.id),
    )
    .limit(1)
    .prepare('find_contact_of_case'),
);

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Messages that wait to be sent, and what became of them. */
export const outboxRepository = (db: Database) => ({
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

  /** The contact who speaks for the customer in the case; another one of the customer when that one has left. */
  findOptionalContact: async (
    customerId: string,
    contactId: string | null,
  ): Promise<CustomerContact | undefined> =>
    (await contactsInOrder(db).execute({ customerId, contactId }))[0],

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

async function lockMessage(tx: Transaction, id: string): Promise<boolean> {
  const locked = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(eq(messages.id, id))
    .for('no key update', { skipLocked: true });
  return locked.length > 0;
}

/** A statement of its own: one that also took the lock would not see what another transaction has just committed. */
async function findOptionalDelivery(
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

async function saveDelivery(tx: Transaction, target: DeliveryTarget, delivery: Delivery): Promise<void> {
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

function changesOf({ reason, text }: MessageOutcome) {
  return {
    lastError: reason,
    attempts: sql`${messages.attempts} + 1`,
    ...(text === null ? {} : { subject: text.subject, body: text.body }),
  };
}
