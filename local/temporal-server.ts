import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { connectionOptions, type TemporalConfig } from '../temporal.config.ts';
import { endLeftover, startChild, whenReady, type Child, type ChildSpec } from './child-process.ts';
import { waitUntil } from './wait.ts';

const NAMESPACE = 'default';
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;

/** The server's own limits are meant for clusters that many share; one stack may use it all. */
const RATE_LIMITS = ['frontend.rps', 'frontend.namespaceRPS', 'matching.rps', 'history.rps'].map(
  (name) => `${name}=100000`,
);

export interface TemporalServerOptions {
  readonly executable: string;
  /** Holds the log, the pid file and, when durable, the server's database. */
  readonly directory: string;
  readonly port: number;
  /** null: no UI. */
  readonly uiPort: number | null;
  /** false: everything is kept in memory and gone with the server. */
  readonly durable: boolean;
}

/** A running Temporal server of this machine. */
export interface TemporalServer {
  readonly child: Child;
  /** host:port of its gRPC front end. */
  readonly address: string;
}

/** Starts the server and waits until its namespace can be used. */
export async function startTemporal(options: TemporalServerOptions): Promise<TemporalServer> {
  mkdirSync(options.directory, { recursive: true });
  const spec: ChildSpec = {
    name: 'The Temporal server',
    command: options.executable,
    args: serverArguments(options),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TZ: 'UTC' },
    logFile: join(options.directory, 'temporal.log'),
    pidFile: join(options.directory, 'temporal.pid'),
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
  };
  await endLeftover(spec);
  const child = await startChild(spec);
  const address = `127.0.0.1:${options.port}`;
  await whenReady(child, spec, (signal) =>
    waitUntil(
      spec.name,
      () => probeTemporal({ address, namespace: NAMESPACE, tls: false, apiKey: null }),
      READY_WITHIN_MS,
      signal,
    ),
  );
  return { child, address };
}

/** Resolves when the server answers for the namespace. */
export async function probeTemporal(
  config: Pick<TemporalConfig, 'address' | 'namespace' | 'tls' | 'apiKey'>,
): Promise<void> {
  const connection = await Connection.connect({ ...connectionOptions(config), connectTimeout: 2_000 });
  try {
    await connection.workflowService.describeNamespace({ namespace: config.namespace });
  } finally {
    await connection.close();
  }
}

function serverArguments(options: TemporalServerOptions): string[] {
  const dynamic = ['frontend.WorkflowTimeSkippingEnabled=true', ...RATE_LIMITS];
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(options.port), '--log-level', 'warn'],
    ...(options.uiPort === null ? ['--headless'] : ['--ui-port', String(options.uiPort)]),
    ...(options.durable ? ['--db-filename', join(options.directory, 'temporal.db')] : []),
    ...dynamic.flatMap((value) => ['--dynamic-config-value', value]),
  ];
}
