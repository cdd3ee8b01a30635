import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { startChild, tailOf, type Child } from '../../local/child-process.ts';
import type { Environment } from '../../environment.ts';
import './provided.ts';

const ENTRY_POINTS = { api: '../../api/server.ts', worker: '../../activities/worker.ts' } as const;

export interface RealProcess extends Child {
  /** The end of what it has logged. */
  log(): string;
}

/** Starts an API or worker process as production does; `kill()` is `kill -9`. */
export async function startProcess(
  kind: keyof typeof ENTRY_POINTS,
  environment: Environment,
): Promise<RealProcess> {
  const directory = join(inject('stack').scratchDir, 'processes');
  mkdirSync(directory, { recursive: true });
  const name = `${kind}-${crypto.randomUUID()}`;
  const logFile = join(directory, `${name}.log`);
  const child = await startChild({
    name,
    command: process.execPath,
    args: [fileURLToPath(new URL(ENTRY_POINTS[kind], import.meta.url))],
    env: { PATH: process.env['PATH'], TZ: 'UTC', ...environment },
    logFile,
    pidFile: join(directory, `${name}.pid`),
    stopSignal: 'SIGTERM',
    stopWithinMs: 20_000,
  });
  return { ...child, log: () => tailOf(logFile) };
}
