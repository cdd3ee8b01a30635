import { and, desc, eq, gte, lt } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { auditLog } from '../schema/audit.ts';
import { pageOf, type Page } from './support.ts';

/** One line of the audit log. */
export type AuditEntry = typeof auditLog.$inferSelect;
export type NewAuditEntry = Omit<AuditEntry, 'id' | 'effectKey'> & { readonly effectKey?: string };

export interface AuditFilter {
  readonly kind?: AuditEntry['kind'];
  readonly actorType?: AuditEntry['actorType'];
  readonly actorId?: string;
  readonly subjectType?: string;
  readonly subjectId?: string;
  readonly from?: Instant;
  /** The first instant that is left out. */
  readonly to?: Instant;
}

export interface AuditPageRequest {
  /** Older than this entry; null begins with the newest. */
  readonly beforeId: number | null;
  readonly limit: number;
}

const equalTo = (column: PgColumn, value: string | undefined) =>
  value === undefined ? undefined : eq(column, value);

/** Every change and every access to personal data, append-only (S-01). */
export const auditRepository = (db: Database) => ({
  /** A change that is told already under its effect's key is left out. */
  append: async (entries: readonly NewAuditEntry[]): Promise<void> => {
    if (entries.length === 0) return;
    await db
      .insert(auditLog)
      .values([...entries])
      .onConflictDoNothing({ target: auditLog.effectKey });
  },

  /** Newest first. */
  list: async (filter: AuditFilter, request: AuditPageRequest): Promise<Page<AuditEntry, number>> => {
    const rows = await db
      .select()
      .from(auditLog)
      .where(
        and(
          equalTo(auditLog.kind, filter.kind),
          equalTo(auditLog.actorType, filter.actorType),
          equalTo(auditLog.actorId, filter.actorId),
          equalTo(auditLog.subjectType, filter.subjectType),
          equalTo(auditLog.subjectId, filter.subjectId),
          filter.from === undefined ? undefined : gte(auditLog.at, filter.from),
          filter.to === undefined ? undefined : lt(auditLog.at, filter.to),
          request.beforeId === null ? undefined : lt(auditLog.id, request.beforeId),
        ),
      )
      .orderBy(desc(auditLog.id))
      .limit(request.limit + 1);
    return pageOf(rows, request.limit, (entry) => entry.id);
  },
});
