import { inject } from 'vitest';
import { freePort } from '../../local/ports.ts';
import { startPostgres, type PostgresServer } from '../../local/postgres.ts';
import { startTemporal, type TemporalServer } from '../../local/temporal-server.ts';
import './provided.ts';
import { scratchDirectory } from './scratch.ts';

/** A server that keeps its data on disk and comes back at the same address after a crash. */
export interface DurableServer<T> {
  readonly current: () => T;
  /** `kill -9`. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export const durablePostgres = async (): Promise<DurableServer<PostgresServer>> => {
  const [directory, port] = [scratchDirectory(), await freePort()];
  return durable(() => startPostgres({ directory, port, password: 'test', durable: true }));
};

export const durableTemporal = async (): Promise<DurableServer<TemporalServer>> => {
  const [directory, port] = [scratchDirectory(), await freePort()];
  const executable = inject('stack').temporalExecutable;
  return durable(() => startTemporal({ executable, directory, port, uiPort: null, durable: true }));
};

async function durable<T extends PostgresServer | TemporalServer>(
  start: () => Promise<T>,
): Promise<DurableServer<T>> {
  let server = await start();
  return {
    current: () => server,
    crash: () => server.child.kill(),
    restart: async () => {
      server = await start();
    },
    stop: () => server.child.stop(),
  };
}
