import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { startChild, tailOf, type Child } from '../../local/child-process.ts';
import { processSpec } from '../../local/processes.ts';
import type { Environment } from '../../environment.ts';
import './provided.ts';

export interface RealProcess extends Child {
  /** The end of what it has logged. */
  log(): string;
}

/** Starts an API or worker process as production does; `kill()` is `kill -9`. */
export async function startProcess(name: 'API' | 'worker', environment: Environment): Promise<RealProcess> {
  const directory = join(inject('stack').scratchDir, 'processes', randomUUID());
  mkdirSync(directory, { recursive: true });
  const spec = processSpec(name, directory, environment);
  const child = await startChild(spec);
  return { ...child, log: () => tailOf(spec.logFile) };
}
