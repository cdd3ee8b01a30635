import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWorkerConfig, type WorkerConfig } from '../../activities/config.ts';
import { type RunningWorker, runWorker, type WorkerParts } from '../../activities/worker.ts';
import { messages } from '../../db/schema/cases.ts';
import { type Mailbox, startMailbox } from '../../local/mailbox/mailbox.ts';
import { connectionOptions, dataConverter } from '../../temporal.config.ts';
import { stackEnvironment } from '../support/environment.ts';
import { messageRecord, OPENED_AT, openingRecord, stepRecord } from './case-records.ts';
import { openRecording, type OpenRecording } from './open-recording.ts';
import type { outboxWorkflow } from './outbox.workflow.ts';

const TASK_QUEUE = `worker-test-${randomUUID()}`;

let recording: OpenRecording;
let mailbox: Mailbox;
let config: WorkerConfig;
let parts: WorkerParts;
let worker: RunningWorker;
let connection: Connection;
let client: Client;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  recording = await openRecording();
  mailbox = await startMailbox({ directory: null, webhookSecret: 'a secret of this test' });
  config = readWorkerConfig(
    stackEnvironment(recording.url, TASK_QUEUE, { SMTP_URL: mailbox.smtpUrl, METRICS_PORT: '0' }),
  );
  parts = {
    logger: pino({ level: 'silent' }),
    workflowBundle: await bundleTestWorkflow(config),
    sdkMetricsUrl: null,
  };
  worker = await runWorker(config, parts);
  connection = await Connection.connect(connectionOptions(config.temporal));
  client = new Client({ connection, dataConverter: dataConverter(config.temporal) });
});

afterAll(async () => {
  await worker.stop();
  await connection.close();
  await mailbox.stop();
  await recording.close();
});

function bundleTestWorkflow({ temporal }: WorkerConfig): Promise<WorkflowBundleWithSourceMap> {
  const { failureConverterPath = '' } = dataConverter(temporal);
  const workflowsPath = fileURLToPath(new URL('outbox.workflow.ts', import.meta.url));
  return bundleWorkflowCode({ workflowsPath, failureConverterPath, logger: new DefaultLogger('ERROR') });
}

/** Starts the workflow with one message to a role, on a clock that is ahead by the offset. */
function start(caseId: string, clockOffsetMs: number) {
  const message = messageRecord(caseId, {
    kind: 'escalated',
    to: { type: 'role', role: 'general_manager' },
    variables: { what: 'firstResponse', level: 1, dueAt: OPENED_AT },
  });
  const step = stepRecord({ caseId, opening: openingRecord(recording.policyId), messages: [message] });
  const request = { caseId, messageIds: [message.id], clockOffsetMs };
  return client.workflow.start<typeof outboxWorkflow>('outboxWorkflow', {
    taskQueue: TASK_QUEUE,
    workflowId: `outbox-${caseId}`,
    args: [step, request],
  });
}

async function messageOf(caseId: string) {
  const rows = await recording.db.select().from(messages).where(eq(messages.caseId, caseId));
  return rows[0];
}

async function skipTime(workflowId: string): Promise<void> {
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace: 'default',
    workflowExecution: { workflowId },
    workflowExecutionOptions: { timeSkippingConfig: { enabled: true } },
    updateMask: { paths: ['time_skipping_config'] },
  });
}

const get = (path: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${worker.observabilityPort ?? 0}${path}`);

describe('a worker', () => {
  it('records steps and sends messages for workflows, on the clock of the case', async () => {
    const caseId = randomUUID();
    const offset = 10 * 24 * 3_600_000;
    const handle = await start(caseId, offset);
    const { caseNumber, results, startedAt } = await handle.result();
    expect(caseNumber).toMatch(/^RP-20261124-\d{4}$/);
    expect(results).toMatchObject([{ status: 'sent' }]);
    const settledAt = (await messageOf(caseId))?.settledAt ?? 0;
    expect(settledAt - offset - startedAt).toBeGreaterThanOrEqual(0);
    expect(settledAt - offset - startedAt).toBeLessThan(30_000);
  });

  it('sends when a mail server is back, at the instant of the attempt that got through', async () => {
    await mailbox.behave('down');
    const caseId = randomUUID();
    const handle = await start(caseId, 0);
    await expect.poll(async () => (await messageOf(caseId))?.attempts).toBe(1);
    expect((await messageOf(caseId))?.status).toBe('queued');
    await mailbox.behave('accept');
    await skipTime(handle.workflowId);
    const { results, startedAt, endedAt } = await handle.result();
    expect(results).toMatchObject([{ status: 'sent' }]);
    expect(endedAt - startedAt).toBeGreaterThanOrEqual(600_000);
    const row = await messageOf(caseId);
    expect(row?.attempts).toBe(2);
    expect(Math.abs((row?.settledAt ?? 0) - endedAt)).toBeLessThan(5_000);
  });

  it('tells the machines of operation that it works, and its figures', async () => {
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    expect((await get('/elsewhere')).status).toBe(404);
    const figures = await (await get('/metrics')).text();
    expect(figures).toMatch(/message_attempts_total\{channel="email",status="sent"\} \d/);
    expect(figures).toContain('process_cpu_seconds_total');
  });

  it('stops in good order and frees its port', async () => {
    const temporal = { ...config.temporal, taskQueue: `${TASK_QUEUE}-2` };
    const second = await runWorker({ ...config, temporal }, parts);
    const url = `http://127.0.0.1:${second.observabilityPort ?? 0}/healthz`;
    expect((await fetch(url)).status).toBe(200);
    await second.stop();
    await expect(fetch(url)).rejects.toThrow();
  });

  it('does not start without its database', async () => {
    const databaseUrl = config.databaseUrl.replace(/\/[^/]*$/, '/no_such_database');
    const started = runWorker({ ...config, databaseUrl }, parts);
    await expect(started).rejects.toThrow('no_such_database');
  });
});
