import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../db/migrate.ts';
import { seed } from '../../db/seed.ts';
import { startMailbox } from '../../local/mailbox/mailbox.ts';
import { freePort } from '../../local/ports.ts';
import { ensureDatabase, startPostgres } from '../../local/postgres.ts';
import { temporalExecutable } from '../../local/temporal-executable.ts';
import { startTemporal } from '../../local/temporal-server.ts';
import { openTokenIssuer, publishKeys } from '../../local/token-issuer.ts';
import { generateKey } from '../../payload-codec.ts';
import type { DatabaseAddresses, StackAddresses } from './provided.ts';

/** Presets are in force from the first day of the stories' year. */
const SEEDED_AT = Date.parse('2026-01-01T00:00:00+08:00');

interface Running<T> {
  readonly addresses: T;
  readonly stop: () => Promise<void>;
}

interface Shared<T> {
  users: number;
  running: Promise<Running<T>>;
}

/**
 * Each vitest project runs the set-up for itself, in one process: the first that asks starts the
 * servers, the others share them, the last that leaves stops them.
 */
async function share<T>(name: string, start: () => Promise<Running<T>>): Promise<Running<T>> {
  const registry = globalThis as unknown as Record<symbol, Shared<T> | undefined>;
  const key = Symbol.for(`after-sales.test.${name}`);
  const shared = (registry[key] ??= { users: 0, running: start() });
  shared.users += 1;
  const { addresses, stop } = await shared.running;
  return {
    addresses,
    stop: async () => {
      shared.users -= 1;
      if (shared.users > 0) return;
      registry[key] = undefined;
      await stop();
    },
  };
}

/** One PostgreSQL server with databases to copy. */
export const sharedDatabase = (): Promise<Running<DatabaseAddresses>> => share('database', startDatabase);

/** One Temporal server in memory, one mailbox and one token issuer. */
export const sharedStack = (): Promise<Running<StackAddresses>> => share('stack', startStack);

async function startDatabase(): Promise<Running<DatabaseAddresses>> {
  const directory = scratchDirectory();
  const server = await startPostgres({ directory, port: await freePort(), password: 'test', durable: false });
  const adminUrl = server.urlOf('postgres');
  const addresses = { adminUrl, migratedTemplate: 'migrated', seededTemplate: 'seeded' };
  await ensureDatabase(adminUrl, addresses.migratedTemplate);
  await migrate(server.urlOf(addresses.migratedTemplate));
  await ensureDatabase(adminUrl, addresses.seededTemplate, addresses.migratedTemplate);
  await seed(server.urlOf(addresses.seededTemplate), SEEDED_AT);
  return {
    addresses,
    stop: async () => {
      await server.child.stop();
      rmSync(directory, { recursive: true });
    },
  };
}

async function startStack(): Promise<Running<StackAddresses>> {
  const scratchDir = scratchDirectory();
  const tokenKeyFile = join(scratchDir, 'token-key.json');
  const webhookSecret = randomUUID();
  const executable = await temporalExecutable((line) => process.stderr.write(`${line}\n`));
  const [temporal, mailbox, keys] = await Promise.all([
    startTemporal({
      executable,
      directory: scratchDir,
      port: await freePort(),
      uiPort: null,
      durable: false,
    }),
    startMailbox({ directory: null, webhookSecret }),
    publishKeys(await openTokenIssuer(tokenKeyFile), await freePort()),
  ]);
  return {
    addresses: {
      temporalAddress: temporal.address,
      temporalExecutable: executable,
      smtpUrl: mailbox.smtpUrl,
      mailboxUrl: mailbox.pageUrl,
      smsWebhookUrl: mailbox.smsWebhookUrl,
      wechatWebhookUrl: mailbox.wechatWebhookUrl,
      jwksUrl: keys.jwksUrl,
      tokenKeyFile,
      webhookSecret,
      payloadKeys: generateKey('test'),
      scratchDir,
    },
    stop: async () => {
      await Promise.all([temporal.child.stop(), mailbox.stop(), keys.stop()]);
      rmSync(scratchDir, { recursive: true });
    },
  };
}

const scratchDirectory = (): string => mkdtempSync(join(tmpdir(), 'after-sales-test-'));
