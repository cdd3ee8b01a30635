import { execFile, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Report } from './report.ts';

/** Version of the Temporal CLI whose modules `temporal-cli/go.mod` pins. */
export const CLI_VERSION = '1.9.1';

const PACKAGE = 'github.com/temporalio/cli/cmd/temporal';
const MODULE_FILES = new URL('temporal-cli/', import.meta.url);
const REPORT_EVERY_MS = 10_000;

const run = promisify(execFile);

/** Of the Go toolchain on the PATH, such as `1.26.8`; null: there is none. */
export async function goVersion(): Promise<string | null> {
  try {
    const { stdout } = await run('go', ['version']);
    return /go(\d[\d.]*)/.exec(stdout)?.[1] ?? null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Builds the Temporal CLI, server and UI in it, from the Go module proxy; every module is checked
 * against `go.sum`. Takes minutes on a cold Go cache.
 */
export async function buildTemporal(target: string, report: Report): Promise<string> {
  mkdirSync(dirname(target), { recursive: true });
  const directory = mkdtempSync(join(dirname(target), 'build-'));
  try {
    for (const name of ['go.mod', 'go.sum']) copyFileSync(new URL(name, MODULE_FILES), join(directory, name));
    report(`Building the Temporal server ${CLI_VERSION} with Go, once for this machine (about 5 minutes)`);
    const packages = await countPackages(directory, report);
    await compile(directory, packages, report);
    renameSync(join(directory, 'temporal'), target);
    return target;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function countPackages(directory: string, report: Report): Promise<number> {
  let downloads = 0;
  const progress = every((seconds) => {
    report(`  ${seconds} s: ${downloads} modules downloaded`);
  });
  let packages = 0;
  await go(['list', '-deps', PACKAGE], directory, {
    stdout: () => (packages += 1),
    stderr: (line) => (downloads += line.startsWith('go: downloading') ? 1 : 0),
  }).finally(progress.stop);
  return packages;
}

async function compile(directory: string, packages: number, report: Report): Promise<void> {
  const flags = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${CLI_VERSION}`;
  let compiled = 0;
  // Go names only the packages that its cache does not hold yet, so the count may end below the total.
  const progress = every((seconds) => {
    report(`  ${seconds} s: ${compiled} packages compiled, of ${packages} at most`);
  });
  await go(['build', '-v', '-trimpath', '-ldflags', flags, '-o', 'temporal', PACKAGE], directory, {
    stdout: () => undefined,
    stderr: (line) => (compiled += /^[\w./-]+$/.test(line) ? 1 : 0),
  }).finally(progress.stop);
}

/** Runs Go, giving each line that it prints away, and rejects with its last words when it fails. */
async function go(
  args: readonly string[],
  directory: string,
  lines: { stdout: (line: string) => unknown; stderr: (line: string) => unknown },
): Promise<void> {
  const child = spawn('go', args, {
    cwd: directory,
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lastWords: string[] = [];
  createInterface(child.stdout).on('line', lines.stdout);
  createInterface(child.stderr).on('line', (line) => {
    lastWords.push(line);
    if (lastWords.length > 5) lastWords.shift();
    lines.stderr(line);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`go ${args[0]} failed: ${lastWords.join('; ')}`);
}

function every(action: (seconds: number) => void): { stop: () => void } {
  const begun = performance.now();
  const timer = setInterval(() => {
    action(Math.round((performance.now() - begun) / 1000));
  }, REPORT_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
    },
  };
}
