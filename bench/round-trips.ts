import { readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { query } from '../local/postgres.ts';
import { API_CONNECTIONS, WORKER_CONNECTIONS } from './processes.ts';
import type { Servers } from './servers.ts';

/** Statements per operation: each is one round trip to PostgreSQL. */
export interface RoundTrips {
  readonly api: number;
  readonly worker: number;
  /** What they are, by process and how they begin, per operation. */
  readonly statements: Readonly<Record<string, number>>;
}

/** Messages are sent after the answer; their statements belong to the operation too. */
const SETTLE_MS = 1_500;
const SHOWN_CHARACTERS = 90;

/** Makes PostgreSQL log every statement, under the name of whoever sends it. */
export async function logStatements({ databaseUrl }: Servers, on: boolean): Promise<void> {
  await query(databaseUrl, `alter system set log_line_prefix = '%a|'`);
  await query(databaseUrl, `alter system set log_statement = '${on ? 'all' : 'none'}'`);
  await query(databaseUrl, 'select pg_reload_conf()');
  await sleep(SETTLE_MS);
}

/** Counts the statements that some operations, one after the other, send to PostgreSQL. */
export async function roundTripsOf(
  { databaseLog }: Servers,
  operations: number,
  once: () => Promise<unknown>,
): Promise<RoundTrips> {
  const begin = statSync(databaseLog).size;
  for (let done = 0; done < operations; done += 1) await once();
  await sleep(SETTLE_MS);
  const log = readFileSync(databaseLog).subarray(begin).toString('utf8');
  const counts = { [API_CONNECTIONS]: 0, [WORKER_CONNECTIONS]: 0 };
  const statements: Record<string, number> = {};
  const lines = log.matchAll(/^(bench-api|bench-worker)\|LOG: {2}(?:execute [^:]+|statement): (.*)$/gm);
  for (const [, name, text = ''] of lines) {
    counts[name as keyof typeof counts] += 1;
    const shown = `${name ?? ''} ${text.replace(/\s+/g, ' ').slice(0, SHOWN_CHARACTERS)}`;
    statements[shown] = (statements[shown] ?? 0) + 1 / operations;
  }
  return {
    api: counts[API_CONNECTIONS] / operations,
    worker: counts[WORKER_CONNECTIONS] / operations,
    statements,
  };
}
