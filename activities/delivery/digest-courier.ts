import type {
  DigestOutcome,
  DigestsRepository,
  NoticeAt,
  ToldNotice,
} from '../../db/repositories/digests.repository.ts';
import type { Delivery } from '../../db/repositories/message-deliveries.ts';
import type { OutboxMessage } from '../../db/repositories/outbox.repository.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { MessageText } from './composer.ts';
import type { DeliveryDependencies } from './dependencies.ts';
import { type MessageRecipient, routeTo } from './recipients.ts';

/**
 * A notice that has waited longer than this is told together with others. Notices that flow are sent within seconds; a
 * minute means that a mail server or the workers stood still, and a heap of them is due to whoever was out of reach.
 */
const WAITED_MS = 60_000;

/**
 * Workers that come back notice one missed due instant after the other, and the cases of a mass hold are reviewed one
 * after the other. What comes with many waits this long for the rest, so that nobody gets two mails of such notices
 * within it, however many workers send.
 */
const HELD_BACK_MS = 30_000;

/** Sends the waiting notices of a member of staff in one mail (X-12; repair process, section 9). */
export class DigestCourier {
  private readonly deps: DeliveryDependencies;
  private readonly digests: DigestsRepository;

  constructor(deps: DeliveryDependencies) {
    this.deps = deps;
    this.digests = deps.digests;
  }

  /**
   * What became of a notice at a recipient, told together with others that wait for them. Null: it goes alone.
   * Undefined: another attempt is at it.
   */
  async deliver(
    notice: OutboxMessage,
    recipient: MessageRecipient,
    at: Instant,
  ): Promise<Delivery | null | undefined> {
    if (recipient.roles === null || this.mailAddress(notice, recipient) === null) return null;
    const before = await this.deps.outbox.findOptionalDelivery(notice.id, recipient.id);
    if (before !== undefined && before.status !== 'deferred') return before;
    const joined = before?.digestId ?? null;
    if (joined === null && (await this.isHeldBack(notice, at))) return HELD_BACK;
    const digestId = joined ?? (await this.join(notice, recipient, at));
    if (digestId === null || digestId === undefined) return digestId;
    const messageIds = await this.digests.listMembers(digestId);
    if (!messageIds.includes(notice.id)) return undefined;
    const members = await this.deps.outbox.listByIds(messageIds);
    const told = await this.write(members, recipient, machineInstant(notice, at));
    const cover = await this.writeCover(notice, told, recipient);
    const outcome = await this.digests.deliverOnce(
      { id: digestId, recipientId: recipient.id, messageIds },
      () => this.send({ digestId, notice, recipient, at, told, cover }),
    );
    if (outcome === undefined) return undefined;
    return outcome.told.some(({ messageId }) => messageId === notice.id) ? outcome : NO_TEXT;
  }

  private async isHeldBack(notice: OutboxMessage, at: Instant): Promise<boolean> {
    if (at - notice.queuedAt >= HELD_BACK_MS) return false;
    return this.digests.existsOneOfMany(notice.id, WAITED_MS);
  }

  private async join(
    notice: OutboxMessage,
    recipient: MessageRecipient,
    at: Instant,
  ): Promise<string | null | undefined> {
    const now = machineInstant(notice, at);
    const ids = await this.digests.listWaiting({
      personId: recipient.id,
      roles: recipient.roles ?? [],
      now,
      waitedMs: WAITED_MS,
      withMany: at - notice.queuedAt >= HELD_BACK_MS,
    });
    const others = await this.deps.outbox.listByIds(ids.filter((id) => id !== notice.id));
    const byMail = others.filter((other) => this.mailAddress(other, recipient) !== null);
    const told = await this.write([notice, ...byMail], recipient, now);
    const first = told.find(({ messageId }) => messageId === notice.id);
    const rest = told.filter((each) => each !== first && each.isTheirs);
    if (first === undefined || rest.length === 0) return null;
    if ((await this.writeCover(notice, [first, ...rest], recipient)) === null) return null;
    return this.digests.join(recipient.id, [first, ...rest]);
  }

