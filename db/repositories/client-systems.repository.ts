import { and, asc, eq, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Scope } from '../../workflows/domain/scopes.ts';
import type { Database } from '../client.ts';
import { clientSystems } from '../schema/client-systems.ts';
import { loginIdentities } from '../schema/customers.ts';
import { explainViolations, requireCurrent, requireFound, requireWritten } from './support.ts';

/** A system that calls the API (S-01). */
export interface ClientSystem extends Omit<typeof clientSystems.$inferSelect, 'scopes'> {
  readonly scopes: readonly Scope[];
  /** Subject of its tokens at the identity provider. */
  readonly subject: string;
}

export interface NewClientSystem {
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly Scope[];
  readonly authorizedParty: string | null;
}

/** What may be changed of a system; what is left out stays. */
export type ClientSystemChanges = Partial<Omit<NewClientSystem, 'name'> & { readonly active: boolean }>;

const FAULTS = {
  client_systems_name_unique: { pointer: '/name', message: 'is taken by another system' },
  client_systems_name_free: { pointer: '/name', message: 'is what cases call themselves' },
  login_identities_pkey: { pointer: '/subject', message: 'is the login of somebody else' },
};

const columns = {
  id: clientSystems.id,
  name: clientSystems.name,
  description: clientSystems.description,
  scopes: clientSystems.scopes,
  authorizedParty: clientSystems.authorizedParty,
  active: clientSystems.active,
  version: clientSystems.version,
  createdAt: clientSystems.createdAt,
  updatedAt: clientSystems.updatedAt,
  subject: loginIdentities.subject,
};

/** Connected systems: what each may do, and the subject of its tokens. */
export const clientSystemsRepository = (db: Database) => {
  const select = () =>
    db
      .select(columns)
      .from(clientSystems)
      .innerJoin(loginIdentities, eq(loginIdentities.systemId, clientSystems.id));

  const findById = async (systemId: string): Promise<ClientSystem> =>
    requireFound((await select().where(eq(clientSystems.id, systemId)))[0], 'client system', systemId);

  return {
    findById,

    findOptionalByName: async (name: string): Promise<ClientSystem | undefined> =>
      (await select().where(eq(clientSystems.name, name)))[0],

    /** All of them, by name: a company connects a handful. */
    list: async (): Promise<ClientSystem[]> => select().orderBy(asc(clientSystems.name)),

    /** Enters a system; its tokens have `subject`, by default its id. */
    create: async (system: NewClientSystem, at: Instant, subject?: string): Promise<ClientSystem> =>
      explainViolations(FAULTS, () =>
        db.transaction(async (tx) => {
          const { id } = requireWritten(
            await tx
              .insert(clientSystems)
              .values({ ...system, scopes: [...system.scopes], createdAt: at, updatedAt: at })
              .returning({ id: clientSystems.id }),
          );
          await tx.insert(loginIdentities).values({ subject: subject ?? id, systemId: id });
          return clientSystemsRepository(tx).findById(id);
        }),
      ),

    /** Changes a system if nobody else has since `expectedVersion` was read. */
    update: async (
      systemId: string,
      expectedVersion: number,
      { scopes, ...changes }: ClientSystemChanges,
      at: Instant,
    ): Promise<ClientSystem> => {
      const rows = await db
        .update(clientSystems)
        .set({
          ...changes,
          ...(scopes && { scopes: [...scopes] }),
          updatedAt: at,
          version: sql`${clientSystems.version} + 1`,
        })
        .where(and(eq(clientSystems.id, systemId), eq(clientSystems.version, expectedVersion)))
        .returning({ id: clientSystems.id });
      await requireCurrent(
        rows,
        'client system',
        systemId,
        async () => (await db.$count(clientSystems, eq(clientSystems.id, systemId))) > 0,
      );
      return findById(systemId);
    },
  };
};
