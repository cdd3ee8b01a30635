import pg from 'pg';
import { DomainError, type Fault, invalid, refusedAt } from '../../workflows/domain/errors.ts';

/** One page of a list; `next` is where the following page begins, null on the last one. */
export interface Page<Item, Key> {
  readonly items: readonly Item[];
  readonly next: Key | null;
}

/** What a repository that only reads answers when a thing must exist. */
export function requireFound<Row>(row: Row | undefined, what: string, key: string): Row {
  if (row === undefined) throw new DomainError('NOT_FOUND', `There is no ${what} ${key}`);
  return row;
}

/** A list query reads one row more than asked for, to know whether there is a following page. */
export function pageOf<Item, Key>(
  rows: readonly Item[],
  limit: number,
  keyOf: (item: Item) => Key,
): Page<Item, Key> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? keyOf(last) : null };
}

/** The row that `INSERT … RETURNING` gives back; its absence is a fault of ours. */
export function requireWritten<Row>(rows: readonly Row[]): Row {
  const row = rows[0];
  if (row === undefined) throw new Error('PostgreSQL gave no row back for one that was written');
  return row;
}

/** Refuses a version that is not the one after the latest: it was written against an older record. */
export function requireNextVersion(what: string, version: number, latest: number): void {
  const expected = latest + 1;
  if (version === expected) return;
  const detail = `The next version of ${what} is ${expected}, not ${version}: read the latest one and change that`;
  throw refusedAt('STALE_VERSION', '/version', `must be ${expected}`, detail, { details: { expected } });
}

/**
 * The row that an update guarded by a version gives back. None means that the record is gone, or that somebody
 * changed it since the caller read it.
 */
export async function requireCurrent<Row>(
  rows: readonly Row[],
  what: string,
  key: string,
  exists: () => Promise<boolean>,
): Promise<Row> {
  const row = rows[0];
  if (row !== undefined) return row;
  if (await exists()) {
    throw new DomainError('STALE_VERSION', `The ${what} ${key} has changed since you read it: read it again`);
  }
  throw new DomainError('NOT_FOUND', `There is no ${what} ${key}`);
}

/** A pattern for ILIKE that finds `text` anywhere, its own wildcards taken literally. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

/**
 * Runs a write and turns the violation of a named constraint into a refusal that points at the field at fault.
 * Other errors pass through.
 */
export async function explainViolations<Result>(
  faults: Readonly<Record<string, Fault>>,
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    const fault = faults[constraintOf(error) ?? ''];
    if (fault === undefined) throw error;
    throw invalid(fault.pointer, fault.message, undefined, { cause: error });
  }
}

/** The constraint that PostgreSQL names in an error; drizzle wraps that error in one of its own. */
export function constraintOf(error: unknown): string | undefined {
  if (error instanceof pg.DatabaseError) return error.constraint;
  return error instanceof Error && error.cause !== undefined ? constraintOf(error.cause) : undefined;
}
