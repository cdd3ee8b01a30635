import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../db/migrate.ts';
import { seed } from '../db/seed.ts';
import type { Environment } from '../environment.ts';
import { startMailbox } from '../local/mailbox/mailbox.ts';
import { freePort } from '../local/ports.ts';
import { ensureDatabase, startPostgres } from '../local/postgres.ts';
import { temporalExecutable } from '../local/temporal-executable.ts';
import { startTemporal } from '../local/temporal-server.ts';
import { LOCAL_AUDIENCE, LOCAL_ISSUER, openTokenIssuer, publishKeys } from '../local/token-issuer.ts';
import { generateKey } from '../payload-codec.ts';

const DATABASE = 'after_sales';

/** Servers of one measurement: Temporal in memory, PostgreSQL on disk as in production, a mailbox, a token issuer. */
export interface Servers {
  readonly directory: string;
  readonly temporalAddress: string;
  readonly databaseUrl: string;
  readonly databaseLog: string;
  readonly tokenKeyFile: string;
  /** Process ids by name. */
  readonly pids: Readonly<Record<string, number>>;
  /** What API and worker processes are told; they still need a port. */
  readonly environment: Environment;
  stop(): Promise<void>;
}

export async function startServers(): Promise<Servers> {
  const directory = mkdtempSync(join(tmpdir(), 'after-sales-bench-'));
  const tokenKeyFile = join(directory, 'token-key.json');
  const webhookSecret = randomUUID();
  const postgresDirectory = join(directory, 'postgres');
  const [temporal, postgres, mailbox, keys] = await Promise.all([
    startTemporal({
      executable: await temporalExecutable(console.log),
      directory: join(directory, 'temporal'),
      port: await freePort(),
      uiPort: null,
      durable: false,
    }),
    startPostgres({
      directory: postgresDirectory,
      port: await freePort(),
      password: 'bench',
      durable: true,
    }),
    startMailbox({ directory: null, webhookSecret }),
    publishKeys(await openTokenIssuer(tokenKeyFile), await freePort()),
  ]);
  const databaseUrl = postgres.urlOf(DATABASE);
  await ensureDatabase(postgres.urlOf('postgres'), DATABASE);
  await migrate(databaseUrl);
  await seed(databaseUrl, Date.now());
  return {
    directory,
    temporalAddress: temporal.address,
    databaseUrl,
    databaseLog: join(postgresDirectory, 'postgres.log'),
    tokenKeyFile,
    pids: { Temporal: temporal.child.pid, PostgreSQL: postgres.child.pid },
    environment: {
      TEMPORAL_ADDRESS: temporal.address,
      PAYLOAD_KEYS: generateKey('bench'),
      ADJUSTABLE_CLOCKS: '1',
      JWKS_URL: keys.jwksUrl,
      TOKEN_ISSUER: LOCAL_ISSUER,
      TOKEN_AUDIENCE: LOCAL_AUDIENCE,
      SMTP_URL: mailbox.smtpUrl,
      MAIL_FROM: 'After-sales <service@example.com>',
      SMS_WEBHOOK_URL: mailbox.smsWebhookUrl,
      WECHAT_WEBHOOK_URL: mailbox.wechatWebhookUrl,
      WEBHOOK_SECRET: webhookSecret,
      EVIDENCE_DIR: join(directory, 'evidence'),
      HOST: '127.0.0.1',
      RATE_LIMIT_PER_MINUTE: '1000000',
      LOG_LEVEL: 'info',
    },
    stop: async () => {
      await Promise.all([temporal.child.stop(), postgres.child.stop(), mailbox.stop(), keys.stop()]);
      rmSync(directory, { recursive: true });
    },
  };
}
