import { createDatabase, type Database } from '../../db/client.ts';
import { createTestDatabase } from '../support/test-database.ts';

/** A database of one test file with a pool on it. */
export interface OpenTestDatabase {
  readonly url: string;
  readonly db: Database;
  /** Closes the pool and removes the database. */
  readonly close: () => Promise<void>;
}

/** Creates and opens a database: with the tables only, or `seeded` with the presets. */
export async function openTestDatabase(
  content: 'seeded' | 'migrated' | 'empty' = 'migrated',
): Promise<OpenTestDatabase> {
  const created = await createTestDatabase(content);
  const { db, close } = createDatabase(created.url, { max: 4 });
  return {
    url: created.url,
    db,
    close: async () => {
      await close();
      await created.drop();
    },
  };
}
