import { sql } from 'drizzle-orm';
import type { Instant } from '../workflows/domain/limits.ts';
import { createDatabase } from './client.ts';
import { seedRules } from './seeding/rules.ts';

/** Any number, the same in every process: of two that seed at once, one waits and then finds everything there. */
const SEED_LOCK = 7_216_443_022;

/**
 * Enters the presets into a migrated database: calendars, public holidays, policies A–E, price lists, templates,
 * labels, and the demo organisation with its customers, products and parts. What is there stays as it is; presets
 * with a newer version are added. `at` is recorded as the instant of entry.
 */
export async function seed(databaseUrl: string, at: Instant): Promise<void> {
  const { db, close } = createDatabase(databaseUrl, { max: 1 });
  try {
    await db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${SEED_LOCK})`);
      await seedRules(tx, at);
    });
  } finally {
    await close();
  }
}
