import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { mailAdapter } from '../../activities/adapters/mail.adapter.ts';
import { webhookAdapter } from '../../activities/adapters/webhook.adapter.ts';
import type {
  ChannelAdapter,
  OutgoingMessage,
  SendResult,
} from '../../activities/adapters/channel-adapter.ts';
import type {
  CaseActivities,
  DeliveryRequest,
  DeliveryResult,
  MessageRecord,
} from '../../activities/contracts.ts';
import { deliverAt } from '../../activities/deliver-messages.activities.ts';
import { composer } from '../../activities/delivery/composer.ts';
import { Courier } from '../../activities/delivery/courier.ts';
import { type OutboundChannel, recipientFinder } from '../../activities/delivery/recipients.ts';
import type { Database } from '../../db/client.ts';
import { customersRepository, type Contact } from '../../db/repositories/customers.repository.ts';
import { digestsRepository } from '../../db/repositories/digests.repository.ts';
import { outboxRepository } from '../../db/repositories/outbox.repository.ts';
import { messages } from '../../db/schema/cases.ts';
import { messageDeliveries } from '../../db/schema/message-deliveries.ts';
import { type Mailbox, startMailbox } from '../../local/mailbox/mailbox.ts';
import { messageRecord, OPENED_AT, openingRecord, stepRecord } from './case-records.ts';
import { openRecording } from './open-recording.ts';

/** A minute after the cases of these tests were opened. */
export const SENT_AT = OPENED_AT + 60_000;

/** A message to a customer that waits for longer than two hours is told. */
export const DELAYED_AFTER_MS = 2 * 3_600_000;

export interface QueuedMessage {
  readonly caseId: string;
  readonly caseNumber: string;
  readonly ids: readonly string[];
}

/** Everything that delivers messages, on a database and a mail server of its own. */
export interface OpenDelivery {
  readonly db: Database;
  readonly mailbox: Mailbox;
  /** What has been logged. */
  readonly log: readonly string[];
  readonly recordStep: CaseActivities['recordStep'];
  /** A customer with one contact, who gets messages where the changes say. */
  addContact(changes?: Partial<Contact>): Promise<Contact>;
  /** A new case with messages in its outbox. */
  queue(contact: Contact | null, ...records: readonly Partial<MessageRecord>[]): Promise<QueuedMessage>;
  deliver(
    queued: QueuedMessage,
    at?: number,
    how?: Pick<DeliveryRequest, 'inPart' | 'delaysUntold'>,
  ): Promise<readonly DeliveryResult[]>;
  messagesOf(queued: QueuedMessage): Promise<readonly (typeof messages.$inferSelect)[]>;
  deliveriesOf(queued: QueuedMessage): Promise<readonly (typeof messageDeliveries.$inferSelect)[]>;
  close(): Promise<void>;
}

export interface DeliverySetup {
  /** Address of the gateway for SMS; left out: the mailbox; null: the channel is not offered. */
  readonly smsUrl?: string | null;
  /** True: the attempt ends right after the mail server has taken a mail, as when its process is killed. */
  readonly endsAfterSending?: () => boolean;
}

const WEBHOOK_SECRET = 'known to the gateway alone';

export async function openDelivery(setup: DeliverySetup = {}): Promise<OpenDelivery> {
  const recording = await openRecording();
  const mailbox = await startMailbox({ directory: null, webhookSecret: WEBHOOK_SECRET });
  const { db } = recording;
  const outbox = outboxRepository(db);
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line) => void log.push(line) });
  const adapters = adaptersFor(mailbox, setup);
  const courier = new Courier({
    outbox,
    digests: digestsRepository(db),
    recipientsOf: recipientFinder(db),
    compose: composer(db),
    adapters,
    logger,
    onAttempt: () => undefined,
  });
  return {
    db,
    mailbox,
    log,
    recordStep: recording.recordStep,
    addContact: (changes) => addContact(db, changes),
    queue: async (contact, ...records) => {
      const caseId = randomUUID();
      const queued = records.map((record, index) =>
        messageRecord(caseId, { id: `${caseId}.m${index + 1}`, ...record }),
      );
      const opening = openingRecord(recording.policyId, {
        contactId: contact?.id ?? null,
        customerId: contact?.customerId ?? null,
        language: contact?.language ?? 'zh-CN',
      });
      const { caseNumber } = await recording.recordStep(stepRecord({ caseId, opening, messages: queued }));
      return { caseId, caseNumber, ids: queued.map(({ id }) => id) };
    },
    deliver: ({ caseId, ids }, at = SENT_AT, { inPart = false, delaysUntold = [] } = {}) => {
      const request = { caseId, messageIds: ids, clockOffsetMs: 0, inPart, delaysUntold };
      return deliverAt({ outbox, courier, delayedAfterMs: DELAYED_AFTER_MS, logger }, request, at);
    },
    messagesOf: ({ caseId }) =>
      db.select().from(messages).where(eq(messages.caseId, caseId)).orderBy(messages.id),
    deliveriesOf: async ({ ids }) => {
      const rows = await db.select().from(messageDeliveries);
      return rows.filter(({ messageId }) => ids.includes(messageId));
    },
    close: async () => {
      for (const adapter of adapters.values()) adapter.close();
      await mailbox.stop();
      await recording.close();
    },
  };
}

function adaptersFor(
  mailbox: Mailbox,
  { smsUrl = mailbox.smsWebhookUrl, endsAfterSending = () => false }: DeliverySetup,
): ReadonlyMap<OutboundChannel, ChannelAdapter> {
  const mail = mailAdapter({
    smtpUrl: mailbox.smtpUrl,
    from: 'After-sales <service@company.example>',
    connections: 2,
  });
  const adapters = new Map<OutboundChannel, ChannelAdapter>([
    ['email', { ...mail, send: (message) => sendAndEnd(mail, message, endsAfterSending) }],
  ]);
  if (smsUrl !== null) {
    const clock = (): number => 1_795_500_000_000;
    adapters.set('sms', webhookAdapter({ channel: 'sms', url: smsUrl, secret: WEBHOOK_SECRET, clock }));
  }
  return adapters;
}

async function sendAndEnd(
  mail: ChannelAdapter,
  message: OutgoingMessage,
  ends: () => boolean,
): Promise<SendResult> {
  const result = await mail.send(message);
  if (ends()) throw new Error('The process ends here');
  return result;
}

async function addContact(db: Database, changes: Partial<Contact> = {}): Promise<Contact> {
  const customers = customersRepository(db);
  const customer = await customers.create(
    {
      handle: null,
      kind: 'organisation',
      name: 'Blue Kitchen',
      address: null,
      region: null,
      language: 'en',
      timeZone: 'Asia/Shanghai',
      keyAccount: false,
    },
    OPENED_AT,
  );
  const contact = {
    customerId: customer.id,
    handle: null,
    name: 'Ann Lee',
    position: null,
    email: `${randomUUID()}@customer.example`,
    phone: null,
    wechatId: null,
    language: 'en',
    preferredChannel: 'email' as const,
  };
  return customers.addContact({ ...contact, ...changes }, OPENED_AT);
}
