import type { Logger } from 'pino';
import type { DigestsRepository } from '../../db/repositories/digests.repository.ts';
import type { Delivery } from '../../db/repositories/message-deliveries.ts';
import type { OutboxRepository } from '../../db/repositories/outbox.repository.ts';
import type { ChannelAdapter } from '../adapters/channel-adapter.ts';
import type { Composer } from './composer.ts';
import type { OutboundChannel, RecipientFinder } from './recipients.ts';

/** What messages are delivered with. */
export interface DeliveryDependencies {
  readonly outbox: OutboxRepository;
  readonly digests: DigestsRepository;
  readonly recipientsOf: RecipientFinder;
  readonly compose: Composer;
  /** The channels that this installation is set up for. */
  readonly adapters: ReadonlyMap<OutboundChannel, ChannelAdapter>;
  readonly logger: Logger;
  /** Told of every attempt, for the figures of operation. */
  readonly onAttempt: (channel: string, status: Delivery['status']) => void;
}
