import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allocateFreeStock } from '../../db/repositories/allocation.ts';
import { consumeLines, returnLines } from '../../db/repositories/issued-parts.repository.ts';

import { cancelShortLines } from '../../db/repositories/purchases.repository.ts';
import { signRequisition } from '../../db/repositories/requisitions.repository.ts';
import { issueLines, releaseReservations } from '../../db/repositories/reservations.repository.ts';
import { correctStock } from '../../db/repositories/stock-corrections.repository.ts';
import { stockMovements } from '../../db/schema/stock.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';
import { addLocations, addPart, askFor, AT, newKey, signFor, stockUp } from './parts-fixture.ts';

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  await addLocations(database.db);
});

afterAll(async () => {
  await database.close();
});

describe('the stock ledger', () => {
  it.each([
    ['changes an entry', sql`update stock_movements set quantity = quantity + 1`],
    ['removes an entry', sql`delete from stock_movements`],
    ['empties the ledger', sql`truncate stock_movements`],
    ['writes a balance', sql`update stock_balances set on_hand = on_hand + 1`],
    ['writes a reservation', sql`update reservations set quantity = 0`],
    ['writes what was issued', sql`delete from issued_items`],
    ['writes quantities of a line', sql`update requisition_lines set consumed_quantity = 0`],
    ['changes the first answer of an effect', sql`update effect_keys set result = '{}'`],
    ['forgets an effect', sql`delete from effect_keys`],
  ])('refuses a statement that %s', async (_what, statement) => {
    const { db } = database;
    const partId = await addPart(db);
    await stockUp(db, partId, 1);
    const { lineId } = await signFor(db, partId, 1);
    const lines = [{ lineId, quantity: 1 }];
    await issueLines(db, newKey('issue'), { lines, receivedBy: 'wang.lei', person: null }, AT);
    await expect(db.execute(statement)).rejects.toMatchObject({ cause: { code: '23001' } });
  });

  it.each([
    ['issues what is not reserved for the line', { kind: 'issued', locationCode: 'main', quantity: 2 }],
    ['consumes what was not issued', { kind: 'consumed', quantity: 1 }],
    ['releases more than is reserved', { kind: 'released', locationCode: 'main', quantity: 2 }],
    ['reserves more than is free', { kind: 'reserved', locationCode: 'main', quantity: 1 }],
    ['loses without a reason', { kind: 'lost', quantity: 1 }],
    ['returns damaged pieces into a store', { kind: 'returned_damaged', locationCode: 'main', quantity: 1 }],
    ['names a lot of a part without lots', { kind: 'issued', locationCode: 'main', quantity: 1, lot: 'A' }],
  ] as const)('refuses an entry that %s, whoever writes it', async (_what, movement) => {
    const { db } = database;
    const partId = await addPart(db);
    await stockUp(db, partId, 1);
    const { lineId, caseId } = await signFor(db, partId, 2);
    const effectKey = newKey('hand-written');
    await db.execute(sql`insert into effect_keys values (${effectKey}, 'test', null, now())`);
    const entry = { ...movement, effectKey, position: 0, partId, lineId, caseId, at: AT };
    await expect(db.insert(stockMovements).values(entry)).rejects.toMatchObject({ cause: { code: '23514' } });
  });

  it('books a difference found at a stocktake, but never below what is reserved', async () => {
    const { db } = database;
    const partId = await addPart(db);
    await stockUp(db, partId, 3);
    await signFor(db, partId, 2);
    const book = (difference: number) =>
      correctStock(
        db,
        newKey('stocktake'),
        { partId, locationCode: 'main', difference, reason: 'stocktake', person: 'zhao.min' },
        AT,
      );
    await expect(book(-2)).rejects.toMatchObject({ code: 'OVER_QUANTITY', details: { remainder: 1 } });
    await book(-1);
    await book(4);
  });

  it('books a piece with a serial number as missing from its store, and as found again', async () => {
    const { db } = database;
    const partId = await addPart(db, 'serial');
    await stockUp(db, partId, 1, { serials: ['S1'] });
    const stocktake = { partId, locationCode: 'main', reason: 'stocktake', person: null };
    const book = (serial: string, difference: number) =>
      correctStock(db, newKey('stocktake'), { ...stocktake, serial, difference }, AT);
    await expect(book('S1', 1)).rejects.toMatchObject({ code: 'SERIAL_IN_USE' });
    await expect(book('S2', -1)).rejects.toMatchObject({ details: { state: 'unknown' } });
    await book('S1', -1);
    await expect(book('S1', -1)).rejects.toMatchObject({ details: { state: 'lost' } });
    await book('S1', 1);
    await signFor(db, partId, 1);
  });
});

