import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { casePartsRepository } from '../../db/repositories/case-parts.repository.ts';
import { partsStockRepository } from '../../db/repositories/parts-stock.repository.ts';
import { purchasesRepository } from '../../db/repositories/purchases.repository.ts';
import { requisitionsRepository } from '../../db/repositories/requisitions.repository.ts';
import {
  AT,
  CLERK,
  DAY,
  firstOf,
  keyed,
  LEAD,
  openRepairEffects,
  person,
  refusalOf,
  twice,
  type OpenRepairEffects,
} from './repair-effects.ts';

let open: OpenRepairEffects;

beforeAll(async () => {
  open = await openRepairEffects();
});

afterAll(async () => {
  await open.close();
});

const movementsOf = async (caseId: string) =>
  (await partsStockRepository(open.db).listMovementsByCase(caseId)).map(({ kind, quantity, person: by }) => {
    return [kind, quantity, by];
  });

const lineOf = async (caseId: string, lineId: string) => {
  const lines = await casePartsRepository(open.db).listLinesOfCase(caseId);
  return lines.find(({ line }) => line.id === lineId)?.line;
};

async function freeOf(partId: string): Promise<number | undefined> {
  const [found] = await casePartsRepository(open.db).listParts([partId], 'main');
  return found?.free;
}

describe('a requisition', () => {
  it('reserves nothing when asked; signed, what is free is reserved and the rest is short', async () => {
    const { effects } = open;
    const caseId = await open.newCase();
    const part = await open.newPart(2);
    const [requisitionId, lineId] = [randomUUID(), randomUUID()];
    const number = `${caseId}-R1`;
    const line = { lineId, partId: part.id, quantity: 3 };
    const asked = { requisitionId, number, urgent: false, lines: [line] };
    const expected = { ...line, partName: '铰链', reserved: 0, short: 0 };
    expect(await twice(effects.askRequisition, { ...keyed(caseId, 'ask'), ...asked })).toEqual({
      requisitionId,
      number,
      lines: [expected],
    });
    expect(await freeOf(part.id)).toBe(2);
    expect(
      await twice(effects.signRequisition, { ...keyed(caseId, 'reserve/1', LEAD), requisitionId }),
    ).toEqual({ requisitionId, number, lines: [{ ...expected, reserved: 2, short: 1 }] });
    expect(await movementsOf(caseId)).toEqual([['reserved', 2, 'zhao.min']]);
    const later = refusalOf(effects.signRequisition({ ...keyed(caseId, 'reserve/2', LEAD), requisitionId }));
    expect((await later).type).toBe('APPROVAL_NOT_PENDING');
  });

  it.each(['refused', 'withdrawn'] as const)('that is %s reserves nothing', async (state) => {
    const { effects } = open;
    const caseId = await open.newCase();
    const part = await open.newPart(2);
    const requisitionId = randomUUID();
    const lines = [{ lineId: randomUUID(), partId: part.id, quantity: 1 }];
    const asked = { requisitionId, number: `${caseId}-R1`, urgent: true, lines };
    await effects.askRequisition({ ...keyed(caseId, 'ask'), ...asked });
    const end = { ...keyed(caseId, state, LEAD), requisitionId };
    if (state === 'refused') await twice(effects.refuseRequisition, { ...end, reason: 'too many' });
    else await twice(effects.withdrawRequisition, end);
    expect(await requisitionsRepository(open.db).findById(requisitionId)).toMatchObject({ state });
    expect(await freeOf(part.id)).toBe(2);
    const signing = effects.signRequisition({ ...keyed(caseId, 'reserve', LEAD), requisitionId });
    expect((await refusalOf(signing)).type).toBe('APPROVAL_NOT_PENDING');
  });

  it('of two cases for the last piece gives it to one, and to the other a short line', async () => {
    const part = await open.newPart(1);
    const cases = await Promise.all([1, 2].map(() => open.signedFor({ partId: part.id, quantity: 1 })));
    const lines = await Promise.all(cases.map(({ caseId, lineIds }) => lineOf(caseId, firstOf(lineIds))));
    expect(lines.map((line) => line?.reserved).toSorted()).toEqual([0, 1]);
    expect(lines.map((line) => line?.short).toSorted()).toEqual([0, 1]);
    expect(await freeOf(part.id)).toBe(0);
  });
});

