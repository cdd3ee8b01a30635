import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import {
  ConfigurationError,
  flag,
  hostAndPort,
  optional,
  readSettings,
  required,
  text,
  type Environment,
  type Parser,
} from './environment.ts';
import { TASK_QUEUE } from './workflows/runtime/names.ts';
import { createPayloadCodec, parseKeyRing, type KeyRing } from './payload-codec.ts';

/** Where the Temporal server is and how to speak to it. */
export interface TemporalConfig {
  readonly address: string;
  readonly namespace: string;
  /** The queue that workers poll and that the API starts workflows on. */
  readonly taskQueue: string;
  /** `false`: plain text, for a server on the same machine or network. */
  readonly tls: TemporalTls | false;
  /** Of Temporal Cloud; needs TLS. */
  readonly apiKey: string | null;
  readonly payloadKeys: KeyRing;
}

export interface TemporalTls {
  serverNameOverride?: string;
  serverRootCACertificate?: Uint8Array;
  clientCertPair?: { crt: Uint8Array; key: Uint8Array };
}

const fileContent: Parser<Uint8Array> = (path) => {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`must be the path of a readable file: ${(error as Error).message}`, { cause: error });
  }
};

/** Reads the variables under the names that Temporal's own tools use. */
export function readTemporalConfig(env: Environment): TemporalConfig {
  const read = readSettings(env, {
    address: required('TEMPORAL_ADDRESS', hostAndPort, '127.0.0.1:7233'),
    namespace: optional('TEMPORAL_NAMESPACE', text, 'default'),
    taskQueue: optional('TEMPORAL_TASK_QUEUE', text, TASK_QUEUE),
    apiKey: optional('TEMPORAL_API_KEY', text, null),
    tls: optional('TEMPORAL_TLS', flag, null),
    serverName: optional('TEMPORAL_TLS_SERVER_NAME', text, null),
    serverCa: optional('TEMPORAL_TLS_SERVER_CA_CERT_PATH', fileContent, null),
    clientCert: optional('TEMPORAL_TLS_CLIENT_CERT_PATH', fileContent, null),
    clientKey: optional('TEMPORAL_TLS_CLIENT_KEY_PATH', fileContent, null),
    payloadKeys: required('PAYLOAD_KEYS', parseKeyRing, '2026a:<output of: openssl rand -base64 32>'),
  });
  const { address, namespace, taskQueue, apiKey, payloadKeys } = read;
  return { address, namespace, taskQueue, apiKey, payloadKeys, tls: tlsOf(read) };
}

function tlsOf(read: {
  apiKey: string | null;
  tls: boolean | null;
  serverName: string | null;
  serverCa: Uint8Array | null;
  clientCert: Uint8Array | null;
  clientKey: Uint8Array | null;
}): TemporalTls | false {
  if ((read.clientCert === null) !== (read.clientKey === null)) {
    throw new ConfigurationError([
      'TEMPORAL_TLS_CLIENT_CERT_PATH: must be set together with TEMPORAL_TLS_CLIENT_KEY_PATH',
    ]);
  }
  const asked = [read.apiKey, read.serverName, read.serverCa, read.clientCert].some(
    (value) => value !== null,
  );
  if (read.tls === false && asked) {
    throw new ConfigurationError(['TEMPORAL_TLS: must be 1 with an API key, a certificate or a server name']);
  }
  if (!(read.tls ?? asked)) return false;
  return {
    ...(read.serverName === null ? {} : { serverNameOverride: read.serverName }),
    ...(read.serverCa === null ? {} : { serverRootCACertificate: read.serverCa }),
    ...(read.clientCert === null || read.clientKey === null
      ? {}
      : { clientCertPair: { crt: read.clientCert, key: read.clientKey } }),
  };
}

/** What both `Connection.connect` of the client and `NativeConnection.connect` of the worker take. */
export const connectionOptions = ({
  address,
  tls,
  apiKey,
}: Pick<TemporalConfig, 'address' | 'tls' | 'apiKey'>): {
  address: string;
  tls: TemporalTls | false;
  apiKey?: string;
} => ({
  address,
  tls,
  ...(apiKey === null ? {} : { apiKey }),
});

/** The same for client and worker, or neither could read what the other wrote. */
export const dataConverter = ({ payloadKeys }: Pick<TemporalConfig, 'payloadKeys'>): DataConverter => ({
  payloadCodecs: [createPayloadCodec(payloadKeys)],
  failureConverterPath: fileURLToPath(new URL('./failure-converter.ts', import.meta.url)),
});

/**
 * Whether a case may carry a clock offset and be fast-forwarded (design idea 8). Only the embedded
 * stack and the tests may ask for it; a Temporal server elsewhere means production.
 * @throws ConfigurationError when it is asked for with a server that is not on this machine.
 */
export function readAdjustableClocks(env: Environment): boolean {
  const { wanted, address } = readSettings(env, {
    wanted: optional('ADJUSTABLE_CLOCKS', flag, false),
    address: optional('TEMPORAL_ADDRESS', hostAndPort, ''),
  });
  if (wanted && !/^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\]):/.test(address)) {
    throw new ConfigurationError([
      'ADJUSTABLE_CLOCKS: must not be set here: it is for the Temporal server that `npm start` and the tests bring up',
    ]);
  }
  return wanted;
}
