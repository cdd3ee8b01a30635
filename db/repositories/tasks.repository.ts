import { and, asc, eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import type { Actor } from '../../workflows/domain/actors.ts';
import type { CaseKind, Priority, TaskEnd } from '../../workflows/domain/cases.ts';
import type { Instant, Role } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { perDatabase } from '../per-database.ts';
import { cases, commitments, tasks } from '../schema/cases.ts';
import { parseInstant } from '../schema/columns.ts';
import { customers } from '../schema/customers.ts';
import { policies } from '../schema/policies.ts';
import { caseColumns, type CaseRow } from './cases.repository.ts';
import { pageOf, requireFound, type Page } from './support.ts';

type TaskColumns = typeof tasks.$inferSelect;

/** A human step with the case that it belongs to. */
export interface TaskRow extends TaskColumns {
  readonly roles: Role[];
  readonly status: 'open' | TaskEnd;
  readonly endedBy: Actor | null;
  readonly about: Readonly<Record<string, unknown>>;
  readonly form: Readonly<Record<string, unknown>> | null;
  readonly caseKind: CaseKind;
  readonly caseNumber: string;
  readonly casePriority: Priority;
  readonly customerId: string | null;
  /** Of the case's account; of its policy while it has none. */
  readonly currency: string;
  /** Due by a limit of its own, or by the commitment that it is done for. */
  readonly effectiveDueAt: Instant | null;
  /** Its due instant was seen to pass. */
  readonly isOverdue: boolean;
}

/** A task that was done, with its form as the process took it. */
export interface CompletedTask extends TaskColumns {
  readonly endedAt: Instant;
  readonly endedBy: Actor;
  readonly about: Readonly<Record<string, unknown>>;
  readonly form: Readonly<Record<string, unknown>>;
}

export interface TasksFilter {
  readonly caseId?: string;
  readonly kind?: string;
  readonly status?: TaskRow['status'];
  readonly overdue?: boolean;
  readonly customerId?: string;
  /** Named for the task. */
  readonly assigneeId?: string;
  /** Nobody is named, and whoever holds one of these may do it. */
  readonly openToRoles?: readonly Role[];
  /** With both `assigneeId` and `openToRoles`: either is enough. */
  readonly either?: boolean;
}

/** Tasks of urgent cases first, then the earliest due instant, then the oldest; all keys ascend. */
export type TaskPosition = readonly [rank: number, dueMs: number, openedMs: number, id: string];

const taskColumns = {
  ...getTableColumns(tasks),
  caseKind: sql<CaseKind>`cases.kind`.as('case_kind'),
  caseNumber: sql<string>`cases.number`.as('case_number'),
  casePriority: sql<Priority>`cases.priority`.as('case_priority'),
  customerId: sql<string | null>`cases.customer_id`.as('customer_id'),
  currency: sql<string>`coalesce(
    (select currency from case_accounts where case_accounts.case_id = cases.id),
    (select document ->> 'currency' from policies where policies.id = cases.policy_id))`.as('currency'),
  effectiveDueAt: sql<Instant | null>`coalesce(tasks.due_at, commitments.due_at)`
    .mapWith(parseInstant)
    .as('effective_due_at'),
  isOverdue: sql<boolean>`coalesce(tasks.missed_at, commitments.missed_at) is not null`.as('is_overdue'),
};

/** A task, and the case that it belongs to. */
export interface TaskWithCase {
  readonly task: TaskRow;
  readonly found: CaseRow;
}

const withItsCommitment = and(eq(commitments.caseId, tasks.caseId), eq(commitments.id, tasks.commitmentId));

const selectTasks = (db: Database, condition: SQL | undefined) =>
  db
    .select(taskColumns)
    .from(tasks)
    .innerJoin(cases, eq(cases.id, tasks.caseId))
    .leftJoin(commitments, withItsCommitment)
    .where(condition);

const isTheOne = eq(tasks.id, sql.placeholder('id'));

const taskById = perDatabase((db) => selectTasks(db, isTheOne).prepare('find_task'));

const taskWithCaseById = perDatabase((db) =>
  db
    .select({ task: taskColumns, found: caseColumns })
    .from(tasks)
    .innerJoin(cases, eq(cases.id, tasks.caseId))
    .innerJoin(policies, eq(policies.id, cases.policyId))
    .leftJoin(customers, eq(customers.id, cases.customerId))
    .leftJoin(commitments, withItsCommitment)
    .where(isTheOne)
    .prepare('find_task_with_case'),
);

/** Human steps as the recording activity wrote them. Read only (design §3). */
export const tasksRepository = (db: Database) => {
  const select = (condition: SQL | undefined) => selectTasks(db, condition);

  return {
    findById: async (id: string): Promise<TaskRow> =>
      requireFound((await taskById(db).execute({ id }))[0] as TaskRow | undefined, 'task', id),

    /** The task with its case, in one round trip. */
    findWithCase: async (id: string): Promise<TaskWithCase> =>
      requireFound((await taskWithCaseById(db).execute({ id }))[0] as TaskWithCase | undefined, 'task', id),

    /** What was answered in a case, in order. */
    listCompletedOfCase: async (caseId: string): Promise<CompletedTask[]> =>
      (await db
        .select()
        .from(tasks)
        .where(and(eq(tasks.caseId, caseId), eq(tasks.status, 'completed')))
        .orderBy(asc(tasks.endedAt), asc(tasks.openedAt), asc(tasks.id))) as CompletedTask[],

    list: async (
      filter: TasksFilter,
      page: { readonly after: TaskPosition | null; readonly limit: number },
    ): Promise<Page<TaskRow, TaskPosition>> => {
      const listed = select(conditionOf(filter)).as('listed');
      const rows = await db
        .select()
        .from(listed)
        .where(page.after === null ? undefined : sql`${POSITION} > ${rowOf(page.after)}`)
        .orderBy(RANK, DUE_MS, OPENED_MS, sql`listed.id`)
        .limit(page.limit + 1);
      return pageOf(rows as TaskRow[], page.limit, positionOf);
    },
  };
};

/** What sorts a task without a due instant last: later than every instant there is. */
const NEVER = 9_000_000_000_000_000;

const RANK = sql`(case when listed.case_priority = 'urgent' then 0 else 1 end)`;
const DUE_MS = sql.raw(`coalesce((extract(epoch from listed.effective_due_at) * 1000)::bigint, ${NEVER})`);
const OPENED_MS = sql`(extract(epoch from listed.opened_at) * 1000)::bigint`;
const POSITION = sql`(${RANK}, ${DUE_MS}, ${OPENED_MS}, listed.id)`;

const rowOf = ([rank, dueMs, openedMs, id]: TaskPosition) =>
  sql`(${rank}::integer, ${dueMs}::bigint, ${openedMs}::bigint, ${id}::text)`;

const positionOf = (row: TaskRow): TaskPosition => [
  row.casePriority === 'urgent' ? 0 : 1,
  row.effectiveDueAt ?? NEVER,
  row.openedAt,
  row.id,
];

function conditionOf(filter: TasksFilter): SQL | undefined {
  return and(
    filter.caseId === undefined ? undefined : eq(tasks.caseId, filter.caseId),
    filter.kind === undefined ? undefined : eq(tasks.kind, filter.kind),
    filter.status === undefined ? undefined : eq(tasks.status, filter.status),
    filter.customerId === undefined ? undefined : eq(cases.customerId, filter.customerId),
    filter.overdue === undefined
      ? undefined
      : sql`(coalesce(tasks.missed_at, commitments.missed_at) is not null) = ${filter.overdue}`,
    whose(filter),
  );
}

function whose({ assigneeId, openToRoles, either = false }: TasksFilter): SQL | undefined {
  const isNamed = assigneeId === undefined ? undefined : sql`tasks.assignee_id = ${assigneeId}`;
  const isOpenToRoles =
    openToRoles === undefined
      ? undefined
      : sql`(tasks.assignee_id is null and tasks.roles && ${sql.param([...openToRoles])}::text[])`;
  if (!either || isNamed === undefined || isOpenToRoles === undefined) return and(isNamed, isOpenToRoles);
  return sql`(${isNamed} or ${isOpenToRoles})`;
}
