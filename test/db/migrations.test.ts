import { readFile } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { generateDrizzleJson } from 'drizzle-kit/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../db/migrate.ts';
import * as schema from '../../db/schema/index.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

const META = new URL('../../db/migrations/meta/', import.meta.url);

interface Journal {
  readonly entries: readonly { readonly idx: number }[];
}

interface Snapshot {
  readonly id: string;
  readonly prevId: string;
}

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

async function readJson(name: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(name, META), 'utf8')) as unknown;
}

async function listText(query: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await database.db.execute<{ text: string }>(query);
  return rows.map((row) => row.text);
}

describe('the migrations', () => {
  it('make exactly the tables that db/schema describes', async () => {
    const journal = (await readJson('_journal.json')) as Journal;
    const last = String(journal.entries.length - 1).padStart(4, '0');
    const migrated = (await readJson(`${last}_snapshot.json`)) as Snapshot;
    const described = JSON.parse(JSON.stringify(generateDrizzleJson(schema, migrated.prevId))) as Snapshot;
    expect({ ...migrated, id: described.id }).toEqual(described);
  });

  it('are applied once when several processes start together', async () => {
    const empty = await openTestDatabase('empty');
    await Promise.all([migrate(empty.url), migrate(empty.url), migrate(empty.url)]);
    await migrate(empty.url);
    const { rows } = await empty.db.execute<{ applied: number }>(
      sql`select count(*)::int as applied from drizzle.__drizzle_migrations`,
    );
    const journal = (await readJson('_journal.json')) as Journal;
    expect(rows).toEqual([{ applied: journal.entries.length }]);
    await empty.close();
  });
});

describe('a migration', () => {
  it('gives way to whoever uses a table, and goes on when it is free', async () => {
    const own = await openTestDatabase();
    await own.db.execute(sql`delete from drizzle.guards`);
    let migrating: Promise<void> | undefined;
    await own.db.transaction(async (tx) => {
      await tx.execute(sql`lock table cases in access share mode`);
      migrating = migrate(own.url);
      await tx.execute(sql`select pg_sleep(7)`);
    });
    await migrating;
    const { rows } = await own.db.execute(sql`select fingerprint from drizzle.guards`);
    expect(rows).toHaveLength(1);
    await own.close();
  });
});

describe('the tables', () => {
  it('have an index that begins with the columns of each foreign key', async () => {
    const missing = await listText(sql`
      select conrelid::regclass || ' ' || conname as text
      from pg_constraint fk
      where contype = 'f' and connamespace = 'public'::regnamespace and not exists (
        select from pg_index
        where indrelid = fk.conrelid and indpred is null
          and (string_to_array(indkey::text, ' ')::int2[])[1:cardinality(fk.conkey)] @> fk.conkey
      )`);
    expect(missing).toEqual([]);
  });

  it('keep every instant as timestamptz under a name that ends in at', async () => {
    const odd = await listText(sql`
      select table_name || '.' || column_name as text from information_schema.columns
      where table_schema = 'public'
        and (column_name ~ '(^|_)at$') <> (data_type = 'timestamp with time zone')`);
    expect(odd).toEqual([]);
  });

  it('keep every amount as bigint under a name that ends in _minor', async () => {
    const odd = await listText(sql`
      select table_name || '.' || column_name as text from information_schema.columns
      where table_schema = 'public' and column_name like '%\_minor' and data_type <> 'bigint'`);
    expect(odd).toEqual([]);
  });

  it('never take an instant from the clock of the database', async () => {
    const defaults = await listText(sql`
      select table_name || '.' || column_name as text from information_schema.columns
      where table_schema = 'public' and column_default ~* 'now|current_|clock_timestamp|localtime'`);
    expect(defaults).toEqual([]);
  });
});
