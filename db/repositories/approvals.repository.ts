import { and, asc, eq, getTableColumns, inArray, sql, type SQL } from 'drizzle-orm';
import type { Actor } from '../../workflows/domain/actors.ts';
import type { CaseKind, Priority } from '../../workflows/domain/cases.ts';
import type { Role } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { approvals, cases } from '../schema/cases.ts';
import { pageOf, requireFound, type Page } from './support.ts';

type ApprovalColumns = typeof approvals.$inferSelect;

/** What a supervisor is, or was, asked to decide. */
export interface ApprovalRow extends ApprovalColumns {
  readonly role: Role;
  readonly chain: Role[];
  readonly status: ApprovalStatus;
  readonly requestedBy: Actor;
  readonly decidedBy: Actor | null;
  readonly about: Readonly<Record<string, unknown>>;
  readonly caseKind: CaseKind;
  readonly caseNumber: string;
  readonly casePriority: Priority;
}

export const APPROVAL_STATUSES = ['pending', 'approved', 'refused', 'withdrawn'] as const;
type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

export interface ApprovalsFilter {
  readonly caseId?: string;
  readonly status?: ApprovalStatus;
  readonly subject?: string;
  /** Up to one of these now. */
  readonly roles?: readonly Role[];
}

/** Approvals of urgent cases first, then the earliest due instant; all keys ascend. */
export type ApprovalPosition = readonly [rank: number, dueMs: number, id: string];

/** What sorts an approval without a due instant last: later than every instant there is. */
const NEVER = 9_000_000_000_000_000;

const RANK = sql`(case when cases.priority = 'urgent' then 0 else 1 end)`;
const DUE_MS = sql.raw(`coalesce((extract(epoch from approvals.due_at) * 1000)::bigint, ${NEVER})`);

/** Approvals as the recording activity wrote them. Read only (design §3). */
export const approvalsRepository = (db: Database) => {
  const select = (condition: SQL | undefined) =>
    db
      .select({
        ...getTableColumns(approvals),
        caseKind: cases.kind,
        caseNumber: cases.number,
        casePriority: cases.priority,
      })
      .from(approvals)
      .innerJoin(cases, eq(cases.id, approvals.caseId))
      .where(condition);

  return {
    /** Every approval that a case ever asked for, in order. */
    listByCase: async (caseId: string): Promise<ApprovalRow[]> =>
      (await select(eq(approvals.caseId, caseId)).orderBy(
        asc(approvals.requestedAt),
        asc(approvals.id),
      )) as ApprovalRow[],

    /** What refunds by authority that are still being decided come to in a case, those for one cause left out. */
    pendingRefundsMinor: async (caseId: string, exceptCause: string): Promise<number> => {
      const ofOthers = sql`${approvals.about} ->> 'cause' is distinct from ${exceptCause}`;
      const [sum] = await db
        .select({ pendingMinor: sql<number>`coalesce(sum(${approvals.amountMinor}), 0)::float8` })
        .from(approvals)
        .where(and(conditionOf({ caseId, status: 'pending', subject: 'refund' }), ofOthers));
      return sum?.pendingMinor ?? 0;
    },

    findById: async (id: string): Promise<ApprovalRow> =>
      requireFound((await select(eq(approvals.id, id)))[0] as ApprovalRow | undefined, 'approval', id),

    list: async (
      filter: ApprovalsFilter,
      page: { readonly after: ApprovalPosition | null; readonly limit: number },
    ): Promise<Page<ApprovalRow, ApprovalPosition>> => {
      const after =
        page.after === null
          ? undefined
          : sql`(${RANK}, ${DUE_MS}, approvals.id) > (${page.after[0]}::integer, ${page.after[1]}::bigint, ${page.after[2]}::text)`;
      const rows = await select(and(conditionOf(filter), after))
        .orderBy(RANK, DUE_MS, approvals.id)
        .limit(page.limit + 1);
      return pageOf(rows as ApprovalRow[], page.limit, positionOf);
    },
  };
};

const positionOf = (row: ApprovalRow): ApprovalPosition => [
  row.casePriority === 'urgent' ? 0 : 1,
  row.dueAt ?? NEVER,
  row.id,
];

function conditionOf(filter: ApprovalsFilter): SQL | undefined {
  return and(
    filter.caseId === undefined ? undefined : eq(approvals.caseId, filter.caseId),
    filter.status === undefined ? undefined : eq(approvals.status, filter.status),
    filter.subject === undefined ? undefined : eq(approvals.subject, filter.subject),
    filter.roles === undefined ? undefined : inArray(approvals.role, [...filter.roles]),
  );
}
