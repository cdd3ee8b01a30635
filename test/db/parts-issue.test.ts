import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  consumeLines,
  issuedPartsRepository,
  returnLines,
  reverseConsumption,
} from '../../db/repositories/issued-parts.repository.ts';
import { partsStockRepository } from '../../db/repositories/parts-stock.repository.ts';
import { requisitionsRepository } from '../../db/repositories/requisitions.repository.ts';
import { issueLines } from '../../db/repositories/reservations.repository.ts';
import type { TrackedEntry } from '../../db/repositories/tracked-entries.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';
import { addLocations, addPart, AT, newKey, signFor, stockUp } from './parts-fixture.ts';

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  await addLocations(database.db);
});

afterAll(async () => {
  await database.close();
});

const issue = (lines: readonly TrackedEntry[], key = newKey('issue/1')) =>
  issueLines(database.db, key, { lines, receivedBy: 'wang.lei', person: 'chen.jie' }, AT);
const consume = (lines: readonly TrackedEntry[], key = newKey('consume/1.1')) =>
  consumeLines(database.db, key, { lines, person: 'wang.lei' }, AT);
const giveBack = (
  lineId: string,
  counts: { good?: number; damaged?: number; lost?: number; reason?: string; lot?: string },
) => {
  const lines = [{ lineId, good: 0, damaged: 0, lost: 0, ...counts }];
  const args = { lines, quarantineCode: 'quarantine', person: 'chen.jie' };
  return returnLines(database.db, newKey('return/1'), args, AT);
};
const balancesOf = (partId: string) => partsStockRepository(database.db).listBalancesByPart(partId);

describe('issuing parts', () => {
  it('moves reserved pieces out of the store, in one go or in several', async () => {
    const partId = await addPart(database.db);
    await stockUp(database.db, partId, 5);
    const { lineId } = await signFor(database.db, partId, 3);
    expect(await issue([{ lineId, quantity: 2 }])).toEqual({ issued: [{ lineId, partId, quantity: 2 }] });
    expect(await balancesOf(partId)).toMatchObject([{ onHand: 3, reserved: 1 }]);
    await issue([{ lineId, quantity: 1 }]);
    expect(await balancesOf(partId)).toMatchObject([{ onHand: 2, reserved: 0 }]);
  });

  it('refuses more than is reserved and names the remainder', async () => {
    const partId = await addPart(database.db);
    await stockUp(database.db, partId, 9);
    const { lineId } = await signFor(database.db, partId, 3);
    await issue([{ lineId, quantity: 1 }]);
    await expect(issue([{ lineId, quantity: 3 }])).rejects.toMatchObject({
      code: 'OVER_QUANTITY',
      details: { lineId, remainder: 2 },
    });
  });

  it('gives the clerk another lot where it is free, and keeps lots that other cases reserved', async () => {
    const partId = await addPart(database.db, 'lot');
    await stockUp(database.db, partId, 1, { lot: 'A' });
    await stockUp(database.db, partId, 1, { lot: 'B' });
    const { lineId } = await signFor(database.db, partId, 1);
    await issue([{ lineId, quantity: 1, lot: 'B' }]);
    expect(await balancesOf(partId)).toMatchObject([
      { lot: 'A', onHand: 1, reserved: 0 },
      { lot: 'B', onHand: 0, reserved: 0 },
    ]);
    const second = await signFor(database.db, partId, 1);
    await stockUp(database.db, partId, 1, { lot: 'C' });
    await signFor(database.db, partId, 1);
    await expect(issue([{ lineId: second.lineId, quantity: 1, lot: 'C' }])).rejects.toMatchObject({
      code: 'LOT_MISMATCH',
      details: { reservedLots: [{ lot: 'A', quantity: 1 }] },
    });
  });

  it('asks for the lot or serial number that the part is tracked by', async () => {
    const byLot = await addPart(database.db, 'lot');
    await stockUp(database.db, byLot, 1, { lot: 'A' });
    const { lineId } = await signFor(database.db, byLot, 1);
    await expect(issue([{ lineId, quantity: 1 }])).rejects.toMatchObject({
      code: 'INVALID',
      faults: [{ pointer: '/lines/0/lot' }],
    });
    const plain = await addPart(database.db);
    await stockUp(database.db, plain, 1);
    const other = await signFor(database.db, plain, 1);
    await expect(issue([{ lineId: other.lineId, quantity: 1, lot: 'A' }])).rejects.toMatchObject({
      faults: [{ pointer: '/lines/0/lot' }],
    });
  });

  it('issues a serial number once, and one that never came in not at all', async () => {
    const partId = await addPart(database.db, 'serial');
    await stockUp(database.db, partId, 2, { serials: ['S1', 'S2'] });
    const first = await signFor(database.db, partId, 1);
    const second = await signFor(database.db, partId, 1);
    await issue([{ lineId: first.lineId, quantity: 1, serial: 'S1' }]);
    await expect(issue([{ lineId: second.lineId, quantity: 1, serial: 'S1' }])).rejects.toMatchObject({
      code: 'SERIAL_IN_USE',
      details: { state: 'issued' },
    });
    await expect(issue([{ lineId: second.lineId, quantity: 1, serial: 'S9' }])).rejects.toMatchObject({
      code: 'LOT_MISMATCH',
    });
    const again = await signFor(database.db, partId, 2);
    const twice = ['S2', 'S2'].map((serial) => ({ lineId: again.lineId, quantity: 1, serial }));
    await expect(issue(twice)).rejects.toMatchObject({ code: 'OVER_QUANTITY' });
    const pair = [second.lineId, second.lineId].map((lineId) => ({ lineId, quantity: 1, serial: 'S2' }));
    await expect(issue(pair)).rejects.toMatchObject({ code: 'OVER_QUANTITY' });
  });

  it('refuses the same serial number twice in one issue', async () => {
    const partId = await addPart(database.db, 'serial');
    await stockUp(database.db, partId, 2, { serials: ['S1', 'S2'] });
    const { lineId } = await signFor(database.db, partId, 2);
    const twice = ['S2', 'S2'].map((serial) => ({ lineId, quantity: 1, serial }));
    await expect(issue(twice)).rejects.toMatchObject({ code: 'SERIAL_IN_USE' });
  });
});

