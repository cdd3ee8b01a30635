import { drizzle, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import pg from 'pg';

/** A connection pool with drizzle on top; a `Transaction` may stand wherever a `Database` is asked for. */
export type Database = PgDatabase<NodePgQueryResultHKT>;

/** What `db.transaction(async (tx) => …)` passes to its body. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

export interface DatabaseOptions {
  /** Most connections that this process opens. */
  readonly max: number;
  /** How long a query may take until it fails, also when the server says nothing any more; 35 s if left out. */
  readonly answerWithinMs?: number;
  /** Told when the server drops a connection; the pool replaces it by itself at the next query. */
  readonly onConnectionLost?: (error: Error) => void;
}

export interface DatabaseHandle {
  readonly db: Database;
  readonly pool: pg.Pool;
  /** Waits for running queries, then closes every connection. */
  readonly close: () => Promise<void>;
}

const CONNECT_WITHIN_MS = 10_000;
const STATEMENT_WITHIN_MS = 30_000;
/** The server ends a statement by itself; one whose server has gone silent is given up a little later. */
const ANSWER_WITHIN_MS = 35_000;
/** A transaction whose process hangs must not keep its row locks for ever. */
const IDLE_IN_TRANSACTION_WITHIN_MS = 60_000;

/** Opens a pool on `databaseUrl` (`postgres://user:password@host:port/database`); connects at the first query. */
export function createDatabase(databaseUrl: string, options: DatabaseOptions): DatabaseHandle {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.max,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    statement_timeout: STATEMENT_WITHIN_MS,
    query_timeout: options.answerWithinMs ?? ANSWER_WITHIN_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_WITHIN_MS,
    keepAlive: true,
    application_name: 'after-sales',
    options: '-c TimeZone=UTC',
  });
  // Without these listeners node-postgres lets the loss of a connection end the whole process: of an idle one by the
  // pool's event, of one between two statements of a transaction by its own. The latter comes in both cases.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', (error) => options.onConnectionLost?.(error));
  });
  return { db: drizzle(pool), pool, close: () => pool.end() };
}
