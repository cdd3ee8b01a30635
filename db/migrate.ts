import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { seedPresets } from './seed.ts';

const MIGRATIONS = fileURLToPath(new URL('migrations', import.meta.url));
const GUARDS = fileURLToPath(new URL('guards', import.meta.url));

/** Any number, the same in every process: whoever holds it migrates, the others wait for it. */
const MIGRATION_LOCK = 7_216_443_021;

/**
 * Brings the database to the schema of this release: migrations first, then the guards (triggers and functions in
 * `db/guards`, which drizzle cannot express). Safe to run from several processes at once and again at every start.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'after-sales migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await applyMigrations(drizzle(client), { migrationsFolder: MIGRATIONS });
    await applyGuards(client);
  } finally {
    // Ending the session also gives the lock back.
    await client.end();
  }
}

async function applyGuards(client: pg.Client): Promise<void> {
  const guards = await readGuards();
  const fingerprint = await fingerprintOf(guards);
  await client.query('create table if not exists drizzle.guards (fingerprint text not null)');
  const applied = await client.query<{ fingerprint: string }>('select fingerprint from drizzle.guards');
  if (applied.rows[0]?.fingerprint === fingerprint) return;
  await client.query('begin');
  for (const guard of guards) await client.query(guard);
  await client.query('delete from drizzle.guards');
  await client.query('insert into drizzle.guards values ($1)', [fingerprint]);
  await client.query('commit');
}

async function readGuards(): Promise<string[]> {
  const names = (await readdir(GUARDS)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(names.map((name) => readFile(`${GUARDS}/${name}`, 'utf8')));
}

/** Covers the migrations too: one that makes a table anew takes its triggers away. */
async function fingerprintOf(guards: readonly string[]): Promise<string> {
  const journal = await readFile(`${MIGRATIONS}/meta/_journal.json`, 'utf8');
  return createHash('sha256')
    .update(JSON.stringify([journal, guards]))
    .digest('hex');
}

if (import.meta.main) {
  const databaseUrl = process.env['DATABASE_URL'];
  if (databaseUrl === undefined || databaseUrl === '') {
    console.error('DATABASE_URL is missing: set it to postgres://user:password@host:port/database');
    process.exitCode = 1;
  } else {
    await migrate(databaseUrl);
    await seedPresets(databaseUrl, Date.now());
    console.log('The database is up to date.');
  }
}
