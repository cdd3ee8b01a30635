import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { Actor } from '../../workflows/domain/actors.ts';
import { EVIDENCE_TYPES } from '../../workflows/domain/evidence.ts';
import { instant, isOneOf } from './columns.ts';
import { customers } from './customers.ts';

/** Files that people and systems uploaded: photos, videos, documents, signatures. Their bytes lie in the evidence store. */
export const evidenceFiles = pgTable(
  'evidence_files',
  {
    /** What forms name the file by, and the store keeps it under. */
    key: uuid('key').primaryKey(),
    /**
     * The first case that named it; null: no case has yet. Without a foreign key, because a report that workers
     * take up later names its files before its case is recorded.
     */
    caseId: uuid('case_id'),
    /** Whose it is, where a customer uploaded it. */
    customerId: uuid('customer_id').references(() => customers.id),
    /** The customer of its case may see it: theirs, shared with them on purpose, or a signature in their documents. */
    isShared: boolean('is_shared').notNull().default(false),
    /** As the uploader calls it, without a path. */
    name: text('name').notNull(),
    /** Found by content, whatever the uploader said. */
    mediaType: text('media_type', { enum: EVIDENCE_TYPES }).notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    /** Lower-case hexadecimal. */
    sha256: text('sha256').notNull(),
    uploadedBy: jsonb('uploaded_by').notNull().$type<Actor>(),
    uploadedAt: instant('uploaded_at').notNull(),
  },
  (table) => [
    index().on(table.caseId, table.uploadedAt),
    index().on(table.customerId),
    check('evidence_files_type_known', isOneOf(table.mediaType, EVIDENCE_TYPES)),
    check('evidence_files_sha256_hex', sql`${table.sha256} ~ '^[0-9a-f]{64}$'`),
    check('evidence_files_not_empty', sql`${table.sizeBytes} > 0`),
  ],
);
