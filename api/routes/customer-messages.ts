import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { casesRepository } from '../../db/repositories/cases.repository.ts';
import {
  type CustomerMessage,
  customerMessagesRepository,
  decideMessage,
  type MessageDecision,
  type NewCustomerMessage,
} from '../../db/repositories/customer-messages.repository.ts';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { matchMessage } from '../customer-messages/match.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { pageBody } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { actorIdOf, type Principal } from '../plugins/auth.ts';
import { checkEvidence } from '../prechecks/evidence.ts';
import { idParams, page } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import {
  CustomerMessageBody,
  CustomerMessagesQuery,
  MessagePlacementBody,
  NewCustomerMessageBody,
  ReceivedMessageBody,
} from '../schemas/customer-messages.schema.ts';
import { fromIso, toIso, toIsoOrNull } from '../schemas/instants.ts';
import { CUSTOMER_DATA_ROLES } from './access.ts';
import { assertNotMerged, assertOpen, type CaseApiDependencies } from './case-access.ts';
import { derivedId } from './request-keys.ts';

type ReceivedRequest = FastifyRequest<{ Body: Static<typeof NewCustomerMessageBody> }>;

const tags = ['customer messages'];

/** A gateway's clock may be ahead of ours by this. */
const CLOCKS_DIFFER_BY_MS = 60_000;

/**
 * What customers send through gateways of mail, SMS and WeChat (repair process, 3.4 Silence, 9): it goes to its case as the
 * customer's comment; what fits no case, or several, waits for a person.
 */
export function registerCustomerMessageRoutes(api: Api, deps: CaseApiDependencies): void {
  registerReception(api, deps);
  registerList(api, deps);
  registerPlacement(api, deps);
}

function registerReception(api: Api, deps: CaseApiDependencies): void {
  api.post(
    '/v1/customer-messages',
    {
      config: { access: { people: [], systems: ['messages:receive'] } },
      schema: {
        tags,
        operationId: 'receiveCustomerMessage',
        summary: 'Bring a message that a customer sent; each message of a system counts once',
        description:
          '202: taken, and on its way to its case or to those who place it. 200: it was brought before, and nothing happens twice.',
        body: NewCustomerMessageBody,
        response: { 200: ReceivedMessageBody, 202: ReceivedMessageBody },
      },
    },
    async (request, reply) => {
      const taken = await take(deps, request);
      await deps.messageCourier.send([taken.message.id]);
      const now = await customerMessagesRepository(deps.db).findOptionalById(taken.message.id);
      const { id, messageId, state } = now ?? taken.message;
      return reply.status(taken.isNew ? 202 : 200).send({ id, messageId, state });
    },
  );
}

/** Writes the message down with what it is about, unless it is there already. */
async function take(
  deps: CaseApiDependencies,
  request: ReceivedRequest,
): Promise<{ readonly message: CustomerMessage; readonly isNew: boolean }> {
  const { db } = deps;
  const written = writtenDown(request, deps.now());
  const messages = customerMessagesRepository(db);
  const first = await messages.findOptionalById(written.id);
  if (first !== undefined) return { message: requireSame(first, written), isNew: false };
  checkReceivedAt(deps, written.receivedAt);
  await checkEvidence(deps, request.principal, NewCustomerMessageBody, request.body, written.id);
  const match = await matchMessage(db, written);
  const state =
    match.because === null ? 'queued' : isNobodys(written, match.because) ? 'dismissed' : 'unplaced';
  const message = await createAuditTrail(deps).change(request, 'customerMessage', async (tx) => {
    const created = await customerMessagesRepository(tx).create({ ...written, ...match, state });
    if (created !== undefined) return { before: null, after: created };
    throw new DomainError('IDEMPOTENCY_IN_PROGRESS', 'The same message is just being brought');
  });
  return { message, isNew: true };
}

/** An automatic reply that fits no case is nothing for a person to look at. */
const isNobodys = ({ automatic }: { readonly automatic: boolean }, because: string): boolean =>
  automatic && because !== 'SEVERAL_CASES';

type Written = Omit<NewCustomerMessage, 'contactId' | 'caseId' | 'because' | 'state'>;

function writtenDown({ body, principal }: ReceivedRequest, takenAt: Instant): Written {
  const system = actorIdOf(principal);
  const { from, inReplyTo = null, caseNumber = null, attachments = [], receivedAt, ...same } = body;
  return {
    ...same,
    id: derivedId('customerMessage', system, body.messageId),
    system,
    sender: from,
    inReplyTo,
    caseNumber,
    attachments,
    receivedAt: fromIso(receivedAt),
    takenAt,
  };
}

