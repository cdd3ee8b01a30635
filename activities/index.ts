import type { Logger } from 'pino';
import type { DatabaseHandle } from '../db/client.ts';
import { caseStepRepository } from '../db/repositories/case-step.repository.ts';
import { digestsRepository } from '../db/repositories/digests.repository.ts';
import { outboxRepository } from '../db/repositories/outbox.repository.ts';
import type { ChannelAdapter } from './adapters/channel-adapter.ts';
import type { CaseActivities } from './contracts.ts';
import { deliverMessagesActivities } from './deliver-messages.activities.ts';
import { composer } from './delivery/composer.ts';
import { Courier } from './delivery/courier.ts';
import type { DeliveryDependencies } from './delivery/dependencies.ts';
import { type OutboundChannel, recipientFinder } from './delivery/recipients.ts';
import { recordStepActivities } from './record-step.activities.ts';
import type { LinkActivities } from './link-contracts.ts';
import { linkActivities } from './links.activities.ts';
import { workingCalendars } from './recording/working-calendars.ts';
import { createRepairActivities } from './repair/index.ts';
import type { RepairActivities } from './repair-contracts.ts';

/** What activities work with; opened once per process. */
export interface ActivityDependencies {
  readonly database: DatabaseHandle;
  /**
   * Connections for sending alone. A send holds one of them until the other side has answered: a mail server that hangs
   * must not keep steps from being recorded.
   */
  readonly deliveryDatabase: DatabaseHandle;
  readonly adapters: ReadonlyMap<OutboundChannel, ChannelAdapter>;
  readonly logger: Logger;
  readonly onAttempt: DeliveryDependencies['onAttempt'];
  readonly delayedAfterMs: number;
}

/** Every activity that workflows may call, by the name they call it. */
export function createActivities(
  deps: ActivityDependencies,
): CaseActivities & LinkActivities & RepairActivities {
  const { db, pool } = deps.database;
  const steps = caseStepRepository(pool);
  const calendars = workingCalendars(db, steps);
  return {
    ...recordStepActivities({ steps, calendars }),
    ...deliveryActivities(deps),
    ...linkActivities(db),
    ...createRepairActivities({ db, steps, calendars }),
  };
}

function deliveryActivities(deps: ActivityDependencies): Pick<CaseActivities, 'deliverMessages'> {
  const { db } = deps.deliveryDatabase;
  const outbox = outboxRepository(db);
  const courier = new Courier({
    ...deps,
    outbox,
    digests: digestsRepository(db),
    recipientsOf: recipientFinder(db),
    // Texts are made while a connection for sending is held: from the same pool, sends would wait for each other.
    compose: composer(deps.database.db),
  });
  const { delayedAfterMs, logger } = deps;
  return deliverMessagesActivities({ outbox, courier, delayedAfterMs, logger });
}
