import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createCaseGateway } from '../../api/case-gateway.ts';
import { readApiConfig } from '../../api/config.ts';
import { createLogger } from '../../logging.ts';
import { createSignalCourier } from '../../api/signal-courier.ts';
import { caseSignalsRepository } from '../../db/repositories/case-signals.repository.ts';
import { workflowIdOf } from '../../workflows/runtime/names.ts';
import { stackEnvironment } from '../support/environment.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';
import { customer, openRecordedCases, type RecordedCases, staff } from './recorded-cases.ts';

/* No worker runs here; the case is a running process all the same, and takes what it is sent. */

const AT = Date.parse('2026-11-24T10:00:00+08:00');

let api: TestApi;
let recorded: RecordedCases;
let temporal: Connection;
let caseId: string;

beforeAll(async () => {
  api = await openTestApi('seeded');
  recorded = await openRecordedCases(api.db);
  temporal = await Connection.connect({ address: inject('stack').temporalAddress });
  const opened = await api.call({
    method: 'POST',
    url: '/v1/repairs',
    token: (await staff(api.db, 'zhang.min')).token,
    body: {
      company: 'B',
      channel: 'web',
      customerId: (await customer(api.db, 'chen.xiao.self')).customer.id,
      unit: { productModel: 'WD-2200', serialNumber: 'SIGNALS-1' },
      description: '门铰链断裂',
    },
  });
  ({ caseId } = opened.json<{ caseId: string }>());
  await recorded.open({ caseId });
});

afterAll(async () => {
  await temporal.close();
  await recorded.close();
  await api.close();
});

/** A courier as another process would have it, with its log. */
function openCourier(changes: Readonly<Record<string, string>> = {}) {
  const lines: string[] = [];
  const gateway = createCaseGateway(readApiConfig(stackEnvironment('postgresql://none', 'none', changes)));
  const logger = createLogger('api', 'info', { write: (line) => void lines.push(line) });
  const courier = createSignalCourier({ db: api.db, gateway, logger, now: () => AT });
  const close = async (): Promise<void> => {
    await courier.stop();
    await gateway.close();
  };
  return { ...courier, lines, close };
}

const outbox = () => caseSignalsRepository(api.db);

async function queued(of: string, count: number): Promise<string[]> {
  const keys = Array.from({ length: count }, () => `payment/online/${randomUUID()}`);
  const signals = keys.map((key) => {
    const payload = { key, amountMinor: 1, reference: key, paidAt: AT };
    return { key, caseId: of, name: 'paymentReported', payload } as const;
  });
  await outbox().queue(signals, AT);
  return keys;
}

const areSettled = async (keys: readonly string[]): Promise<boolean> =>
  (await outbox().listWaitingByKeys(keys)).length === 0;

async function until(done: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200 && !(await done()); attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function signalsInHistory(): Promise<number> {
  const { events } = await new Client({ connection: temporal }).workflow
    .getHandle(workflowIdOf('repair', caseId))
    .fetchHistory();
  return (events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes).length;
}

describe('signals in the outbox', () => {
  it('that a process left behind are sent by the first round of the next one, once each', async () => {
    const before = await signalsInHistory();
    const keys = await queued(caseId, 40);
    const courier = openCourier();
    courier.start();
    await until(() => areSettled(keys));
    courier.wake();
    await courier.close();
    expect(await areSettled(keys)).toBe(true);
    expect((await signalsInHistory()) - before).toBe(40);
  });

  it('wait while the server is away, and whoever caused them hears nothing of it', async () => {
    const keys = await queued(caseId, 20);
    const away = openCourier({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
    await away.send(keys.slice(0, 1));
    await away.close();
    expect(await outbox().listWaitingByKeys(keys)).toHaveLength(20);
    expect(away.lines.join()).toContain('wait for the Temporal server');
    const back = openCourier();
    back.wake();
    await until(() => areSettled(keys));
    await back.close();
    expect(await areSettled(keys)).toBe(true);
  }, 30_000);

  it('of a case that has closed are settled; one that the server alone does not know keeps its own', async () => {
    const unknown = await recorded.open();
    const closed = await recorded.open();
    await recorded.change({
      caseId: closed,
      version: 2,
      snapshot: { phase: 'closed', outcome: 'repaired', closedAt: AT },
    });
    const [ofUnknown, ofClosed] = [await queued(unknown, 20), await queued(closed, 1)];
    const ofOpen = await queued(caseId, 1);
    const courier = openCourier();
    courier.wake();
    await until(() => areSettled(ofOpen));
    await courier.close();
    expect(await areSettled([...ofClosed, ...ofOpen])).toBe(true);
    expect(await outbox().listWaitingByKeys(ofUnknown)).toHaveLength(20);
    expect(courier.lines.join()).toContain('a signal to a case failed');
  });
});
