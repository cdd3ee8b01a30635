import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../db/migrate.ts';
import { seed } from '../../db/seed.ts';
import { startMailbox, type Mailbox } from '../../local/mailbox/mailbox.ts';
import { ensureDatabase, type PostgresServer } from '../../local/postgres.ts';
import type { TemporalServer } from '../../local/temporal-server.ts';
import { durablePostgres, durableTemporal, type DurableServer } from '../support/durable-servers.ts';
import { stackEnvironment } from '../support/environment.ts';
import { networkWorld, type NetworkWorld } from '../support/network-world.ts';
import { livePaidRepair } from '../support/paid-repair.ts';
import { durableProcess, type ServingProcess } from '../support/processes.ts';
import { timelineNumbers, type Traces, tracesOf } from '../support/traces.ts';

const WEBHOOK_SECRET = 'secret-of-the-kill-test';

let postgres: DurableServer<PostgresServer>;
let temporal: DurableServer<TemporalServer>;
let worker: DurableServer<ServingProcess>;
let api: DurableServer<ServingProcess>;
let mailbox: Mailbox;
let databaseUrl: string;
let undisturbed: Traces;

beforeAll(async () => {
  [postgres, temporal, mailbox] = await Promise.all([
    durablePostgres(),
    durableTemporal(),
    startMailbox({ directory: null, webhookSecret: WEBHOOK_SECRET }),
  ]);
  databaseUrl = postgres.current().urlOf('after_sales');
  await ensureDatabase(postgres.current().urlOf('postgres'), 'after_sales');
  await migrate(databaseUrl);
  await seed(databaseUrl, Date.parse('2026-01-01T00:00:00+08:00'));
  const environment = stackEnvironment(databaseUrl, 'kill', {
    TEMPORAL_ADDRESS: temporal.current().address,
    SMTP_URL: mailbox.smtpUrl,
    SMS_WEBHOOK_URL: mailbox.smsWebhookUrl,
    WECHAT_WEBHOOK_URL: mailbox.wechatWebhookUrl,
    WEBHOOK_SECRET,
  });
  [worker, api] = await Promise.all([
    durableProcess('worker', environment),
    durableProcess('API', environment),
  ]);
  const world = customers();
  undisturbed = await tracesOf(await livePaidRepair(world, '07-06'), mailbox.messages());
  await world.close();
}, 180_000);

afterAll(async () => {
  await Promise.all([worker.stop(), api.stop()]);
  await Promise.all([postgres.stop(), temporal.stop(), mailbox.stop()]);
});

const customers = (onPost?: (url: string) => Promise<void>): NetworkWorld =>
  networkWorld(databaseUrl, api.current().url, { patient: true, ...(onPost && { onPost }) });

/** Steps in whose middle the part is killed, each so many milliseconds after the request has set out. */
const STRIKES: Readonly<Record<string, number>> = { confirmPayment: 30, issueParts: 5, settleBalance: 40 };

/** Kills a part in the middle of steps, and brings it back at once. */
class Strikes {
  count = 0;
  private last: Promise<void> = Promise.resolve();
  private readonly victim: DurableServer<unknown>;

  constructor(victim: DurableServer<unknown>) {
    this.victim = victim;
  }

  readonly onPost = async (url: string): Promise<void> => {
    const afterMs = STRIKES[url.split('/').at(-1) ?? ''];
    if (afterMs === undefined) return;
    await this.last;
    this.last = this.strike(afterMs);
  };

  /** When everything is up again. */
  async over(): Promise<void> {
    await this.last;
  }

  private async strike(afterMs: number): Promise<void> {
    await sleep(afterMs);
    await this.victim.crash();
    await this.victim.restart();
    this.count += 1;
  }
}

describe('a repair in whose middle a part of the system is killed, again and again', () => {
  it.each([
    ['worker', '07-13', () => worker],
    ['API', '07-20', () => api],
    ['Temporal server', '07-27', () => temporal],
    ['PostgreSQL server', '08-03', () => postgres],
  ] as const)('ends as if nothing had happened: %s', async (_part, monday, victim) => {
    const strikes = new Strikes(victim());
    const world = customers(strikes.onPost);
    const story = await livePaidRepair(world, monday);
    await strikes.over();
    expect(strikes.count).toBe(Object.keys(STRIKES).length);

    const traces = await tracesOf(story, mailbox.messages());
    expect(traces).toEqual(undisturbed);
    const numbers = await timelineNumbers(story);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    for (const { request, answer } of world.posts) {
      expect(await world.repeat(request), request.url).toMatchObject({
        status: answer.status,
        body: answer.body,
      });
    }
    await world.close();
  });
});
