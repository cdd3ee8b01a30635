import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { endLeftover, startChild, whenReady, type ChildSpec } from '../../local/child-process.ts';
import { identityOf, isRunning } from '../../local/process-identity.ts';
import { supervise } from '../../local/supervisor.ts';
import { scratchDirectory } from '../support/scratch.ts';

function specOf(script: string, changes: Partial<ChildSpec> = {}): ChildSpec {
  const directory = scratchDirectory();
  return {
    name: 'The sleeper',
    command: '/bin/sh',
    args: ['-c', script],
    env: { PATH: process.env['PATH'] },
    logFile: join(directory, 'log'),
    pidFile: join(directory, 'pid'),
    stopSignal: 'SIGTERM',
    stopWithinMs: 5_000,
    ...changes,
  };
}

const isAlive = (pid: number): boolean => identityOf(pid) !== null;

describe('A child process', () => {
  it('logs to its file, is on record while it runs, and stops when asked', async () => {
    const spec = specOf('echo hello; exec sleep 60');
    const child = await startChild(spec);
    await vi.waitUntil(() => readFileSync(spec.logFile, 'utf8') === 'hello\n');
    expect(JSON.parse(readFileSync(spec.pidFile, 'utf8'))).toMatchObject({ pid: child.pid });
    await child.stop();
    expect(await child.exited).toEqual({ code: null, signal: 'SIGTERM' });
    expect(existsSync(spec.pidFile)).toBe(false);
  });

  it('that does not stop in time is killed', async () => {
    const spec = specOf('trap "" TERM; echo up; while :; do sleep 0.1; done', { stopWithinMs: 300 });
    const child = await startChild(spec);
    await vi.waitUntil(() => readFileSync(spec.logFile, 'utf8') === 'up\n');
    await child.stop();
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('that cannot be started says so', async () => {
    await expect(startChild(specOf('', { command: '/no/such/program' }))).rejects.toThrow('ENOENT');
  });

  it('that ends before it is ready shows its last words', async () => {
    const spec = specOf('echo the port is taken; exit 3');
    const child = await startChild(spec);
    const never = () => new Promise(() => undefined);
    await expect(whenReady(child, spec, never)).rejects.toThrow(
      'The sleeper ended at once (3):\nthe port is taken',
    );
  });

  it.each([
    ['ends', 'exec sleep 60'],
    ['is killed when it does not stop in time', 'trap "" TERM; while :; do sleep 0.1; done'],
  ])('%s when the process that started it is killed outright', async (_how, behaviour) => {
    const spec = specOf(behaviour, { stopWithinMs: 1_000 });
    const module = new URL('../../local/child-process.ts', import.meta.url).href;
    const script = `const { startChild } = await import(${JSON.stringify(module)});
      await startChild(${JSON.stringify(spec)}); setInterval(() => {}, 1000);`;
    const parent = await startChild(
      specOf('', { command: process.execPath, args: ['--input-type=module', '-e', script] }),
    );
    await vi.waitUntil(() => existsSync(spec.pidFile), { timeout: 20_000 });
    const { pid } = await vi.waitUntil(
      () => JSON.parse(readFileSync(spec.pidFile, 'utf8')) as { pid: number },
    );
    expect(isAlive(pid)).toBe(true);
    await parent.kill();
    await vi.waitUntil(() => !isAlive(pid), { timeout: 10_000 });
  });

  it('that was left behind is ended by its record', async () => {
    const spec = specOf('exec sleep 60');
    const left = await startChild(spec);
    const record = readFileSync(spec.pidFile, 'utf8');
    await endLeftover(spec);
    expect(isRunning(JSON.parse(record) as never)).toBe(false);
    expect((await left.exited).signal).toBe('SIGTERM');
  });

  it('whose pid another process has by now leaves that one alone', async () => {
    const spec = specOf('exec sleep 60');
    const stranger = await startChild(spec);
    const other = specOf('');
    writeFileSync(other.pidFile, JSON.stringify({ pid: stranger.pid, startedAt: 'at another time' }));
    await endLeftover(other);
    expect(isAlive(stranger.pid)).toBe(true);
    await stranger.stop();
  });
});

describe('A supervised process', () => {
  it('is started again after a crash, and not after a stop', async () => {
    const lines: string[] = [];
    const spec = specOf('exec sleep 60');
    const supervised = await supervise(
      'sleeper',
      () => startChild(spec),
      (line) => lines.push(line),
    );
    const first = supervised.pid();
    process.kill(first, 'SIGKILL');
    await vi.waitUntil(() => supervised.pid() !== first, { timeout: 5_000 });
    expect(lines).toEqual(['The sleeper ended unexpectedly (SIGKILL); starting it again']);
    await expect(supervised.endedEarly).rejects.toThrow('The sleeper ended early (SIGKILL)');
    const second = supervised.pid();
    await supervised.stop();
    expect(isAlive(second)).toBe(false);
    expect(lines).toHaveLength(1);
  });

  it('is tried again when a restart fails', async () => {
    const lines: string[] = [];
    let starts = 0;
    const start = () => {
      starts += 1;
      if (starts === 2) throw new Error('not yet');
      return startChild(specOf('exec sleep 60'));
    };
    const supervised = await supervise(
      'sleeper',
      async () => start(),
      (line) => lines.push(line),
    );
    process.kill(supervised.pid(), 'SIGKILL');
    await vi.waitUntil(() => starts === 3, { timeout: 10_000 });
    expect(lines[1]).toBe('The sleeper could not be started: not yet');
    await supervised.stop();
  });
});
