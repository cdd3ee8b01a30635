import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDatabase, type Database } from '../../db/client.ts';
import { query } from '../../local/postgres.ts';
import { openValve } from '../support/valve.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let database: TestDatabase;
let db: Database;
let close: () => Promise<void>;
const onConnectionLost = vi.fn();

beforeAll(async () => {
  database = await createTestDatabase('empty');
  ({ db, close } = createDatabase(database.url, { max: 1, onConnectionLost }));
});

afterAll(async () => {
  await close();
  await database.drop();
});

const backendOf = async (connection: Pick<Database, 'execute'>): Promise<unknown> =>
  (await connection.execute(sql`select pg_backend_pid() as pid`)).rows[0]?.['pid'];

/** As the end of the server would do it. */
async function terminate(pid: unknown): Promise<void> {
  const before = onConnectionLost.mock.calls.length;
  await query(database.url, 'select pg_terminate_backend($1)', [pid]);
  await vi.waitUntil(() => onConnectionLost.mock.calls.length > before);
}

describe('a connection that the server drops', () => {
  it('while it is idle is replaced', async () => {
    const pid = await backendOf(db);
    await terminate(pid);
    expect(await backendOf(db)).not.toBe(pid);
  });

  it('between two statements of a transaction fails that transaction and nothing else', async () => {
    const transaction = db.transaction(async (tx) => {
      await terminate(await backendOf(tx));
      await tx.execute(sql`select 1`);
    });
    await expect(transaction).rejects.toThrow();
    expect(await backendOf(db)).toEqual(expect.any(Number));
  });

  it('is told of once', async () => {
    const before = onConnectionLost.mock.calls.length;
    await terminate(await backendOf(db));
    await backendOf(db);
    expect(onConnectionLost.mock.calls.length).toBe(before + 1);
  });
});

describe('a server that has gone silent', () => {
  it('fails what is asked of it in time, and answers the next query when it speaks again', async () => {
    const { host } = new URL(database.url);
    const line = await openValve(host);
    const silent = createDatabase(database.url.replace(host, line.address), { max: 1, answerWithinMs: 300 });
    await backendOf(silent.db);
    line.hold();
    await expect(backendOf(silent.db)).rejects.toMatchObject({
      cause: expect.objectContaining({ message: 'Query read timeout' }) as Error,
    });
    line.open();
    expect(await backendOf(silent.db)).toEqual(expect.any(Number));
    await silent.close();
    await line.close();
  });
});
