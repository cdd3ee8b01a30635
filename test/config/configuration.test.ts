import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readWorkerConfig } from '../../activities/config.ts';
import { readApiConfig } from '../../api/config.ts';
import { ConfigurationError, type Environment } from '../../environment.ts';
import { generateKey } from '../../payload-codec.ts';
import { connectionOptions, readTemporalConfig } from '../../temporal.config.ts';

const TEMPORAL: Environment = { TEMPORAL_ADDRESS: '127.0.0.1:7233', PAYLOAD_KEYS: generateKey('k') };
const WORKER: Environment = {
  ...TEMPORAL,
  DATABASE_URL: 'postgresql://u:p@localhost/after_sales',
  SMTP_URL: 'smtp://mail.example.com',
  MAIL_FROM: 'After-sales <service@example.com>',
};
const API: Environment = {
  ...TEMPORAL,
  DATABASE_URL: 'postgresql://u:p@localhost/after_sales',
  JWKS_URL: 'https://login.example.com/jwks.json',
  TOKEN_ISSUER: 'https://login.example.com/',
  TOKEN_AUDIENCE: 'after-sales',
  EVIDENCE_DIR: '/var/lib/after-sales',
};

function faultsOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
}

describe('The configuration of a process', () => {
  it('is read with defaults for what may be left out', () => {
    expect(readApiConfig(API)).toMatchObject({ port: 8080, adjustableClocks: false, logLevel: 'info' });
    expect(readWorkerConfig(WORKER)).toMatchObject({
      temporal: { namespace: 'default', tls: false },
      smsWebhook: null,
      metricsPort: null,
    });
  });

  it('lists everything that is missing at once, each with an example', () => {
    const faults = faultsOf(() => readWorkerConfig({}));
    const named = faults.map((fault) => fault.split(':')[0]);
    expect(named).toEqual(
      expect.arrayContaining([
        ...['DATABASE_URL', 'SMTP_URL', 'MAIL_FROM', 'TEMPORAL_ADDRESS', 'PAYLOAD_KEYS'],
      ]),
    );
    expect(faults.every((fault) => fault.includes('for example'))).toBe(true);
  });

  it('keeps evidence in a folder, or in a bucket with a key of its own or the machine’s', () => {
    expect(readApiConfig(API).evidence).toEqual({ kind: 'folder', path: '/var/lib/after-sales' });
    const url = 's3://evidence/case-files?endpoint=https://minio.example.com&region=cn-north-1';
    const bucket = { ...API, EVIDENCE_DIR: '', EVIDENCE_URL: url };
    const place = {
      ...{ kind: 'bucket', bucket: 'evidence', prefix: 'case-files/', region: 'cn-north-1' },
      ...{ endpoint: 'https://minio.example.com', addressing: 'path' },
    };
    expect(readApiConfig(bucket).evidence).toEqual({ ...place, credentials: null });
    const key = { EVIDENCE_ACCESS_KEY_ID: 'id', EVIDENCE_SECRET_ACCESS_KEY: 'secret' };
    expect(readApiConfig({ ...bucket, ...key }).evidence).toEqual({
      ...place,
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    });
  });

  it.each([
    [{ EVIDENCE_URL: 'https://bucket' }, 'EVIDENCE_URL: must begin with s3:// and name a bucket'],
    [{ EVIDENCE_URL: 's3://bucket?zone=1' }, 'EVIDENCE_URL: takes region, endpoint, addressing, not "zone"'],
    [
      { EVIDENCE_URL: 's3://bucket', EVIDENCE_ACCESS_KEY_ID: 'id' },
      'EVIDENCE_ACCESS_KEY_ID and EVIDENCE_SECRET_ACCESS_KEY: must be set together, or neither',
    ],
    [
      { EVIDENCE_DIR: '' },
      'EVIDENCE_DIR: must be set, for example /var/lib/after-sales/evidence; or set EVIDENCE_URL to s3://bucket?region=cn-north-1',
    ],
  ])('says what is wrong with a place for evidence: %j', (changes, fault) => {
    expect(faultsOf(() => readApiConfig({ ...API, ...changes }))).toEqual([fault]);
  });

  it('treats an empty variable as missing', () => {
    expect(faultsOf(() => readApiConfig({ ...API, JWKS_URL: ' ' }))).toEqual([
      'JWKS_URL: must be set, for example https://login.example.com/.well-known/jwks.json',
    ]);
  });

  it.each([
    ['PORT', 'http', 'must be a port number from 0 to 65535, is "http"'],
    ['PORT', '70000', 'must be a port number from 0 to 65535, is "70000"'],
    [
      'DATABASE_URL',
      'mysql://u:secret@host/db',
      'must begin with postgresql:// or postgres:// and name a host',
    ],
    [
      'TEMPORAL_ADDRESS',
      'https://host:7233',
      'must be host:port without a scheme, for example 127.0.0.1:7233',
    ],
    ['LOG_LEVEL', 'loud', 'must be one of debug, info, warn, error, is "loud"'],
    ['ADJUSTABLE_CLOCKS', 'yes', 'must be 1 or 0, is "yes"'],
    ['RATE_LIMIT_PER_MINUTE', '0', 'must be a whole number from 1 to 1000000'],
    ['HISTORY_EVENTS_PER_RUN', '0', 'must be a whole number from 1 to 40000'],
    ['CUSTOMER_COMMANDS_PER_DAY', '0', 'must be a whole number from 1 to 1000'],
  ])('says what would be right when %s is "%s"', (variable, value, message) => {
    const faults = faultsOf(() => readApiConfig({ ...API, [variable]: value }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`${variable}: ${message}`);
  });

  it('never shows a password', () => {
    const faults = faultsOf(() => readApiConfig({ ...API, DATABASE_URL: 'mysql://u:secret@host/db' }));
    expect(faults.join()).not.toContain('secret');
  });

  it('wants a secret for a webhook', () => {
    const env = { ...WORKER, SMS_WEBHOOK_URL: 'https://sms.example.com' };
    expect(faultsOf(() => readWorkerConfig(env))).toEqual([
      'WEBHOOK_SECRET: must be set together with SMS_WEBHOOK_URL',
    ]);
    const complete = { ...env, WEBHOOK_SECRET: 'sixteen or more characters' };
    expect(readWorkerConfig(complete).smsWebhook).toEqual({
      url: 'https://sms.example.com',
      secret: 'sixteen or more characters',
    });
  });
});

describe('Adjustable clocks', () => {
  it('are allowed beside a Temporal server of this machine', () => {
    expect(readApiConfig({ ...API, ADJUSTABLE_CLOCKS: '1' }).adjustableClocks).toBe(true);
    expect(readWorkerConfig({ ...WORKER, ADJUSTABLE_CLOCKS: '1' }).adjustableClocks).toBe(true);
  });

  it('are refused beside any other', () => {
    const env = { ADJUSTABLE_CLOCKS: '1', TEMPORAL_ADDRESS: 'temporal.example.com:7233' };
    expect(faultsOf(() => readApiConfig({ ...API, ...env }))[0]).toContain(
      'ADJUSTABLE_CLOCKS: must not be set',
    );
    expect(faultsOf(() => readWorkerConfig({ ...WORKER, ...env }))[0]).toContain('ADJUSTABLE_CLOCKS');
  });
});

describe('The connection to Temporal', () => {
  it('uses TLS with an API key, as Temporal Cloud wants it', () => {
    const config = readTemporalConfig({ ...TEMPORAL, TEMPORAL_API_KEY: 'key', TEMPORAL_NAMESPACE: 'a.b' });
    expect(connectionOptions(config)).toEqual({ address: '127.0.0.1:7233', tls: {}, apiKey: 'key' });
  });

  it('uses client certificates from files', () => {
    const directory = mkdtempSync(join(tmpdir(), 'after-sales-test-'));
    onTestFinished(() => {
      rmSync(directory, { recursive: true });
    });
    const file = join(directory, 'client.pem');
    writeFileSync(file, 'pem');
    const config = readTemporalConfig({
      ...TEMPORAL,
      TEMPORAL_TLS_CLIENT_CERT_PATH: file,
      TEMPORAL_TLS_CLIENT_KEY_PATH: file,
    });
    expect(config.tls).toEqual({ clientCertPair: { crt: Buffer.from('pem'), key: Buffer.from('pem') } });
  });

  it.each([
    [{ TEMPORAL_TLS_CLIENT_CERT_PATH: '/dev/null' }, 'TEMPORAL_TLS_CLIENT_CERT_PATH: must be set together'],
    [{ TEMPORAL_TLS: '0', TEMPORAL_API_KEY: 'key' }, 'TEMPORAL_TLS: must be 1 with an API key'],
    [{ TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/no/such' }, 'TEMPORAL_TLS_SERVER_CA_CERT_PATH: must be the path'],
    [{ PAYLOAD_KEYS: 'plain' }, 'PAYLOAD_KEYS: must be id:base64 pairs'],
  ])('is refused with %o', (changes, message) => {
    expect(faultsOf(() => readTemporalConfig({ ...TEMPORAL, ...changes }))[0]).toContain(message);
  });
});
