import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { evidenceFiles } from '../schema/evidence.ts';
import { requireFound, requireWritten } from './support.ts';

/** An uploaded file. */
export type EvidenceFile = typeof evidenceFiles.$inferSelect;

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

  /** Files that belong to no case yet become files of this one; whose they are already stays. */
  attach: async (keys: readonly string[], caseId: string): Promise<void> => {
    if (keys.length === 0) return;
    await db
      .update(evidenceFiles)
      .set({ caseId })
      .where(and(inArray(evidenceFiles.key, [...keys]), isNull(evidenceFiles.caseId)));
  },
});
