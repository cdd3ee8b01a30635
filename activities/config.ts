import {
  httpUrl,
  mailbox,
  oneOf,
  optional,
  portNumber,
  postgresUrl,
  ConfigurationError,
  readAll,
  readSettings,
  required,
  secret,
  smtpUrl,
  wholeNumber,
  type Environment,
} from '../environment.ts';
import { readAdjustableClocks, readTemporalConfig, type TemporalConfig } from '../temporal.config.ts';

/** A gateway that takes messages as signed HTTP requests. */
export interface WebhookConfig {
  readonly url: string;
  /** Shared with the gateway; signs every request with HMAC-SHA-256. */
  readonly secret: string;
}

/** What a worker process is told by its environment. */
export interface WorkerConfig {
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  readonly temporal: TemporalConfig;
  readonly smtpUrl: string;
  readonly mailFrom: string;
  /** null: the channel is not offered. */
  readonly smsWebhook: WebhookConfig | null;
  readonly wechatWebhook: WebhookConfig | null;
  /** A message to a customer that has waited for longer is told to the service lead and logged as an error. */
  readonly messageDelayMinutes: number;
  /** Port of `/metrics`; null: none. */
  readonly metricsPort: number | null;
  /** A case may carry a clock offset (design idea 8): the embedded stack and tests only. */
  readonly adjustableClocks: boolean;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** @throws ConfigurationError that names each faulty variable and what would be right. */
export function readWorkerConfig(env: Environment): WorkerConfig {
  const { own, temporal, adjustableClocks } = readAll({
    own: () => readOwn(env),
    temporal: () => readTemporalConfig(env),
    adjustableClocks: () => readAdjustableClocks(env),
  });
  const { smsUrl, wechatUrl, webhookSecret, ...rest } = own;
  return {
    ...rest,
    temporal,
    adjustableClocks,
    smsWebhook: webhook('SMS_WEBHOOK_URL', smsUrl, webhookSecret),
    wechatWebhook: webhook('WECHAT_WEBHOOK_URL', wechatUrl, webhookSecret),
  };
}

function readOwn(env: Environment) {
  return readSettings(env, {
    databaseUrl: required('DATABASE_URL', postgresUrl, 'postgresql://user:password@host:5432/after_sales'),
    databasePoolSize: optional('DATABASE_POOL_SIZE', wholeNumber(1, 500), 10),
    smtpUrl: required('SMTP_URL', smtpUrl, 'smtp://user:password@mail.example.com:587'),
    mailFrom: required('MAIL_FROM', mailbox, 'After-sales <service@example.com>'),
    smsUrl: optional('SMS_WEBHOOK_URL', httpUrl, null),
    wechatUrl: optional('WECHAT_WEBHOOK_URL', httpUrl, null),
    webhookSecret: optional('WEBHOOK_SECRET', secret, null),
    messageDelayMinutes: optional('MESSAGE_DELAY_MINUTES', wholeNumber(1, 10_080), 240),
    metricsPort: optional('METRICS_PORT', portNumber, null),
    logLevel: optional('LOG_LEVEL', oneOf('debug', 'info', 'warn', 'error'), 'info'),
  });
}

function webhook(variable: string, url: string | null, sharedSecret: string | null): WebhookConfig | null {
  if (url === null) return null;
  if (sharedSecret === null) {
    throw new ConfigurationError([`WEBHOOK_SECRET: must be set together with ${variable}`]);
  }
  return { url, secret: sharedSecret };
}
