import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrivalsRepository, receiveArrival } from '../../db/repositories/arrivals.repository.ts';
import { partsStockRepository } from '../../db/repositories/parts-stock.repository.ts';
import {
  cancelShortLines,
  purchasesRepository,
  sourceLine,
  substituteLine,
} from '../../db/repositories/purchases.repository.ts';
import {
  requisitionsRepository,
  setRequisitionsUrgent,
} from '../../db/repositories/requisitions.repository.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';
import { addLocations, addPart, AT, MINUTE, newKey, signFor, stockUp } from './parts-fixture.ts';

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  await addLocations(database.db);
});

afterAll(async () => {
  await database.close();
});

const balancesOf = (partId: string) => partsStockRepository(database.db).listBalancesByPart(partId);

describe('an arrival', () => {
  it('serves urgent cases first, then those that were signed first, and leaves the rest short', async () => {
    const { db } = database;
    const partId = await addPart(db);
    const late = await signFor(db, partId, 2, false, AT + 2 * MINUTE);
    const early = await signFor(db, partId, 2, false, AT + MINUTE);
    const urgent = await signFor(db, partId, 1, true, AT + 3 * MINUTE);
    const { allocations, free } = await stockUp(db, partId, 4);
    const given = new Map(allocations.map(({ caseId, quantity, short }) => [caseId, { quantity, short }]));
    expect(given.get(urgent.caseId)).toEqual({ quantity: 1, short: 0 });
    expect(given.get(early.caseId)).toEqual({ quantity: 2, short: 0 });
    expect(given.get(late.caseId)).toEqual({ quantity: 1, short: 1 });
    expect(free).toEqual([]);
    expect(await purchasesRepository(db).findOptionalShortLine(early.lineId)).toMatchObject({
      state: 'arrived',
      endedAt: AT - 1000 * MINUTE,
    });
    const rest = await stockUp(db, partId, 3);
    expect(rest.allocations).toMatchObject([{ caseId: late.caseId, quantity: 1, short: 0 }]);
    expect(rest.free).toEqual([{ partId, lot: '', quantity: 2 }]);
    expect(await balancesOf(partId)).toMatchObject([{ onHand: 7, reserved: 5 }]);
  });

  it('follows a priority that was changed while the line waited', async () => {
    const { db } = database;
    const partId = await addPart(db);
    await signFor(db, partId, 1, false, AT);
    const raised = await signFor(db, partId, 1, false, AT + MINUTE);
    await setRequisitionsUrgent(db, newKey('urgent'), { caseId: raised.caseId, urgent: true }, AT);
    expect((await stockUp(db, partId, 1)).allocations).toMatchObject([{ caseId: raised.caseId }]);
  });

  it('counts once by its receipt, under whatever key it is reported, also at the same moment', async () => {
    const { db } = database;
    const partId = await addPart(db);
    const { lineId } = await signFor(db, partId, 1);
    const arrival = {
      receiptNumber: `RC-${randomUUID()}`,
      locationCode: 'main',
      lines: [{ partId, accepted: 3, rejected: 0 }],
      inspectedBy: null,
    };
    const report = () => receiveArrival(db, newKey('arrive'), arrival, AT);
    const [first, second] = await Promise.all([report(), report()]);
    expect(second).toEqual(first);
    expect(await report()).toEqual(first);
    expect(first.allocations).toMatchObject([{ lineId, quantity: 1 }]);
    expect(await balancesOf(partId)).toMatchObject([{ onHand: 3, reserved: 1 }]);
    expect(await arrivalsRepository(db).findByReceiptNumber(arrival.receiptNumber)).toMatchObject({
      lines: [{ accepted: 3 }],
    });
  });

  it('goes to free stock when the case that waited has withdrawn', async () => {
    const { db } = database;
    const partId = await addPart(db);
    const { caseId, lineId } = await signFor(db, partId, 1);
    const cancelled = await cancelShortLines(db, newKey('cancel'), { caseId }, AT);
    expect(cancelled).toEqual({ cancelled: [{ lineId, partId, quantity: 1 }] });
    const { allocations, free } = await stockUp(db, partId, 1);
    expect(allocations).toEqual([]);
    expect(free).toEqual([{ partId, lot: '', quantity: 1 }]);
  });

  it('never allots to a case that withdraws in the same moment without leaving a trace of it', async () => {
    const { db } = database;
    for (let round = 0; round < 5; round += 1) {
      const partId = await addPart(db);
      const { caseId } = await signFor(db, partId, 1);
      const [{ cancelled }, { allocations, free }] = await Promise.all([
        cancelShortLines(db, newKey('cancel'), { caseId }, AT),
        stockUp(db, partId, 1),
      ]);
      expect(cancelled.length + allocations.length).toBe(1);
      expect(free).toHaveLength(cancelled.length);
    }
  });

  it('sends lines of the order back to sourcing when their pieces are rejected', async () => {
    const { db } = database;
    const partId = await addPart(db);
    const { lineId, caseId } = await signFor(db, partId, 2);
    const order = {
      way: 'purchase',
      expectedAt: AT + 60 * MINUTE,
      reference: 'PO-7',
      person: 'chen.jie',
    } as const;
    await sourceLine(db, newKey('source'), { lineId, ...order }, AT);
    const arrived = await receiveArrival(
      db,
      newKey('arrive'),
      {
        receiptNumber: `RC-${randomUUID()}`,
        locationCode: 'main',
        reference: 'PO-7',
        lines: [{ partId, accepted: 1, rejected: 1, rejectionReason: 'bent' }],
        inspectedBy: 'sun.li',
      },
      AT,
    );
    expect(arrived.allocations).toMatchObject([{ lineId, quantity: 1, short: 1 }]);
    expect(arrived.rejectedFor).toMatchObject([{ caseId, lineId, short: 1 }]);
    expect(await purchasesRepository(db).findOptionalShortLine(lineId)).toMatchObject({
      state: 'waiting',
      way: null,
      expectedAt: null,
    });
  });

  it('refuses serial numbers that are missing, repeated or in the books already', async () => {
    const { db } = database;
    const partId = await addPart(db, 'serial');
    for (const serials of [['S1'], ['S1', 'S1'], ['S1', '']]) {
      await expect(stockUp(db, partId, 2, { serials })).rejects.toMatchObject({
        faults: [{ pointer: '/lines/0/serials' }],
      });
    }
    await stockUp(db, partId, 1, { serials: ['S1'] });
    await expect(stockUp(db, partId, 1, { serials: ['S1'] })).rejects.toMatchObject({
      code: 'SERIAL_IN_USE',
    });
  });
});

