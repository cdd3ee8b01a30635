import type { Database } from '../../db/client.ts';
import { oncePerKey } from '../../db/repositories/effects.ts';
import type { Once } from '../effect-contracts.ts';

/** Reads, or gives the first answer that was read under the key; without a key whatever there is now. */
export function readOnce<Answer extends object>(
  db: Database,
  name: string,
  once: Once | undefined,
  read: (db: Database) => Promise<Answer>,
): Promise<Answer> {
  return once === undefined ? read(db) : oncePerKey(db, { name, ...once }, read);
}
