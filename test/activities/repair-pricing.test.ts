import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AT, openRepairEffects, refusalOf, type OpenRepairEffects } from './repair-effects.ts';

let open: OpenRepairEffects;

beforeAll(async () => {
  open = await openRepairEffects();
});

afterAll(async () => {
  await open.close();
});

describe('the price of a plan', () => {
  const request = { priceListCode: 'standard', openedAt: AT, minutes: 80, trips: 2 };

  it('is labour by begun quarter hours, parts by the catalogue and trips by zone', async () => {
    const caseId = await open.newCase();
    const part = await open.newPart(5);
    const wishes = [{ partId: part.id, quantity: 3 }];
    const priced = await open.effects.priceWork({ ...request, caseId, parts: wishes, region: 'suburb' });
    expect(priced).toEqual({
      totalMinor: 18_000 + 10_500 + 20_000,
      currency: 'CNY',
      priceListVersion: 1,
      parts: [
        { partId: part.id, quantity: 3, number: part.number, name: '铰链', unitPriceMinor: 3_500, free: 5 },
      ],
      lines: [
        { kind: 'labour', text: '人工（80 分钟）', quantity: 1, amountMinor: 18_000 },
        { kind: 'material', text: '铰链', partId: part.id, quantity: 3, amountMinor: 10_500 },
        { kind: 'travel', text: '上门（郊区）', quantity: 2, amountMinor: 20_000 },
      ],
    });
  });

  it('has no trip to the workshop, and takes a region that is no zone for the nearest one', async () => {
    const caseId = await open.newCase();
    const price = (region: string | null) =>
      open.effects.priceWork({ ...request, caseId, parts: [], region });
    expect((await price(null)).lines.map(({ kind }) => kind)).toEqual(['labour']);
    expect((await price('shanghai')).lines.at(-1)).toMatchObject({ kind: 'travel', amountMinor: 10_000 });
    const nothing = { ...request, caseId, parts: [], minutes: 0, trips: 0, region: 'city' };
    expect(await open.effects.priceWork(nothing)).toMatchObject({ totalMinor: 0, lines: [] });
  });

  it('is refused for a part that the catalogue does not have, or in another currency', async () => {
    const caseId = await open.newCase();
    const price = (partId: string) =>
      open.effects.priceWork({ ...request, caseId, parts: [{ partId, quantity: 1 }], region: null });
    expect((await refusalOf(price(randomUUID()))).type).toBe('NOT_FOUND');
    const foreign = await open.newPart(0, { currency: 'EUR' });
    expect((await refusalOf(price(foreign.id))).type).toBe('INVALID');
  });
});