interface CaseInPlay {
  readonly caseId: string;
  readonly requisitionId: string;
  readonly lineIds: readonly string[];
}

interface Act {
  readonly act:
    'receive' | 'sign' | 'issue' | 'consume' | 'return' | 'release' | 'giveBack' | 'cancel' | 'allocate';
  readonly of: number;
  readonly line: number;
  readonly quantity: number;
  readonly lot: 'A' | 'B';
}

const ACTS = fc.record<Act>({
  act: fc.oneof(
    { weight: 4, arbitrary: fc.constant('issue' as const) },
    { weight: 3, arbitrary: fc.constantFrom('consume' as const, 'return' as const) },
    { weight: 2, arbitrary: fc.constantFrom('receive' as const, 'allocate' as const) },
    { weight: 1, arbitrary: fc.constantFrom('sign' as const, 'release' as const, 'cancel' as const) },
    { weight: 1, arbitrary: fc.constant('giveBack' as const) },
  ),
  of: fc.nat(2),
  line: fc.nat(1),
  quantity: fc.integer({ min: 1, max: 2 }),
  lot: fc.constantFrom('A', 'B'),
});

async function play(act: Act, cases: readonly CaseInPlay[], partIds: readonly string[]): Promise<unknown> {
  const { db } = database;
  const inPlay = cases[act.of];
  const lineId = inPlay?.lineIds[act.line];
  const partId = partIds[act.line];
  if (inPlay === undefined || lineId === undefined || partId === undefined) throw new Error('No such case');
  const { caseId, requisitionId } = inPlay;
  // The second part is tracked by lot.
  const lot = act.line === 1 ? { lot: act.lot } : {};
  const lines = [{ lineId, quantity: act.quantity, ...lot }];
  const person = null;
  const key = newKey(act.act);
  switch (act.act) {
    case 'receive':
      return stockUp(db, partId, act.quantity, { ...lot, at: AT });
    case 'sign':
      return signRequisition(db, key, { requisitionId, signedBy: null }, AT);
    case 'issue':
      return issueLines(db, key, { lines, receivedBy: 'wang.lei', person }, AT);
    case 'consume':
      return consumeLines(db, key, { lines, person }, AT);
    case 'return': {
      const back = { lineId, good: 1, damaged: act.quantity % 2, lost: 0, ...lot };
      return returnLines(db, key, { lines: [back], quarantineCode: 'quarantine', person }, AT);
    }
    case 'release':
      return releaseReservations(db, key, { caseId, person }, AT);
    case 'giveBack':
      return db.transaction(async (tx) => {
        await releaseReservations(tx, key, { caseId, person }, AT);
        await allocateFreeStock(tx, `${key}/offered`, { partIds, locationCode: 'main' }, AT);
      });
    case 'cancel':
      return cancelShortLines(db, key, { caseId }, AT);
    case 'allocate':
      return allocateFreeStock(db, key, { partIds, locationCode: 'main' }, AT);
  }
}

