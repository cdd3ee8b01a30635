import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { startChild, tailOf, whenReady, type Child } from '../../local/child-process.ts';
import { freePort } from '../../local/ports.ts';
import { processSpec } from '../../local/processes.ts';
import { waitUntil } from '../../local/wait.ts';
import type { Environment } from '../../environment.ts';
import { durable, type DurableServer } from './durable-servers.ts';
import './provided.ts';

const READY_WITHIN_MS = 90_000;

export interface RealProcess extends Child {
  readonly logFile: string;
  /** The end of what it has logged. */
  log(): string;
}

/** A process with the address of its `/metrics`; of the API, of everything. */
export interface ServingProcess {
  readonly child: RealProcess;
  readonly url: string;
}

/** Starts an API or worker process as production does; `kill()` is `kill -9`. */
export async function startProcess(name: 'API' | 'worker', environment: Environment): Promise<RealProcess> {
  const directory = join(inject('stack').scratchDir, 'processes', randomUUID());
  mkdirSync(directory, { recursive: true });
  const spec = processSpec(name, directory, environment);
  const child = await startChild(spec);
  return { ...child, logFile: spec.logFile, log: () => tailOf(spec.logFile) };
}

/** An API or worker process that comes back at the same address after a crash; started means that it serves. */
export async function durableProcess(
  name: 'API' | 'worker',
  environment: Environment,
): Promise<DurableServer<ServingProcess>> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [variable, probe] = name === 'API' ? ['PORT', 'healthz'] : ['METRICS_PORT', 'readyz'];
  return durable(async () => {
    const child = await startProcess(name, { ...environment, [variable]: String(port) });
    await whenReady(child, { name, logFile: child.logFile }, (signal) =>
      waitUntil(name, () => assertServing(`${url}/${probe}`), READY_WITHIN_MS, signal),
    );
    return { child, url };
  });
}

async function assertServing(url: string): Promise<void> {
  const { status } = await fetch(url);
  if (status !== 200) throw new Error(`${url} answers ${status}`);
}
