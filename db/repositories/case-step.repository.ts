import type pg from 'pg';
import type { Instant } from '../../workflows/domain/limits.ts';
import {
  LOCK_CASE,
  READ_CALENDAR_STAMP,
  REMOVE_LATER_ROWS,
  STEP_TABLES,
  WRITE_FIRST_STEP,
  WRITE_STEP,
} from './case-step.sql.ts';

/** A row of a step with the column names of its table; instants are ISO 8601 texts. */
export type StepRow = Readonly<Record<string, unknown>>;

export type StepTable = (typeof STEP_TABLES)[number];

/** The state of a calendar and its holidays that due instants were computed with. */
export interface CalendarStamp {
  readonly code: string;
  readonly stamp: string;
}

export interface StepToWrite {
  readonly caseId: string;
  readonly version: number;
  /** With the version it tells a repeat of this step from another one under the same version. */
  readonly at: Instant;
  readonly caseRow: StepRow;
  /** Only with the first step: what the case number is made of. `day` is `yyyy-MM-dd` where the company is. */
  readonly numbering: { readonly rule: string; readonly day: string } | null;
  /** Null for a step without limits. */
  readonly calendar: CalendarStamp | null;
  readonly rows: Readonly<Record<StepTable, readonly StepRow[]>>;
  /** Rows with later numbers than these are removed first. */
  readonly replacesAfter: { readonly timelineSeq: number; readonly lastId: number } | null;
}

/** What became of a step; only `written` means that it is in the database. */
export type StepOutcome =
  | { readonly state: 'written'; readonly caseNumber: string }
  /** Its due instants are those of an older calendar. */
  | { readonly state: 'calendarChanged' }
  /** Another step has its version, or a later one. */
  | { readonly state: 'versionTaken'; readonly caseNumber: string; readonly storedVersion: number };

interface Result {
  readonly number: string | null;
  readonly calendarChanged: boolean;
}

type Connection = Pick<pg.Pool, 'query'>;

const UNIQUE_VIOLATION = '23505';

/** Writes the steps of cases: one statement, one round trip, each version once. */
export const caseStepRepository = (pool: pg.Pool) => ({
  /** A step that is already there changes nothing. */
  async write(step: StepToWrite): Promise<StepOutcome> {
    if (step.replacesAfter !== null) return replaceLater(pool, step, step.replacesAfter);
    try {
      return await writeOnce(pool, step);
    } catch (error) {
      if (step.numbering === null || !isUniqueViolation(error)) throw error;
      return standing(pool, step, error);
    }
  },

  /** Undefined for an unknown calendar. */
  async findOptionalCalendarStamp(code: string): Promise<string | undefined> {
    const { rows } = await pool.query<{ stamp: string }>(READ_CALENDAR_STAMP, [code]);
    return rows[0]?.stamp;
  },
});

export type CaseStepRepository = ReturnType<typeof caseStepRepository>;

async function writeOnce(connection: Connection, step: StepToWrite): Promise<StepOutcome> {
  const { rows } = await connection.query<Result>(statementOf(step));
  const [result] = rows;
  if (result?.calendarChanged === true) return { state: 'calendarChanged' };
  if (result?.number == null) return standing(connection, step);
  return { state: 'written', caseNumber: result.number };
}

function statementOf(step: StepToWrite): pg.QueryConfig {
  const rows = STEP_TABLES.map((table) => JSON.stringify(step.rows[table]));
  const values = [
    step.caseId,
    JSON.stringify(step.caseRow),
    ...rows,
    step.calendar?.code ?? null,
    step.calendar?.stamp ?? null,
    idsIn(rows),
    namesKnownAt(step),
  ];
  if (step.numbering === null) return { name: 'write_step', text: WRITE_STEP, values };
  const { rule, day } = step.numbering;
  return { name: 'write_first_step', text: WRITE_FIRST_STEP, values: [...values, rule, day] };
}

const ID = /"([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})"/g;

/** Every id that stands as a value of its own in the rows, once. */
function idsIn(rows: readonly string[]): string[] {
  const found = rows.flatMap((row) => [...row.matchAll(ID)].map(([, id = '']) => id));
  return [...new Set(found)];
}

const FACT_COLUMNS = { timeline_events: 'occurred_at', tasks: 'ended_at', approvals: 'decided_at' } as const;

/** What a step says of people is told by their names of the first instant that it tells of. */
function namesKnownAt({ at, rows }: StepToWrite): string {
  const instants = Object.entries(FACT_COLUMNS).flatMap(([table, column]) =>
    rows[table as keyof typeof FACT_COLUMNS].map((row) => row[column]),
  );
  const told = instants.filter((instant) => typeof instant === 'string');
  return told.reduce((first, instant) => (instant < first ? instant : first), new Date(at).toISOString());
}

/** The rows of a life that the case does not go on with give way to those of the step, all at once. */
async function replaceLater(
  pool: pg.Pool,
  step: StepToWrite,
  { timelineSeq, lastId }: NonNullable<StepToWrite['replacesAfter']>,
): Promise<StepOutcome> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ version: number }>(LOCK_CASE, [step.caseId]);
    if (rows.some(({ version }) => version >= step.version)) {
      await client.query('rollback');
      return await standing(client, step);
    }
    for (const remove of REMOVE_LATER_ROWS) {
      await client.query(remove.text, [step.caseId, remove.by === 'seq' ? timelineSeq : lastId]);
    }
    const outcome = await writeOnce(client, step);
    await client.query(outcome.state === 'written' ? 'commit' : 'rollback');
    return outcome;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** Whether the version that the case has is this step, written by an earlier attempt, or another one. */
async function standing(connection: Connection, step: StepToWrite, cause?: unknown): Promise<StepOutcome> {
  const { rows } = await connection.query<{ number: string; version: number; changed_at: Date }>(
    'select number, version, changed_at from cases where id = $1',
    [step.caseId],
  );
  const [row] = rows;
  if (row === undefined || row.version < step.version) {
    throw new Error(`Step ${step.version} of case ${step.caseId} is not in the database`, { cause });
  }
  const isThisStep = row.version === step.version && row.changed_at.getTime() === step.at;
  return isThisStep
    ? { state: 'written', caseNumber: row.number }
    : { state: 'versionTaken', caseNumber: row.number, storedVersion: row.version };
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION;
}