describe('consuming parts', () => {
  it('refuses more than was issued and names what is left in hand', async () => {
    const partId = await addPart(database.db);
    await stockUp(database.db, partId, 3);
    const { lineId } = await signFor(database.db, partId, 3);
    await expect(consume([{ lineId, quantity: 1 }])).rejects.toMatchObject({
      code: 'OVER_QUANTITY',
      details: { remainder: 0 },
    });
    await issue([{ lineId, quantity: 3 }]);
    await consume([{ lineId, quantity: 2 }]);
    await expect(consume([{ lineId, quantity: 2 }])).rejects.toMatchObject({
      code: 'OVER_QUANTITY',
      details: { remainder: 1 },
    });
  });

  it('refuses a lot that was not issued for the line', async () => {
    const partId = await addPart(database.db, 'lot');
    await stockUp(database.db, partId, 1, { lot: 'A' });
    await stockUp(database.db, partId, 1, { lot: 'B' });
    const { lineId } = await signFor(database.db, partId, 1);
    await issue([{ lineId, quantity: 1, lot: 'A' }]);
    await expect(consume([{ lineId, quantity: 1, lot: 'B' }])).rejects.toMatchObject({
      code: 'LOT_MISMATCH',
      details: { issued: [{ lot: 'A', serial: '' }] },
    });
  });

  it('fits a serial number once, whoever tries', async () => {
    const partId = await addPart(database.db, 'serial');
    await stockUp(database.db, partId, 2, { serials: ['S1', 'S2'] });
    const first = await signFor(database.db, partId, 1);
    const second = await signFor(database.db, partId, 1);
    await issue([{ lineId: first.lineId, quantity: 1, serial: 'S1' }]);
    await issue([{ lineId: second.lineId, quantity: 1, serial: 'S2' }]);
    await consume([{ lineId: first.lineId, quantity: 1, serial: 'S1' }]);
    for (const { lineId } of [first, second]) {
      await expect(consume([{ lineId, quantity: 1, serial: 'S1' }])).rejects.toMatchObject({
        code: 'SERIAL_IN_USE',
      });
    }
  });

  it('takes a wrong entry back by an entry of its own', async () => {
    const partId = await addPart(database.db, 'serial');
    await stockUp(database.db, partId, 1, { serials: ['S1'] });
    const { lineId } = await signFor(database.db, partId, 1);
    const entry = { lineId, quantity: 1, serial: 'S1' };
    await issue([entry]);
    await consume([entry]);
    const args = { lines: [entry], person: 'wang.lei', reason: 'entered for the wrong case' };
    await reverseConsumption(database.db, newKey('correct'), args, AT);
    await expect(reverseConsumption(database.db, newKey('correct'), args, AT)).rejects.toMatchObject({
      code: 'OVER_QUANTITY',
      details: { remainder: 0 },
    });
    await giveBack(lineId, { good: 1 });
    expect(await partsStockRepository(database.db).listSerialsByPart(partId)).toMatchObject([
      { serial: 'S1', state: 'inStore', locationCode: 'main', lineId: null },
    ]);
  });

  it('counts a repeated key once', async () => {
    const partId = await addPart(database.db);
    await stockUp(database.db, partId, 2);
    const { lineId } = await signFor(database.db, partId, 2);
    await issue([{ lineId, quantity: 2 }]);
    const key = newKey('consume/1.1');
    const answers = await Promise.all([
      consume([{ lineId, quantity: 1 }], key),
      consume([{ lineId, quantity: 1 }], key),
    ]);
    expect(answers[0]).toEqual(answers[1]);
    expect(await issuedPartsRepository(database.db).listByLine(lineId)).toMatchObject([
      { issued: 2, consumed: 1 },
    ]);
  });
});

