import { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { OutboxRepository } from '../db/repositories/outbox.repository.ts';
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
 *   `inPart`: while all of them have to.
 */
export async function deliverAt(
  { outbox, courier }: DeliveryDependencies,
  request: DeliveryRequest,
  at: Instant,
): Promise<readonly DeliveryResult[]> {
  const begun = performance.now();
  const messages = await outbox.listByIds(request.messageIds);
  if (messages.length < request.messageIds.length) throw new Error('A message is not in the database');
  const results: DeliveryResult[] = [];
  for (const message of messages) {
    const isInTime = performance.now() - begun < BEGIN_WITHIN_MS;
    const result = isInTime ? await courier.deliver(message, at) : null;
    if (result !== null) results.push(result);
  }
  const waiting = messages.length - results.length;
  const isAnswered = waiting === 0 || (request.inPart === true && results.length > 0);
  if (!isAnswered) throw deferred(waiting);
  return results;
}

function deferred(count: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: DELIVERY_DEFERRED,
    message: `${count} to be tried again`,
    nonRetryable: false,
    category: ApplicationFailureCategory.BENIGN,
  });
}
