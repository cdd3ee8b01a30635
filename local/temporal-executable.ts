import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireLock, LockedError } from './lock.ts';
import type { Report } from './report.ts';
import { buildTemporal, CLI_VERSION, goVersion } from './temporal-build.ts';

/** The first server that can skip the time of one workflow. */
const LEAST_SERVER = [1, 32, 0] as const;

const run = promisify(execFile);

/**
 * Path of a Temporal CLI whose server is new enough: the one on the PATH, else the one built or
 * downloaded earlier, else one built with Go, else the SDK's download.
 */
export async function temporalExecutable(
  report: Report,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  if (await isNewEnough('temporal')) return 'temporal';
  const directory = join(cacheDirectory(env), `temporal-${CLI_VERSION}`);
  const built = join(directory, 'temporal');
  if (existsSync(built)) return built;
  mkdirSync(directory, { recursive: true });
  return holdingLock(join(directory, 'lock'), report, async () => {
    if (existsSync(built)) return built;
    if ((await goVersion()) === null) return downloadTemporal(directory, report);
    try {
      return await buildTemporal(built, report);
    } catch (error) {
      report(`The Temporal server could not be built with Go: ${(error as Error).message}`);
      return downloadTemporal(directory, report);
    }
  });
}

/** Outside the checkout, so that every checkout of this machine shares the build (XDG base directories). */
function cacheDirectory(env: NodeJS.ProcessEnv): string {
  const base = env['XDG_CACHE_HOME'] ?? '';
  return join(base === '' ? join(homedir(), '.cache') : base, 'after-sales');
}

async function isNewEnough(command: string): Promise<boolean> {
  try {
    const { stdout } = await run(command, ['--version']);
    return isServerNewEnough(stdout);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Reads `temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)`. */
export function isServerNewEnough(versionLine: string): boolean {
  const found = /\(Server (\d+)\.(\d+)\.(\d+)/.exec(versionLine)?.slice(1).map(Number);
  if (found === undefined) return false;
  for (const [index, least] of LEAST_SERVER.entries()) {
    const part = found[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

async function holdingLock<T>(path: string, report: Report, work: () => Promise<T>): Promise<T> {
  const release = await lockWhenFree(path, report);
  try {
    return await work();
  } finally {
    release();
  }
}

async function lockWhenFree(path: string, report: Report): Promise<() => void> {
  let told = false;
  for (;;) {
    try {
      return acquireLock(path);
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      if (!told) report(`Process ${error.pid} is preparing the Temporal server; waiting for it`);
      told = true;
    }
    await sleep(500);
  }
}

async function downloadTemporal(directory: string, report: Report): Promise<string> {
  const downloads = join(directory, 'download');
  mkdirSync(downloads, { recursive: true });
  const found = executableIn(downloads);
  if (found !== null) return found;
  report(`Downloading the Temporal server (CLI ${CLI_VERSION})`);
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  try {
    // The SDK downloads when it starts a server, so one is started and stopped.
    const environment = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'cached-download', version: `v${CLI_VERSION}`, downloadDir: downloads } },
    });
    await environment.teardown();
  } catch (error) {
    throw new Error(
      'No Temporal server: put a `temporal` CLI of 1.9.1 or newer on the PATH, or install Go 1.26.8 or newer, or set TEMPORAL_ADDRESS',
      { cause: error },
    );
  }
  const downloaded = executableIn(downloads);
  if (downloaded === null) throw new Error(`The download left no executable in ${downloads}`);
  return downloaded;
}

function executableIn(directory: string): string | null {
  const name = readdirSync(directory).find(
    (entry) => /^temporal/.test(entry) && !/\.(?:tmp|part|lock)/.test(entry),
  );
  return name === undefined ? null : join(directory, name);
}
