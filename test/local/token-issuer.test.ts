import { join } from 'node:path';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { findBearer } from '../../local/bearer.ts';
import { freePort } from '../../local/ports.ts';
import { LOCAL_AUDIENCE, LOCAL_ISSUER, openTokenIssuer, publishKeys } from '../../local/token-issuer.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { scratchDirectory } from '../support/scratch.ts';

const keyFile = (): string => join(scratchDirectory(), 'key.json');
const trusted = { issuer: LOCAL_ISSUER, audience: LOCAL_AUDIENCE };

describe('The token issuer', () => {
  it('publishes the keys by which its tokens can be verified, and no private part', async () => {
    const issuer = await openTokenIssuer(keyFile());
    const published = await publishKeys(issuer, await freePort());
    const keys = createRemoteJWKSet(new URL(published.jwksUrl));
    const { payload, protectedHeader } = await jwtVerify(await issuer.issue('person-1'), keys, trusted);
    expect(payload.sub).toBe('person-1');
    expect(protectedHeader.alg).toBe('ES256');
    expect(issuer.keySet.keys[0]).not.toHaveProperty('d');
    await published.stop();
  });

  it('issues for twelve hours, and says nothing but who the bearer is', async () => {
    const issuer = await openTokenIssuer(keyFile());
    const { iat = 0, exp = 0, ...claims } = decodeJwt(await issuer.issue('person-1'));
    expect(exp - iat).toBe(12 * 60 * 60);
    expect(claims).toEqual({ sub: 'person-1', iss: LOCAL_ISSUER, aud: LOCAL_AUDIENCE });
  });

  it('keeps its key, so that tokens outlive a restart', async () => {
    const file = keyFile();
    const first = await openTokenIssuer(file);
    const second = await openTokenIssuer(file);
    expect(second.keySet).toEqual(first.keySet);
  });
});

describe('A bearer', () => {
  it('is found by handle or by role, and whoever is not found gets the names there are', async () => {
    const { url } = await createTestDatabase();
    const lead = await findBearer(url, 'service_lead');
    expect(await findBearer(url, lead.handle)).toEqual(lead);
    expect((await findBearer(url, 'customer')).subject).not.toBe('');
    await expect(findBearer(url, 'nobody.here')).rejects.toThrow(lead.handle);
  });
});
