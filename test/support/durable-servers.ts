import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Child } from '../../local/child-process.ts';
import { freePort } from '../../local/ports.ts';
import { startPostgres, type PostgresServer } from '../../local/postgres.ts';
import { startTemporal, type TemporalServer } from '../../local/temporal-server.ts';
import { waitUntil } from '../../local/wait.ts';
import './provided.ts';

/** A server or process that comes back at the same address, with what it keeps on disk, after a crash. */
export interface DurableServer<T> {
  readonly current: () => T;
  /** `kill -9`. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export const durablePostgres = async (): Promise<DurableServer<PostgresServer>> => {
  const [directory, port] = [scratchDirectory('postgres-'), await freePort()];
  return durable(() => startPostgres({ directory, port, password: 'test', durable: true }));
};

export const durableTemporal = async (): Promise<DurableServer<TemporalServer>> => {
  const [directory, port] = [scratchDirectory('temporal-'), await freePort()];
  const executable = inject('stack').temporalExecutable;
  return durable(() => startTemporal({ executable, directory, port, uiPort: null, durable: true }));
};

/** What a killed server leaves behind (processes, locks) is gone within moments. */
const CAN_RESTART_WITHIN_MS = 20_000;

/** Whatever `start` starts, over and over at the same address. */
export async function durable<T extends { readonly child: Child }>(
  start: () => Promise<T>,
): Promise<DurableServer<T>> {
  let server = await start();
  return {
    current: () => server,
    crash: () => server.child.kill(),
    restart: async () => {
      server = await waitUntil('The restart', start, CAN_RESTART_WITHIN_MS, new AbortController().signal);
    },
    stop: () => server.child.stop(),
  };
}

const scratchDirectory = (prefix: string): string => mkdtempSync(join(inject('stack').scratchDir, prefix));
