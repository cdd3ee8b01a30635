import { readFileSync } from 'node:fs';
import type { Payload } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { query } from '../../local/postgres.ts';
import { createPayloadCodec, generateKey, parseKeyRing } from '../../payload-codec.ts';
import { workflowIdOf } from '../../workflows/runtime/names.ts';
import type { DurableServer } from '../support/durable-servers.ts';
import { stackEnvironment } from '../support/environment.ts';
import { openTemporal, type RawTemporal } from '../support/histories.ts';
import { networkWorld, type NetworkWorld } from '../support/network-world.ts';
import { livePaidRepair, TOLD } from '../support/paid-repair.ts';
import { durableProcess, type ServingProcess } from '../support/processes.ts';
import type { Story } from '../support/story.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let database: TestDatabase;
let worker: DurableServer<ServingProcess>;
let api: DurableServer<ServingProcess>;
let world: NetworkWorld;
let temporal: RawTemporal;
let repair: Story;
/** Whatever must be in the database and in messages, and nowhere else. */
let personal: readonly string[];

beforeAll(async () => {
  database = await createTestDatabase('seeded');
  const environment = stackEnvironment(database.url, 'privacy', { LOG_LEVEL: 'debug' });
  [worker, api, temporal] = await Promise.all([
    durableProcess('worker', environment),
    durableProcess('API', environment),
    openTemporal(environment),
  ]);
  world = networkWorld(database.url, api.current().url, { patient: false });
  personal = [...Object.values(TOLD), ...(await personalData())];
  repair = await livePaidRepair(world, '07-06');
  // Refusals are logged and counted as well.
  await world.call('shen.qiang', 'GET', `/v1/customers?text=${encodeURIComponent('沈强')}`);
  await repair.tries('zhang.min', 'classify', { description: TOLD.description });
}, 180_000);

afterAll(async () => {
  await Promise.all([world.close(), temporal.close()]);
  await Promise.all([worker.stop(), api.stop()]);
  await database.drop();
});

/** Names, addresses and numbers of all customers, their contacts and all members of staff. */
async function personalData(): Promise<readonly string[]> {
  const rows = (await query(
    database.url,
    `select unnest(array[name, email, phone, wechat_id]) as text from contacts
      union select unnest(array[name, email, phone]) from people
      union select unnest(array[name, address]) from customers`,
  )) as { text: string | null }[];
  return rows.flatMap(({ text }) => (text === null ? [] : [text]));
}

const foundIn = (text: string): readonly string[] => personal.filter((secret) => text.includes(secret));

/** Every payload in a history, wherever it is. */
function payloadsIn(value: unknown): readonly Payload[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  const { metadata, data } = value as Payload;
  if (metadata?.['encoding'] instanceof Uint8Array && data instanceof Uint8Array) return [value];
  return Object.values(value).flatMap(payloadsIn);
}

/** The SDK's own notes in a history (names of patches, numbers of local activities) are not. */
const isEncrypted = ({ metadata }: Payload): boolean =>
  Buffer.from(metadata?.['encoding'] ?? []).toString() === 'binary/encrypted';

const textOf = (payloads: readonly Payload[]): string =>
  payloads.map(({ data }) => Buffer.from(data ?? []).toString('utf8')).join('\n');

describe('what people have told in a case and who they are', () => {
  it('is not in the log of any process, whatever level it has', () => {
    for (const { child } of [worker.current(), api.current()]) {
      const log = readFileSync(child.logFile, 'utf8');
      expect(log).toContain(child === api.current().child ? 'request answered' : 'working');
      expect(foundIn(log)).toEqual([]);
    }
  });

  it('is not in the figures of any process', async () => {
    for (const { url } of [worker.current(), api.current()]) {
      const figures = await (await fetch(`${url}/metrics`)).text();
      expect(figures).toContain('process_cpu_seconds_total');
      expect(foundIn(figures)).toEqual([]);
    }
  });

  it('is not in the id, the search attributes or the memo of a workflow', async () => {
    const workflowId = workflowIdOf('repair', repair.caseId);
    const { raw } = await temporal.client.workflow.getHandle(workflowId).describe();
    expect(foundIn(workflowId)).toEqual([]);
    const { memo, searchAttributes, type } = raw.workflowExecutionInfo ?? {};
    expect(type?.name).toBe('repairWorkflow');
    expect(Object.keys(memo?.fields ?? {})).toEqual([]);
    const attributes = Object.values(searchAttributes?.indexedFields ?? {});
    expect(foundIn(textOf(attributes))).toEqual([]);
  });

  it('can be read from a history with the key alone', async () => {
    const histories = await temporal.histories(workflowIdOf('repair', repair.caseId));
    const payloads = payloadsIn(histories);
    expect(payloads.filter(isEncrypted).length).toBeGreaterThan(50);
    const asStored = [...histories.map((history) => historyToJSON(history)), textOf(payloads)].join('\n');
    expect(foundIn(asStored)).toEqual([]);

    const ours = createPayloadCodec(parseKeyRing(inject('stack').payloadKeys));
    const read = textOf(await ours.decode([...payloads]));
    expect(foundIn(read)).toEqual(expect.arrayContaining(Object.values(TOLD)));
    const others = createPayloadCodec(parseKeyRing(generateKey('other')));
    for (const payload of payloads.filter(isEncrypted)) {
      await expect(others.decode([payload])).rejects.toThrow('which PAYLOAD_KEYS does not hold');
    }
    const sameName = createPayloadCodec(parseKeyRing(generateKey('test')));
    await expect(sameName.decode([...payloads])).rejects.toThrow();
  });
});
