import { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Logger } from 'pino';
import type { OutboxMessage, OutboxRepository } from '../db/repositories/outbox.repository.ts';
import type { Instant } from '../workflows/domain/limits.ts';
import type { CaseActivities, DeliveryRequest, DeliveryResult } from './contracts.ts';
import type { Courier } from './delivery/courier.ts';

/**
 * No message is begun later than this after the start of an attempt, so that an attempt ends within its time even when
 * a server hangs: one more send, of 20 seconds at most, has room then.
 */
const BEGIN_WITHIN_MS = 30_000;

/** Messages are left for the next attempt; not a fault of the system, so it is not logged as one. */
const DELIVERY_DEFERRED = 'DELIVERY_DEFERRED';

export interface DeliveryDependencies {
  readonly outbox: Pick<OutboxRepository, 'listByIds'>;
  readonly courier: Pick<Courier, 'deliver'>;
  /** A message that has waited for longer is an outage that somebody has to hear of. */
  readonly delayedAfterMs: number;
  readonly logger: Logger;
}

/** Sends the messages of a step (design idea 7). */
export function deliverMessagesActivities(
  deps: DeliveryDependencies,
): Pick<CaseActivities, 'deliverMessages'> {
  return {
    deliverMessages: (request) => {
      // The instant of the attempt on the workflow's own clock, which may be ahead of this machine's.
      const { currentAttemptScheduledTimestampMs } = Context.current().info;
      return deliverAt(deps, request, currentAttemptScheduledTimestampMs + request.clockOffsetMs);
    },
  };
}

/**
 * Sends what is not settled yet and answers with what became of all of it, earlier attempts included; `inPart`: of what
 * is settled, so that a refused message goes on by its next channel while another one waits.
 * @throws ApplicationFailure of type DELIVERY_DEFERRED, which is to be retried, while a message has to be tried again;
 *   `inPart`: while all of them have to, and none of them is to be told as delayed.
 */
export async function deliverAt(
  deps: DeliveryDependencies,
  request: DeliveryRequest,
  at: Instant,
): Promise<readonly DeliveryResult[]> {
  const begun = performance.now();
  const messages = await deps.outbox.listByIds(request.messageIds);
  if (messages.length < request.messageIds.length) throw new Error('A message is not in the database');
  const results: DeliveryResult[] = [];
  const waiting: OutboxMessage[] = [];
  for (const message of messages) {
    const isInTime = performance.now() - begun < BEGIN_WITHIN_MS;
    const result = isInTime ? await deps.courier.deliver(message, at) : null;
    if (result === null) waiting.push(message);
    else results.push(result);
  }
  if (request.inPart === true) results.push(...delaysOf(deps, request, waiting, at));
  const isAnswered = waiting.length === 0 || (request.inPart === true && results.length > 0);
  if (!isAnswered) throw deferred(waiting.length);
  return results;
}

/** Those that have waited for long since the customer was to hear, and nobody was told of yet. */
function delaysOf(
  { delayedAfterMs, logger }: DeliveryDependencies,
  { delaysUntold = [] }: DeliveryRequest,
  waiting: readonly OutboxMessage[],
  at: Instant,
): readonly DeliveryResult[] {
  const late = waiting.filter(
    ({ id, queuedAt }) => delaysUntold.includes(id) && at - queuedAt >= delayedAfterMs,
  );
  return late.map(({ id: messageId, caseId, kind, channel }) => {
    logger.error({ caseId, messageId, kind, channel }, 'a message to a customer waits for long');
    return { messageId, status: 'delayed', failedChannel: null, nextChannel: null };
  });
}

function deferred(count: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: DELIVERY_DEFERRED,
    message: `${count} to be tried again`,
    nonRetryable: false,
    category: ApplicationFailureCategory.BENIGN,
  });
}
