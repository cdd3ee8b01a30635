import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireLock, LockedError } from '../../local/lock.ts';
import { identityOf, isRunning } from '../../local/process-identity.ts';
import { scratchDirectory } from '../support/scratch.ts';

const lockFile = (): string => join(scratchDirectory(), 'lock');

async function endedProcess(): Promise<{ pid: number; startedAt: string }> {
  const child = spawn('sleep', ['60']);
  const identity = identityOf(child.pid ?? 0);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  if (identity === null) throw new Error('sleep has no identity');
  return identity;
}

describe('A lock', () => {
  it('is refused while a running process holds it, naming that process', () => {
    const path = lockFile();
    const release = acquireLock(path);
    expect(() => acquireLock(path)).toThrow(LockedError);
    expect(() => acquireLock(path)).toThrow(`held by process ${process.pid}`);
    release();
    acquireLock(path)();
  });

  it('of a process that is gone is taken over', async () => {
    const path = lockFile();
    writeFileSync(path, JSON.stringify(await endedProcess()));
    acquireLock(path)();
  });

  it('is taken over when its pid belongs to another process by now', () => {
    const path = lockFile();
    writeFileSync(path, JSON.stringify({ pid: process.ppid, startedAt: 'at another time' }));
    acquireLock(path)();
  });

  it('that is not one of ours is left alone', () => {
    const path = lockFile();
    writeFileSync(path, 'something else');
    expect(() => acquireLock(path)).toThrow('is not a lock of ours');
  });
});

describe('The identity of a process', () => {
  it('lasts as long as the process', async () => {
    const self = identityOf(process.pid);
    expect(self !== null && isRunning(self)).toBe(true);
    expect(isRunning(await endedProcess())).toBe(false);
  });
});
