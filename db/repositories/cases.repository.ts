import { and, eq, getTableColumns, ilike, or, sql, type SQL } from 'drizzle-orm';
import type { Actor } from '../../workflows/domain/actors.ts';
import type { CaseKind, Priority } from '../../workflows/domain/cases.ts';
import type { Instant, Role } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { perDatabase } from '../per-database.ts';
import { cases } from '../schema/cases.ts';
import { parseInstant } from '../schema/columns.ts';
import { customers } from '../schema/customers.ts';
import { policies } from '../schema/policies.ts';
import { containing, pageOf, requireFound, type Page } from './support.ts';

type CaseColumns = typeof cases.$inferSelect;

/** A case as people read it. */
export interface CaseRow extends CaseColumns {
  readonly kind: CaseKind;
  readonly priority: Priority;
  readonly ownerRole: Role | null;
  readonly openedBy: Actor;
  readonly details: Readonly<Record<string, unknown>>;
  readonly policyVersion: number;
  readonly customerName: string | null;
  /** The earliest due instant of its running commitments and open tasks. */
  readonly nextDueAt: Instant | null;
}

export interface CasesFilter {
  readonly kind?: CaseKind;
  readonly phase?: string;
  readonly priority?: Priority;
  /** Owner, technician, or named in an open task. */
  readonly assigneeId?: string;
  readonly customerId?: string;
  readonly overdue?: boolean;
  readonly open?: boolean;
  /** Part of the number, the customer's name, or the unit's model or serial number. */
  readonly text?: string;
}

/** Open urgent cases first, then the earliest due instant, then the newest; all keys ascend. */
export type CasePosition = readonly [rank: number, dueMs: number, newestFirst: number, id: string];

const nextDue = sql<Instant | null>`least(
  (select min(due_at) from commitments where case_id = cases.id and status = 'running'),
  (select min(due_at) from tasks where case_id = cases.id and status = 'open')
)`;

/** Needs the policy and, where there is one, the customer joined. */
export const caseColumns = {
  ...getTableColumns(cases),
  policyVersion: sql<number>`policies.version`.as('policy_version'),
  customerName: sql<string | null>`customers.name`.as('customer_name'),
  nextDueAt: nextDue.mapWith(parseInstant).as('next_due_at'),
};

const selectCases = (db: Database, condition: SQL | undefined) =>
  db
    .select(caseColumns)
    .from(cases)
    .innerJoin(policies, eq(policies.id, cases.policyId))
    .leftJoin(customers, eq(customers.id, cases.customerId))
    .where(condition);

const caseById = perDatabase((db) =>
  selectCases(db, eq(cases.id, sql.placeholder('id'))).prepare('find_case'),
);

/** Cases as the recording activity wrote them. Read only: nobody else writes them (design §3). */
export const casesRepository = (db: Database) => {
  const select = (condition: SQL | undefined) => selectCases(db, condition);

  const findOptionalById = async (id: string): Promise<CaseRow | undefined> =>
    (await caseById(db).execute({ id }))[0] as CaseRow | undefined;

  return {
    findOptionalById,

    findById: async (id: string): Promise<CaseRow> => requireFound(await findOptionalById(id), 'case', id),

    /** The case with the number that people know it by. */
    findByNumber: async (number: string): Promise<CaseRow> =>
      requireFound((await select(eq(cases.number, number)))[0] as CaseRow | undefined, 'case', number),

    list: async (
      filter: CasesFilter,
      page: { readonly after: CasePosition | null; readonly limit: number },
    ): Promise<Page<CaseRow, CasePosition>> => {
      const listed = select(conditionOf(filter)).as('listed');
      const rows = await db
        .select()
        .from(listed)
        .where(page.after === null ? undefined : sql`${POSITION} > ${rowOf(page.after)}`)
        .orderBy(RANK, DUE_MS, NEWEST_FIRST, sql`listed.id`)
        .limit(page.limit + 1);
      return pageOf(rows as CaseRow[], page.limit, positionOf);
    },
  };
};

/** What sorts a case without any due instant last: later than every instant there is. */
const NEVER = 9_000_000_000_000_000;

const RANK = sql`(case when listed.priority = 'urgent' and listed.closed_at is null then 0 else 1 end)`;
const DUE_MS = sql.raw(`coalesce((extract(epoch from listed.next_due_at) * 1000)::bigint, ${NEVER})`);
const NEWEST_FIRST = sql`(-(extract(epoch from listed.opened_at) * 1000)::bigint)`;
const POSITION = sql`(${RANK}, ${DUE_MS}, ${NEWEST_FIRST}, listed.id)`;

const rowOf = ([rank, dueMs, newestFirst, id]: CasePosition) =>
  sql`(${rank}::integer, ${dueMs}::bigint, ${newestFirst}::bigint, ${id}::uuid)`;

function positionOf(row: CaseRow): CasePosition {
  const isUrgent = row.priority === 'urgent' && row.closedAt === null;
  return [isUrgent ? 0 : 1, row.nextDueAt ?? NEVER, -row.openedAt, row.id];
}

function conditionOf(filter: CasesFilter): SQL | undefined {
  return and(
    equals(cases.kind, filter.kind),
    equals(cases.phase, filter.phase),
    equals(cases.priority, filter.priority),
    equals(cases.customerId, filter.customerId),
    equals(cases.overdue, filter.overdue),
    filter.open === undefined ? undefined : sql`(closed_at is null) = ${filter.open}`,
    filter.assigneeId === undefined ? undefined : isAssigned(filter.assigneeId),
    filter.text === undefined ? undefined : contains(filter.text),
  );
}

function equals(
  column: (typeof cases)[keyof CaseColumns],
  value: string | boolean | undefined,
): SQL | undefined {
  return value === undefined ? undefined : eq(column, value);
}

const isAssigned = (personId: string) =>
  or(
    eq(cases.ownerId, personId),
    eq(cases.technicianId, personId),
    sql`exists (select from tasks where case_id = cases.id and status = 'open' and assignee_id = ${personId})`,
  );

function contains(text: string): SQL | undefined {
  const pattern = containing(text);
  return or(
    ilike(cases.number, pattern),
    ilike(customers.name, pattern),
    sql`details ->> 'serialNumber' ilike ${pattern}`,
    sql`details ->> 'productModel' ilike ${pattern}`,
  );
}
