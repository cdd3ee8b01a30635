import { createLogger } from '../logging.ts';
import { composeApi } from './compose.ts';
import { readApiConfig } from './config.ts';

/** Requests under way when the process is told to stop get this long to be answered. */
const STOP_WITHIN_MS = 15_000;

/** The API process: environment, connections, server; stops cleanly on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const config = readApiConfig(process.env);
  const logger = createLogger('api', config.logLevel);
  const { app, close } = composeApi(config, logger);

  const stop = async (signal: string): Promise<void> => {
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error('requests were still under way when the time to stop ran out');
      process.exit(1);
    }, STOP_WITHIN_MS).unref();
    await close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop(signal).catch((error: unknown) => {
        logger.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      });
    });
  }
  await app.listen({ host: config.host, port: config.port });
}

await main();
