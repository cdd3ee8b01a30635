import { sql } from 'drizzle-orm';
import type { Instant } from '../workflows/domain/limits.ts';
import { createDatabase, type Transaction } from './client.ts';
import { seedCustomers } from './seeding/customers.ts';
import { seedOrganisation } from './seeding/organisation.ts';
import { seedRules } from './seeding/rules.ts';
import { seedStock } from './seeding/stock.ts';
import { seedTexts } from './seeding/texts.ts';

/** Any number, the same in every process: of two that seed at once, one waits and then finds everything there. */
const SEED_LOCK = 7_216_443_022;

/**
 * Enters what every company starts from into a migrated database: calendars, public holidays, the service policies
 * A–E, price lists, message templates and labels. What is there stays as it is; presets with a newer version are
 * added, valid from `at`.
 */
export async function seedPresets(databaseUrl: string, at: Instant): Promise<void> {
  await inOneTransaction(databaseUrl, (tx) => enterPresets(tx, at));
}

/** Enters the presets, and the demo organisation with its customers, products, parts and stock. */
export async function seed(databaseUrl: string, at: Instant): Promise<void> {
  await inOneTransaction(databaseUrl, async (tx) => {
    await enterPresets(tx, at);
    await seedOrganisation(tx, at);
    await seedCustomers(tx, at);
    await seedStock(tx, at);
  });
}

async function enterPresets(tx: Transaction, at: Instant): Promise<void> {
  await seedRules(tx, at);
  await seedTexts(tx, at);
}

async function inOneTransaction(
  databaseUrl: string,
  enter: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const { db, close } = createDatabase(databaseUrl, { max: 1 });
  try {
    await db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${SEED_LOCK})`);
      await enter(tx);
    });
  } finally {
    await close();
  }
}
