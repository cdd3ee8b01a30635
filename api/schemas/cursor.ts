import { DomainError } from '../../workflows/domain/errors.ts';
import { isStorableText, isWrittenExactly } from '../../workflows/domain/storable.ts';

interface KeyTypes {
  readonly string: string;
  readonly uuid: string;
  readonly number: number;
}

type KeysOf<Types extends readonly (keyof KeyTypes)[]> = {
  -readonly [Position in keyof Types]: KeyTypes[Types[Position]];
};

/** A place in a sorted list, as the values of its sort keys; opaque to callers. */
export type CursorKeys = readonly (string | number)[];

export function encodeCursor(keys: CursorKeys): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** Reads a cursor that an earlier page gave; anything else is refused as malformed. */
export function decodeCursor<const Types extends readonly (keyof KeyTypes)[]>(
  cursor: string,
  types: Types,
): KeysOf<Types> {
  const keys = parse(cursor);
  if (
    Array.isArray(keys) &&
    keys.length === types.length &&
    types.every((type, i) => isOfType(keys[i], type) && isComparable(keys[i]))
  ) {
    return keys as KeysOf<Types>;
  }
  throw new DomainError('MALFORMED', 'The cursor is not one that this list gave');
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function isOfType(key: unknown, type: keyof KeyTypes): boolean {
  return type === 'uuid' ? typeof key === 'string' && UUID.test(key) : typeof key === type;
}

/** PostgreSQL can compare with it: numbers in cursors are instants or counts. */
function isComparable(key: unknown): boolean {
  return typeof key === 'string' ? isStorableText(key) : isWrittenExactly(Number(key));
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
