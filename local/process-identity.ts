import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Tells a process from a later one that was given the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process began, in whatever form the operating system tells it. */
  readonly startedAt: string;
}

/** null: there is no such process (any more). */
export function identityOf(pid: number): ProcessIdentity | null {
  const startedAt = process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
  return startedAt === null ? null : { pid, startedAt };
}

/** Whether the process that was recorded still runs. */
export function isRunning(recorded: ProcessIdentity): boolean {
  return identityOf(recorded.pid)?.startedAt === recorded.startedAt;
}

function startFromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold blanks, so fields are counted after it: state is the third of
    // proc(5), the start time the twenty-second.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

function startFromPs(pid: number): string | null {
  try {
    const line = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' ? null : line;
  } catch (error) {
    // ps exits with 1 when no process has that pid.
    if ((error as { status?: number }).status === 1) return null;
    throw error;
  }
}

const isGone = (error: unknown): boolean =>
  ['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '');
