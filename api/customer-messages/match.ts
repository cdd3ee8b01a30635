import type { Database } from '../../db/client.ts';
import {
  type CaseMeant,
  type CustomerMessage,
  customerMessagesRepository,
  type Sender,
} from '../../db/repositories/customer-messages.repository.ts';
import { caseIdOfMessage, numbersIn } from '../../workflows/domain/customer-messages.ts';

/** What a message is found to be about; without a case, why. */
export type Match = Pick<CustomerMessage, 'contactId' | 'caseId' | 'because'>;

type Facts = Pick<CustomerMessage, 'channel' | 'sender' | 'inReplyTo' | 'caseNumber' | 'text'>;

/**
 * Finds the case that a message is for, among those of whoever writes from the address: the one that the message of ours
 * was about which it answers, or whose number the gateway or the text gives; without any such word, the only open one.
 * Whoever writes from an address that nobody has given does not get into a case by knowing its number (S-01).
 */
export async function matchMessage(db: Database, facts: Facts): Promise<Match> {
  const messages = customerMessagesRepository(db);
  const senders = await messages.listSenders(facts.channel, facts.sender);
  if (senders.length === 0) return { contactId: null, caseId: null, because: 'SENDER_UNKNOWN' };
  const named = await messages.listCasesMeant(...referencesIn(facts));
  if (named.length > 0) {
    const theirs = ofSenders(named, senders);
    if (theirs.length === 0) return { ...from(senders), caseId: null, because: 'CASE_OF_ANOTHER' };
    return only(openOnes(theirs), senders);
  }
  return only(await messages.listOpenCases(senders.map(({ customerId }) => customerId)), senders);
}

/** What the gateway and our own Message-ID say counts before any number that the text may quote. */
function referencesIn({ inReplyTo, caseNumber, text }: Facts): [string[], string[]] {
  const answered = inReplyTo === null ? null : caseIdOfMessage(inReplyTo);
  if (answered !== null || caseNumber !== null) {
    return [answered === null ? [] : [answered], caseNumber === null ? [] : [caseNumber]];
  }
  return [[], [...numbersIn(text)]];
}

const ofSenders = (cases: readonly CaseMeant[], senders: readonly Sender[]): readonly CaseMeant[] =>
  cases.filter((found) => senders.some(({ customerId }) => customerId === found.customerId));

/** Of several cases, closed ones are what the open one came from, or nothing that is still to be said something about. */
function openOnes(cases: readonly CaseMeant[]): readonly CaseMeant[] {
  const open = cases.filter(({ isClosed }) => !isClosed);
  return open.length > 0 ? open : cases;
}

function only(cases: readonly CaseMeant[], senders: readonly Sender[]): Match {
  const [first, ...others] = cases;
  if (first === undefined) return { ...from(senders), caseId: null, because: 'NO_OPEN_CASE' };
  if (others.length > 0) return { ...from(senders), caseId: null, because: 'SEVERAL_CASES' };
  const sender = senders.find(({ customerId }) => customerId === first.customerId);
  return { contactId: sender?.contactId ?? null, caseId: first.id, because: null };
}

/** Customers may share an address; then the case alone tells which of them it was. */
function from(senders: readonly Sender[]): Pick<Match, 'contactId'> {
  const [first, ...others] = senders;
  const isOneCustomer = others.every(({ customerId }) => customerId === first?.customerId);
  return { contactId: isOneCustomer ? (first?.contactId ?? null) : null };
}
