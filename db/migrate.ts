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

/** Whoever waits for a table's lock makes everybody queue behind: better to give way, and try again. */
const LOCK_WITHIN = '5s';
const AGAIN_AFTER_MS = 2_000;
const TRIES = 20;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Brings the database to the schema of this release: migrations first, then the guards (triggers and functions in
 * `db/guards`, which drizzle cannot express). Safe to run from several processes at once and again at every start.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'after-sales migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(`set lock_timeout = '${LOCK_WITHIN}'`);
    await givingWay(() => applyMigrations(drizzle(client), { migrationsFolder: MIGRATIONS }));
    await givingWay(() => applyGuards(client));
  } finally {
    // Ending the session also gives the lock back.
    await client.end();
  }
}

async function givingWay(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries === TRIES || !isLockTimeout(error)) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, AGAIN_AFTER_MS);
      });
    }
  }
}

/** Drizzle wraps PostgreSQL's error in one of its own. */
function isLockTimeout(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return error.code === LOCK_NOT_AVAILABLE;
  return error instanceof Error && isLockTimeout(error.cause);
}

async function applyGuards(client: pg.Client): Promise<void> {
  const guards = await readGuards();
  const fingerprint = await fingerprintOf(guards);
  await client.query('create table if not exists drizzle.guards (fingerprint text not null)');
  const applied = await client.query<{ fingerprint: string }>('select fingerprint from drizzle.guards');
  if (applied.rows[0]?.fingerprint === fingerprint) return;
  await client.query('begin');
  try {
    for (const guard of guards) await client.query(guard);
    await client.query('delete from drizzle.guards');
    await client.query('insert into drizzle.guards values ($1)', [fingerprint]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
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
