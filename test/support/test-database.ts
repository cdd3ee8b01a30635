import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { ensureDatabase, query } from '../../local/postgres.ts';
import './provided.ts';

/** A database that no other test file sees. */
export interface TestDatabase {
  readonly url: string;
  /** Ends every session on it and removes it; databases left over go with the server. */
  drop(): Promise<void>;
}

/** Creates a database: `seeded` with the presets, `migrated` with tables only, or `empty`. */
export async function createTestDatabase(
  content: 'seeded' | 'migrated' | 'empty' = 'seeded',
): Promise<TestDatabase> {
  const { adminUrl, migratedTemplate, seededTemplate } = inject('database');
  const templates = { seeded: seededTemplate, migrated: migratedTemplate, empty: 'template1' };
  const name = `test_${randomBytes(6).toString('hex')}`;
  await ensureDatabase(adminUrl, name, templates[content]);
  const url = new URL(adminUrl);
  url.pathname = name;
  return {
    url: url.href,
    drop: async () => {
      await query(adminUrl, `DROP DATABASE "${name}" WITH (FORCE)`);
    },
  };
}
