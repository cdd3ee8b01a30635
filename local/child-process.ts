import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.ts';

const LOG_LIMIT_BYTES = 20_000_000;

/** How to run one process of the stack. */
export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the child. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Everything the child prints is appended here. */
  readonly logFile: string;
  /** Records who runs, so that a later start can end what a killed one left. */
  readonly pidFile: string;
  /** The signal that makes the child stop in good order. */
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
  /** How long it may take to stop before it is killed. */
  readonly stopWithinMs: number;
}

export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running process of the stack. */
export interface Child {
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  /** Asks it to stop, and kills it when it does not within its time. */
  stop(): Promise<void>;
  /** Kills it at once, as a crash would. */
  kill(): Promise<void>;
}

/**
 * Starts a process in a session of its own, so that Ctrl-C on the terminal reaches only the stack,
 * which then stops its parts in order. A leash ends the child if this process is killed outright.
 */
export async function startChild(spec: ChildSpec): Promise<Child> {
  rotate(spec.logFile);
  const log = openSync(spec.logFile, 'a');
  const child = spawn(spec.command, spec.args, {
    env: spec.env,
    cwd: spec.cwd,
    ...(spec.uid === undefined ? {} : { uid: spec.uid }),
    ...(spec.gid === undefined ? {} : { gid: spec.gid }),
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const exited = new Promise<ChildExit>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
  const pid = await pidOf(child);
  const identity = identityOf(pid);
  if (identity !== null) writeFileSync(spec.pidFile, JSON.stringify(identity));
  const leash = holdOnLeash(pid, spec);
  void exited.then(() => {
    leash.kill('SIGKILL');
    rmSync(spec.pidFile, { force: true });
  });
  return {
    pid,
    exited,
    stop: () => stopProcess(child, exited, spec),
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Waits for a process to be ready; when it is not, or ends before that, nothing is left running. */
export async function whenReady(
  child: Child,
  { name, logFile }: Pick<ChildSpec, 'name' | 'logFile'>,
  ready: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const waiting = new AbortController();
  const ended = child.exited.then(({ code, signal }) => {
    throw new Error(`${name} ended at once (${signal ?? code}):\n${tailOf(logFile)}`);
  });
  try {
    await Promise.race([ready(waiting.signal), ended]);
  } catch (error) {
    waiting.abort();
    await child.kill();
    throw error;
  }
}

/** Ends the process that an earlier, killed stack has left behind under the same record. */
export async function endLeftover({
  pidFile,
  stopSignal,
  stopWithinMs,
}: Pick<ChildSpec, 'pidFile' | 'stopSignal' | 'stopWithinMs'>): Promise<void> {
  const recorded = readIdentity(pidFile);
  if (recorded !== null && isRunning(recorded)) {
    process.kill(recorded.pid, stopSignal);
    const giveUpAt = performance.now() + stopWithinMs;
    while (isRunning(recorded) && performance.now() < giveUpAt) await sleep(50);
    if (isRunning(recorded)) process.kill(recorded.pid, 'SIGKILL');
  }
  rmSync(pidFile, { force: true });
}

/** The end of a log, to show why a process did not come up. */
export function tailOf(logFile: string, lines = 15): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

function pidOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      if (child.pid === undefined) reject(new Error('The process has no pid'));
      else resolve(child.pid);
    });
  });
}

/**
 * A shell that waits for the end of its standard input, which comes when this process is gone; then
 * it stops the child as `stop` does.
 */
const LEASH = `read _; kill -s "$1" "$2"; waited=0
while kill -0 "$2" && [ "$waited" -lt "$3" ]; do sleep 1; waited=$((waited + 1)); done
kill -s KILL "$2"`;

function holdOnLeash(pid: number, { stopSignal, stopWithinMs }: ChildSpec): ChildProcess {
  const seconds = Math.ceil(stopWithinMs / 1000);
  const values = [stopSignal.replace('SIG', ''), pid, seconds].map(String);
  const leash = spawn('/bin/sh', ['-c', LEASH, 'leash', ...values], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  leash.unref();
  // The pipe breaks when the leash is taken off, which is its purpose.
  leash.stdin.on('error', () => undefined);
  return leash;
}

async function stopProcess(child: ChildProcess, exited: Promise<ChildExit>, spec: ChildSpec): Promise<void> {
  child.kill(spec.stopSignal);
  const overdue = setTimeout(() => child.kill('SIGKILL'), spec.stopWithinMs);
  await exited;
  clearTimeout(overdue);
}

function rotate(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
}

function readIdentity(pidFile: string): ProcessIdentity | null {
  if (statSync(pidFile, { throwIfNoEntry: false }) === undefined) return null;
  try {
    return JSON.parse(readFileSync(pidFile, 'utf8')) as ProcessIdentity;
  } catch {
    // Half written by a process that was killed while writing it: nobody can be told from it.
    return null;
  }
}