/** What a gateway says of a message, which stays as it is. */
const SAID = ['channel', 'sender', 'inReplyTo', 'caseNumber', 'text', 'automatic', 'receivedAt'] as const;

function requireSame(first: CustomerMessage, again: Written): CustomerMessage {
  const isSame =
    SAID.every((field) => first[field] === again[field]) &&
    first.attachments.join() === again.attachments.join();
  if (isSame) return first;
  const { messageId } = first;
  throw new DomainError('IDEMPOTENCY_KEY_REUSED', 'The messageId stands for another message', {
    details: { messageId },
  });
}

/** Where cases have clocks of their own, their messages do too. */
function checkReceivedAt({ config, now }: ApiDependencies, receivedAt: Instant): void {
  if (config.adjustableClocks || receivedAt <= now() + CLOCKS_DIFFER_BY_MS) return;
  throw invalid('/receivedAt', `must not lie in the future; it is ${toIso(now())}`);
}

function registerList(api: Api, deps: CaseApiDependencies): void {
  const audit = createAuditTrail(deps);
  api.get(
    '/v1/customer-messages',
    {
      config: { access: CUSTOMER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'listCustomerMessages',
        summary: 'What customers sent through gateways, oldest first; `state=unplaced` waits for a person',
        querystring: CustomerMessagesQuery,
        response: { 200: page(CustomerMessageBody) },
      },
    },
    async (request) => {
      const { limit = 50, cursor, ...filter } = request.query;
      const after = cursor === undefined ? null : decodeCursor(cursor, ['number', 'uuid']);
      const found = await customerMessagesRepository(deps.db).list(filter, { after, limit });
      await audit.access(request, 'customerMessage', found.items);
      return pageBody(
        found,
        (message) => toBody(message, request.principal),
        (position) => position,
      );
    },
  );
}

function registerPlacement(api: Api, deps: CaseApiDependencies): void {
  const audit = createAuditTrail(deps);
  api.post(
    '/v1/customer-messages/:messageId/placement',
    {
      config: { access: CUSTOMER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'placeCustomerMessage',
        summary: 'Place a message that waits in a case, or dismiss it; once',
        params: idParams('messageId'),
        body: MessagePlacementBody,
        response: { 200: CustomerMessageBody },
      },
    },
    async (request) => {
      const { actor } = request.principal;
      if (actor.type !== 'person') throw new DomainError('FORBIDDEN', 'A person places messages');
      const decision = await decisionOf(deps, request.body);
      const { messageId: id } = request.params;
      const decided = await audit.change(request, 'customerMessage', (tx) =>
        decideMessage(tx, { ...decision, id, by: actor }, deps.now()),
      );
      if (decided.state === 'queued') await deps.messageCourier.send([id]);
      const now = await customerMessagesRepository(deps.db).findOptionalById(id);
      return toBody(now ?? decided, request.principal);
    },
  );
}

async function decisionOf(
  { db }: CaseApiDependencies,
  body: Static<typeof MessagePlacementBody>,
): Promise<Omit<MessageDecision, 'id' | 'by'>> {
  const { decision, caseId, reason = null } = body;
  if (decision === 'dismiss') {
    if (caseId !== undefined) throw invalid('/caseId', 'is for a message that is placed');
    if (reason === null) throw invalid('/reason', 'is required: why it concerns no case');
    return { state: 'dismissed', caseId: null, reason };
  }
  if (caseId === undefined) throw invalid('/caseId', 'is required: where the message belongs');
  const found = await casesRepository(db).findOptionalById(caseId);
  if (found === undefined) throw invalid('/caseId', 'names no case');
  assertOpen(found);
  assertNotMerged(found);
  return { state: decision === 'comment' ? 'queued' : 'placed', caseId, reason };
}

function toBody(
  { sender, decidedBy, ...message }: CustomerMessage,
  { timeZone }: Principal,
): Static<typeof CustomerMessageBody> {
  return {
    ...message,
    from: sender,
    attachments: [...message.attachments],
    receivedAt: toIso(message.receivedAt, timeZone),
    takenAt: toIso(message.takenAt, timeZone),
    decidedAt: toIsoOrNull(message.decidedAt, timeZone),
    decidedBy: decidedBy?.personId ?? null,
  };
}
