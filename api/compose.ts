import type { FastifyBaseLogger } from 'fastify';
import { createDatabase } from '../db/client.ts';
import { buildApp } from './app.ts';
import { createCaseGateway } from './case-gateway.ts';
import type { ApiConfig } from './config.ts';
import { createMessageCourier } from './customer-messages/courier.ts';
import type { Api } from './dependencies.ts';
import { createBucketStore } from './evidence/bucket-store.ts';
import type { EvidencePlace } from './evidence/evidence-place.ts';
import type { EvidenceStore } from './evidence/evidence-store.ts';
import { createFolderStore } from './evidence/folder-store.ts';
import { createTokenVerifier } from './plugins/token-verifier.ts';
import { createSignalCourier } from './signal-courier.ts';
import { createSurveyOpener } from './survey-opener.ts';

/** The API with its connections; every one of them connects at its first use. */
export interface ComposedApi {
  readonly app: Api;
  /** Answers what is under way, then lets go of the connections. */
  readonly close: () => Promise<void>;
}

/** A caller whose answer hangs on a database that has gone silent is told so by then. */
const DATABASE_ANSWERS_WITHIN_MS = 15_000;

export function composeApi(config: ApiConfig, logger: FastifyBaseLogger): ComposedApi {
  const database = createDatabase(config.databaseUrl, {
    max: config.databasePoolSize,
    answerWithinMs: DATABASE_ANSWERS_WITHIN_MS,
    onConnectionLost: (error) => {
      logger.warn({ err: error }, 'the database dropped a connection');
    },
  });
  const gateway = createCaseGateway(config);
  const verifyToken = createTokenVerifier(config.tokens);
  const shared = { db: database.db, gateway, logger, now: Date.now };
  const courier = createSignalCourier(shared);
  const messageCourier = createMessageCourier({ ...shared, config });
  const surveys = createSurveyOpener({ ...shared, config });
  const evidence = evidenceStoreAt(config.evidence);
  const app = buildApp({ ...shared, config, verifyToken, courier, messageCourier, surveys, evidence });
  app.addHook('onReady', (done) => {
    courier.start();
    messageCourier.start();
    surveys.start();
    done();
  });
  return {
    app,
    close: async () => {
      await app.close();
      await Promise.all([courier.stop(), messageCourier.stop(), surveys.stop()]);
      await gateway.close();
      await database.close();
    },
  };
}

const evidenceStoreAt = (place: EvidencePlace): EvidenceStore =>
  place.kind === 'folder' ? createFolderStore(place.path) : createBucketStore(place);