describe('parts on their way', () => {
  const technician = person('wang.lei', 'technician');

  it('are issued, used and brought back once for each key, and nobody has anything in hand then', async () => {
    const { effects } = open;
    const part = await open.newPart(6);
    const { caseId, lineIds } = await open.signedFor({ partId: part.id, quantity: 5 });
    const lineId = firstOf(lineIds);
    const issue = { entries: [{ lineId, quantity: 5 }], receivedBy: 'wang.lei' };
    await twice(effects.issueParts, { ...keyed(caseId, 'issue/1'), ...issue });
    expect(await effects.partsInHand({ caseId })).toEqual([{ lineId, partName: '铰链', inHand: 5 }]);
    const used = { entries: [{ lineId, quantity: 2 }] };
    await twice(effects.consumeParts, { ...keyed(caseId, 'consume/1.1', technician), ...used });
    const back = { entries: [{ lineId, good: 1, damaged: 1, lost: 1, reason: 'left on site' }] };
    await twice(effects.returnParts, { ...keyed(caseId, 'return/1'), ...back });
    expect(await effects.partsInHand({ caseId })).toEqual([]);
    expect(await freeOf(part.id)).toBe(2);
    expect(await movementsOf(caseId)).toEqual([
      ['reserved', 5, 'zhao.min'],
      ['issued', 5, 'wang.lei'],
      ['consumed', 2, 'wang.lei'],
      ['returned', 1, 'chen.jie'],
      ['returned_damaged', 1, 'chen.jie'],
      ['lost', 1, 'chen.jie'],
    ]);
  });

  it('are refused beyond what there is, with the remainder, and nothing has changed', async () => {
    const { effects } = open;
    const part = await open.newPart(2);
    const { caseId, lineIds } = await open.signedFor({ partId: part.id, quantity: 2 });
    const lineId = firstOf(lineIds);
    const issue = (quantity: number) =>
      effects.issueParts({
        ...keyed(caseId, 'issue'),
        entries: [{ lineId, quantity }],
        receivedBy: 'wang.lei',
      });
    const refusal = await refusalOf(issue(3));
    expect(refusal.type).toBe('OVER_QUANTITY');
    expect(refusal.details).toEqual([{ faults: [], details: { lineId, remainder: 2 } }]);
    // The refused key is unused: the corrected issue happens under it.
    await issue(2);
    const consume = effects.consumeParts({ ...keyed(caseId, 'consume'), entries: [{ lineId, quantity: 3 }] });
    expect((await refusalOf(consume)).type).toBe('OVER_QUANTITY');
    expect(await lineOf(caseId, lineId)).toMatchObject({ issued: 2, consumed: 0 });
  });

  it('are not issued without the signature', async () => {
    const { effects } = open;
    const caseId = await open.newCase();
    const part = await open.newPart(1);
    const lineId = randomUUID();
    await effects.askRequisition({
      ...keyed(caseId, 'ask'),
      requisitionId: randomUUID(),
      number: `${caseId}-R1`,
      urgent: false,
      lines: [{ lineId, partId: part.id, quantity: 1 }],
    });
    const entries = [{ lineId, quantity: 1 }];
    const issue = effects.issueParts({ ...keyed(caseId, 'issue'), entries, receivedBy: 'wang.lei' });
    expect((await refusalOf(issue)).type).toBe('REQUISITION_NOT_SIGNED');
  });

  it('are told apart by lot: another lot than the issued one is not used up', async () => {
    const { effects } = open;
    const part = await open.newPart(0, { tracking: 'lot' });
    await open.stockUp(part, 2, { lot: 'L-1' });
    const { caseId, lineIds } = await open.signedFor({ partId: part.id, quantity: 1 });
    const entry = { lineId: firstOf(lineIds), quantity: 1 };
    const entries = [{ ...entry, lot: 'L-1' }];
    await effects.issueParts({ ...keyed(caseId, 'issue'), entries, receivedBy: 'wang.lei' });
    const wrong = { ...keyed(caseId, 'consume'), entries: [{ ...entry, lot: 'L-2' }] };
    expect((await refusalOf(effects.consumeParts(wrong))).type).toBe('LOT_MISMATCH');
  });
});

