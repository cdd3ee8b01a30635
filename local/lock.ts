import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.ts';

/** Somebody else holds the lock. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
  readonly pid: number;

  constructor(path: string, pid: number) {
    super(`${path} is held by process ${pid}`);
    this.pid = pid;
  }
}

/**
 * Takes a lock that is a file, and gives the function that lets it go. A lock whose process is gone
 * is taken over.
 * @throws LockedError while a running process holds it.
 */
export function acquireLock(path: string): () => void {
  const self = identityOf(process.pid);
  if (self === null) throw new Error('The present process has no identity');
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify(self));
  try {
    while (!linkExclusively(own, path)) removeIfAbandoned(path);
  } finally {
    rmSync(own);
  }
  return () => {
    rmSync(path, { force: true });
  };
}

function linkExclusively(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeIfAbandoned(path: string): void {
  const holder = holderOf(path);
  if (holder === null) return;
  if (isRunning(holder)) throw new LockedError(path, holder.pid);
  // Moved aside first: of two processes that find the same abandoned lock only one gets it, and one
  // that moved a lock taken in between puts it back.
  const aside = `${path}.abandoned.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = holderOf(aside);
  if (moved !== null && isRunning(moved)) linkExclusively(aside, path);
  rmSync(aside);
}

function holderOf(path: string): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`${path} is not a lock of ours: remove it`, { cause: error });
  }
}
