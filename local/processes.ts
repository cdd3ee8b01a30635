import { join } from 'node:path';
import type { ChildSpec } from './child-process.ts';

const STOP_WITHIN_MS = 20_000;

/** A process of ours, run from its TypeScript entry point as in production. */
export function processSpec(
  name: 'API' | 'worker',
  directory: string,
  environment: Readonly<Record<string, string | undefined>>,
): ChildSpec {
  const entry = name === 'API' ? '../api/server.ts' : '../activities/worker.ts';
  return {
    name: `The ${name}`,
    command: process.execPath,
    args: [join(import.meta.dirname, entry)],
    env: { PATH: process.env['PATH'], TZ: 'UTC', ...environment },
    logFile: join(directory, `${name.toLowerCase()}.log`),
    pidFile: join(directory, `${name.toLowerCase()}.pid`),
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
  };
}
