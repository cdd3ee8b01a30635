import { sql } from 'drizzle-orm';
import { bigint, check, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { DOCUMENT_AUDIENCES } from '../../workflows/domain/documents.ts';
import { cases } from './cases.ts';
import { instant, isOneOf } from './columns.ts';

/**
 * Documents that were given out: the bytes lie in the evidence store, and whoever asks again gets the same. When
 * what a document tells has changed, it is issued in a new edition, and the earlier ones stay as they are.
 */
export const issuedDocuments = pgTable(
  'issued_documents',
  {
    /** What the evidence store keeps the bytes under. */
    key: uuid('key').primaryKey(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id),
    number: text('number').notNull(),
    audience: text('audience', { enum: DOCUMENT_AUDIENCES }).notNull(),
    language: text('language').notNull(),
    /** From 1 on, for the number in its language and for its audience. */
    edition: integer('edition').notNull(),
    mediaType: text('media_type').notNull(),
    /** Of the words of the document, in whatever form: the same in all files of an edition. */
    wordsSha256: text('words_sha256').notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    /** Of the file, lower-case hexadecimal. */
    sha256: text('sha256').notNull(),
    issuedAt: instant('issued_at').notNull(),
  },
  (table) => [
    unique('issued_documents_once').on(
      table.caseId,
      table.number,
      table.audience,
      table.language,
      table.edition,
      table.mediaType,
    ),
    check('issued_documents_audience_known', isOneOf(table.audience, DOCUMENT_AUDIENCES)),
    check('issued_documents_sha256_hex', sql`${table.sha256} ~ '^[0-9a-f]{64}$'`),
  ],
);
