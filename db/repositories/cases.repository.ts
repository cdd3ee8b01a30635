import { and, asc, desc, eq, getTableColumns, ilike, or, sql, type SQL } from 'drizzle-orm';
import type { Actor } from '../../workflows/domain/actors.ts';
import type { CaseKind, Priority } from '../../workflows/domain/cases.ts';
import type { Role } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { perDatabase } from '../per-database.ts';
import { cases, openDue, openRank } from '../schema/cases.ts';
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
  /** Nobody has anything left to do in it: it closes once its messages are sent. */
  readonly closing?: boolean;
  /** Part of the number, the customer's name, or the unit's model or serial number. */
  readonly text?: string;
}

/**
 * Open cases come first: urgent ones, then by the earliest due instant, then the one that waits longest. Behind
 * them closed ones, the last closed first. Each part is read in the order of an index of its own, however many closed
 * cases there are.
 */
export type CasePosition = readonly [rank: number, dueOrClosedMs: number, openedMs: number, id: string];

const RANK_OF_CLOSED = 2;

/** Needs the policy and, where there is one, the customer joined. */
export const caseColumns = {
  ...getTableColumns(cases),
  policyVersion: sql<number>`policies.version`.as('policy_version'),
  customerName: sql<string | null>`customers.name`.as('customer_name'),
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
      { after, limit }: { readonly after: CasePosition | null; readonly limit: number },
    ): Promise<Page<CaseRow, CasePosition>> => {
      const condition = conditionOf(filter);
      const isPastOpen = after?.[0] === RANK_OF_CLOSED;
      const read = async (part: typeof OPEN, from: CasePosition | null, count: number) =>
        (await select(and(part.is, condition, from === null ? undefined : part.after(from)))
          .orderBy(...part.order)
          .limit(count)) as CaseRow[];
      const open = isPastOpen || !mayBeOpen(filter) ? [] : await read(OPEN, after, limit + 1);
      const room = mayBeClosed(filter) ? limit + 1 - open.length : 0;
      const closed = room === 0 ? [] : await read(CLOSED, isPastOpen ? after : null, room);
      return pageOf([...open, ...closed], limit, positionOf);
    },
  };
};

/** Stands for an instant that never comes in the position of a case without any due instant. */
const NEVER = 9_000_000_000_000_000;
const YEAR_10000 = Date.UTC(10_000, 0);

/** Positions come back from callers: whatever the number, PostgreSQL understands it. */
function boundOf(ms: number): SQL {
  const text = ms >= YEAR_10000 ? 'infinity' : ms < 0 ? '-infinity' : new Date(ms).toISOString();
  return sql`${text}::timestamptz`;
}

/** Cases of one part of the list. */
const OPEN = {
  is: sql`closed_at is null`,
  order: [openRank, openDue, cases.openedAt, cases.id].map((key) => asc(key)),
  after: ([rank, dueMs, openedMs, id]: CasePosition): SQL =>
    sql`(${openRank}, ${openDue}, ${cases.openedAt}, ${cases.id})
      > (${Math.min(rank, RANK_OF_CLOSED)}::integer, ${boundOf(dueMs)}, ${boundOf(openedMs)}, ${id}::uuid)`,
};

const CLOSED: typeof OPEN = {
  is: sql`closed_at is not null`,
  order: [desc(cases.closedAt), desc(cases.id)],
  after: ([, closedMs, , id]) => sql`(${cases.closedAt}, ${cases.id}) < (${boundOf(closedMs)}, ${id}::uuid)`,
};

/** A closed case is in the phase `closed`, and nothing of it is overdue. */
const mayBeOpen = ({ open, phase }: CasesFilter): boolean => open !== false && phase !== 'closed';
const mayBeClosed = ({ open, phase = 'closed', overdue, closing }: CasesFilter): boolean =>
  open !== true && phase === 'closed' && overdue !== true && closing !== true;

/** What became of it is known, and nothing but a message is still open: no task, decision or promise (design idea 7). */
const isClosing = sql`closed_at is null and outcome is not null
  and exists (select from messages where case_id = cases.id and status = 'queued')
  and not exists (select from tasks where case_id = cases.id and status = 'open')
  and not exists (select from approvals where case_id = cases.id and status = 'pending')
  and not exists (select from commitments where case_id = cases.id and status = 'running')`;

function positionOf({ id, priority, nextDueAt, openedAt, closedAt }: CaseRow): CasePosition {
  if (closedAt !== null) return [RANK_OF_CLOSED, closedAt, openedAt, id];
  return [priority === 'urgent' ? 0 : 1, nextDueAt ?? NEVER, openedAt, id];
}

function conditionOf(filter: CasesFilter): SQL | undefined {
  return and(
    equals(cases.kind, filter.kind),
    equals(cases.phase, filter.phase),
    equals(cases.priority, filter.priority),
    equals(cases.customerId, filter.customerId),
    equals(cases.overdue, filter.overdue),
    filter.assigneeId === undefined ? undefined : isAssigned(filter.assigneeId),
    filter.text === undefined ? undefined : contains(filter.text),
    filter.closing === undefined ? undefined : sql`(${isClosing}) = ${filter.closing}`,
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

/** Each of the four can be answered by an index; customers are found first, so that theirs can as well. */
function contains(text: string): SQL | undefined {
  const pattern = containing(text);
  return or(
    ilike(cases.number, pattern),
    sql`${cases.customerId} = any (array(select found.id from customers found where found.name ilike ${pattern}))`,
    sql`details ->> 'serialNumber' ilike ${pattern}`,
    sql`details ->> 'productModel' ilike ${pattern}`,
  );
}