describe('released parts', () => {
  it('go back to free stock, and short lines of the case are cancelled, in one go and once', async () => {
    const { effects } = open;
    const part = await open.newPart(2);
    const { caseId, lineIds } = await open.signedFor({ partId: part.id, quantity: 3 });
    const lineId = firstOf(lineIds);
    await twice(effects.releaseParts, { ...keyed(caseId, 'release/ending'), lineIds: null });
    expect(await lineOf(caseId, lineId)).toMatchObject({ reserved: 0, short: 0, givenUp: 3 });
    expect(await purchasesRepository(open.db).findOptionalShortLine(lineId)).toMatchObject({
      state: 'cancelled',
    });
    expect(await freeOf(part.id)).toBe(2);
    await effects.releaseParts({ ...keyed(caseId, 'release/again'), lineIds: null });
    expect(await movementsOf(caseId)).toEqual([
      ['reserved', 2, 'zhao.min'],
      ['released', 2, 'chen.jie'],
    ]);
  });

  it('are those of the named lines only', async () => {
    const part = await open.newPart(5);
    const wish = { partId: part.id, quantity: 2 };
    const { caseId, lineIds } = await open.signedFor(wish, wish);
    const [first = '', second = ''] = lineIds;
    await open.effects.releaseParts({ ...keyed(caseId, 'release/plan'), lineIds: [first] });
    expect(await lineOf(caseId, first)).toMatchObject({ reserved: 0 });
    expect(await lineOf(caseId, second)).toMatchObject({ reserved: 2 });
  });

  it('of a case that never asked for any are none', async () => {
    const caseId = await open.newCase();
    await twice(open.effects.releaseParts, { ...keyed(caseId, 'release/ending'), lineIds: null });
    expect(await movementsOf(caseId)).toEqual([]);
  });
});

describe('a short line', () => {
  const shortLine = async (free = 0, quantity = 2) => {
    const part = await open.newPart(free);
    const { caseId, lineIds } = await open.signedFor({ partId: part.id, quantity });
    return { part, caseId, lineId: firstOf(lineIds) };
  };

  it('notes how it is filled and when', async () => {
    const { caseId, lineId } = await shortLine();
    const source = { lineId, way: 'purchase', expectedAt: AT + 3 * DAY, reference: 'PO-7' } as const;
    await twice(open.effects.sourceShortLine, { ...keyed(caseId, 'source/1'), ...source });
    expect(await purchasesRepository(open.db).findOptionalShortLine(lineId)).toMatchObject({
      state: 'sourced',
      way: 'purchase',
      expectedAt: AT + 3 * DAY,
      reference: 'PO-7',
      sourcedBy: 'chen.jie',
    });
    const gone = { lineId, way: 'notObtainable', expectedAt: null, reference: null } as const;
    await open.effects.sourceShortLine({ ...keyed(caseId, 'source/2'), ...gone });
    expect(await lineOf(caseId, lineId)).toMatchObject({ short: 0, givenUp: 2 });
  });

  it('is replaced by a part on the approved list, whose price differs for the short pieces', async () => {
    const { part, caseId, lineId } = await shortLine(1, 3);
    const cheaper = await open.newPart(1, { nameZh: '替代铰链', priceMinor: 2_000 });
    await partsStockRepository(open.db).addSubstitute(part.id, cheaper.id);
    expect(await open.effects.compareSubstitute({ lineId, substitutePartId: cheaper.id })).toEqual({
      approved: true,
      partName: '铰链',
      substituteName: '替代铰链',
      differenceMinor: -3_000,
    });
    const newLineId = randomUUID();
    const substitution = { lineId, newLineId, substitutePartId: cheaper.id };
    expect(
      await twice(open.effects.substituteLine, { ...keyed(caseId, 'substitute'), ...substitution }),
    ).toEqual({
      lineId: newLineId,
      partId: cheaper.id,
      partName: '替代铰链',
      quantity: 2,
      reserved: 1,
      short: 1,
    });
    expect(await lineOf(caseId, lineId)).toMatchObject({ reserved: 1, short: 0, givenUp: 2 });
  });

  it('takes a part outside the list only with an approval', async () => {
    const { caseId, lineId } = await shortLine();
    const other = await open.newPart(2);
    expect(await open.effects.compareSubstitute({ lineId, substitutePartId: other.id })).toMatchObject({
      approved: false,
    });
    const substitution = {
      ...keyed(caseId, 'substitute', CLERK),
      lineId,
      newLineId: randomUUID(),
      substitutePartId: other.id,
    };
    const refusal = await refusalOf(open.effects.substituteLine(substitution));
    expect(refusal.type).toBe('SUBSTITUTE_NOT_APPROVED');
    const approvedBy = person('sun.li', 'inspector');
    expect(await open.effects.substituteLine({ ...substitution, approvedBy })).toMatchObject({ reserved: 2 });
  });
});
