import { and, asc, desc, eq, lte } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { ServicePolicy } from '../../workflows/domain/policy/service-policy.ts';
import type { Database } from '../client.ts';
import { perDatabase } from '../per-database.ts';
import { policies } from '../schema/policies.ts';
import { timedCache } from '../timed-cache.ts';
import { explainViolations, requireFound, requireNextVersion, requireWritten } from './support.ts';

/** One stored version of a company's service policy. */
export type PolicyVersion = typeof policies.$inferSelect;

export interface NewPolicyVersion {
  readonly document: ServicePolicy;
  /** Cases opened from this instant on use it. */
  readonly validFrom: Instant;
  readonly createdAt: Instant;
  /** Null for a preset. */
  readonly createdBy: string | null;
}

const FAULTS = {
  policies_version_once: { pointer: '/version', message: 'is stored already' },
  policies_created_by_people_id_fk: { pointer: '/createdBy', message: 'names no person' },
};

/** A stored version never changes (`db/guards/immutable.sql`): each is read once by a process. */
const versionOf = perDatabase((db) =>
  timedCache(Infinity, async (id) =>
    requireFound((await db.select().from(policies).where(eq(policies.id, id)))[0], 'policy version', id),
  ),
);

/** Service policies in versions that never change (design idea 9). */
export const policiesRepository = (db: Database) => {
  const findOptionalLatest = async (company: string): Promise<PolicyVersion | undefined> =>
    (
      await db
        .select()
        .from(policies)
        .where(eq(policies.company, company))
        .orderBy(desc(policies.version))
        .limit(1)
    )[0];

  const findOptionalCurrent = async (company: string, at: Instant): Promise<PolicyVersion | undefined> =>
    (
      await db
        .select()
        .from(policies)
        .where(and(eq(policies.company, company), lte(policies.validFrom, at)))
        .orderBy(desc(policies.version))
        .limit(1)
    )[0];

  return {
    findOptionalLatest,

    findOptionalCurrent,

    /** The version that a case opened at `at` is opened under: the highest one valid then. */
    findCurrent: async (company: string, at: Instant): Promise<PolicyVersion> =>
      requireFound(await findOptionalCurrent(company, at), 'service policy valid then for company', company),

    findVersion: async (id: string): Promise<PolicyVersion> => versionOf(db)(id),

    findOptionalByVersion: async (company: string, version: number): Promise<PolicyVersion | undefined> =>
      (
        await db
          .select()
          .from(policies)
          .where(and(eq(policies.company, company), eq(policies.version, version)))
      )[0],

    /** The highest version of each company. */
    listLatest: async (): Promise<PolicyVersion[]> =>
      db
        .selectDistinctOn([policies.company])
        .from(policies)
        .orderBy(asc(policies.company), desc(policies.version)),

    listByCompany: async (company: string): Promise<PolicyVersion[]> =>
      db.select().from(policies).where(eq(policies.company, company)).orderBy(desc(policies.version)),

    /**
     * Adds the version after the latest one. A document that names another version was written against an older
     * policy and is refused.
     */
    addVersion: async (policy: NewPolicyVersion): Promise<PolicyVersion> =>
      explainViolations(FAULTS, async () => {
        const { company, version } = policy.document;
        const latest = await findOptionalLatest(company);
        requireNextVersion(`policy ${company}`, version, latest?.version ?? 0);
        return requireWritten(
          await db
            .insert(policies)
            .values({ ...policy, company, version })
            .returning(),
        );
      }),
  };
};
