import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { WaitingMessages } from '../db/repositories/outbox.repository.ts';
import type { DeliveryDependencies } from './delivery/dependencies.ts';

/** The figures of a worker process. */
export interface WorkerMetrics {
  readonly registry: Registry;
  readonly onAttempt: DeliveryDependencies['onAttempt'];
}

/** `waiting` is asked once each time that the figures are read; while it fails, its figures are left out. */
export function workerMetrics(waiting: () => Promise<WaitingMessages>, logger: Logger): WorkerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const attempts = new Counter({
    name: 'message_attempts_total',
    help: 'Attempts to send a message, by channel and by what came of them',
    labelNames: ['channel', 'status'] as const,
    registers: [registry],
  });
  const asked = sharedWhileUnderWay(() =>
    waiting().catch((err: unknown) => {
      logger.warn({ err }, 'the messages that wait could not be counted');
      return null;
    }),
  );
  const gauge = (name: string, help: string, read: (found: WaitingMessages) => number): void => {
    new Gauge({
      ...{ name, help, registers: [registry] },
      async collect() {
        const found = await asked();
        if (found === null) this.remove();
        else this.set(read(found));
      },
    });
  };
  gauge('messages_waiting', 'Messages of all cases that wait to be sent', ({ count }) => count);
  gauge(
    'messages_oldest_waiting_timestamp_seconds',
    'Unix time since which the message waits that has waited for longest; 0 while none waits',
    ({ oldestAt }) => (oldestAt ?? 0) / 1000,
  );
  return {
    registry,
    onAttempt: (channel, status) => {
      attempts.inc({ channel, status });
    },
  };
}

/** The gauges of one reading are collected at once, and tell of the same answer. */
function sharedWhileUnderWay<T>(ask: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | null = null;
  return () => {
    underWay ??= ask().finally(() => {
      underWay = null;
    });
    return underWay;
  };
}

export interface Observed {
  readonly registry: Registry;
  /** Address where Temporal's SDK shows its own figures; null: it does not. */
  readonly sdkMetricsUrl: string | null;
  /** Whether the worker takes work and its database answers. */
  readonly isReady: () => Promise<boolean>;
}

export interface ObservabilityServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves `/metrics` (Prometheus' text format), `/healthz` (the process lives) and `/readyz` (it takes work) to the
 * machines of operation. Port 0 takes a free one.
 */
export async function serveObservability(port: number, observed: Observed): Promise<ObservabilityServer> {
  const server = createServer((request, response) => {
    answer(observed, request.url ?? '/', response).catch(() => {
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

async function answer(observed: Observed, url: string, response: ServerResponse): Promise<void> {
  switch (url) {
    case '/metrics':
      response.setHeader('Content-Type', observed.registry.contentType);
      response.end((await observed.registry.metrics()) + (await sdkMetrics(observed.sdkMetricsUrl)));
      return;
    case '/healthz':
      response.end('alive\n');
      return;
    case '/readyz': {
      const isReady = await observed.isReady();
      response.writeHead(isReady ? 200 : 503).end(isReady ? 'ready\n' : 'not ready\n');
      return;
    }
    default:
      response.writeHead(404).end();
  }
}

async function sdkMetrics(url: string | null): Promise<string> {
  if (url === null) return '';
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  return response.text();
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
