import {
  ConfigurationError,
  httpUrl,
  oneOf,
  optional,
  portNumber,
  postgresUrl,
  readAll,
  readSettings,
  required,
  text,
  wholeNumber,
  type Environment,
} from '../environment.ts';
import { readAdjustableClocks, readTemporalConfig, type TemporalConfig } from '../temporal.config.ts';
import { bucketOf, type EvidencePlace } from './evidence/evidence-place.ts';

/** Whose bearer tokens the API accepts (RFC 9068): signed by a key of the set, for this audience. */
export interface TokenConfig {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
}

/** What an API process is told by its environment. */
export interface ApiConfig {
  /** Address to listen on. */
  readonly host: string;
  /** 0: a free port, which the log line of the start names. */
  readonly port: number;
  /** Proxies in front of the API whose X-Forwarded-For is believed; 0: none. */
  readonly trustedProxies: number;
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  readonly temporal: TemporalConfig;
  readonly tokens: TokenConfig;
  /** Requests a minute that one caller may make before 429. */
  readonly rateLimitPerMinute: number;
  /** Commands that the customer of one case may give in 24 hours. */
  readonly customerCommandsPerDay: number;
  /** Where uploaded evidence is kept. */
  readonly evidence: EvidencePlace;
  /** A run of a case's workflow whose history is longer than this continues as new at its next phase. */
  readonly historyEventsPerRun: number;
  /** A case may carry a clock offset (design idea 8): the embedded stack and tests only. */
  readonly adjustableClocks: boolean;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** @throws ConfigurationError that names each faulty variable and what would be right. */
export function readApiConfig(env: Environment): ApiConfig {
  const { own, tokens, evidence, temporal, adjustableClocks } = readAll({
    own: () => readOwn(env),
    tokens: () => readTokenConfig(env),
    evidence: () => readEvidencePlace(env),
    temporal: () => readTemporalConfig(env),
    adjustableClocks: () => readAdjustableClocks(env),
  });
  return { ...own, tokens, evidence, temporal, adjustableClocks };
}

function readOwn(env: Environment) {
  return readSettings(env, {
    host: optional('HOST', text, '0.0.0.0'),
    port: optional('PORT', portNumber, 8080),
    trustedProxies: optional('TRUSTED_PROXIES', wholeNumber(0, 10), 0),
    databaseUrl: required('DATABASE_URL', postgresUrl, 'postgresql://user:password@host:5432/after_sales'),
    databasePoolSize: optional('DATABASE_POOL_SIZE', wholeNumber(1, 500), 10),
    rateLimitPerMinute: optional('RATE_LIMIT_PER_MINUTE', wholeNumber(1, 1_000_000), 600),
    customerCommandsPerDay: optional('CUSTOMER_COMMANDS_PER_DAY', wholeNumber(1, 1_000), 100),
    // The server ends a run at 51 200 events; a case moves on long before.
    historyEventsPerRun: optional('HISTORY_EVENTS_PER_RUN', wholeNumber(1, 40_000), 4_000),
    logLevel: optional('LOG_LEVEL', oneOf('debug', 'info', 'warn', 'error'), 'info'),
  });
}

function readTokenConfig(env: Environment): TokenConfig {
  return readSettings(env, {
    jwksUrl: required('JWKS_URL', httpUrl, 'https://login.example.com/.well-known/jwks.json'),
    issuer: required('TOKEN_ISSUER', text, 'https://login.example.com/'),
    audience: required('TOKEN_AUDIENCE', text, 'after-sales'),
  });
}

/** A bucket where EVIDENCE_URL names one, else the folder EVIDENCE_DIR. */
function readEvidencePlace(env: Environment): EvidencePlace {
  const { bucket, accessKeyId, secretAccessKey } = readSettings(env, {
    bucket: optional('EVIDENCE_URL', bucketOf, null),
    accessKeyId: optional('EVIDENCE_ACCESS_KEY_ID', text, null),
    secretAccessKey: optional('EVIDENCE_SECRET_ACCESS_KEY', text, null),
  });
  if (bucket === null) {
    const example = '/var/lib/after-sales/evidence; or set EVIDENCE_URL to s3://bucket?region=cn-north-1';
    const { path } = readSettings(env, { path: required('EVIDENCE_DIR', text, example) });
    return { kind: 'folder', path };
  }
  if (accessKeyId !== null && secretAccessKey !== null) {
    return { ...bucket, credentials: { accessKeyId, secretAccessKey } };
  }
  if (accessKeyId === null && secretAccessKey === null) return { ...bucket, credentials: null };
  throw new ConfigurationError([
    'EVIDENCE_ACCESS_KEY_ID and EVIDENCE_SECRET_ACCESS_KEY: must be set together, or neither',
  ]);
}
