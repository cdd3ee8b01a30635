import { join } from 'node:path';
import { migrate } from '../db/migrate.ts';
import { seed } from '../db/seed.ts';
import { ConfigurationError, type Environment } from '../environment.ts';
import { readTemporalConfig } from '../temporal.config.ts';
import type { DataDirectory } from './data-directory.ts';
import { startMailbox } from './mailbox/mailbox.ts';
import { ensureDatabase, query, startPostgres } from './postgres.ts';
import type { Report } from './report.ts';
import type { RunningStack } from './running-stack.ts';
import type { StartSettings } from './settings.ts';
import { supervise } from './supervisor.ts';
import { temporalExecutable } from './temporal-executable.ts';
import { probeTemporal, startTemporal } from './temporal-server.ts';
import { LOCAL_AUDIENCE, LOCAL_ISSUER, openTokenIssuer, publishKeys } from './token-issuer.ts';

const DATABASE = 'after_sales';

/** A part of the stack that is up, what API and worker are told of it, and what others may know. */
export interface Part {
  readonly environment: Environment;
  readonly facts: Partial<RunningStack>;
  readonly stop: () => Promise<void>;
}

const nothingToStop = (): Promise<void> => Promise.resolve();

/** PostgreSQL, migrated and seeded: the one that DATABASE_URL names, or else an embedded one. */
export async function databasePart(
  settings: StartSettings,
  data: DataDirectory,
  report: Report,
): Promise<Part> {
  const { databaseUrl, stop } =
    settings.databaseUrl === null
      ? await embeddedDatabase(data, report)
      : await givenDatabase(settings.databaseUrl);
  try {
    await migrate(databaseUrl);
    await seed(databaseUrl, Date.now());
  } catch (error) {
    await stop();
    throw error;
  }
  return { environment: { DATABASE_URL: databaseUrl }, facts: { databaseUrl }, stop };
}

async function embeddedDatabase(data: DataDirectory, report: Report) {
  const options = {
    directory: data.folder('postgres'),
    port: await data.port('postgres'),
    password: data.secrets.databasePassword,
    durable: true,
  };
  let urlOf = (name: string): string => name;
  const start = async () => {
    const server = await startPostgres(options);
    urlOf = server.urlOf;
    return server.child;
  };
  const supervised = await supervise('PostgreSQL server', start, report);
  await ensureDatabase(urlOf('postgres'), DATABASE);
  return { databaseUrl: urlOf(DATABASE), stop: () => supervised.stop() };
}

async function givenDatabase(databaseUrl: string) {
  try {
    await query(databaseUrl, 'SELECT 1');
  } catch (error) {
    throw new ConfigurationError([
      `DATABASE_URL: must name a PostgreSQL database that can be reached: ${(error as Error).message}`,
    ]);
  }
  return { databaseUrl, stop: nothingToStop };
}

/**
 * The Temporal server that TEMPORAL_ADDRESS names, or else an embedded one. Only with the embedded
 * one may cases have clocks of their own.
 */
export async function temporalPart(
  settings: StartSettings,
  data: DataDirectory,
  env: Environment,
  report: Report,
): Promise<Part> {
  if (settings.temporalAddress !== null) return givenTemporal(settings.temporalAddress, data, env);
  const options = {
    executable: await temporalExecutable(report),
    directory: data.folder('temporal'),
    port: await data.port('temporal'),
    uiPort: await data.port('temporalUi'),
    durable: true,
  };
  const supervised = await supervise(
    'Temporal server',
    async () => (await startTemporal(options)).child,
    report,
  );
  return {
    environment: { TEMPORAL_ADDRESS: `127.0.0.1:${options.port}`, ADJUSTABLE_CLOCKS: '1' },
    facts: { temporalUiUrl: `http://127.0.0.1:${options.uiPort}` },
    stop: () => supervised.stop(),
  };
}

async function givenTemporal(address: string, data: DataDirectory, env: Environment): Promise<Part> {
  const environment = Object.fromEntries(
    Object.entries(env).filter(([name]) => name.startsWith('TEMPORAL_')),
  );
  const config = readTemporalConfig({ PAYLOAD_KEYS: data.secrets.payloadKeys, ...environment });
  try {
    await probeTemporal(config);
  } catch (error) {
    throw new ConfigurationError([
      `TEMPORAL_ADDRESS: must name a Temporal server that can be reached and has the namespace "${config.namespace}": ${address} answers ${(error as Error).message}`,
    ]);
  }
  return { environment, facts: { temporalUiUrl: null }, stop: nothingToStop };
}

/** The mail server that SMTP_URL names, or else the mailbox, which takes SMS and WeChat messages too. */
export async function messagesPart(settings: StartSettings, data: DataDirectory): Promise<Part> {
  if (settings.smtpUrl !== null) {
    return { environment: { SMTP_URL: settings.smtpUrl }, facts: { mailboxUrl: null }, stop: nothingToStop };
  }
  const mailbox = await startMailbox({
    directory: data.folder('messages'),
    webhookSecret: data.secrets.webhookSecret,
    smtpPort: await data.port('smtp'),
    httpPort: await data.port('mailbox'),
  });
  return {
    environment: {
      SMTP_URL: mailbox.smtpUrl,
      SMS_WEBHOOK_URL: mailbox.smsWebhookUrl,
      WECHAT_WEBHOOK_URL: mailbox.wechatWebhookUrl,
      WEBHOOK_SECRET: data.secrets.webhookSecret,
    },
    facts: { mailboxUrl: mailbox.pageUrl },
    stop: () => mailbox.stop(),
  };
}

/** The token issuer and its public keys. */
export async function issuerPart(data: DataDirectory): Promise<Part> {
  const tokenKeyFile = join(data.path, 'token-key.json');
  const keys = await publishKeys(await openTokenIssuer(tokenKeyFile), await data.port('issuer'));
  return {
    environment: { JWKS_URL: keys.jwksUrl, TOKEN_ISSUER: LOCAL_ISSUER, TOKEN_AUDIENCE: LOCAL_AUDIENCE },
    facts: { tokenKeyFile },
    stop: () => keys.stop(),
  };
}