/** Differences between the balances and the ledger they follow; a sound database has none. */
async function differencesOf(partIds: readonly string[]): Promise<unknown[]> {
  const ids = sql.param([...partIds]);
  const { rows } = await database.db.execute(sql`
    with ledger as (
      select part_id, coalesce(sum(case when kind in ('receipt', 'correction') then quantity end), 0) as entered,
        coalesce(sum(case when kind = 'consumed' then quantity end), 0) as consumed,
        coalesce(sum(case when kind = 'issued' then quantity when kind in ('consumed', 'returned', 'returned_damaged', 'lost') then -quantity end), 0) as in_hand
      from stock_movements where part_id = any(${ids}::uuid[]) group by part_id),
    stock as (
      select part_id, sum(on_hand) as on_hand, sum(reserved) as reserved, min(reserved) as least, min(on_hand - reserved) as free
      from stock_balances where part_id = any(${ids}::uuid[]) group by part_id),
    lines as (
      select part_id, sum(reserved_quantity) as reserved, sum(consumed_quantity) as consumed,
        sum(issued_quantity - consumed_quantity - returned_quantity - damaged_quantity - lost_quantity) as in_hand
      from requisition_lines where part_id = any(${ids}::uuid[]) group by part_id),
    kept as (select part_id, sum(quantity) as reserved from reservations where part_id = any(${ids}::uuid[]) group by part_id)
    select * from ledger join stock using (part_id) join lines using (part_id) left join kept using (part_id)
    where ledger.entered <> stock.on_hand + ledger.in_hand + ledger.consumed
      or stock.reserved <> lines.reserved or coalesce(kept.reserved, 0) <> lines.reserved
      or ledger.in_hand <> lines.in_hand or ledger.consumed <> lines.consumed
      or stock.least < 0 or stock.free < 0 or lines.in_hand < 0`);
  return rows;
}

describe('any sequence of effects on stock', () => {
  it('keeps ledger, balances, reservations and lines in agreement, and refuses by rule alone', async () => {
    const { db } = database;
    const run = fc.asyncProperty(
      fc.array(fc.array(ACTS, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 12 }),
      async (rounds) => {
        const partIds = [await addPart(db), await addPart(db, 'lot')];
        await stockUp(db, partIds[0] ?? '', 3);
        await stockUp(db, partIds[1] ?? '', 3, { lot: 'A' });
        await stockUp(db, partIds[1] ?? '', 2, { lot: 'B' });
        const wanted = partIds.map((partId) => ({ partId, quantity: 4 }));
        const cases = [await askFor(db, wanted), await askFor(db, wanted, true), await askFor(db, wanted)];
        const signed = { line: 0, quantity: 1, lot: 'A', act: 'sign' } as const;
        await Promise.all([0, 1].map((of) => play({ ...signed, of }, cases, partIds)));
        for (const acts of rounds) {
          // Acts of one round meet in the database at the same moment.
          const outcomes = await Promise.allSettled(acts.map((act) => play(act, cases, partIds)));
          for (const outcome of outcomes) {
            if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DomainError);
          }
          expect(await differencesOf(partIds)).toEqual([]);
        }
      },
    );
    await fc.assert(run, { numRuns: 25, endOnFailure: true });
  });

  it('never waits in a circle when many cases want the same parts in different orders', async () => {
    const { db } = database;
    const partIds = [await addPart(db), await addPart(db), await addPart(db)];
    for (const partId of partIds) await stockUp(db, partId, 5);
    const cases = await Promise.all(
      Array.from({ length: 12 }, (_, index) => {
        const order = index % 2 === 0 ? partIds : [...partIds].reverse();
        return askFor(
          db,
          order.map((partId) => ({ partId, quantity: 1 })),
        );
      }),
    );
    const signed = await Promise.all(
      cases.map(({ requisitionId }) =>
        signRequisition(db, newKey('sign'), { requisitionId, signedBy: null }, AT),
      ),
    );
    const reserved = signed.flatMap((requisition) => requisition.lines).filter((line) => line.reserved === 1);
    expect(reserved).toHaveLength(15);
    expect(await differencesOf(partIds)).toEqual([]);
  });
});
