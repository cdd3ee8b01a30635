import { query } from './postgres.ts';
import type { RunningStack } from './running-stack.ts';
import { openTokenIssuer } from './token-issuer.ts';

/** Somebody who can use the API. */
export interface Bearer {
  /** `sub` of the token. */
  readonly subject: string;
  readonly handle: string;
  readonly name: string;
}

/** People, contacts and systems that may log in, each with the names under which they can be asked for. */
const BEARERS = `
  SELECT subject, handle, name, roles FROM (
    SELECT login.subject, person.handle, person.name,
           array(SELECT role FROM person_roles WHERE person_id = person.id ORDER BY role) AS roles
      FROM login_identities login JOIN people person ON person.id = login.person_id
     WHERE person.active
     UNION ALL
    SELECT login.subject, contact.handle, contact.name, ARRAY['customer']
      FROM login_identities login JOIN contacts contact ON contact.id = login.contact_id
     WHERE contact.active
     UNION ALL
    SELECT login.subject, system.name, system.description, ARRAY['system']
      FROM login_identities login JOIN client_systems system ON system.id = login.system_id
     WHERE system.active) bearer
   ORDER BY handle`;

/**
 * Finds the person, contact or system of this name, or else the first one in this role. Every contact of
 * a customer is in the role `customer`, every system in the role `system`.
 * @throws an error that lists the names there are.
 */
export async function findBearer(databaseUrl: string, handleOrRole: string): Promise<Bearer> {
  const bearers = (await query(databaseUrl, BEARERS)) as (Bearer & { roles: readonly string[] })[];
  const found =
    bearers.find(({ handle }) => handle === handleOrRole) ??
    bearers.find(({ roles }) => roles.includes(handleOrRole));
  if (found !== undefined) return found;
  const lines = bearers.map(({ handle, roles }) => `  ${handle}  ${roles.join(', ')}`);
  throw new Error(
    `Nobody is called "${handleOrRole}" and nobody has that role. There are:\n${lines.join('\n')}`,
  );
}

/** A bearer token for a person, contact, system or role of the running stack. */
export async function tokenFor(
  stack: RunningStack,
  handleOrRole: string,
): Promise<{ readonly token: string; readonly bearer: Bearer }> {
  const bearer = await findBearer(stack.databaseUrl, handleOrRole);
  const issuer = await openTokenIssuer(stack.tokenKeyFile);
  return { token: await issuer.issue(bearer.subject), bearer };
}
