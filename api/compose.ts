import type { FastifyBaseLogger } from 'fastify';
import { createDatabase } from '../db/client.ts';
import { buildApp } from './app.ts';
import { createCaseGateway } from './case-gateway.ts';
import type { ApiConfig } from './config.ts';
import type { Api } from './dependencies.ts';
import { createTokenVerifier } from './plugins/token-verifier.ts';

/** The API with its connections; every one of them connects at its first use. */
export interface ComposedApi {
  readonly app: Api;
  /** Answers what is under way, then lets go of the connections. */
  readonly close: () => Promise<void>;
}

export function composeApi(config: ApiConfig, logger: FastifyBaseLogger): ComposedApi {
  const database = createDatabase(config.databaseUrl, {
    max: config.databasePoolSize,
    onConnectionLost: (error) => {
      logger.warn({ err: error }, 'the database dropped an idle connection');
    },
  });
  const gateway = createCaseGateway(config);
  const verifyToken = createTokenVerifier(config.tokens);
  const app = buildApp({ db: database.db, config, verifyToken, gateway, logger, now: Date.now });
  return {
    app,
    close: async () => {
      await app.close();
      await gateway.close();
      await database.close();
    },
  };
}
