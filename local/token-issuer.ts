import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import { startLocalServer } from './http-server.ts';

/** `iss` of local tokens: a name, not an address, so that tokens outlive a restart on other ports. */
export const LOCAL_ISSUER = 'urn:after-sales:local';
/** `aud` of local tokens. */
export const LOCAL_AUDIENCE = 'after-sales';

const ALGORITHM = 'ES256';
const KEY_ID = 'local';
const VALID_FOR = '12h';

/**
 * Signs bearer tokens in the place of a company's identity provider. A token says who its bearer is
 * (`sub`: the subject under which the database knows a person or contact) and nothing else: roles
 * come from the database.
 */
export interface TokenIssuer {
  /** A token for the subject, valid for 12 hours. */
  issue(subject: string): Promise<string>;
  /** The public keys (RFC 7517). */
  readonly keySet: { readonly keys: readonly JWK[] };
}

/** Opens the issuer whose key pair is in the file, and makes one when the file is missing. */
export async function openTokenIssuer(keyFile: string): Promise<TokenIssuer> {
  if (!existsSync(keyFile)) {
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    writeFileSync(keyFile, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 });
  }
  const jwk = JSON.parse(readFileSync(keyFile, 'utf8')) as JWK & { kty: 'EC' };
  const privateKey = await importJWK(jwk, ALGORITHM);
  const { kty, crv, x, y } = jwk;
  const publicKey = { kty, crv, x, y, kid: KEY_ID, alg: ALGORITHM, use: 'sig' } as JWK;
  return {
    keySet: { keys: [publicKey] },
    issue: (subject) =>
      new SignJWT()
        .setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID, typ: 'at+jwt' })
        .setSubject(subject)
        .setIssuer(LOCAL_ISSUER)
        .setAudience(LOCAL_AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(VALID_FOR)
        .sign(privateKey),
  };
}

/** Publishes the issuer's public keys where the API looks for them. */
export async function publishKeys(
  issuer: TokenIssuer,
  port: number,
): Promise<{ readonly jwksUrl: string; stop(): Promise<void> }> {
  const path = '/.well-known/jwks.json';
  const server = await startLocalServer(port, (_request, url) =>
    url.pathname === path
      ? { status: 200, body: issuer.keySet }
      : { status: 404, body: { error: `see ${path}` } },
  );
  return { jwksUrl: `${server.url}${path}`, stop: () => server.stop() };
}
