import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { startChild, tailOf, type Child } from './child-process.ts';
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
  const logFile = join(options.directory, 'temporal.log');
  const child = await startChild({
    name: 'temporal',
    command: options.executable,
    args: serverArguments(options),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TZ: 'UTC' },
    logFile,
    pidFile: join(options.directory, 'temporal.pid'),
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
  });
  const address = `127.0.0.1:${options.port}`;
  await waitUntil('The Temporal server', () => probeTemporal(address, NAMESPACE), {
    withinMs: READY_WITHIN_MS,
    ended: child.exited.then(({ code, signal }) => {
      throw new Error(`The Temporal server ended at once (${signal ?? code}):\n${tailOf(logFile)}`);
    }),
  });
  return { child, address };
}

/** Resolves when the server answers for the namespace. */
export async function probeTemporal(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    await connection.workflowService.describeNamespace({ namespace });
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
