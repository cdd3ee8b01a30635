import type { Database } from '../../db/client.ts';
import type { OutboxMessage } from '../../db/repositories/outbox.repository.ts';
import { peopleRepository, type Person } from '../../db/repositories/people.repository.ts';
import type { Instant, Role } from '../../workflows/domain/limits.ts';
import type { Channel } from '../contracts.ts';

/** Channels that reach somebody outside, in the order in which they are tried. */
const OUTBOUND_CHANNELS = ['email', 'wechat', 'sms'] as const satisfies readonly Channel[];
export type OutboundChannel = (typeof OUTBOUND_CHANNELS)[number];

/** Somebody whom a message goes to. All of it is personal data (S-01). */
export interface MessageRecipient {
  /** Of a person or a contact. */
  readonly id: string;
  /** What the ids of copies differ by; null when the message goes to nobody else. */
  readonly copy: string | null;
  /** Of a member of staff; null: a customer's contact. */
  readonly roles: readonly string[] | null;
  readonly name: string;
  readonly language: string;
  readonly timeZone: string;
  readonly preferred: OutboundChannel;
  readonly addresses: Readonly<Record<OutboundChannel, string | null>>;
}

export type RecipientFinder = (message: OutboxMessage, at: Instant) => Promise<readonly MessageRecipient[]>;

/** Finds out whom a message goes to at that instant; nobody, when a role is not held or a contact has left. */
export function recipientFinder(db: Database): RecipientFinder {
  const people = peopleRepository(db);

  /** Whoever is on duty; outside the roster all holders, those who are away only when nobody else holds the role. */
  const holdersOf = async (role: Role, at: Instant): Promise<readonly Person[]> => {
    const onDuty = await people.listByRoleOnDuty(role, at);
    if (onDuty.length > 0) return onDuty;
    const present = await people.listPresentByRole(role, at);
    return present.length > 0 ? present : people.listByRole(role);
  };

  const roleOf = async (role: Role, at: Instant): Promise<readonly MessageRecipient[]> =>
    (await holdersOf(role, at)).map((person) => recipientOf(person, person.id));

  /** Named as one of a role: while they are not there to act in it, the others are. */
  const personOf: RecipientFinder = async ({ recipientPersonId: id, recipientRole }, at) => {
    const role = recipientRole as Role | null;
    if (role === null) {
      const found = await people.listByIds([id ?? '']);
      return found.filter(({ active }) => active).map((person) => recipientOf(person, null));
    }
    const named = (await people.listPresentByRole(role, at)).find((person) => person.id === id);
    return named === undefined ? roleOf(role, at) : [recipientOf(named, null)];
  };

  return async (message, at) => {
    switch (message.recipientType) {
      case 'customer':
        return customerOf(message);
      case 'person':
        return personOf(message, at);
      default:
        return roleOf(message.recipientRole as Role, at);
    }
  };
}

function customerOf({ contact, language }: OutboxMessage): readonly MessageRecipient[] {
  if (contact === null) return [];
  const { id, name, timeZone, preferredChannel: preferred } = contact;
  const addresses = addressesOf(contact);
  return [{ ...{ id, copy: null, roles: null }, ...{ name, language, timeZone, preferred, addresses } }];
}

function recipientOf(person: Person, copy: string | null): MessageRecipient {
  const { id, name, roles, language, timeZone } = person;
  return { id, copy, roles, name, language, timeZone, preferred: 'email', addresses: addressesOf(person) };
}

function addressesOf(holder: {
  readonly email: string | null;
  readonly phone: string | null;
  readonly wechatId: string | null;
}): MessageRecipient['addresses'] {
  return { email: holder.email, sms: holder.phone, wechat: holder.wechatId };
}

/** What limits the choice of a channel. */
export interface ChannelChoice {
  /** Channels that this installation is set up for. */
  readonly offered: ReadonlySet<OutboundChannel>;
  /** Null: the one that the recipient prefers. */
  readonly wanted: string | null;
  readonly failed: readonly string[];
}

/** The channel and address by which a recipient is reached, or null if there is none. */
export function routeTo(
  recipient: MessageRecipient,
  { offered, wanted, failed }: ChannelChoice,
): { readonly channel: OutboundChannel; readonly address: string } | null {
  const order: readonly OutboundChannel[] =
    wanted === null
      ? [recipient.preferred, ...OUTBOUND_CHANNELS]
      : OUTBOUND_CHANNELS.filter((channel) => channel === wanted);
  for (const channel of order) {
    const address = recipient.addresses[channel];
    if (address !== null && offered.has(channel) && !failed.includes(channel)) return { channel, address };
  }
  return null;
}
