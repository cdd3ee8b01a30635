import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { tokenFor } from '../../local/bearer.ts';
import { query } from '../../local/postgres.ts';
import { identityOf } from '../../local/process-identity.ts';
import { findRunningStack, type RunningStack } from '../../local/running-stack.ts';
import { scratchDirectory } from '../support/scratch.ts';

const run = promisify(execFile);
const dataDir = scratchDirectory();
const environment = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'],
  DATA_DIR: dataDir,
  PORT: '0',
};
const entry = (name: string): string => join(import.meta.dirname, '../../local', name);

interface Start {
  readonly child: ChildProcess;
  readonly stack: RunningStack;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
}

async function start(): Promise<Start> {
  const child = spawn(process.execPath, [entry('start.ts')], { env: environment, stdio: 'pipe' });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const output = (): string => Buffer.concat(chunks).toString();
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await Promise.race([
    vi.waitUntil(() => output().includes('After-sales is ready'), { timeout: 120_000, interval: 100 }),
    exited.then((code) => Promise.reject(new Error(`It ended with ${code}:\n${output()}`))),
  ]);
  return { child, stack: findRunningStack({ DATA_DIR: dataDir }), output, exited };
}

const pidOf = (record: string): number =>
  (JSON.parse(readFileSync(join(dataDir, record), 'utf8')) as { pid: number }).pid;

const RECORDS = [
  'postgres/postgres.pid',
  'temporal/temporal.pid',
  'processes/api.pid',
  'processes/worker.pid',
];

/** `kill -9`, and until the supervisor has noticed. */
async function crash(name: string, record: string, output: () => string): Promise<void> {
  process.kill(pidOf(record), 'SIGKILL');
  await vi.waitUntil(() => output().includes(`The ${name} ended unexpectedly (SIGKILL)`), {
    timeout: 20_000,
  });
}

const workerStarts = (): number =>
  readFileSync(join(dataDir, 'processes/worker.log'), 'utf8').split('"msg":"working"').length - 1;

async function statusOf(url: string, token?: string): Promise<number> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers });
  await response.body?.cancel();
  return response.status;
}

describe('The stack that npm start brings up', () => {
  it('is ready when it says so, and lets in whoever has a token', { timeout: 300_000 }, async () => {
    const { stack, child, exited, output } = await start();
    expect(await statusOf(`${stack.apiUrl}/readyz`)).toBe(200);
    expect(await statusOf(stack.temporalUiUrl ?? '')).toBe(200);
    expect(await statusOf(stack.mailboxUrl ?? '')).toBe(200);
    const { stdout } = await run(process.execPath, [entry('token.ts'), 'service_lead'], { env: environment });
    expect(await statusOf(`${stack.apiUrl}/v1/cases`, stdout.trim())).toBe(200);
    const forged = (await tokenFor(stack, 'customer')).token.slice(0, -8);
    expect(await statusOf(`${stack.apiUrl}/v1/cases`, `${forged}AAAAAAAA`)).toBe(401);

    await expect(run(process.execPath, [entry('start.ts')], { env: environment })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        `The system runs on ${dataDir} already (process ${child.pid})`,
      ) as string,
    });

    await crash('worker', 'processes/worker.pid', output);
    await vi.waitUntil(() => workerStarts() === 2, { timeout: 60_000, interval: 200 });
    await crash('PostgreSQL server', 'postgres/postgres.pid', output);
    await vi.waitUntil(async () => (await statusOf(`${stack.apiUrl}/readyz`)) === 200, {
      timeout: 60_000,
      interval: 200,
    });

    await query(stack.databaseUrl, 'CREATE TABLE kept_over_restarts (id int)');
    const pids = RECORDS.map(pidOf);
    child.kill('SIGKILL');
    await exited;
    await vi.waitUntil(() => pids.every((pid) => identityOf(pid) === null), { timeout: 40_000 });
  });

  it('goes on where it was after it was killed, and stops cleanly', { timeout: 300_000 }, async () => {
    const { stack, child, exited, output } = await start();
    expect(await query(stack.databaseUrl, 'SELECT * FROM kept_over_restarts')).toEqual([]);
    const pids = RECORDS.map(pidOf);
    child.kill('SIGINT');
    expect(await exited).toBe(0);
    expect(output()).toContain('Stopped.');
    expect(pids.map(identityOf)).toEqual([null, null, null, null]);
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
    await expect(
      run(process.execPath, [entry('token.ts'), 'customer'], { env: environment }),
    ).rejects.toMatchObject({
      stderr: expect.stringContaining('begin with `npm start`') as string,
    });
  });
});
