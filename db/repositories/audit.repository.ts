import { and, arrayContains, desc, eq, gte, lt, or, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { auditLog } from '../schema/audit.ts';
import { pageOf, type Page } from './support.ts';

/** One line of the audit log. */
export type AuditEntry = typeof auditLog.$inferSelect;
type Subject = { readonly subjectId: string } | { readonly subjectIds: string[] };
export type NewAuditEntry = Omit<AuditEntry, 'id' | 'effectKey' | 'subjectId' | 'subjectIds'> &
  Subject & { readonly effectKey?: string };

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

const isAbout = (subjectId: string) =>
  or(eq(auditLog.subjectId, subjectId), arrayContains(auditLog.subjectIds, [subjectId]));

/** Which entries are past their retention: recorded before these instants. */
export interface ExpiredEntries {
  readonly accessesBefore: Instant;
  readonly changesBefore: Instant;
}

/** What became of a stretch of the log. */
export interface AuditSweep {
  readonly removed: number;
  /** The last entry looked at; null: nothing further on can be past its retention. */
  readonly lastId: number | null;
}

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
          filter.subjectId === undefined ? undefined : isAbout(filter.subjectId),
          filter.from === undefined ? undefined : gte(auditLog.at, filter.from),
          filter.to === undefined ? undefined : lt(auditLog.at, filter.to),
          request.beforeId === null ? undefined : lt(auditLog.id, request.beforeId),
        ),
      )
      .orderBy(desc(auditLog.id))
      .limit(request.limit + 1);
    return pageOf(rows, request.limit, (entry) => entry.id);
  },

  /** Looks at `limit` entries behind `afterId`, oldest first, and removes those that are past their retention. */
  removeExpired: async (
    { accessesBefore, changesBefore }: ExpiredEntries,
    { afterId, limit }: { readonly afterId: number; readonly limit: number },
  ): Promise<AuditSweep> => {
    const lastBefore = Math.max(accessesBefore, changesBefore);
    const { rows } = await db.execute<{ removed: number; last_id: string | null }>(sql`
      with looked_at as (
        select id, recorded_at, case kind when 'access' then ${isoOf(accessesBefore)}::timestamptz
          else ${isoOf(changesBefore)}::timestamptz end as kept_from
        from audit_log where id > ${afterId} order by id limit ${limit}),
      removed as (
        delete from audit_log using looked_at
        where audit_log.id = looked_at.id and looked_at.recorded_at < looked_at.kept_from returning audit_log.id)
      select (select count(*)::int from removed) as removed,
        (select max(id) from looked_at
          having count(*) = ${limit} and min(recorded_at) < ${isoOf(lastBefore)}::timestamptz) as last_id`);
    const [sweep] = rows;
    return { removed: sweep?.removed ?? 0, lastId: sweep?.last_id == null ? null : Number(sweep.last_id) };
  },
});

const isoOf = (at: Instant): string => new Date(at).toISOString();
