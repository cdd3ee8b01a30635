import { resolve } from 'node:path';
import {
  hostAndPort,
  optional,
  portNumber,
  postgresUrl,
  readSettings,
  smtpUrl,
  text,
  type Environment,
} from '../environment.ts';

/** What a person may tell `npm start`. Each address that is given takes the place of an embedded part. */
export interface StartSettings {
  /** Address that the API listens on. */
  readonly host: string;
  readonly port: number;
  /** Absolute path of the directory that holds all data of the embedded parts. */
  readonly dataDir: string;
  readonly temporalAddress: string | null;
  readonly databaseUrl: string | null;
  readonly smtpUrl: string | null;
}

/** @throws ConfigurationError that names each faulty variable and what would be right. */
export function readStartSettings(env: Environment): StartSettings {
  const settings = readSettings(env, {
    host: optional('HOST', text, '127.0.0.1'),
    port: optional('PORT', portNumber, 8080),
    dataDir: optional('DATA_DIR', text, 'data'),
    temporalAddress: optional('TEMPORAL_ADDRESS', hostAndPort, null),
    databaseUrl: optional('DATABASE_URL', postgresUrl, null),
    smtpUrl: optional('SMTP_URL', smtpUrl, null),
  });
  return { ...settings, dataDir: dataDirOf(settings.dataDir) };
}

/** A relative directory is one of the checkout, wherever the command was called from. */
const dataDirOf = (path: string): string => resolve(import.meta.dirname, '..', path);
