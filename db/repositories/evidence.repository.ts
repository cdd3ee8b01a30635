import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { evidenceFiles } from '../schema/evidence.ts';
import { requireFound, requireWritten } from './support.ts';

/** An uploaded file. */
export type EvidenceFile = typeof evidenceFiles.$inferSelect;

/** The files that an input names by their keys, and those of them that the customer may see from then on. */
export interface NamedEvidence {
  readonly files: readonly string[];
  readonly shared: readonly string[];
}

/** What is known of uploaded files; their bytes are the evidence store's. */
export const evidenceRepository = (db: Database) => ({
  create: async (file: EvidenceFile): Promise<EvidenceFile> =>
    requireWritten(await db.insert(evidenceFiles).values(file).returning()),

  findById: async (key: string): Promise<EvidenceFile> =>
    requireFound(
      (await db.select().from(evidenceFiles).where(eq(evidenceFiles.key, key)))[0],
      'evidence file',
      key,
    ),

  /** What a customer has uploaded since an instant. */
  countBytesSince: async (customerId: string, since: Instant): Promise<number> => {
    const [total] = await db
      .select({ bytes: sql<string>`coalesce(sum(${evidenceFiles.sizeBytes}), 0)` })
      .from(evidenceFiles)
      .where(and(eq(evidenceFiles.customerId, customerId), gt(evidenceFiles.uploadedAt, since)));
    return Number(total?.bytes);
  },

  /** Those of the keys that name a file, in any order. */
  listByKeys: async (keys: readonly string[]): Promise<EvidenceFile[]> =>
    keys.length === 0
      ? []
      : db
          .select()
          .from(evidenceFiles)
          .where(inArray(evidenceFiles.key, [...keys])),

  /** The files of a case, oldest first. */
  listByCase: async (caseId: string): Promise<EvidenceFile[]> =>
    db
      .select()
      .from(evidenceFiles)
      .where(eq(evidenceFiles.caseId, caseId))
      .orderBy(asc(evidenceFiles.uploadedAt), asc(evidenceFiles.key)),

  /**
   * Files that belong to no case yet become files of this one; whose they are already stays. What is shown to the
   * customer once stays shown.
   */
  attach: async ({ files, shared }: NamedEvidence, caseId: string): Promise<void> => {
    if (files.length === 0) return;
    await db
      .update(evidenceFiles)
      .set({
        caseId,
        isShared:
          or(evidenceFiles.isShared, inArray(evidenceFiles.key, [...shared])) ?? evidenceFiles.isShared,
      })
      .where(
        and(
          inArray(evidenceFiles.key, [...files]),
          or(isNull(evidenceFiles.caseId), eq(evidenceFiles.caseId, caseId)),
        ),
      );
  },
});
