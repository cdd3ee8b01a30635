import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { DocumentAudience } from '../../workflows/domain/documents.ts';
import type { Database } from '../client.ts';
import { issuedDocuments } from '../schema/issued-documents.ts';
import { requireWritten } from './support.ts';

/** A document that was given out, as a file of the evidence store (R-20). */
export type IssuedDocument = typeof issuedDocuments.$inferSelect;

/** A paper in all its editions and forms. */
export type Paper = Pick<IssuedDocument, 'caseId' | 'number' | 'audience' | 'language'>;

const columns = issuedDocuments;

const isOf = ({ caseId, number, audience, language }: Paper) =>
  and(
    eq(columns.caseId, caseId),
    eq(columns.number, number),
    eq(columns.audience, audience),
    eq(columns.language, language),
  );

/** What was given out of the documents of cases. */
export const issuedDocumentsRepository = (db: Database) => ({
  /** The newest edition first. */
  listByPaper: async (paper: Paper): Promise<IssuedDocument[]> =>
    db.select().from(issuedDocuments).where(isOf(paper)).orderBy(desc(columns.edition)),

  listByCase: async (caseId: string, audience: DocumentAudience): Promise<IssuedDocument[]> =>
    db
      .select()
      .from(issuedDocuments)
      .where(and(eq(columns.caseId, caseId), eq(columns.audience, audience)))
      .orderBy(asc(columns.number), asc(columns.language), asc(columns.edition), asc(columns.mediaType)),

  /**
   * Issues a file: in the present edition where that has the same words, in the next one otherwise. Two who issue the
   * same at once both get what the first one issued.
   */
  issue: async (file: Omit<IssuedDocument, 'edition'>): Promise<IssuedDocument> =>
    db.transaction(async (tx) => {
      await tx.execute(
        sql`select pg_advisory_xact_lock(hashtextextended(${`document ${file.caseId} ${file.number}`}, 0))`,
      );
      const issued = await issuedDocumentsRepository(tx).listByPaper(file);
      const [present] = issued;
      const isSame = present?.wordsSha256 === file.wordsSha256;
      const edition = isSame ? present.edition : (present?.edition ?? 0) + 1;
      const standing = issued.find((one) => one.edition === edition && one.mediaType === file.mediaType);
      if (standing !== undefined) return standing;
      return requireWritten(
        await tx
          .insert(issuedDocuments)
          .values({ ...file, edition })
          .returning(),
      );
    }),
});
