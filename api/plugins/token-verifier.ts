import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import type { TokenConfig } from '../config.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import { isStorableText } from '../../workflows/domain/storable.ts';

/** Says whom a bearer token stands for, or throws UNAUTHENTICATED. */
export type TokenVerifier = (token: string) => Promise<{
  readonly subject: string;
  /** The client that it was issued to: `azp` (OpenID Connect Core 2) or `client_id` (RFC 9068). */
  readonly authorizedParty: string | null;
}>;

/** Signatures made with a private key alone: whoever can check a token cannot make one (RFC 8725 §3.1). */
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'EdDSA', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];

/** How far the clocks of the issuer and of this process may be apart. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** Verifies JSON Web Tokens against the key set that the issuer publishes (RFC 7517, RFC 7519). */
export function createTokenVerifier(trusted: TokenConfig): TokenVerifier {
  const keys = createRemoteJWKSet(new URL(trusted.jwksUrl));
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: trusted.issuer,
        audience: trusted.audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['sub', 'exp'],
      });
      return { subject: subjectOf(payload.sub), authorizedParty: clientOf(payload) };
    } catch (error) {
      throw refusalOf(error);
    }
  };
}

function subjectOf(subject: string | undefined): string {
  if (subject === undefined || subject === '' || !isStorableText(subject)) {
    throw new DomainError('UNAUTHENTICATED', 'The token names nobody');
  }
  return subject;
}

function clientOf({ azp, client_id: clientId }: JWTPayload): string | null {
  const client = azp ?? clientId;
  return typeof client === 'string' ? client : null;
}

/** A key set that cannot be had is our trouble; everything else is the token's. */
function refusalOf(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof errors.JWTExpired) {
    return new DomainError('UNAUTHENTICATED', 'The token has expired', { cause: error });
  }
  const isTokensFault =
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== 'ERR_JOSE_GENERIC';
  return isTokensFault
    ? new DomainError('UNAUTHENTICATED', 'The token is not valid here', { cause: error })
    : new DomainError('UNAVAILABLE', 'The keys of the token issuer cannot be read', { cause: error });
}
