import { inspect } from 'node:util';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutValues } from '../../db/database-error.ts';
import { people } from '../../db/schema/people.ts';
import { enterPerson } from './master-data.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

const AT = Date.parse('2026-03-02T09:00:00+08:00');

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

async function failureOf(query: PromiseLike<unknown>): Promise<Error> {
  try {
    await query;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('The query did not fail');
}

describe('a database error without values', () => {
  it('still says which statement broke which constraint, but none of its parameters', async () => {
    const { handle } = await enterPerson(database.db, AT);
    const { id } = await enterPerson(database.db, AT);
    const change = database.db.update(people).set({ handle, name: 'secret name' }).where(eq(people.id, id));
    const failure = await failureOf(change);
    expect(inspect(failure)).toContain('secret name');
    const shown = inspect(withoutValues(failure), { depth: 5 });
    expect(shown).toContain('update "people"');
    expect(shown).toContain('people_handle_unique');
    expect(shown).not.toContain('secret name');
    expect(shown).not.toContain(handle);
  });

  it('does not quote a value of the wrong form', async () => {
    const failure = await failureOf(database.db.execute(sql`select ${'secret name'}::uuid`));
    const shown = inspect(withoutValues(failure), { depth: 5 });
    expect(shown).toContain('22P02');
    expect(shown).not.toContain('secret name');
  });

  it('leaves other errors alone', () => {
    expect(withoutValues(new Error('as it is', { cause: 'why' }))).toMatchObject({
      message: 'as it is',
      cause: 'why',
    });
    expect(withoutValues('thrown text')).toBe('thrown text');
  });
});
