/** What customers send through gateways: replies by mail, SMS and WeChat (repair process, 3.4 Silence, 9). */

export const INBOUND_CHANNELS = ['email', 'sms', 'wechat'] as const;
export type InboundChannel = (typeof INBOUND_CHANNELS)[number];

/**
 * Where a message stands. `queued`: on its way to its case; `placed`: the case has it, or was opened from it;
 * `unplaced`: it waits for a person to place it; `dismissed`: it concerns no case.
 */
export const MESSAGE_STATES = ['queued', 'placed', 'unplaced', 'dismissed'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** Texts of messages go on in a case as far as the forms of cases take them; the whole text stays with the message. */
const MOST_IN_CASE = 4_000;

export function excerptOf(text: string): string {
  return text.length <= MOST_IN_CASE ? text : `${text.slice(0, MOST_IN_CASE - 1).trimEnd()}…`;
}

const MESSAGE_ID = /^<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.[^@>]*)?(?:@[^>]*)?>?$/i;

/** The case that a message of ours is about, by its Message-ID (RFC 5322 section 3.6.4) or the id that a gateway was given. */
export function caseIdOfMessage(messageId: string): string | null {
  return MESSAGE_ID.exec(messageId.trim())?.[1]?.toLowerCase() ?? null;
}

/** Bounded, and begun at the start of a word only: a long text costs no more than its length. */
const NUMBER_LIKE = /(?<![A-Z0-9])[A-Z0-9]{1,32}(?:-[A-Z0-9]{1,32}){1,8}/g;
const MOST_NUMBERS = 20;

/** What may be numbers of cases in a text, each once; whichever are, the database knows. */
export function numbersIn(text: string): readonly string[] {
  return [...new Set(text.toUpperCase().match(NUMBER_LIKE))].slice(0, MOST_NUMBERS);
}

/** A phone number as it is compared: digits with the plus of an international one. */
export const comparablePhone = (phone: string): string => phone.replace(/[^0-9+]/g, '');
