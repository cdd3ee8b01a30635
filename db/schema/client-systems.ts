import { sql } from 'drizzle-orm';
import { boolean, check, pgTable, text } from 'drizzle-orm/pg-core';
import { SCOPES, type Scope } from '../../workflows/domain/scopes.ts';
import { id, instant, version } from './columns.ts';

/**
 * Systems that call the API with tokens of their own: payment providers, carriers, message gateways, an ERP (S-01).
 * Whose token it is, `login_identities` says.
 */
export const clientSystems = pgTable(
  'client_systems',
  {
    id: id(),
    /** By which timelines and the audit log name it; never changes. */
    name: text('name').notNull().unique(),
    /** What it is and who looks after it, for people. */
    description: text('description').notNull(),
    scopes: text('scopes').array().notNull().$type<readonly Scope[]>(),
    /** Where given: its tokens were also issued to this client (`azp`, OpenID Connect Core 2). */
    authorizedParty: text('authorized_party'),
    active: boolean('active').notNull().default(true),
    version: version(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    check(
      'client_systems_scopes_known',
      sql`${table.scopes} <@ array[${sql.raw(SCOPES.map((scope) => `'${scope}'`).join(', '))}]`,
    ),
    // So calls itself whoever acts for a case without being asked.
    check('client_systems_name_free', sql`${table.name} <> 'process'`),
  ],
);
