import type { Environment } from '../environment.ts';
import { endLeftover, startChild, tailOf, type ChildSpec } from './child-process.ts';
import type { DataDirectory } from './data-directory.ts';
import { databasePart, issuerPart, messagesPart, temporalPart, type Part } from './parts.ts';
import { freePort } from './ports.ts';
import { processSpec } from './processes.ts';
import type { Report } from './report.ts';
import type { RunningStack } from './running-stack.ts';
import type { StartSettings } from './settings.ts';
import { supervise, type Supervised } from './supervisor.ts';
import { waitUntil } from './wait.ts';

const READY_WITHIN_MS = 120_000;

/** Settings of the API and worker processes that the person at the terminal may give as well. */
const PASSED_ON = [
  ...['HOME', 'LOG_LEVEL', 'DATABASE_POOL_SIZE', 'RATE_LIMIT_PER_MINUTE', 'MAIL_FROM'],
  'HISTORY_EVENTS_PER_RUN',
  'CUSTOMER_COMMANDS_PER_DAY',
  ...['SMS_WEBHOOK_URL', 'WECHAT_WEBHOOK_URL', 'WEBHOOK_SECRET', 'PAYLOAD_KEYS'],
];

export interface Stack extends RunningStack {
  stop(): Promise<void>;
}

/**
 * Starts everything, in the order in which one part needs another, and waits until the API says
 * that it is ready. When a part does not come up, those that did are stopped again.
 */
export async function startStack(
  settings: StartSettings,
  data: DataDirectory,
  env: Environment,
  report: Report,
): Promise<Stack> {
  const running: { stop(): Promise<void> }[] = [];
  // Last started, first stopped: what others need goes last.
  const stop = async (): Promise<void> => {
    for (const part of running.reverse().splice(0)) await part.stop();
  };
  try {
    const { started, faults } = settled(
      await Promise.allSettled([
        issuerPart(data),
        messagesPart(settings, data),
        temporalPart(settings, data, env, report),
        databasePart(settings, data, report),
      ]),
    );
    running.push(...started);
    if (faults.length > 0) throw faults[0];
    const port = settings.port === 0 ? await freePort() : settings.port;
    const environment = environmentOf(settings, data, env, started, port);
    const apiUrl = `http://${settings.host === '0.0.0.0' ? '127.0.0.1' : settings.host}:${port}`;
    await startProcesses(data, environment, apiUrl, running, report);
    const facts = Object.assign({}, ...started.map((part) => part.facts)) as Omit<RunningStack, 'apiUrl'>;
    return { ...facts, apiUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function settled(results: readonly PromiseSettledResult<Part>[]): { started: Part[]; faults: unknown[] } {
  return {
    started: results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    faults: results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])),
  };
}

function environmentOf(
  settings: StartSettings,
  data: DataDirectory,
  env: Environment,
  parts: readonly Part[],
  port: number,
): Environment {
  const passedOn = PASSED_ON.filter((name) => (env[name] ?? '') !== '').map((name) => [name, env[name]]);
  return {
    PAYLOAD_KEYS: data.secrets.payloadKeys,
    MAIL_FROM: 'After-sales <service@after-sales.example>',
    EVIDENCE_DIR: data.folder('evidence'),
    HOST: settings.host,
    PORT: String(port),
    ...(Object.assign({}, ...parts.map((part) => part.environment)) as Environment),
    ...(Object.fromEntries(passedOn) as Environment),
  };
}

async function startProcesses(
  data: DataDirectory,
  environment: Environment,
  apiUrl: string,
  running: { stop(): Promise<void> }[],
  report: Report,
): Promise<void> {
  const directory = data.folder('processes');
  const processes: { spec: ChildSpec; supervised: Supervised }[] = [];
  for (const name of ['worker', 'API'] as const) {
    const spec = processSpec(name, directory, environment);
    await endLeftover(spec);
    const supervised = await supervise(name, () => startChild(spec), report);
    running.push(supervised);
    processes.push({ spec, supervised });
  }
  const waiting = new AbortController();
  const ready = waitUntil('The API', () => probeReadiness(apiUrl), READY_WITHIN_MS, waiting.signal);
  const ended = processes.map(({ spec, supervised }) =>
    supervised.endedEarly.catch((error: unknown) => {
      throw new Error(`${(error as Error).message}:\n${tailOf(spec.logFile)}`);
    }),
  );
  try {
    await Promise.race([ready, ...ended]);
  } finally {
    waiting.abort();
  }
}

async function probeReadiness(apiUrl: string): Promise<void> {
  const response = await fetch(`${apiUrl}/readyz`, { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`GET /readyz answers ${response.status}: ${await response.text()}`);
}
