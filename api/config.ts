import {
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
  /** Directory of uploaded evidence, shared with the worker processes. */
  readonly evidenceDir: string;
  /** A run of a case's workflow whose history is longer than this continues as new at its next phase. */
  readonly historyEventsPerRun: number;
  /** A case may carry a clock offset (design idea 8): the embedded stack and tests only. */
  readonly adjustableClocks: boolean;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** @throws ConfigurationError that names each faulty variable and what would be right. */
export function readApiConfig(env: Environment): ApiConfig {
  const { own, tokens, temporal, adjustableClocks } = readAll({
    own: () => readOwn(env),
    tokens: () => readTokenConfig(env),
    temporal: () => readTemporalConfig(env),
    adjustableClocks: () => readAdjustableClocks(env),
  });
  return { ...own, tokens, temporal, adjustableClocks };
}

function readOwn(env: Environment) {
  return readSettings(env, {
    host: optional('HOST', text, '0.0.0.0'),
    port: optional('PORT', portNumber, 8080),
    trustedProxies: optional('TRUSTED_PROXIES', wholeNumber(0, 10), 0),
    databaseUrl: required('DATABASE_URL', postgresUrl, 'postgresql://user:password@host:5432/after_sales'),
    databasePoolSize: optional('DATABASE_POOL_SIZE', wholeNumber(1, 500), 10),
    rateLimitPerMinute: optional('RATE_LIMIT_PER_MINUTE', wholeNumber(1, 1_000_000), 600),
    // The server ends a run at 51 200 events; a case moves on long before.
    historyEventsPerRun: optional('HISTORY_EVENTS_PER_RUN', wholeNumber(1, 40_000), 4_000),
    evidenceDir: required('EVIDENCE_DIR', text, '/var/lib/after-sales/evidence'),
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
