import { and, eq, sql } from 'drizzle-orm';
import type { Role } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
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
    };

/** The bridge from an identity provider's subjects to people and contacts (S-01). */
export const identitiesRepository = (db: Database) => ({
  /** Undefined for an unknown subject, and for people, contacts and customers who are not active any more. */
  findOptionalPrincipal: async (subject: string): Promise<Principal | undefined> =>
    (await findPerson(db, subject)) ?? (await findContact(db, subject)),

  /** Lets a contact log in with a subject of the identity provider. */
  allowContact: async (contactId: string, subject: string): Promise<void> => {
    await db.insert(loginIdentities).values({ subject, contactId });
  },
});

async function findPerson(db: Database, subject: string): Promise<Principal | undefined> {
  const rows = await db
    .select({
      personId: people.id,
      roles: sql<Role[]>`array(select role from person_roles where person_id = people.id order by role)`,
      language: people.language,
      timeZone: people.timeZone,
    })
    .from(loginIdentities)
    .innerJoin(people, eq(people.id, loginIdentities.personId))
    .where(and(eq(loginIdentities.subject, subject), people.active));
  return rows[0] === undefined ? undefined : { type: 'person', ...rows[0] };
}

async function findContact(db: Database, subject: string): Promise<Principal | undefined> {
  const rows = await db
    .select({
      contactId: contacts.id,
      customerId: contacts.customerId,
      language: contacts.language,
      timeZone: customers.timeZone,
    })
    .from(loginIdentities)
    .innerJoin(contacts, eq(contacts.id, loginIdentities.contactId))
    .innerJoin(customers, eq(customers.id, contacts.customerId))
    .where(and(eq(loginIdentities.subject, subject), contacts.active, customers.active));
  return rows[0] === undefined ? undefined : { type: 'customer', ...rows[0] };
}