describe('sourcing a short line', () => {
  it('records the way and the date, which a later answer replaces', async () => {
    const { db } = database;
    const partId = await addPart(db);
    const { lineId } = await signFor(db, partId, 1);
    const source = (expectedAt: number) =>
      sourceLine(db, newKey('source'), { lineId, way: 'production', expectedAt, person: 'chen.jie' }, AT);
    await source(AT + MINUTE);
    await source(AT + 2 * MINUTE);
    expect(await purchasesRepository(db).findOptionalShortLine(lineId)).toMatchObject({
      state: 'sourced',
      way: 'production',
      expectedAt: AT + 2 * MINUTE,
    });
    await expect(
      sourceLine(db, newKey('source'), { lineId, way: 'purchase', person: null }, AT),
    ).rejects.toMatchObject({ faults: [{ pointer: '/expectedAt' }] });
  });

  it('gives up what is not obtainable', async () => {
    const { db } = database;
    const partId = await addPart(db);
    const { lineId, caseId } = await signFor(db, partId, 1);
    await sourceLine(db, newKey('source'), { lineId, way: 'notObtainable', person: 'chen.jie' }, AT);
    expect(await requisitionsRepository(db).listUnsettledByCase(caseId)).toEqual([]);
    expect((await stockUp(db, partId, 1)).allocations).toEqual([]);
  });

  it('replaces short pieces by an approved substitute and tells the difference in price', async () => {
    const { db } = database;
    const partId = await addPart(db, 'none', 3_000);
    const substitutePartId = await addPart(db, 'none', 2_400);
    await partsStockRepository(db).addSubstitute(partId, substitutePartId);
    await stockUp(db, partId, 1);
    await stockUp(db, substitutePartId, 1);
    const { lineId, caseId } = await signFor(db, partId, 3);
    const newLineId = randomUUID();
    const args = { lineId, newLineId, substitutePartId, approvedBy: null, person: 'chen.jie' };
    expect(await substituteLine(db, newKey('substitute'), args, AT)).toMatchObject({
      quantity: 2,
      reserved: 1,
      short: 1,
      priceDifferenceMinor: -1_200,
    });
    const lines = await requisitionsRepository(db).listLinesByCase(caseId);
    expect(lines.map(({ line }) => line)).toMatchObject([
      { id: lineId, reserved: 1, short: 0, givenUp: 2 },
      { id: newLineId, substitutesLineId: lineId, reserved: 1, short: 1, position: 2 },
    ]);
    expect((await stockUp(db, partId, 1)).allocations).toEqual([]);
  });

  it('asks for the approval of a substitute that is not on the list', async () => {
    const { db } = database;
    const partId = await addPart(db);
    const substitutePartId = await addPart(db);
    const { lineId } = await signFor(db, partId, 1);
    const args = { lineId, newLineId: randomUUID(), substitutePartId, person: null };
    await expect(substituteLine(db, newKey('s'), { ...args, approvedBy: null }, AT)).rejects.toMatchObject({
      code: 'SUBSTITUTE_NOT_APPROVED',
    });
    await substituteLine(db, newKey('s'), { ...args, approvedBy: 'sun.li' }, AT);
    await expect(
      substituteLine(db, newKey('s'), { ...args, approvedBy: 'sun.li' }, AT),
    ).rejects.toMatchObject({ code: 'RECORDED_OTHERWISE', details: { lineId, state: 'substituted' } });
  });
});
