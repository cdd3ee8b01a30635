import { createServer, type AddressInfo } from 'node:net';
import { DefaultLogger, type LogEntry, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/**
 * Sets up Temporal's SDK for this process, once: its log goes into ours, and with `withMetrics` its figures are shown
 * at the address that is returned, on this machine only.
 */
export async function installRuntime(logger: Logger, withMetrics: boolean): Promise<string | null> {
  const address = withMetrics ? `127.0.0.1:${await freePort()}` : null;
  Runtime.install({
    logger: new DefaultLogger('DEBUG', forwardTo(logger)),
    telemetryOptions: {
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      ...(address === null
        ? {}
        : { metrics: { prometheus: { bindAddress: address, useSecondsForDurations: true } } }),
    },
  });
  return address === null ? null : `http://${address}/metrics`;
}

/** Writes the SDK's log lines as our own. */
export const forwardTo =
  (logger: Logger) =>
  ({ level, message, meta }: LogEntry): void => {
    const { error, ...facts } = meta ?? {};
    logger[LEVELS[level]](error === undefined ? facts : { ...facts, err: error }, message);
  };

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
