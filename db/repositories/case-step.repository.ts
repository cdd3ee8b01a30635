import type pg from 'pg';
import { READ_CALENDAR_STAMP, STEP_TABLES, WRITE_FIRST_STEP, WRITE_STEP } from './case-step.sql.ts';

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
  readonly caseRow: StepRow;
  /** Only with the first step: what the case number is made of. `day` is `yyyy-MM-dd` where the company is. */
  readonly numbering: { readonly rule: string; readonly day: string } | null;
  /** Null for a step without limits. */
  readonly calendar: CalendarStamp | null;
  readonly rows: Readonly<Record<StepTable, readonly StepRow[]>>;
}

/** The step is in the database, or nothing was written because its due instants are those of an older calendar. */
export type StepOutcome =
  { readonly written: true; readonly caseNumber: string } | { readonly written: false };

interface Result {
  readonly number: string | null;
  readonly calendarChanged: boolean;
}

const UNIQUE_VIOLATION = '23505';

/** Writes the steps of cases: one statement, one round trip, each version once. */
export const caseStepRepository = (pool: pg.Pool) => ({
  /** A step that is already there changes nothing. */
  async write(step: StepToWrite): Promise<StepOutcome> {
    try {
      const { rows } = await pool.query<Result>(statementOf(step));
      const [result] = rows;
      if (result?.calendarChanged === true) return { written: false };
      return { written: true, caseNumber: result?.number ?? (await numberOfWritten(pool, step)) };
    } catch (error) {
      if (step.numbering === null || !isUniqueViolation(error)) throw error;
      return { written: true, caseNumber: await numberOfWritten(pool, step, error) };
    }
  },

  /** Undefined for an unknown calendar. */
  async findOptionalCalendarStamp(code: string): Promise<string | undefined> {
    const { rows } = await pool.query<{ stamp: string }>(READ_CALENDAR_STAMP, [code]);
    return rows[0]?.stamp;
  },
});

export type CaseStepRepository = ReturnType<typeof caseStepRepository>;

function statementOf(step: StepToWrite): pg.QueryConfig {
  const values = [
    step.caseId,
    JSON.stringify(step.caseRow),
    ...STEP_TABLES.map((table) => JSON.stringify(step.rows[table])),
    step.calendar?.code ?? null,
    step.calendar?.stamp ?? null,
  ];
  if (step.numbering === null) return { name: 'write_step', text: WRITE_STEP, values };
  const { rule, day } = step.numbering;
  return { name: 'write_first_step', text: WRITE_FIRST_STEP, values: [...values, rule, day] };
}

/** The number of a case whose step was written by an earlier attempt. */
async function numberOfWritten(pool: pg.Pool, step: StepToWrite, cause?: unknown): Promise<string> {
  const { rows } = await pool.query<{ number: string; version: number }>(
    'select number, version from cases where id = $1',
    [step.caseId],
  );
  const [row] = rows;
  if (row === undefined || row.version < step.version) {
    throw new Error(`Step ${step.version} of case ${step.caseId} is not in the database`, { cause });
  }
  return row.number;
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION;
}
