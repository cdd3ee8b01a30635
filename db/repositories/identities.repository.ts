import { and, eq, sql } from 'drizzle-orm';
import type { Role } from '../../workflows/domain/limits.ts';
import type { Scope } from '../../workflows/domain/scopes.ts';
import type { Database } from '../client.ts';
import { perDatabase } from '../per-database.ts';
import { clientSystems } from '../schema/client-systems.ts';
import { contacts, customers, loginIdentities } from '../schema/customers.ts';
import { people } from '../schema/people.ts';

/** Whom a bearer token stands for. */
export type Principal =
  | {
      readonly type: 'person';
      readonly personId: string;
      readonly roles: readonly Role[];
      readonly language: string;
      readonly timeZone: string;
    }
  | {
      readonly type: 'customer';
      readonly contactId: string;
      readonly customerId: string;
      readonly language: string;
      readonly timeZone: string;
    }
  | {
      readonly type: 'system';
      readonly name: string;
      readonly scopes: readonly Scope[];
      /** The client that its tokens must have been issued to; null: whichever. */
      readonly authorizedParty: string | null;
    };

const principalOf = perDatabase((db) =>
  db
    .select({
      personId: people.id,
      roles: sql<Role[]>`array(select role from person_roles where person_id = people.id order by role)`,
      contactId: contacts.id,
      customerId: customers.id,
      language: sql<string>`coalesce(people.language, contacts.language)`,
      timeZone: sql<string>`coalesce(people.time_zone, customers.time_zone)`,
      system: {
        name: clientSystems.name,
        scopes: clientSystems.scopes,
        authorizedParty: clientSystems.authorizedParty,
      },
    })
    .from(loginIdentities)
    .leftJoin(people, and(eq(people.id, loginIdentities.personId), people.active))
    .leftJoin(contacts, and(eq(contacts.id, loginIdentities.contactId), contacts.active))
    .leftJoin(customers, and(eq(customers.id, contacts.customerId), customers.active))
    .leftJoin(clientSystems, and(eq(clientSystems.id, loginIdentities.systemId), clientSystems.active))
    .where(eq(loginIdentities.subject, sql.placeholder('subject')))
    .prepare('find_principal'),
);

/** The bridge from an identity provider's subjects to people, contacts and systems (S-01). */
export const identitiesRepository = (db: Database) => ({
  /** Undefined for an unknown subject, and for people, contacts, customers and systems that are not active any more. */
  findOptionalPrincipal: async (subject: string): Promise<Principal | undefined> => {
    const [found] = await principalOf(db).execute({ subject });
    if (found === undefined) return undefined;
    const { personId, roles, contactId, customerId, system, ...reader } = found;
    if (system !== null) return { type: 'system', ...system };
    if (personId !== null) return { type: 'person', personId, roles, ...reader };
    if (contactId === null || customerId === null) return undefined;
    return { type: 'customer', contactId, customerId, ...reader };
  },

  /** Lets a contact log in with a subject of the identity provider. */
  allowContact: async (contactId: string, subject: string): Promise<void> => {
    await db.insert(loginIdentities).values({ subject, contactId });
  },
});
