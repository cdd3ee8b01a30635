import { pino } from 'pino';
import { generateKey } from '../payload-codec.ts';
import { composeApi } from './compose.ts';
import { readApiConfig } from './config.ts';

/** Addresses at which nothing is: describing the API connects to nothing. */
const NOWHERE = {
  DATABASE_URL: 'postgresql://nobody:none@127.0.0.1:1/none',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  JWKS_URL: 'http://127.0.0.1:1/jwks.json',
  TOKEN_ISSUER: 'none',
  TOKEN_AUDIENCE: 'none',
  EVIDENCE_DIR: 'none',
};

/** The OpenAPI document of the API. */
export async function describeApi(): Promise<object> {
  const config = readApiConfig({ ...NOWHERE, PAYLOAD_KEYS: generateKey('none') });
  const { app, close } = composeApi(config, pino({ level: 'silent' }));
  try {
    await app.ready();
    return app.swagger();
  } finally {
    await close();
  }
}