  /** The notices in words, oldest first; those that there are no words for are left out. */
  private async write(
    notices: readonly OutboxMessage[],
    recipient: MessageRecipient,
    now: Instant,
  ): Promise<readonly WrittenNotice[]> {
    const written: WrittenNotice[] = [];
    for (const notice of notices.toSorted(byAge)) {
      const at = now + notice.clockOffsetMs;
      const recipients = await this.deps.recipientsOf(notice, at);
      const composed = await this.deps.compose(notice, recipient);
      if ('fault' in composed) continue;
      written.push({
        ...{ messageId: notice.id, at, text: { subject: composed.subject, body: composed.text } },
        isTheirs: recipients.some(({ id }) => id === recipient.id),
        isSole: recipients.length === 1 && recipients[0]?.id === recipient.id,
      });
    }
    return written;
  }

  private async writeCover(
    notice: OutboxMessage,
    told: readonly WrittenNotice[],
    recipient: MessageRecipient,
  ): Promise<MessageText | null> {
    const notices = told.map(({ text }, index) => `${index + 1}. ${text.subject}\n\n${text.body}`);
    const variables = { count: told.length, notices: notices.join(SEPARATOR) };
    const cover = await this.deps.compose({ ...notice, kind: 'digest', variables }, recipient);
    if (!('fault' in cover)) return cover;
    this.deps.logger.error({ kind: 'digest', ...cover }, 'a text could not be made');
    return null;
  }

  private async send({ digestId, notice, recipient, at, told, cover }: DigestMail): Promise<DigestOutcome> {
    const address = this.mailAddress(notice, recipient);
    const adapter = this.deps.adapters.get('email');
    if (cover === null || told.length === 0 || address === null || adapter === undefined) {
      return { ...NO_TEXT, told: [], isFixed: false };
    }
    const result = await adapter.send({
      ...{ id: digestId, caseId: null, address, at },
      ...{ recipientName: recipient.name, language: cover.language },
      ...{ subject: cover.subject, body: cover.text },
    });
    this.deps.onAttempt('email', result.status);
    if (result.status === 'sent') {
      return { status: 'sent', channel: 'email', reason: null, told, isFixed: true };
    }
    const { status, reason, mayHaveArrived = false } = result;
    this.deps.logger.warn({ digestId, notices: told.length, status, reason }, 'a digest could not be sent');
    return { status, channel: 'email', reason, told, isFixed: mayHaveArrived };
  }

  private mailAddress(notice: OutboxMessage, recipient: MessageRecipient): string | null {
    const offered = new Set(this.deps.adapters.keys());
    const route = routeTo(recipient, { offered, wanted: notice.channel, failed: notice.failedChannels });
    return route?.channel === 'email' ? route.address : null;
  }
}

interface WrittenNotice extends ToldNotice, NoticeAt {
  readonly text: { readonly subject: string; readonly body: string };
  /** The recipient is one of those whom it goes to. */
  readonly isTheirs: boolean;
}

interface DigestMail {
  readonly digestId: string;
  /** The notice whose delivery sends the mail. */
  readonly notice: OutboxMessage;
  readonly recipient: MessageRecipient;
  readonly at: Instant;
  readonly told: readonly WrittenNotice[];
  readonly cover: MessageText | null;
}

const SEPARATOR = `\n\n${'-'.repeat(40)}\n\n`;

const HELD_BACK: Delivery = {
  status: 'deferred',
  channel: 'email',
  reason: 'Waits for what else is noticed late',
};

const NO_TEXT: Delivery = { status: 'deferred', channel: 'email', reason: 'No text could be made' };

/** Cases have clocks that can be moved; what they have in common is the clock behind them. */
const machineInstant = ({ clockOffsetMs }: OutboxMessage, at: Instant): Instant => at - clockOffsetMs;

const byAge = (one: OutboxMessage, other: OutboxMessage): number =>
  machineInstant(one, one.queuedAt) - machineInstant(other, other.queuedAt) || (one.id < other.id ? -1 : 1);
