import { and, asc, eq, inArray, isNull, ne, or, sql, type SQL } from 'drizzle-orm';
import type { PersonActor } from '../../workflows/domain/actors.ts';
import {
  comparablePhone,
  type InboundChannel,
  type MessageState,
} from '../../workflows/domain/customer-messages.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database, Transaction } from '../client.ts';
import { cases } from '../schema/cases.ts';
import { customerMessages } from '../schema/customer-messages.ts';
import { contacts } from '../schema/customers.ts';
import { evidenceRepository } from './evidence.repository.ts';
import { pageOf, requireFound, requireWritten, type Page } from './support.ts';

export type CustomerMessage = typeof customerMessages.$inferSelect;
export type NewCustomerMessage = Omit<CustomerMessage, 'decidedBy' | 'decidedAt' | 'reason'>;

/** Somebody who writes from an address. */
export interface Sender {
  readonly contactId: string;
  readonly customerId: string;
}

/** A case that a message may be about. */
export interface CaseMeant {
  readonly id: string;
  readonly customerId: string | null;
  readonly isClosed: boolean;
}

/** Where a page ends: the instant and the id. */
export type MessagePosition = readonly [takenAt: Instant, id: string];

export interface CustomerMessagesFilter {
  readonly state?: MessageState;
  readonly caseId?: string;
}

const meant = { id: cases.id, customerId: cases.customerId, isClosed: sql<boolean>`closed_at is not null` };

/** What customers wrote through gateways, and what it is about. */
export const customerMessagesRepository = (db: Database) => ({
  findOptionalById: async (id: string): Promise<CustomerMessage | undefined> =>
    (await db.select().from(customerMessages).where(eq(customerMessages.id, id)))[0],

  /** Undefined: a message of this id is there already. */
  create: async (message: NewCustomerMessage): Promise<CustomerMessage | undefined> =>
    (await db.insert(customerMessages).values(message).onConflictDoNothing().returning())[0],

  /** Those who write from an address: several, where customers share one. */
  listSenders: (channel: InboundChannel, address: string): Promise<Sender[]> =>
    db
      .select({ contactId: contacts.id, customerId: contacts.customerId })
      .from(contacts)
      .where(and(contacts.active, isAddress[channel](address)))
      .orderBy(asc(contacts.createdAt), asc(contacts.id)),

  listCasesMeant: (ids: readonly string[], numbers: readonly string[]): Promise<CaseMeant[]> =>
    db
      .select(meant)
      .from(cases)
      .where(or(inArray(cases.id, [...ids]), inArray(cases.number, [...numbers])))
      .orderBy(asc(cases.id)),

  /** Whoever names no case speaks of what they want done: a survey that asks them meanwhile is not among them. */
  listOpenCases: (customerIds: readonly string[]): Promise<CaseMeant[]> =>
    db
      .select(meant)
      .from(cases)
      .where(
        and(inArray(cases.customerId, [...customerIds]), ne(cases.kind, 'survey'), isNull(cases.closedAt)),
      )
      .orderBy(asc(cases.id)),

  listQueuedByIds: (ids: readonly string[]): Promise<CustomerMessage[]> =>
    db
      .select()
      .from(customerMessages)
      .where(and(eq(customerMessages.state, 'queued'), inArray(customerMessages.id, [...ids]))),

  list: async (
    { state, caseId }: CustomerMessagesFilter,
    { after, limit }: { readonly after: MessagePosition | null; readonly limit: number },
  ): Promise<Page<CustomerMessage, MessagePosition>> => {
    const rows = await db
      .select()
      .from(customerMessages)
      .where(
        and(
          state === undefined ? undefined : eq(customerMessages.state, state),
          caseId === undefined ? undefined : eq(customerMessages.caseId, caseId),
          after === null ? undefined : isBehind(after),
        ),
      )
      .orderBy(asc(customerMessages.takenAt), asc(customerMessages.id))
      .limit(limit + 1);
    return pageOf(rows, limit, ({ takenAt, id }) => [takenAt, id]);
  },

  /** It found nobody who could take it. */
  leaveUnplaced: async (id: string, because: string): Promise<void> => {
    await db
      .update(customerMessages)
      .set({ state: 'unplaced', because })
      .where(and(eq(customerMessages.id, id), eq(customerMessages.state, 'queued')));
  },

  /** It concerns no case, by a rule and not by somebody's decision. */
  dropByItself: async (id: string, because: string): Promise<void> => {
    await db
      .update(customerMessages)
      .set({ state: 'dismissed', because })
      .where(and(eq(customerMessages.id, id), eq(customerMessages.state, 'queued')));
  },
});

/** The case has it, with its files; again nothing changes. */
export async function messagePlaced(
  db: Database,
  { id, attachments }: Pick<CustomerMessage, 'id' | 'attachments'>,
  caseId: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    await evidenceRepository(tx).attach({ files: attachments, shared: attachments }, caseId);
    await tx
      .update(customerMessages)
      .set({ state: 'placed', caseId })
      .where(and(eq(customerMessages.id, id), eq(customerMessages.state, 'queued')));
  });
}

/** What a person makes of a message that waits, once. */
export interface MessageDecision {
  readonly id: string;
  readonly state: Extract<MessageState, 'queued' | 'placed' | 'dismissed'>;
  readonly caseId: string | null;
  readonly reason: string | null;
  readonly by: PersonActor;
}

export async function decideMessage(
  tx: Transaction,
  { id, state, caseId, reason, by }: MessageDecision,
  at: Instant,
): Promise<{ readonly before: CustomerMessage; readonly after: CustomerMessage }> {
  const rows = await tx.select().from(customerMessages).where(eq(customerMessages.id, id)).for('update');
  const before = requireFound(rows[0], 'message', id);
  if (before.state !== 'unplaced') {
    throw new DomainError('MESSAGE_PLACED', `The message is ${before.state} already`, {
      details: { state: before.state, caseId: before.caseId },
    });
  }
  const after = requireWritten(
    await tx
      .update(customerMessages)
      .set({ state, caseId, reason, decidedBy: by, decidedAt: at })
      .where(eq(customerMessages.id, id))
      .returning(),
  );
  const { attachments } = after;
  if (state === 'placed' && caseId !== null) {
    await evidenceRepository(tx).attach({ files: attachments, shared: attachments }, caseId);
  }
  return { before, after };
}

const isAddress: Readonly<Record<InboundChannel, (address: string) => SQL>> = {
  email: (address) => sql`lower(${contacts.email}) = ${address.toLowerCase()}`,
  sms: (address) => sql`regexp_replace(${contacts.phone}, '[^0-9+]', '', 'g') = ${comparablePhone(address)}`,
  wechat: (address) => eq(contacts.wechatId, address),
};

const isBehind = ([takenAt, id]: MessagePosition): SQL =>
  sql`(${customerMessages.takenAt}, ${customerMessages.id}) > (${new Date(takenAt).toISOString()}::timestamptz, ${id}::uuid)`;
