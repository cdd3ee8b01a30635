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
import { createLogger } from '../logging.ts';
import { connectionOptions, dataConverter, type TemporalConfig } from '../temporal.config.ts';
import { readWorkerConfig, type WorkerConfig } from './config.ts';
import { channelAdapters } from './adapters/index.ts';
import { createActivities } from './index.ts';
import { type ObservabilityServer, serveObservability, workerMetrics } from './observability.ts';
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

/** The code of all workflows, as workers load it. */
export function bundleWorkflows(
  temporal: TemporalConfig,
  logger: Logger,
): Promise<WorkflowBundleWithSourceMap> {
  const { failureConverterPath } = dataConverter(temporal);
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
    ...(failureConverterPath === undefined ? {} : { failureConverterPath }),
    logger: new DefaultLogger('WARN', forwardTo(logger)),
  });
}

/** Starts a worker for all cases; the Temporal server and the database have to be up. */
export async function runWorker(config: WorkerConfig, parts: WorkerParts): Promise<RunningWorker> {
  const { logger } = parts;
  const database = openDatabase(config, config.databasePoolSize, logger);
  const deliveryDatabase = openDatabase(config, SENDS_AT_ONCE, logger);
  const adapters = channelAdapters(config, SENDS_AT_ONCE);
  const metrics = workerMetrics();
  const activities = createActivities({
    database,
    deliveryDatabase,
    adapters,
    logger,
    onAttempt: metrics.onAttempt,
  });
  await answers(database);
  const connection = await NativeConnection.connect(connectionOptions(config.temporal));
  const worker = await createWorker(config, parts, connection, activities);
  const observability = await observe(config, {
    registry: metrics.registry,
    sdkMetricsUrl: parts.sdkMetricsUrl,
    isReady: async () => worker.getState() === 'RUNNING' && (await answers(database)),
  });
  const close = async (): Promise<void> => {
    await observability?.close();
    for (const adapter of adapters.values()) adapter.close();
    await connection.close();
    await Promise.all([database.close(), deliveryDatabase.close()]);
  };
  const stopped = worker.run().finally(close);
  return {
    observabilityPort: observability?.port ?? null,
    stopped,
    stop: () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      return stopped;
    },
  };
}

function createWorker(
  config: WorkerConfig,
  { workflowBundle }: WorkerParts,
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
    stickyQueueScheduleToStartTimeout: CACHED_CASE_WAITS_FOR_ITS_WORKER,
    shutdownGraceTime: STOP_WITHIN,
    shutdownForceTime: STOP_BY_FORCE_AFTER,
  });
}

function openDatabase(config: WorkerConfig, max: number, logger: Logger): DatabaseHandle {
  return createDatabase(config.databaseUrl, {
    max,
    onConnectionLost: (error) => {
      logger.warn({ err: error }, 'the database dropped an idle connection');
    },
  });
}

async function answers({ pool }: DatabaseHandle): Promise<boolean> {
  await pool.query('select 1');
  return true;
}

async function observe(
  { metricsPort }: WorkerConfig,
  observed: Parameters<typeof serveObservability>[1],
): Promise<ObservabilityServer | null> {
  return metricsPort === null ? null : serveObservability(metricsPort, observed);
}

/** The worker process: environment, connections, worker; stops in good order on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const config = readWorkerConfig(process.env);
  const logger = createLogger('worker', config.logLevel);
  try {
    // The SDK stops its workers on SIGTERM and SIGINT by itself.
    const sdkMetricsUrl = await installRuntime(logger, config.metricsPort !== null);
    const workflowBundle = await bundleWorkflows(config.temporal, logger);
    const running = await runWorker(config, { logger, workflowBundle, sdkMetricsUrl });
    logger.info({ taskQueue: config.temporal.taskQueue, port: running.observabilityPort }, 'working');
    await running.stopped;
    logger.info('stopped');
  } catch (error) {
    logger.fatal({ err: error }, 'the worker cannot go on');
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
