import type pg from 'pg';
import { STEP_TABLES, WRITE_FIRST_STEP, WRITE_STEP } from './case-step.sql.ts';

/** A row of a step with the column names of its table; instants are ISO 8601 texts. */
export type StepRow = Readonly<Record<string, unknown>>;

export interface StepToWrite {
  readonly caseId: string;
  readonly version: number;
  readonly caseRow: StepRow;
  /** Only with the first step: what the case number is made of. `day` is `yyyy-MM-dd` where the company is. */
  readonly numbering: { readonly rule: string; readonly day: string } | null;
  readonly rows: Readonly<Record<string, readonly StepRow[]>>;
}

const UNIQUE_VIOLATION = '23505';

/** Writes the steps of cases: one statement, one round trip, each version once. */
export const caseStepRepository = (pool: pg.Pool) => ({
  /** Returns the case number; a step that is already there changes nothing. */
  async write(step: StepToWrite): Promise<string> {
    const values = [
      step.caseId,
      JSON.stringify(step.caseRow),
      ...STEP_TABLES.map((table) => JSON.stringify(step.rows[table] ?? [])),
    ];
    try {
      const written =
        step.numbering === null
          ? await pool.query<{ number: string }>({ name: 'write_step', text: WRITE_STEP, values })
          : await pool.query<{ number: string }>({
              name: 'write_first_step',
              text: WRITE_FIRST_STEP,
              values: [...values, step.numbering.rule, step.numbering.day],
            });
      const [row] = written.rows;
      return row === undefined ? await numberOfWritten(pool, step) : row.number;
    } catch (error) {
      if (step.numbering !== null && isUniqueViolation(error)) return numberOfWritten(pool, step);
      throw error;
    }
  },
});

export type CaseStepRepository = ReturnType<typeof caseStepRepository>;

/** The number of a case whose step was written by an earlier attempt. */
async function numberOfWritten(pool: pg.Pool, step: StepToWrite): Promise<string> {
  const { rows } = await pool.query<{ number: string; version: number }>(
    'select number, version from cases where id = $1',
    [step.caseId],
  );
  const [row] = rows;
  if (row === undefined || row.version < step.version) {
    throw new Error(`Step ${String(step.version)} of case ${step.caseId} is not in the database`);
  }
  return row.number;
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION;
}
