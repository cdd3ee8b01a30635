import { afterAll, beforeAll, expect, it } from 'vitest';
import { keysInUse } from '../../api/case-gateway.keys.ts';
import type { TemporalServer } from '../../local/temporal-server.ts';
import { generateKey } from '../../payload-codec.ts';
import { readTemporalConfig } from '../../temporal.config.ts';
import { durableTemporal, type DurableServer } from '../support/durable-servers.ts';
import { stackEnvironment } from '../support/environment.ts';
import { openTemporal } from '../support/histories.ts';

let temporal: DurableServer<TemporalServer>;
beforeAll(async () => {
  temporal = await durableTemporal();
}, 60_000);
afterAll(async () => {
  await temporal.stop();
});

it('the keys of a ring that histories need are counted, by open and closed runs', async () => {
  const [old, next, unused] = ['old', 'next', 'unused'].map(generateKey);
  const environment = (keys: readonly (string | undefined)[]) =>
    stackEnvironment('postgresql://nowhere/nothing', 'keys', {
      TEMPORAL_ADDRESS: temporal.current().address,
      PAYLOAD_KEYS: keys.join(','),
    });
  for (const [workflowId, active] of [
    ['a', old],
    ['b', old],
    ['c', next],
  ] as const) {
    const raw = await openTemporal(environment([active]));
    const { workflow } = raw.client;
    await workflow.start('repairWorkflow', { workflowId, taskQueue: 'keys', args: [{ opening: 1 }] });
    if (workflowId === 'b') await workflow.getHandle(workflowId).terminate();
    await raw.close();
  }
  const config = readTemporalConfig(environment([next, old, unused]));
  await expect
    .poll(async () => Object.fromEntries(await keysInUse(config)), { timeout: 10_000 })
    .toEqual({ old: { open: 1, closed: 1 }, next: { open: 1, closed: 0 } });
});
