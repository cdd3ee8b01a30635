import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Database } from '../db/client.ts';
import type { Instant } from '../workflows/domain/limits.ts';
import type { CaseGateway } from './case-gateway.ts';
import type { ApiConfig } from './config.ts';
import type { MessageCourier } from './customer-messages/message-courier.ts';
import type { EvidenceStore } from './evidence/evidence-store.ts';
import type { TokenVerifier } from './plugins/token-verifier.ts';
import type { SignalCourier } from './signal-courier.ts';
import type { SurveyOpener } from './survey-opener.ts';

/** A Fastify instance whose handlers are typed by the TypeBox schemas of their route. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** Everything the API is built from; nothing else is read from the environment or a global. */
export interface ApiDependencies {
  readonly db: Database;
  readonly config: Pick<
    ApiConfig,
    | 'rateLimitPerMinute'
    | 'customerCommandsPerDay'
    | 'trustedProxies'
    | 'adjustableClocks'
    | 'historyEventsPerRun'
  >;
  readonly verifyToken: TokenVerifier;
  readonly gateway: CaseGateway;
  readonly courier: SignalCourier;
  readonly messageCourier: MessageCourier;
  readonly surveys: Pick<SurveyOpener, 'look'>;
  readonly evidence: EvidenceStore;
  readonly logger: FastifyBaseLogger;
  /** The clock of everything that is not a case: cases have their own (design idea 8). */
  readonly now: () => Instant;
}
