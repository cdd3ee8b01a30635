import type { FastifyBaseLogger } from 'fastify';
import { caseLinksRepository } from '../../db/repositories/case-links.repository.ts';
import { type CaseRow, casesRepository } from '../../db/repositories/cases.repository.ts';
import {
  type CustomerMessage,
  customerMessagesRepository,
  messagePlaced,
} from '../../db/repositories/customer-messages.repository.ts';
import { customersRepository } from '../../db/repositories/customers.repository.ts';
import type { Actor, CustomerActor } from '../../workflows/domain/actors.ts';
import { excerptOf } from '../../workflows/domain/customer-messages.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import { requireFewCommands } from '../prechecks/commands-of-day.ts';
import { precheckOf } from '../prechecks/context.ts';
import { addressOf, type CaseApiDependencies } from '../routes/case-access.ts';
import { createRounds } from '../rounds.ts';
import { derivedId } from '../routes/request-keys.ts';
import { followUpOf, isOpenedFrom } from './follow-up.ts';
import type { MessageCourier } from './message-courier.ts';

type CourierDependencies = Pick<CaseApiDependencies, 'db' | 'gateway' | 'config' | 'now'> & {
  readonly logger: FastifyBaseLogger;
};

const ROUND_EVERY_MS = 60_000;
const AT_ONCE = 20;

/** Refusals that pass: no worker runs, the case is full for now, or ends at this moment and is looked at again then. */
const PASSING: readonly string[] = ['UNAVAILABLE', 'CASE_FILLED', 'CASE_CLOSED'];

export function createMessageCourier(deps: CourierDependencies): MessageCourier {
  const { db, logger } = deps;
  const messages = customerMessagesRepository(db);
  const failure = 'messages of customers could not be brought; they are brought later';
  const { wake, every, stop } = createRounds(logger, failure, async (isStopped) => {
    let page = await messages.list({ state: 'queued' }, { after: null, limit: AT_ONCE });
    for (;;) {
      for (const message of page.items) {
        if (isStopped() || (await bring(deps, message)) === 'away') return;
      }
      if (page.next === null) return;
      page = await messages.list({ state: 'queued' }, { after: page.next, limit: AT_ONCE });
    }
  });

  return {
    send: async (ids) => {
      try {
        for (const message of await messages.listQueuedByIds(ids)) await bring(deps, message);
      } catch (error) {
        // They are on record, and their caller must hear so.
        logger.warn({ err: error }, failure);
      }
    },
    start: () => {
      void wake();
      every(ROUND_EVERY_MS, wake);
    },
    stop,
  };
}

/** `away`: nobody can be reached, and trying the others would only take time. */
async function bring(
  deps: CourierDependencies,
  message: CustomerMessage,
): Promise<'done' | 'later' | 'away'> {
  const { db, logger } = deps;
  try {
    await carry(deps, message);
    return 'done';
  } catch (error) {
    const { id } = message;
    if (!(error instanceof DomainError)) {
      logger.error({ err: error, id }, 'a message of a customer could not be brought; it is brought later');
      return 'later';
    }
    if (PASSING.includes(error.code)) return error.code === 'UNAVAILABLE' ? 'away' : 'later';
    await customerMessagesRepository(db).leaveUnplaced(id, error.code);
    return 'done';
  }
}

async function carry(deps: CourierDependencies, message: CustomerMessage): Promise<void> {
  const { db, gateway } = deps;
  if (message.caseId === null) return;
  const found = await casesRepository(db).findById(message.caseId);
  const key = derivedId('customerMessage', message.id, found.id);
  // The case may have it from a try whose end nobody saw, and be closed by now.
  if (await gateway.wasCarriedOut(addressOf(found), key)) return messagePlaced(db, message, found.id);
  if (found.closedAt !== null || found.outcome === 'merged') return toWhatCameAfter(deps, message, found);
  const by = await authorOf(deps, message, found);
  await requireFewCommands(precheckOf(deps, found, by), deps.config.customerCommandsPerDay);
  const input = {
    text: excerptOf(message.text),
    shared: true,
    automatic: message.automatic,
    ...(message.attachments.length > 0 && { evidence: message.attachments }),
    ...(by.type === 'person' && { heardFrom: message.sender }),
  };
  await gateway.runCommand(addressOf(found), { command: 'comment', input, by }, key);
  await messagePlaced(db, message, found.id);
}

/** The contact who wrote; for an address that is not theirs, whoever placed it says whose word it is. */
async function authorOf(
  { db }: CourierDependencies,
  { contactId, decidedBy }: CustomerMessage,
  { customerId }: CaseRow,
): Promise<Actor> {
  const contact = await contactOf(db, contactId);
  if (contact !== null && contact.customerId === customerId) return contact;
  if (decidedBy !== null) return decidedBy;
  throw new DomainError('FORBIDDEN', 'The case is of another customer than the one who wrote');
}

async function contactOf(
  db: CourierDependencies['db'],
  contactId: string | null,
): Promise<CustomerActor | null> {
  if (contactId === null) return null;
  const { customerId } = await customersRepository(db).findContactById(contactId);
  return { type: 'customer', customerId, contactId };
}

/** The case has ended: a merged one goes on in another, and one that ended in silence with the answer (9). */
async function toWhatCameAfter(
  deps: CourierDependencies,
  message: CustomerMessage,
  ended: CaseRow,
): Promise<void> {
  const { db } = deps;
  const messages = customerMessagesRepository(db);
  if (ended.outcome === 'merged') {
    const links = await caseLinksRepository(db).listByCase(ended.id);
    const into = links.find(({ direction, relation }) => direction === 'to' && relation === 'mergedInto');
    if (into !== undefined) return carry(deps, { ...message, caseId: into.other.caseId });
  }
  if (message.automatic) return messages.dropByItself(message.id, 'CASE_CLOSED');
  const by = await contactOf(db, message.contactId);
  if (ended.outcome !== 'customerSilent' || by === null || by.customerId !== ended.customerId) {
    return messages.leaveUnplaced(message.id, 'CASE_CLOSED');
  }
  const opened = await followUpOf(deps, message, ended, by);
  if (opened === null) return;
  if (isOpenedFrom(opened, message)) return messagePlaced(db, message, opened.id);
  return carry(deps, { ...message, caseId: opened.id });
}
