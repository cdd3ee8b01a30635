import { sql } from 'drizzle-orm';
import { bigint, check, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant, isOneOf } from './columns.ts';

const ACTOR_TYPES = ['person', 'customer', 'system'] as const;
const AUDIT_KINDS = ['access', 'change'] as const;

/**
 * Every change, and every access to personal data (S-01). Append-only: a guard refuses UPDATE, and DELETE of what is not
 * past its retention (`db/retention.ts`).
 * It has no foreign keys, so that it outlives what it speaks about.
 */
export const auditLog = pgTable(
  'audit_log',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('recorded_at').notNull(),
    kind: text('kind', { enum: AUDIT_KINDS }).notNull(),
    actorType: text('actor_type', { enum: ACTOR_TYPES }).notNull(),
    actorId: text('actor_id').notNull(),
    /** What was done, in the words of the API's operation, such as `readCustomer`. */
    action: text('action').notNull(),
    subjectType: text('subject_type').notNull(),
    /** What it speaks about; null where a list was read. */
    subjectId: text('subject_id'),
    /** Everything that a list gave out, in one entry for each request. */
    subjectIds: text('subject_ids').array(),
    requestId: text('request_id'),
    /** Of a change that may be tried again after a crash: the key of its effect, under which it is told once. */
    effectKey: text('effect_key').unique(),
    /** The changed fields before and after; null for accesses. */
    before: jsonb('before').$type<Readonly<Record<string, unknown>>>(),
    after: jsonb('after').$type<Readonly<Record<string, unknown>>>(),
  },
  (table) => [
    index().on(table.subjectType, table.subjectId, table.id),
    index().using('gin', table.subjectIds),
    index().on(table.actorType, table.actorId, table.id),
    check('audit_log_one_or_many', sql`num_nonnulls(${table.subjectId}, ${table.subjectIds}) = 1`),
    check('audit_log_kind_known', isOneOf(table.kind, AUDIT_KINDS)),
    check('audit_log_actor_type_known', isOneOf(table.actorType, ACTOR_TYPES)),
  ],
);
