import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allocateFreeStock } from '../../db/repositories/allocation.ts';
import { partsStockRepository } from '../../db/repositories/parts-stock.repository.ts';
import { cancelShortLines } from '../../db/repositories/purchases.repository.ts';
import {
  askRequisition,
  refuseRequisition,
  requisitionsRepository,
  signRequisition,
  withdrawRequisition,
} from '../../db/repositories/requisitions.repository.ts';
import { issueLines, releaseReservations } from '../../db/repositories/reservations.repository.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';
import { addLocations, addPart, askFor, AT, MINUTE, newKey, signFor, stockUp } from './parts-fixture.ts';

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  await addLocations(database.db);
});

afterAll(async () => {
  await database.close();
});

const balancesOf = (partId: string) => partsStockRepository(database.db).listBalancesByPart(partId);

describe('signing a requisition', () => {
  it('reserves what is free and makes the rest a short line', async () => {
    const { db } = database;
    const partId = await addPart(db);
    await stockUp(db, partId, 2);
    const { line, caseId } = await signFor(db, partId, 3);
    expect(line).toMatchObject({ signed: 3, reserved: 2, short: 1 });
    expect(await balancesOf(partId)).toMatchObject([{ onHand: 2, reserved: 2 }]);
    const [entered] = await requisitionsRepository(db).listLinesByCase(caseId);
    expect(entered).toMatchObject({ line: { short: 1 }, short: { state: 'waiting', shortSinceAt: AT } });
  });

  it('gives one hinge to one of two requisitions that are signed in the same second', async () => {
    const { db } = database;
    for (let round = 0; round < 10; round += 1) {
      const partId = await addPart(db);
      await stockUp(db, partId, 1);
      const [first, second] = await Promise.all([signFor(db, partId, 1), signFor(db, partId, 1)]);
      const lines = [first.line, second.line].map(({ reserved, short }) => ({ reserved, short }));
      expect(lines).toContainEqual({ reserved: 1, short: 0 });
      expect(lines).toContainEqual({ reserved: 0, short: 1 });
      expect(await balancesOf(partId)).toMatchObject([{ onHand: 1, reserved: 1 }]);
    }
  });

  it('takes the oldest lots first', async () => {
    const { db } = database;
    const partId = await addPart(db, 'lot');
    await stockUp(db, partId, 2, { lot: 'B', at: AT - 20 * MINUTE });
    await stockUp(db, partId, 2, { lot: 'A', at: AT - 10 * MINUTE });
    const { line } = await signFor(db, partId, 3);
    expect(line.reservations).toEqual([
      { locationCode: 'main', lot: 'B', quantity: 2 },
      { locationCode: 'main', lot: 'A', quantity: 1 },
    ]);
  });

  it('divides one part among two lines of the same requisition', async () => {
    const { db } = database;
    const partId = await addPart(db);
    await stockUp(db, partId, 3);
    const { requisitionId } = await askFor(db, [
      { partId, quantity: 2 },
      { partId, quantity: 2 },
    ]);
    const signed = await signRequisition(db, newKey('reserve'), { requisitionId, signedBy: 'zhao.min' }, AT);
    expect(signed.lines.reduce((sum, line) => sum + line.reserved, 0)).toBe(3);
    expect(signed.lines.reduce((sum, line) => sum + line.short, 0)).toBe(1);
  });

  it('answers a repeated key with the first answer, also while the first is still at work', async () => {
    const { db } = database;
    const partId = await addPart(db);
    await stockUp(db, partId, 5);
    const { requisitionId } = await askFor(db, [{ partId, quantity: 2 }]);
    const key = newKey('parts/1/1/reserve/1');
    const sign = () => signRequisition(db, key, { requisitionId, signedBy: 'zhao.min' }, AT);
    const answers = await Promise.all([sign(), sign(), sign()]);
    expect(answers[1]).toEqual(answers[0]);
    expect(await sign()).toEqual(answers[0]);
    expect(await balancesOf(partId)).toMatchObject([{ reserved: 2 }]);
  });

  it('refuses a second signature under another key, a key of another effect, and more than was asked', async () => {
    const { db } = database;
    const partId = await addPart(db);
    const { requisitionId, lineIds } = await askFor(db, [{ partId, quantity: 1 }]);
    const [lineId = ''] = lineIds;
    const args = { requisitionId, signedBy: 'zhao.min' };
    const tooMany = { ...args, quantities: [{ lineId, quantity: 2 }] };
    await expect(signRequisition(db, newKey('r'), tooMany, AT)).rejects.toMatchObject({
      code: 'OVER_QUANTITY',
      details: { remainder: 1 },
    });
    const key = newKey('r');
    await signRequisition(db, key, args, AT);
    await expect(signRequisition(db, newKey('r'), args, AT)).rejects.toMatchObject({
      code: 'APPROVAL_NOT_PENDING',
    });
    const end = { requisitionId, person: null, reason: 'plan changed' };
    await expect(withdrawRequisition(db, key, end, AT)).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('signs for less than was asked, and strikes a line out with 0', async () => {
    const { db } = database;
    const partId = await addPart(db);
    await stockUp(db, partId, 9);
    const { requisitionId, lineIds } = await askFor(db, [
      { partId, quantity: 4 },
      { partId, quantity: 4 },
    ]);
    const quantities = lineIds.map((lineId, index) => ({ lineId, quantity: index === 0 ? 3 : 0 }));
    await signRequisition(db, newKey('r'), { requisitionId, signedBy: null, quantities }, AT);
    expect(await balancesOf(partId)).toMatchObject([{ onHand: 9, reserved: 3 }]);
  });

  it('reserves nothing for a refused or withdrawn requisition, and issues nothing without a signature', async () => {
    const { db } = database;
    const partId = await addPart(db);
    await stockUp(db, partId, 2);
    const refused = await askFor(db, [{ partId, quantity: 1 }]);
    const [lineId = ''] = refused.lineIds;
    const issue = { lines: [{ lineId, quantity: 1 }], receivedBy: 'wang.lei', person: 'chen.jie' };
    await expect(issueLines(db, newKey('issue'), issue, AT)).rejects.toMatchObject({
      code: 'REQUISITION_NOT_SIGNED',
    });
    const why = { requisitionId: refused.requisitionId, person: 'zhao.min', reason: 'too many' };
    await refuseRequisition(db, newKey('refuse'), why, AT);
    await expect(
      signRequisition(db, newKey('r'), { requisitionId: refused.requisitionId, signedBy: null }, AT),
    ).rejects.toMatchObject({ code: 'APPROVAL_NOT_PENDING', details: { state: 'refused' } });
    expect(await balancesOf(partId)).toMatchObject([{ onHand: 2, reserved: 0 }]);
  });

  it('refuses an empty requisition and a quantity of 0', async () => {
    const { db } = database;
    const ask = {
      requisitionId: randomUUID(),
      number: randomUUID(),
      caseId: randomUUID(),
      urgent: false,
      locationCode: 'main',
      askedBy: null,
    };
    await expect(askRequisition(db, newKey('ask'), { ...ask, lines: [] }, AT)).rejects.toMatchObject({
      code: 'INVALID',
    });
    const lines = [{ lineId: randomUUID(), partId: await addPart(db), quantity: 0 }];
    await expect(askRequisition(db, newKey('ask'), { ...ask, lines }, AT)).rejects.toMatchObject({
      faults: [{ pointer: '/lines/0/quantity' }],
    });
  });
});

describe('releasing reservations', () => {
  it('gives every reserved piece of a withdrawn case back to free stock and settles its lines', async () => {
    const { db } = database;
    const partId = await addPart(db, 'lot');
    await stockUp(db, partId, 1, { lot: 'A' });
    await stockUp(db, partId, 1, { lot: 'B' });
    const { caseId, lineId } = await signFor(db, partId, 3);
    const released = await releaseReservations(db, newKey('release'), { caseId, person: null }, AT);
    expect(released).toEqual({ released: [{ lineId, partId, quantity: 2 }] });
    expect(await requisitionsRepository(db).listUnsettledByCase(caseId)).toEqual([
      { lineId, reserved: 0, short: 1, inHand: 0 },
    ]);
    await cancelShortLines(db, newKey('cancel'), { caseId }, AT);
    expect(await requisitionsRepository(db).listUnsettledByCase(caseId)).toEqual([]);
    expect((await balancesOf(partId)).map((balance) => balance.reserved)).toEqual([0, 0]);
  });

  it('releases only the lines that went away with a changed plan, and nothing of another case', async () => {
    const { db } = database;
    const partId = await addPart(db);
    await stockUp(db, partId, 3);
    const { caseId, lineId } = await signFor(db, partId, 2);
    const other = await signFor(db, partId, 1);
    const args = { caseId, lineIds: [lineId], person: 'wang.lei' };
    await releaseReservations(db, newKey('release'), args, AT);
    expect(await balancesOf(partId)).toMatchObject([{ onHand: 3, reserved: 1 }]);
    await expect(
      releaseReservations(db, newKey('release'), { ...args, lineIds: [other.lineId] }, AT),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('releases what is left after one of two lots was issued in full', async () => {
    const { db } = database;
    const partId = await addPart(db, 'lot');
    await stockUp(db, partId, 1, { lot: 'A' });
    await stockUp(db, partId, 1, { lot: 'B' });
    const { caseId, lineId } = await signFor(db, partId, 2);
    const issue = { lines: [{ lineId, quantity: 1, lot: 'A' }], receivedBy: 'wang.lei', person: null };
    await issueLines(db, newKey('issue'), issue, AT);
    const { released } = await releaseReservations(db, newKey('release'), { caseId, person: null }, AT);
    expect(released).toEqual([{ lineId, partId, quantity: 1 }]);
  });

  it('lets a line that still waits have the pieces that another case gave back', async () => {
    const { db } = database;
    const partId = await addPart(db);
    await stockUp(db, partId, 1);
    const holder = await signFor(db, partId, 1);
    const waiting = await signFor(db, partId, 1);
    await releaseReservations(db, newKey('release'), { caseId: holder.caseId, person: null }, AT);
    const given = await allocateFreeStock(
      db,
      newKey('allocate'),
      { partIds: [partId], locationCode: 'main' },
      AT,
    );
    expect(given.allocations).toMatchObject([{ caseId: waiting.caseId, quantity: 1, short: 0 }]);
    expect(given.free).toEqual([]);
  });
});
