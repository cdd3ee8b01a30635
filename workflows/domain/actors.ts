import type { Role } from './limits.ts';

/** Who did something. The API fills it from the token and the database; processes only compare it. */
export type Actor = PersonActor | CustomerActor | SystemActor;

/** A member of staff with the roles held at that instant. */
export interface PersonActor {
  readonly type: 'person';
  readonly personId: string;
  readonly roles: readonly Role[];
}

/** The customer, or a contact who acts for the customer. */
export interface CustomerActor {
  readonly type: 'customer';
  readonly customerId: string;
  readonly contactId?: string;
}

/** The process itself, another case, or a connected system. */
export interface SystemActor {
  readonly type: 'system';
  readonly name: string;
}

export const THE_PROCESS: SystemActor = { type: 'system', name: 'process' };

/** The roles an actor can act in. */
export function rolesOf(actor: Actor): readonly Role[] {
  switch (actor.type) {
    case 'person':
      return actor.roles;
    case 'customer':
      return ['customer'];
    case 'system':
      return [];
  }
}

export function hasAnyRole(actor: Actor, roles: readonly Role[]): boolean {
  return rolesOf(actor).some((role) => roles.includes(role));
}

/** Whether two actors are the same human being. */
export function isSameActor(one: Actor, other: Actor): boolean {
  if (one.type === 'person' && other.type === 'person') return one.personId === other.personId;
  if (one.type === 'customer' && other.type === 'customer') return one.customerId === other.customerId;
  return false;
}
