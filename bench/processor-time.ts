import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of processor time by process. */
export type ProcessorTime = Readonly<Record<string, number>>;

/** The kernel counts in hundredths of a second (USER_HZ, see proc(5)). */
const TICK_MS = 10;

interface ProcessStat {
  readonly parent: number;
  readonly spentMs: number;
}

/**
 * What each of the processes has spent so far, its children included (PostgreSQL has one for each connection). Nothing
 * where the system does not tell (`/proc` of Linux).
 */
export function processorTimeOf(pids: Readonly<Record<string, number>>): ProcessorTime {
  const stats = readStats();
  if (stats.size === 0) return {};
  const spentBy = (root: number): number =>
    [...stats].reduce((sum, [pid, { spentMs }]) => (isWithin(stats, pid, root) ? sum + spentMs : sum), 0);
  return Object.fromEntries(
    Object.entries(pids).map(([name, pid]) => [
      name,
      pid === process.pid ? (stats.get(pid)?.spentMs ?? 0) : spentBy(pid),
    ]),
  );
}

/** The difference of two readings, per operation. */
export function spentPerOperation(
  before: ProcessorTime,
  after: ProcessorTime,
  operations: number,
): ProcessorTime {
  return Object.fromEntries(
    Object.entries(after).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / operations]),
  );
}

function isWithin(stats: ReadonlyMap<number, ProcessStat>, pid: number, root: number): boolean {
  if (pid === root) return true;
  const parent = stats.get(pid)?.parent ?? 0;
  return parent > 1 && isWithin(stats, parent, root);
}

function readStats(): ReadonlyMap<number, ProcessStat> {
  const stats = new Map<number, ProcessStat>();
  for (const pid of runningPids()) {
    const fields = statFields(pid);
    if (fields === null) continue;
    // utime, stime, and those of children that have ended
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    stats.set(pid, { parent: Number(fields[1]), spentMs: ticks * TICK_MS });
  }
  return stats;
}

function runningPids(): readonly number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The fields of `/proc/<pid>/stat` from the third on; null for a process that has just ended. */
function statFields(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code)))
      return null;
    throw error;
  }
}
