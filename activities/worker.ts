import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import type { Logger } from 'pino';
import { createDatabase, type DatabaseHandle } from '../db/client.ts';
import { outboxRepository } from '../db/repositories/outbox.repository.ts';
import { createLogger } from '../logging.ts';
import { connectionOptions, dataConverter, type TemporalConfig } from '../temporal.config.ts';
import { readWorkerConfig, type WorkerConfig } from './config.ts';
import { channelAdapters } from './adapters/index.ts';
import { createActivities } from './index.ts';
import { serveObservability, workerMetrics } from './observability.ts';
import { storableInputs } from './worker-interceptors.ts';
import { forwardTo, installRuntime } from './worker-runtime.ts';

/** Messages that are sent at the same time; each holds a database connection beside those of DATABASE_POOL_SIZE. */
const SENDS_AT_ONCE = 4;

/** Activities under way when the process is told to stop get this long; then the worker stops all the same. */
const STOP_WITHIN = '10s';
const STOP_BY_FORCE_AFTER = '15s';

/**
 * A case whose worker has died is taken up by another one after this long. Shorter would make busy workers lose their
 * cached cases, longer would make callers wait after a crash.
 */
const CACHED_CASE_WAITS_FOR_ITS_WORKER = '5s';

export interface WorkerParts {
  readonly logger: Logger;
  /** Made by `bundleWorkflows`; workers can share one. */
  readonly workflowBundle: WorkflowBundleWithSourceMap;
  /** Where Temporal's SDK shows its figures; null: nowhere. */
  readonly sdkMetricsUrl: string | null;
}

export interface RunningWorker {
  /** Port of `/metrics`, `/healthz` and `/readyz`; null: none. */
  readonly observabilityPort: number | null;
  /** Settles when the worker has stopped and closed what it opened; rejects when it broke. */
  readonly stopped: Promise<void>;
  /** Takes no new work, lets work under way finish, and closes everything. */
  stop(): Promise<void>;
}

/**
 * The code of all workflows, as workers load it: its modules are run once and shared by all cases, which saves each case
 * time at its start and memory afterwards. They therefore keep nothing of a case (eslint.config.js sees to it).
 */
export function bundleWorkflows(
  temporal: TemporalConfig,
  logger: Logger,
): Promise<WorkflowBundleWithSourceMap> {
  const { failureConverterPath } = dataConverter(temporal);
  const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
  return bundleWorkflowCode({
    workflowsPath,
    preloadModules: [workflowsPath],
    ...(failureConverterPath === undefined ? {} : { failureConverterPath }),
    logger: new DefaultLogger('WARN', forwardTo(logger)),
  });
}

/** Starts a worker for all cases; the Temporal server and the database have to be up. */
export async function runWorker(config: WorkerConfig, parts: WorkerParts): Promise<RunningWorker> {
  const opened = new Opened();
  try {
    return await start(config, parts, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function start(config: WorkerConfig, parts: WorkerParts, opened: Opened): Promise<RunningWorker> {
  const { logger, sdkMetricsUrl } = parts;
  const database = openDatabase(config, config.databasePoolSize, logger, opened);
  const deliveryDatabase = openDatabase(config, SENDS_AT_ONCE, logger, opened);
  const adapters = channelAdapters(config, SENDS_AT_ONCE);
  for (const adapter of adapters.values()) {
    opened.add(() => {
      adapter.close();
    });
  }
  const { registry, onAttempt } = workerMetrics(() => outboxRepository(database.db).waiting(), logger);
  const delayedAfterMs = config.messageDelayMinutes * 60_000;
  const activities = createActivities({
    ...{ database, deliveryDatabase, adapters, logger, onAttempt, delayedAfterMs },
  });
  await database.pool.query('select 1');
  const connection = await NativeConnection.connect(connectionOptions(config.temporal));
  opened.add(() => connection.close());
  const worker = await createWorker(config, parts, connection, activities);
  const isReady = async (): Promise<boolean> =>
    worker.getState() === 'RUNNING' && (await isReachable(database));
  const observability =
    config.metricsPort === null
      ? null
      : await serveObservability(config.metricsPort, { registry, sdkMetricsUrl, isReady });
  if (observability !== null) opened.add(() => observability.close());
  const stopped = worker.run().finally(() => opened.close());
  return {
    observabilityPort: observability?.port ?? null,
    stopped,
    stop: () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      return stopped;
    },
  };
}

/** What has to be closed when the worker is done, the last first. */
class Opened {
  private readonly closers: (() => unknown)[] = [];

  add(closer: () => unknown): void {
    this.closers.push(closer);
  }

  async close(): Promise<void> {
    for (const closer of this.closers.splice(0).reverse()) await closer();
  }
}

function createWorker(
  config: WorkerConfig,
  { workflowBundle, logger }: WorkerParts,
  connection: NativeConnection,
  activities: ReturnType<typeof createActivities>,
): Promise<Worker> {
  const { temporal } = config;
  return Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue: temporal.taskQueue,
    dataConverter: dataConverter(temporal),
    workflowBundle,
    activities,
    interceptors: { activity: [storableInputs(logger)] },
    stickyQueueScheduleToStartTimeout: CACHED_CASE_WAITS_FOR_ITS_WORKER,
    shutdownGraceTime: STOP_WITHIN,
    shutdownForceTime: STOP_BY_FORCE_AFTER,
  });
}

function openDatabase(config: WorkerConfig, max: number, logger: Logger, opened: Opened): DatabaseHandle {
  const database = createDatabase(config.databaseUrl, {
    max,
    onConnectionLost: (error) => {
      logger.warn({ err: error }, 'the database dropped a connection');
    },
  });
  opened.add(database.close);
  return database;
}

/** Whether the database answers now; whoever asks wants to know no more than that. */
const isReachable = ({ pool }: DatabaseHandle): Promise<boolean> =>
  pool.query('select 1').then(
    () => true,
    () => false,
  );

/** The worker process: environment, connections, worker; stops in good order on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const logger = createLogger('worker', 'info');
  try {
    const config = readWorkerConfig(process.env);
    logger.level = config.logLevel;
    // The SDK stops its workers on SIGTERM and SIGINT by itself.
    const sdkMetricsUrl = await installRuntime(logger, config.metricsPort !== null);
    const workflowBundle = await bundleWorkflows(config.temporal, logger);
    const running = await runWorker(config, { logger, workflowBundle, sdkMetricsUrl });
    logger.info({ taskQueue: config.temporal.taskQueue, port: running.observabilityPort }, 'working');
    await running.stopped;
    logger.info('stopped');
  } catch (error) {
    logger.fatal({ err: error }, 'the worker cannot go on');
    // The SDK's threads would keep a process alive that works no more; whoever supervises it starts a new one.
    process.exit(1);
  }
}

if (import.meta.main) await main();
