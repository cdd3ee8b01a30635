import type { Database } from './client.ts';

/**
 * What is made once for each database handle: statements that every request sends (`.prepare(name)`: put together
 * once, and planned by PostgreSQL once per connection), and caches of rows that never change. The body of a
 * transaction is a handle of its own.
 */
export function perDatabase<Made>(make: (db: Database) => Made): (db: Database) => Made {
  const made = new WeakMap<Database, { readonly value: Made }>();
  return (db) => {
    const known = made.get(db) ?? { value: make(db) };
    made.set(db, known);
    return known.value;
  };
}
