import { type Actor, hasAnyRole } from './actors.ts';
import type { Role } from './limits.ts';

/** Who answers for a case: one person by name or, where nobody is named, whoever holds the role. */
export interface CaseOwner {
  readonly role: Role;
  readonly personId: string | null;
}

/**
 * Who may give a command: anyone who may see the case, or whoever holds one of the roles; with `owner`, whoever
 * answers for the case too.
 */
export type Givers = 'anyone' | { readonly roles: readonly Role[]; readonly owner: boolean };

/** Whether the actor answers for the case. Where a person is named, nobody else of the role does. */
function isOwner(actor: Actor, { role, personId }: CaseOwner): boolean {
  if (personId === null) return hasAnyRole(actor, [role]);
  return actor.type === 'person' && actor.personId === personId;
}

/** Whether an actor is among the givers; the process itself and connected systems always are. */
export function mayGive(actor: Actor, givers: Givers, owner: CaseOwner): boolean {
  if (givers === 'anyone' || actor.type === 'system') return true;
  return hasAnyRole(actor, givers.roles) || (givers.owner && isOwner(actor, owner));
}

/** The givers in words, for whoever is none of them. */
export function nameGivers(givers: Exclude<Givers, 'anyone'>, { role, personId }: CaseOwner): string {
  const owner = personId === null ? role : 'the owner of the case';
  return [...new Set([...givers.roles, ...(givers.owner ? [owner] : [])])].join(', ');
}
