import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TemporalServer } from '../../local/temporal-server.ts';
import { durableTemporal, type DurableServer } from '../support/durable-servers.ts';
import { stackEnvironment } from '../support/environment.ts';
import { networkWorld, type NetworkWorld } from '../support/network-world.ts';
import { durableProcess, type ServingProcess } from '../support/processes.ts';
import { contacted } from '../support/repair-steps.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let database: TestDatabase;
let temporal: DurableServer<TemporalServer>;
let worker: DurableServer<ServingProcess>;
let api: DurableServer<ServingProcess>;
let world: NetworkWorld;

beforeAll(async () => {
  [database, temporal] = await Promise.all([createTestDatabase('seeded'), durableTemporal()]);
  const environment = stackEnvironment(database.url, 'temporal-gone', {
    TEMPORAL_ADDRESS: temporal.current().address,
  });
  [worker, api] = await Promise.all([
    durableProcess('worker', environment),
    durableProcess('API', environment),
  ]);
  world = networkWorld(database.url, api.current().url, { patient: false });
}, 120_000);

afterAll(async () => {
  await world.close();
  await Promise.all([worker.stop(), api.stop()]);
  await Promise.all([temporal.stop(), database.drop()]);
});

/** How long gRPC on its own would by then wait before it connects again: more than ten seconds. */
const GONE_FOR_MS = 25_000;
/** The gateway waits five seconds; a client that it kept waiting for its server would wait a minute. */
const AN_ANSWER_TAKES_LESS_MS = 20_000;
/** For the way back, most of which is the worker's: until it asks for work again, nothing is sent to it. */
const PATIENCE = { timeout: 30_000, interval: 100 };

const temporalIs = async (): Promise<unknown> => {
  const response = await fetch(`${api.current().url}/readyz`);
  return ((await response.json()) as { checks: { temporal: unknown } }).checks.temporal;
};

describe('a Temporal server that is gone for a while', () => {
  it('leaves nobody without an answer, and is used again as soon as it is back', async () => {
    const repair = await world.openRepair('shen.qiang', '07-06 09:00', {
      company: 'A',
      channel: 'web',
      unit: { productModel: 'CT-900', serialNumber: 'CT900-26-00031' },
      description: 'It stays dark',
    });
    const contact = () => repair.tries('zhang.min', 'contactCustomer', contacted('07-06 09:00'));
    await temporal.crash();
    const goneAt = performance.now();
    while (performance.now() < goneAt + GONE_FOR_MS) {
      expect(await repair.phase()).toBe('intake');
      const begun = performance.now();
      const answer = await contact();
      expect(answer).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
      expect(answer.headers['retry-after']).toBe('5');
      expect(performance.now() - begun).toBeLessThan(AN_ANSWER_TAKES_LESS_MS);
      await sleep(1_000);
    }
    await temporal.restart();
    await expect.poll(temporalIs, PATIENCE).toBe('up');
    await expect.poll(async () => (await contact()).status, PATIENCE).toBe(200);
  });
});
