import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { consumeLines, returnLines } from '../../db/repositories/issued-parts.repository.ts';
import { signRequisition } from '../../db/repositories/requisitions.repository.ts';
import { issueLines, releaseReservations } from '../../db/repositories/reservations.repository.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';
import { addLocations, addPart, askFor, AT, newKey, stockUp } from './parts-fixture.ts';

let database: OpenTestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await openTestDatabase();
  await addLocations(database.db);
  pool = new pg.Pool({ connectionString: database.url });
});

afterAll(async () => {
  await pool.end();
  await database.close();
});

it('takes few round trips per effect, the same number for one line and for many', async () => {
  const { db } = database;
  let statements = 0;
  const counted = drizzle(pool, { logger: { logQuery: () => (statements += 1) } });
  const tripsOf = async (effect: () => Promise<unknown>) => {
    statements = 0;
    await effect();
    return statements;
  };
  for (const lineCount of [1, 20]) {
    const partIds = await Promise.all(Array.from({ length: lineCount }, () => addPart(db)));
    for (const partId of partIds) await stockUp(db, partId, 5);
    const wanted = partIds.map((partId) => ({ partId, quantity: 3 }));
    const { requisitionId, lineIds, caseId } = await askFor(db, wanted);
    const lines = lineIds.map((lineId) => ({ lineId, quantity: 2 }));
    const back = lineIds.map((lineId) => ({ lineId, good: 1, damaged: 0, lost: 0 }));
    const once = lineIds.map((lineId) => ({ lineId, quantity: 1 }));
    const person = null;
    const trips = {
      sign: await tripsOf(() => signRequisition(counted, newKey('s'), { requisitionId, signedBy: null }, AT)),
      issue: await tripsOf(() =>
        issueLines(counted, newKey('i'), { lines, receivedBy: 'wang.lei', person }, AT),
      ),
      consume: await tripsOf(() => consumeLines(counted, newKey('c'), { lines: once, person }, AT)),
      return: await tripsOf(() =>
        returnLines(counted, newKey('r'), { lines: back, quarantineCode: 'quarantine', person }, AT),
      ),
      release: await tripsOf(() => releaseReservations(counted, newKey('l'), { caseId, person }, AT)),
      arrive: await tripsOf(() => stockUp(counted, partIds[0] ?? '', 1)),
    };
    expect(trips).toEqual({ sign: 11, issue: 10, consume: 9, return: 9, release: 10, arrive: 9 });
  }
});
