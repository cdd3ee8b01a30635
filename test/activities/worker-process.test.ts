import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../local/ports.ts';
import { stackEnvironment } from '../support/environment.ts';
import { type RealProcess, startProcess } from '../support/processes.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase('seeded');
});

afterAll(async () => {
  await database.drop();
});

const start = (changes: Readonly<Record<string, string>>): Promise<RealProcess> =>
  startProcess(
    'worker',
    stackEnvironment(database.url, `process-${randomUUID()}`, { LOG_LEVEL: 'info', ...changes }),
  );

const linesOf = (process: RealProcess): readonly Record<string, unknown>[] =>
  process
    .log()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the worker process', () => {
  it('takes work, shows its own and the SDK’s figures, logs JSON alone, and stops on SIGTERM', async () => {
    const port = await freePort();
    const worker = await start({ METRICS_PORT: String(port) });
    const url = `http://127.0.0.1:${port}`;
    const isReady = () =>
      fetch(`${url}/readyz`).then(
        ({ status }) => status,
        () => null,
      );
    await expect.poll(isReady, { timeout: 30_000, interval: 200 }).toBe(200);
    const figures = await (await fetch(`${url}/metrics`)).text();
    expect(figures).toContain('process_cpu_seconds_total');
    expect(figures).toContain('temporal_worker_start');
    await worker.stop();
    expect(await worker.exited).toEqual({ code: 0, signal: null });
    const lines = linesOf(worker);
    expect(lines.every(({ process }) => process === 'worker')).toBe(true);
    expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['working', 'stopped']));
  });

  it('says which variable is wrong, and ends', async () => {
    const worker = await start({ SMTP_URL: 'http://mail.example.com' });
    expect(await worker.exited).toEqual({ code: 1, signal: null });
    expect(worker.log()).toContain('SMTP_URL: must begin with smtp:// or smtps://');
  });
});
