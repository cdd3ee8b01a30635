import { setTimeout as sleep } from 'node:timers/promises';
import { query } from '../local/postgres.ts';

/** What was still to be sent when the load ended, and how fast it went. */
export interface OutboxFigures {
  readonly waiting: number;
  readonly sentPerSecond: number;
}

const LOOK_AGAIN_AFTER_MS = 250;
const GIVE_UP_AFTER_MS = 45_000;

/** Waits until the messages of the load are sent, which happens beside the answers that callers wait for. */
export async function drainOutbox(databaseUrl: string): Promise<OutboxFigures> {
  const begun = performance.now();
  const waiting = await waitingMessages(databaseUrl);
  let left = waiting;
  while (left > 0 && performance.now() - begun < GIVE_UP_AFTER_MS) {
    await sleep(LOOK_AGAIN_AFTER_MS);
    left = await waitingMessages(databaseUrl);
  }
  return { waiting, sentPerSecond: ((waiting - left) * 1000) / (performance.now() - begun) };
}

async function waitingMessages(databaseUrl: string): Promise<number> {
  const sql = `select count(*)::int as waiting from messages where status = 'queued'`;
  const [row] = (await query(databaseUrl, sql)) as { waiting: number }[];
  return row?.waiting ?? 0;
}
