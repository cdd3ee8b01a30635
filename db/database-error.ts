import { DrizzleQueryError } from 'drizzle-orm/errors';
import pg from 'pg';

/** SQLSTATE class of data exceptions, whose messages quote the value at fault. */
const DATA_EXCEPTION = '22';

/**
 * Classes of SQLSTATE (PostgreSQL, appendix A) that a statement meets again however often it is tried: a value that the
 * server cannot take, a constraint, a limit of the server.
 */
const LASTING_CLASSES: readonly string[] = [DATA_EXCEPTION, '23', '54'];

/** What a statement broke on. Names of the schema, no values. */
export interface LastingRefusal {
  readonly sqlState: string;
  readonly table: string | undefined;
  readonly constraint: string | undefined;
}

/** Why PostgreSQL will not take a statement next time either; undefined for errors that may pass by themselves. */
export function lastingRefusalIn(error: unknown): LastingRefusal | undefined {
  if (error instanceof pg.DatabaseError) {
    const { code: sqlState, table, constraint } = error;
    const isLasting = LASTING_CLASSES.some((known) => sqlState?.startsWith(known) === true);
    return sqlState !== undefined && isLasting ? { sqlState, table, constraint } : undefined;
  }
  return error instanceof Error ? lastingRefusalIn(error.cause) : undefined;
}

/**
 * Takes the values of the failed statement out of a database error and its causes, in place: drizzle lists the
 * parameters in its message, PostgreSQL quotes them in its detail. They may be personal data, which has no place in
 * logs or workflow histories (S-01). Other errors stay as they are.
 */
export function withoutValues<Thrown>(error: Thrown): Thrown {
  if (error instanceof DrizzleQueryError) {
    replaceMessage(error, `Failed query: ${error.query}`);
    error.params = [];
  }
  if (error instanceof pg.DatabaseError) {
    error.detail = undefined;
    error.where = undefined;
    if (error.code?.startsWith(DATA_EXCEPTION) === true) {
      replaceMessage(error, `PostgreSQL refused a value (SQLSTATE ${error.code})`);
    }
  }
  if (error instanceof Error && error.cause !== undefined) withoutValues(error.cause);
  return error;
}

/** The stack repeats the message in its first lines. */
function replaceMessage(error: Error, message: string): void {
  if (error.stack !== undefined) error.stack = error.stack.replace(error.message, message);
  error.message = message;
}
