import { ConfigurationError } from '../environment.ts';
import { DataDirectory } from './data-directory.ts';
import { LockedError } from './lock.ts';
import { canListen } from './ports.ts';
import { announceStack, withdrawStack } from './running-stack.ts';
import { readStartSettings, type StartSettings } from './settings.ts';
import { startStack, type Stack } from './stack.ts';

/** Exit code of a command that Ctrl-C has ended before it had done its work. */
const INTERRUPTED = 130;

/** `npm start`: brings the whole system up on this machine and keeps it up until it is told to stop. */
async function main(): Promise<void> {
  const begun = performance.now();
  const settings = readStartSettings(process.env);
  await refuseTakenPort(settings);
  const data = openDataDirectory(settings.dataDir);
  const stopAsked = waitForStop();
  console.log('Starting…');
  try {
    const started = await Promise.race([startStack(settings, data, process.env, report), stopAsked]);
    // What is half started ends with this process (each part is on a leash).
    if (started === 'stop') {
      data.release();
      process.exit(INTERRUPTED);
    }
    announceStack(settings.dataDir, started);
    console.log(blockOf(started, settings, (performance.now() - begun) / 1000));
    await stopAsked;
    console.log('\nStopping…');
    withdrawStack(settings.dataDir);
    await started.stop();
    console.log('Stopped.');
  } finally {
    data.release();
  }
}

const report = (line: string): void => {
  console.log(line);
};

async function refuseTakenPort({ host, port }: StartSettings): Promise<void> {
  if (port === 0 || (await canListen(port, host)) !== null) return;
  throw new ConfigurationError([`PORT: must be free on ${host}, ${port} is taken or not allowed`]);
}

function openDataDirectory(path: string): DataDirectory {
  try {
    return new DataDirectory(path);
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    throw new Error(
      `The system runs on ${path} already (process ${error.pid}). Stop that one, or set DATA_DIR to another directory.`,
      { cause: error },
    );
  }
}

const LOOK_FOR_PARENT_EVERY_MS = 500;

/**
 * Further signals change nothing: a stop under way ends by itself, within limits of time. Started by npm, the system
 * ends with whoever started it, or it would hold the data directory against the next start.
 */
function waitForStop(): Promise<'stop'> {
  return new Promise((resolve) => {
    const parent = process.ppid;
    if (process.env['npm_lifecycle_event'] !== undefined) {
      setInterval(() => {
        if (process.ppid !== parent) resolve('stop');
      }, LOOK_FOR_PARENT_EVERY_MS).unref();
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        resolve('stop');
      });
    }
  });
}

function blockOf(stack: Stack, { dataDir }: StartSettings, seconds: number): string {
  const lines = [
    ['API', `${stack.apiUrl}/v1`],
    ['API documentation', `${stack.apiUrl}/docs`],
    ['Temporal UI', stack.temporalUiUrl ?? 'of the server at TEMPORAL_ADDRESS'],
    ['Mailbox', stack.mailboxUrl ?? 'none: messages go to SMTP_URL'],
    ['Data and logs', dataDir],
    [
      'A bearer token',
      'npm run --silent token -- service_lead   (or another role, person, contact or system)',
    ],
  ].map(([name = '', value = '']) => `  ${name.padEnd(18)} ${value}`);
  return `\nAfter-sales is ready (${seconds.toFixed(1)} s)\n\n${lines.join('\n')}\n\nCtrl-C stops everything; the next start goes on where it was.\n`;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof ConfigurationError ? error.faults.join('\n') : messageOf(error));
  process.exitCode = 1;
}

/** The message with its causes, for a person and not for a log. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A failed query quotes all its parameters.
  const message = error.message.length > 2_000 ? `${error.message.slice(0, 2_000)}…` : error.message;
  return error.cause === undefined ? message : `${message}\n  because: ${messageOf(error.cause)}`;
}
