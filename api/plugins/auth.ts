import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Database } from '../../db/client.ts';
import {
  identitiesRepository,
  type Principal as Identity,
} from '../../db/repositories/identities.repository.ts';
import { type Actor, hasAnyRole } from '../../workflows/domain/actors.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Role } from '../../workflows/domain/limits.ts';
import type { Scope } from '../../workflows/domain/scopes.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** Who calls: a member of staff with roles, a contact of a customer, or a connected system with scopes. */
export interface Principal {
  readonly actor: Actor;
  /** What a system may do; people have none. */
  readonly scopes: readonly Scope[];
  /** BCP 47 tag of the texts this caller reads. */
  readonly language: string;
  /** IANA zone in which instants are told to this caller. */
  readonly timeZone: string;
}

/** Which people may call a route: everyone who is known, every member of staff, or who holds one of the roles. */
type People = 'signedIn' | 'staff' | readonly Role[];

/** Who may call a route: people, and systems with one of the scopes, where it names any. */
export type Access = People | { readonly people: People; readonly systems: readonly Scope[] };

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route under `/v1`. */
    principal: Principal;
  }
  interface FastifyContextConfig {
    access?: Access;
  }
}

export interface AuthOptions {
  readonly verifyToken: TokenVerifier;
  readonly db: Database;
}

/** Bearer tokens (RFC 6750). A route that does not say who may call it keeps the process from starting. */
export const authPlugin = fp<AuthOptions>(
  (app, { verifyToken, db }) => {
    app.addHook('onRoute', (route) => {
      if (route.config?.access === undefined) {
        throw new Error(`${String(route.method)} ${route.url} does not say who may call it (config.access)`);
      }
    });
    app.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      try {
        request.principal = await authenticate(request, verifyToken, db);
      } catch (error) {
        if (error instanceof DomainError && error.code === 'UNAUTHENTICATED') {
          reply.header('www-authenticate', 'Bearer');
        }
        throw error;
      }
      assertAccess(request.principal, request.routeOptions.config.access);
    });
  },
  { name: 'auth' },
);

/** Refuses a caller who holds none of the roles (S-01). */
export function requireRole(principal: Principal, roles: readonly Role[]): void {
  if (hasAnyRole(principal.actor, roles)) return;
  throw new DomainError('ROLE_MISSING', `This needs one of the roles ${roles.join(', ')}`, {
    details: { rolesNeeded: roles },
  });
}

/** The id under which a caller's doings are kept: audit, idempotency, rate. */
export function actorIdOf({ actor }: Principal): string {
  switch (actor.type) {
    case 'person':
      return actor.personId;
    case 'customer':
      return actor.contactId ?? actor.customerId;
    case 'system':
      return actor.name;
  }
}

/** The two halves of what a route says about its callers. */
export function callersOf(access: Access): { readonly people: People; readonly systems: readonly Scope[] } {
  return typeof access === 'object' && 'people' in access ? access : { people: access, systems: [] };
}

/**
 * Hides from a customer what belongs to another one: for them it does not exist (design §5), and the refusal
 * reads as if `what` with that key were nowhere. Staff see every customer's records.
 */
export function assertOwn(principal: Principal, customerId: string, what: string, key: string): void {
  const { actor } = principal;
  if (actor.type === 'customer' && actor.customerId !== customerId) {
    throw new DomainError('NOT_FOUND', `There is no ${what} ${key}`);
  }
}

async function authenticate(
  request: FastifyRequest,
  verifyToken: TokenVerifier,
  db: Database,
): Promise<Principal> {
  const token = /^Bearer ([\w~+/.=-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) {
    throw new DomainError('UNAUTHENTICATED', 'Send the header Authorization: Bearer <token>');
  }
  const { subject, authorizedParty } = await verifyToken(token);
  const identity = await identitiesRepository(db).findOptionalPrincipal(subject);
  if (identity === undefined || !isIssuedTo(identity, authorizedParty)) {
    throw new DomainError('FORBIDDEN', 'The token is valid, but stands for nobody who may use this service');
  }
  return toPrincipal(identity);
}

/** A system may be bound to the client that its tokens are issued to. */
function isIssuedTo(identity: Identity, authorizedParty: string | null): boolean {
  return (
    identity.type !== 'system' ||
    identity.authorizedParty === null ||
    identity.authorizedParty === authorizedParty
  );
}

/** Programs read the API's own words, and instants in UTC. */
const OF_SYSTEMS = { language: 'en', timeZone: 'UTC' } as const;

function toPrincipal(identity: Identity): Principal {
  if (identity.type === 'system') {
    const { type, name, scopes } = identity;
    return { actor: { type, name }, scopes, ...OF_SYSTEMS };
  }
  const { language, timeZone, ...actor } = identity;
  return { actor, scopes: [], language, timeZone };
}

function assertAccess(principal: Principal, access: Access = []): void {
  const { actor, scopes } = principal;
  const { people, systems } = callersOf(access);
  if (actor.type === 'system') {
    assertScope(scopes, systems);
  } else if (people === 'staff') {
    if (actor.type === 'person') return;
    throw new DomainError('FORBIDDEN', 'Only members of staff may do this');
  } else if (people !== 'signedIn') {
    requireRole(principal, people);
  }
}

function assertScope(given: readonly Scope[], needed: readonly Scope[]): void {
  if (needed.some((scope) => given.includes(scope))) return;
  if (needed.length === 0) throw new DomainError('FORBIDDEN', 'This is for people and not for systems');
  throw new DomainError('SCOPE_MISSING', `This needs one of the scopes ${needed.join(', ')}`, {
    details: { scopesNeeded: needed },
  });
}
