import { sql } from 'drizzle-orm';
import { boolean, check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { clientSystems } from './client-systems.ts';
import { id, instant, isOneOf, version } from './columns.ts';
import { people } from './people.ts';

const CUSTOMER_KINDS = ['organisation', 'person'] as const;

/** The ways a message can reach a contact, without a person carrying it. */
export const CONTACT_CHANNELS = ['email', 'sms', 'wechat'] as const;

/** The head of a customer's file (D-01). Names and addresses are personal data (S-01). */
export const customers = pgTable(
  'customers',
  {
    id: id(),
    /** Short name used on the command line; customers taken up at intake have none. */
    handle: text('handle').unique(),
    kind: text('kind', { enum: CUSTOMER_KINDS }).notNull(),
    name: text('name').notNull(),
    address: text('address'),
    /** Region of mass operations and travel zones. */
    region: text('region'),
    /** BCP 47 tag of messages to contacts without a language of their own. */
    language: text('language').notNull(),
    /** IANA zone in which instants are told to this customer. */
    timeZone: text('time_zone').notNull(),
    /** Visited yearly (V-03). */
    keyAccount: boolean('key_account').notNull().default(false),
    active: boolean('active').notNull().default(true),
    /** Since when they do not want to be asked how satisfied they are; null: they may be (V-02). */
    surveysDeclinedAt: instant('surveys_declined_at'),
    version: version(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    index().on(table.name, table.id),
    index('customers_name_part').using('gin', sql`name gin_trgm_ops`),
    check('customers_kind_known', isOneOf(table.kind, CUSTOMER_KINDS)),
  ],
);

/** The people who speak for a customer, and how they are reached. All of it is personal data (S-01). */
export const contacts = pgTable(
  'contacts',
  {
    id: id(),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    handle: text('handle').unique(),
    name: text('name').notNull(),
    /** What the contact is at the customer's, such as head of kitchen. */
    position: text('position'),
    email: text('email'),
    phone: text('phone'),
    wechatId: text('wechat_id'),
    language: text('language').notNull(),
    preferredChannel: text('preferred_channel', { enum: CONTACT_CHANNELS }).notNull(),
    active: boolean('active').notNull().default(true),
    version: version(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    index().on(table.customerId),
    // Whose a message is, is found by its sender's address.
    index('contacts_email').on(sql`lower(${table.email})`),
    index('contacts_phone').on(sql`regexp_replace(${table.phone}, '[^0-9+]', '', 'g')`),
    index('contacts_wechat').on(table.wechatId),
    check('contacts_channel_known', isOneOf(table.preferredChannel, CONTACT_CHANNELS)),
    check('contacts_reachable', sql`num_nonnulls(${table.email}, ${table.phone}, ${table.wechatId}) > 0`),
  ],
);

/**
 * Who may log in, and as whom: the subject of a bearer token stands for one member of staff, contact or system. A company's own identity provider brings its own subjects; the local token issuer uses the id itself.
 */
export const loginIdentities = pgTable(
  'login_identities',
  {
    subject: text('subject').primaryKey(),
    personId: uuid('person_id').references(() => people.id, { onDelete: 'cascade' }),
    contactId: uuid('contact_id').references(() => contacts.id, { onDelete: 'cascade' }),
    systemId: uuid('system_id').references(() => clientSystems.id, { onDelete: 'cascade' }),
  },
  (table) => [
    index().on(table.personId),
    index().on(table.contactId),
    index().on(table.systemId),
    check(
      'login_identities_one_bearer',
      sql`num_nonnulls(${table.personId}, ${table.contactId}, ${table.systemId}) = 1`,
    ),
  ],
);
