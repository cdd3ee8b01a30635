import { and, asc, eq, gt, ilike, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { contacts, customers, loginIdentities } from '../schema/customers.ts';
import {
  containing,
  explainViolations,
  pageOf,
  requireCurrent,
  requireFound,
  requireWritten,
  type Page,
} from './support.ts';

export type Customer = typeof customers.$inferSelect;
export type Contact = typeof contacts.$inferSelect;

type RecordKeeping = 'id' | 'active' | 'surveysDeclinedAt' | 'version' | 'createdAt' | 'updatedAt';

export type NewCustomer = Omit<Customer, RecordKeeping>;
export type CustomerChanges = Partial<Omit<NewCustomer, 'handle'> & Pick<Customer, 'active'>>;
export type NewContact = Omit<Contact, Exclude<RecordKeeping, 'surveysDeclinedAt'>>;
export type ContactChanges = Partial<Omit<NewContact, 'handle' | 'customerId'> & Pick<Contact, 'active'>>;

/** Customers are listed by name; the id tells equal names apart. */
export interface CustomerPosition {
  readonly name: string;
  readonly id: string;
}

export interface CustomersPageRequest {
  /** Part of the name, or a whole handle. */
  readonly text?: string;
  readonly after: CustomerPosition | null;
  readonly limit: number;
}

const FAULTS = {
  customers_handle_unique: { pointer: '/handle', message: 'is taken by another customer' },
  contacts_handle_unique: { pointer: '/handle', message: 'is taken by another contact' },
  contacts_customer_id_customers_id_fk: { pointer: '/customerId', message: 'names no customer' },
  contacts_reachable: { pointer: '', message: 'needs an e-mail address, a phone number or a WeChat id' },
  login_identities_pkey: { pointer: '/subject', message: 'is the login of somebody else' },
};

/** Customers and the contacts who speak for them (D-01). Whoever reads them through the API is audited (S-01). */
export const customersRepository = (db: Database) => {
  const findById = async (id: string): Promise<Customer> =>
    requireFound((await db.select().from(customers).where(eq(customers.id, id)))[0], 'customer', id);
  const existsById = async (id: string) => (await db.$count(customers, eq(customers.id, id))) > 0;
  const contactExistsById = async (id: string) => (await db.$count(contacts, eq(contacts.id, id))) > 0;

  return {
    existsById,

    findById,

    findOptionalByHandle: async (handle: string): Promise<Customer | undefined> =>
      (await db.select().from(customers).where(eq(customers.handle, handle)))[0],

    list: async (request: CustomersPageRequest): Promise<Page<Customer, CustomerPosition>> => {
      const { text, after, limit } = request;
      const rows = await db
        .select()
        .from(customers)
        .where(
          and(
            text === undefined
              ? undefined
              : or(ilike(customers.name, containing(text)), eq(customers.handle, text)),
            after === null
              ? undefined
              : or(
                  gt(customers.name, after.name),
                  and(eq(customers.name, after.name), gt(customers.id, after.id)),
                ),
          ),
        )
        .orderBy(asc(customers.name), asc(customers.id))
        .limit(limit + 1);
      return pageOf(rows, limit, ({ name, id }) => ({ name, id }));
    },

    create: async (customer: NewCustomer, at: Instant): Promise<Customer> =>
      explainViolations(FAULTS, async () =>
        requireWritten(
          await db
            .insert(customers)
            .values({ ...customer, createdAt: at, updatedAt: at })
            .returning(),
        ),
      ),

    update: async (
      id: string,
      expectedVersion: number,
      changes: CustomerChanges,
      at: Instant,
    ): Promise<Customer> => {
      const rows = await db
        .update(customers)
        .set({ ...changes, updatedAt: at, version: sql`${customers.version} + 1` })
        .where(and(eq(customers.id, id), eq(customers.version, expectedVersion)))
        .returning();
      return requireCurrent(rows, 'customer', id, () => existsById(id));
    },

    /** Notes since when a customer does not want to be asked by period (null: they may be); said again it changes nothing. */
    chooseSurveys: async (id: string, declinedAt: Instant | null, at: Instant): Promise<Customer> => {
      const changes = {
        surveysDeclinedAt: declinedAt,
        updatedAt: at,
        version: sql`${customers.version} + 1`,
      };
      const isNew =
        declinedAt === null ? isNotNull(customers.surveysDeclinedAt) : isNull(customers.surveysDeclinedAt);
      const [changed] = await db
        .update(customers)
        .set(changes)
        .where(and(eq(customers.id, id), isNew))
        .returning();
      return changed ?? findById(id);
    },

    findContactById: async (id: string): Promise<Contact> =>
      requireFound((await db.select().from(contacts).where(eq(contacts.id, id)))[0], 'contact', id),

    findOptionalContactByHandle: async (handle: string): Promise<Contact | undefined> =>
      (await db.select().from(contacts).where(eq(contacts.handle, handle)))[0],

    listContacts: async (customerId: string): Promise<Contact[]> =>
      db
        .select()
        .from(contacts)
        .where(eq(contacts.customerId, customerId))
        .orderBy(asc(contacts.createdAt), asc(contacts.id)),

    /** Adds a contact; one with a `subject` may log in with that subject of the identity provider. */
    addContact: async (contact: NewContact, at: Instant, subject?: string): Promise<Contact> =>
      explainViolations(FAULTS, () =>
        db.transaction(async (tx) => {
          const added = requireWritten(
            await tx
              .insert(contacts)
              .values({ ...contact, createdAt: at, updatedAt: at })
              .returning(),
          );
          if (subject !== undefined)
            await tx.insert(loginIdentities).values({ subject, contactId: added.id });
          return added;
        }),
      ),

    updateContact: async (
      id: string,
      expectedVersion: number,
      changes: ContactChanges,
      at: Instant,
    ): Promise<Contact> =>
      explainViolations(FAULTS, async () => {
        const rows = await db
          .update(contacts)
          .set({ ...changes, updatedAt: at, version: sql`${contacts.version} + 1` })
          .where(and(eq(contacts.id, id), eq(contacts.version, expectedVersion)))
          .returning();
        return requireCurrent(rows, 'contact', id, () => contactExistsById(id));
      }),
  };
};
