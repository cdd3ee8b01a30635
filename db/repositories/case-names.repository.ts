import { asc, eq } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { caseNames } from '../schema/case-names.ts';

/** What somebody or something was called, as a case knew it from an instant on. */
export type CaseName = Omit<typeof caseNames.$inferSelect, 'caseId'>;

/** Reads the names of those whom cases name, as they were then. */
export const caseNamesRepository = (db: Database) => ({
  /** Of each subject in the order in which the case came to know them. */
  listByCase: async (caseId: string): Promise<CaseName[]> => {
    const { subjectId, knownAt, nameZh, nameEn, address } = caseNames;
    return db
      .select({ subjectId, knownAt, nameZh, nameEn, address })
      .from(caseNames)
      .where(eq(caseNames.caseId, caseId))
      .orderBy(asc(subjectId), asc(knownAt));
  },
});
