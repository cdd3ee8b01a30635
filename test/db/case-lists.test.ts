import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../db/client.ts';
import { caseLinksRepository } from '../../db/repositories/case-links.repository.ts';
import { casesRepository } from '../../db/repositories/cases.repository.ts';
import { enterCase } from './master-data.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

const AT = Date.parse('2026-11-24T09:30:00+08:00');
const CLOSED = 20_000;
const OPEN = 100;

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  await enterManyClosed(database.db);
}, 120_000);

afterAll(async () => {
  await database.close();
});

/** Copies of one case: `CLOSED` that are long closed and linked in pairs, and `OPEN` that are not. */
async function enterManyClosed(db: Database): Promise<void> {
  const model = await enterCase(db, AT);
  await db.execute(sql`
    insert into cases
    select (jsonb_populate_record(c, jsonb_build_object('id', md5(i::text)::uuid, 'number', 'LIST-' || lpad(i::text, 6, '0'),
      'opened_at', c.opened_at - i * interval '1 minute', 'next_due_at', case when i <= ${OPEN} then c.opened_at + i * interval '1 minute' end,
      'phase', case when i <= ${OPEN} then 'work' else 'closed' end,
      'closed_at', case when i > ${OPEN} then c.opened_at - i * interval '1 second' end,
      'details', jsonb_build_object('serialNumber', 'SN' || lpad(i::text, 6, '0'), 'productModel', 'CT-900')))).*
    from cases c, generate_series(1, ${OPEN + CLOSED}) i where c.id = ${model}`);
  await db.execute(sql`
    insert into case_links (case_id, linked_case_id, relation, waits, linked_at, linked_by)
    select md5(i::text)::uuid, md5((i - 1)::text)::uuid, 'repeatOf', false, to_timestamp(0), '{}'
    from generate_series(${OPEN + 2}, ${OPEN + CLOSED}, 2) i`);
  await db.execute(sql`delete from cases where id = ${model}`);
  await db.execute(sql`analyze`);
}

/**
 * How many rows of `cases` PostgreSQL looked at for `work`. So few cases as there are here it would rather read through:
 * it is told not to, as it would not with the cases of years.
 */
async function rowsRead(work: (db: Database) => Promise<unknown>): Promise<number> {
  return database.db.transaction(async (tx) => {
    await tx.execute(sql`set local enable_seqscan = off`);
    const before = await rowsSoFar(tx);
    await work(tx);
    return (await rowsSoFar(tx)) - before;
  });
}

async function rowsSoFar(db: Database): Promise<number> {
  const { rows } = await db.execute<{ read: number }>(sql`
    select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_xact_user_tables where relname = 'cases'`);
  return rows[0]?.read ?? Number.NaN;
}

describe('among many closed cases', () => {
  const page = { after: null, limit: 50 };

  it.each([
    ['the list of all', {}],
    ['open ones', { open: true }],
    ['closed ones', { open: false }],
    ['overdue ones', { overdue: true }],
  ])('%s is read without looking at all of them', async (_title, filter) => {
    expect(await rowsRead((db) => casesRepository(db).list(filter, page))).toBeLessThan(1_000);
  });

  it('finds a closed case by a part of what it is known by', async () => {
    const { items } = await casesRepository(database.db).list({ text: 'st-012345' }, page);
    expect(items.map(({ number }) => number)).toEqual(['LIST-012345']);
  });

  it('goes from the open ones to the last closed ones, and on, over the pages', async () => {
    const repository = casesRepository(database.db);
    const numbers: string[] = [];
    let after: Parameters<typeof repository.list>[1]['after'] = null;
    for (let pages = 0; pages < 4; pages += 1) {
      const found = await repository.list({}, { after, limit: 40 });
      numbers.push(...found.items.map(({ number }) => number));
      after = found.next;
    }
    const expected = Array.from({ length: 160 }, (_, i) => `LIST-${String(i + 1).padStart(6, '0')}`);
    expect(numbers).toEqual(expected);
  });

  it('looks for news of links at open cases alone', async () => {
    expect(await rowsRead((db) => caseLinksRepository(db).queueNews(AT))).toBeLessThan(1_000);
  });
});