describe('returning parts', () => {
  it('puts good pieces back into the store, damaged ones into quarantine, and counts lost ones', async () => {
    const partId = await addPart(database.db);
    await stockUp(database.db, partId, 4);
    const { lineId, caseId } = await signFor(database.db, partId, 4);
    await issue([{ lineId, quantity: 4 }]);
    await consume([{ lineId, quantity: 1 }]);
    expect(await requisitionsRepository(database.db).listUnsettledByCase(caseId)).toMatchObject([
      { lineId, inHand: 3 },
    ]);
    await giveBack(lineId, { good: 1, damaged: 1, lost: 1, reason: 'fell into the river' });
    expect(await requisitionsRepository(database.db).listUnsettledByCase(caseId)).toEqual([]);
    expect(await balancesOf(partId)).toMatchObject([
      { locationCode: 'main', onHand: 1, reserved: 0 },
      { locationCode: 'quarantine', onHand: 1, reserved: 0 },
    ]);
  });

  it('refuses more than issued less consumed, and lost pieces without a reason', async () => {
    const partId = await addPart(database.db);
    await stockUp(database.db, partId, 2);
    const { lineId } = await signFor(database.db, partId, 2);
    await issue([{ lineId, quantity: 2 }]);
    await consume([{ lineId, quantity: 1 }]);
    await expect(giveBack(lineId, { good: 2 })).rejects.toMatchObject({
      code: 'OVER_QUANTITY',
      details: { remainder: 1 },
    });
    await expect(giveBack(lineId, { lost: 1 })).rejects.toMatchObject({
      faults: [{ pointer: '/lines/0/reason' }],
    });
  });

  it('asks which lot comes back only where it matters', async () => {
    const partId = await addPart(database.db, 'lot');
    await stockUp(database.db, partId, 1, { lot: 'A' });
    await stockUp(database.db, partId, 1, { lot: 'B' });
    const { lineId } = await signFor(database.db, partId, 2);
    await issue([
      { lineId, quantity: 1, lot: 'A' },
      { lineId, quantity: 1, lot: 'B' },
    ]);
    await expect(giveBack(lineId, { good: 1 })).rejects.toMatchObject({ code: 'LOT_MISMATCH' });
    await giveBack(lineId, { damaged: 1, lot: 'B' });
    await giveBack(lineId, { good: 1 });
    expect(await balancesOf(partId)).toMatchObject([
      { locationCode: 'main', lot: 'A', onHand: 1 },
      { locationCode: 'main', lot: 'B', onHand: 0 },
      { locationCode: 'quarantine', lot: 'B', onHand: 1 },
    ]);
  });
});
