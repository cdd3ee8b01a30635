import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, type ChildSpec, startChild, whenReady } from '../local/child-process.ts';
import { freePort } from '../local/ports.ts';
import { processSpec } from '../local/processes.ts';
import { waitUntil } from '../local/wait.ts';
import type { Servers } from './servers.ts';

const READY_WITHIN_MS = 60_000;

/** A process of ours, and what its start cost. */
export interface MeasuredProcess {
  readonly child: Child;
  /** From the start of the process until it says that it is ready. */
  readonly startSeconds: number;
  readonly url: string;
}

/** Connections of API and worker are told apart by the name that they give to PostgreSQL. */
export const API_CONNECTIONS = 'bench-api';
export const WORKER_CONNECTIONS = 'bench-worker';

export async function startWorker(servers: Servers): Promise<MeasuredProcess> {
  const port = await freePort();
  const spec = processSpec('worker', directoryOf(servers), {
    ...servers.environment,
    DATABASE_URL: named(servers.databaseUrl, WORKER_CONNECTIONS),
    METRICS_PORT: String(port),
  });
  return startMeasured(spec, `http://127.0.0.1:${port}`);
}

export async function startApi(servers: Servers): Promise<MeasuredProcess> {
  const port = await freePort();
  const spec = processSpec('API', directoryOf(servers), {
    ...servers.environment,
    DATABASE_URL: named(servers.databaseUrl, API_CONNECTIONS),
    PORT: String(port),
  });
  return startMeasured(spec, `http://127.0.0.1:${port}`);
}

/** The worker of the bare baseline; it has answered when the first case is open. */
export async function startBareWorker(servers: Servers, taskQueue: string): Promise<Child> {
  const directory = directoryOf(servers);
  return startChild({
    name: 'The bare worker',
    command: process.execPath,
    args: [fileURLToPath(new URL('./bare/worker.ts', import.meta.url))],
    env: {
      PATH: process.env['PATH'],
      TZ: 'UTC',
      TEMPORAL_ADDRESS: servers.temporalAddress,
      TEMPORAL_TASK_QUEUE: taskQueue,
      DATABASE_URL: servers.databaseUrl,
    },
    logFile: join(directory, 'bare-worker.log'),
    pidFile: join(directory, 'bare-worker.pid'),
    stopSignal: 'SIGTERM',
    stopWithinMs: 20_000,
  });
}

/** Memory that the process holds now (resident set size), in MiB. */
export function residentMiB({ pid }: Child): number {
  const kibibytes = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Math.round(Number(kibibytes) / 1024);
}

async function startMeasured(spec: ChildSpec, url: string): Promise<MeasuredProcess> {
  const begun = performance.now();
  const child = await startChild(spec);
  await whenReady(child, spec, (signal) =>
    waitUntil(spec.name, () => assertReady(url), READY_WITHIN_MS, signal),
  );
  return { child, startSeconds: (performance.now() - begun) / 1000, url };
}

async function assertReady(url: string): Promise<void> {
  const response = await fetch(`${url}/readyz`);
  if (!response.ok) throw new Error(`GET /readyz answers ${response.status}`);
}

function directoryOf({ directory }: Servers): string {
  const path = join(directory, 'processes');
  mkdirSync(path, { recursive: true });
  return path;
}

function named(databaseUrl: string, applicationName: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('application_name', applicationName);
  return url.href;
}
