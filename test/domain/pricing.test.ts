import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRICE_LISTS } from '../../db/presets/price-lists.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import { givenAwayMinor, priceLine, type PriceList } from '../../workflows/domain/pricing.ts';

const LIST: PriceList = {
  code: 'test',
  version: 3,
  currency: 'CNY',
  labour: {
    hourMinor: 10_001,
    unitMinutes: 15,
    workItems: [{ code: 'hinge', name: { 'zh-CN': '铰链', en: 'Hinge' }, priceMinor: 4_000 }],
  },
  travel: [{ code: 'city', name: { 'zh-CN': '市区', en: 'City' }, visitMinor: 5_000 }],
};

function faultOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, faults: error.faults };
    throw error;
  }
  return undefined;
}

describe('priceLine', () => {
  it('charges begun units of labour in full', () => {
    const perMinute = { ...LIST, labour: { ...LIST.labour, hourMinor: 12_000 } };
    expect([1, 15, 16, 60, 61].map((minutes) => priceLine(perMinute, { kind: 'labour', minutes }))).toEqual([
      3_000, 3_000, 6_000, 12_000, 15_000,
    ]);
  });

  it('rounds half a minor unit up, less than half down', () => {
    expect(priceLine(LIST, { kind: 'labour', minutes: 30 })).toBe(5_001);
    expect(priceLine(LIST, { kind: 'labour', minutes: 15 })).toBe(2_500);
  });

  it('multiplies work items, visits and parts', () => {
    expect(priceLine(LIST, { kind: 'labour', workItem: 'hinge', quantity: 3 })).toBe(12_000);
    expect(priceLine(LIST, { kind: 'travel', zone: 'city', quantity: 2 })).toBe(10_000);
    expect(priceLine(LIST, { kind: 'material', priceMinor: 1_999, quantity: 4 })).toBe(7_996);
  });

  it('names the item that the list does not know', () => {
    expect(faultOf(() => priceLine(LIST, { kind: 'travel', zone: 'moon', quantity: 1 }))).toEqual({
      code: 'INVALID',
      faults: [{ pointer: '/zone', message: 'price list test 3 has no travel zone "moon"' }],
    });
    expect(faultOf(() => priceLine(LIST, { kind: 'labour', workItem: 'magic', quantity: 1 }))).toEqual({
      code: 'INVALID',
      faults: [{ pointer: '/workItem', message: 'price list test 3 has no work item "magic"' }],
    });
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses the quantity %s', (quantity) => {
    const faults = [{ pointer: '/quantity', message: 'must be a whole number above 0' }];
    expect(faultOf(() => priceLine(LIST, { kind: 'material', priceMinor: 1, quantity }))).toEqual({
      code: 'INVALID',
      faults,
    });
  });

  it('refuses an amount that no longer holds every minor unit', () => {
    const item = { kind: 'material', priceMinor: Number.MAX_SAFE_INTEGER, quantity: 2 } as const;
    expect(faultOf(() => priceLine(LIST, item))).toMatchObject({ code: 'INVALID' });
  });

  it('is a whole number within half a minor unit of the exact price of labour', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.constantFrom(1, 5, 6, 15, 30, 60),
        fc.integer({ min: 1, max: 100_000 }),
        (hourMinor, unitMinutes, minutes) => {
          const list = { ...LIST, labour: { ...LIST.labour, hourMinor, unitMinutes } };
          const price = priceLine(list, { kind: 'labour', minutes });
          const charged = BigInt(Math.ceil(minutes / unitMinutes) * unitMinutes) * BigInt(hourMinor);
          const sixtyfold = BigInt(price) * 60n;
          expect(Number.isSafeInteger(price)).toBe(true);
          expect(sixtyfold - charged <= 30n && charged - sixtyfold < 30n).toBe(true);
        },
      ),
    );
  });
});

describe('the preset price list', () => {
  it('names each work item and zone once and prices it in whole fen', () => {
    for (const list of PRICE_LISTS) {
      const priced = [
        ...list.labour.workItems.map(({ code, priceMinor }) => [code, priceMinor] as const),
        ...list.travel.map(({ code, visitMinor }) => [code, visitMinor] as const),
      ];
      expect(new Set(priced.map(([code]) => code)).size).toBe(priced.length);
      expect(priced.every(([, amountMinor]) => Number.isSafeInteger(amountMinor) && amountMinor >= 0)).toBe(
        true,
      );
    }
  });
});

describe('givenAwayMinor', () => {
  const labour = (amountMinor: number) => ({ kind: 'labour', amountMinor }) as const;
  const travel = (amountMinor: number) => ({ kind: 'travel', amountMinor }) as const;
  const part = (partId: string, amountMinor: number) => ({ kind: 'material', partId, amountMinor }) as const;
  const work = labour(12_000);
  const listed = [work, part('hinge', 4_000), part('lock', 3_000), travel(5_000)];

  it.each([
    ['nothing at the prices of the list', listed, 0],
    [
      'nothing where one labour line is written as two',
      [labour(10_000), labour(2_000), ...listed.slice(1)],
      0,
    ],
    ['nothing where all is dearer', [labour(15_000), ...listed.slice(1)], 0],
    [
      'a fee that is waived, however dear the others are',
      [labour(30_000), ...listed.slice(1, 3), travel(0)],
      5_000,
    ],
    ['a fee that is left out', [labour(30_000), ...listed.slice(1, 3)], 5_000],
    [
      'a part that is lowered behind a dearer one',
      [work, part('hinge', 9_000), part('lock', 1_000), travel(5_000)],
      2_000,
    ],
    [
      'material as a whole where lines name no part',
      [work, { kind: 'material', amountMinor: 6_500 }, travel(5_000)],
      500,
    ],
    ['a lump sum as a whole', [labour(23_000)], 1_000],
    ['nothing with a lump sum above the list', [labour(30_000)], 0],
  ] as const)('counts %s', (_what, quoted, amountMinor) => {
    expect(givenAwayMinor(listed, [...quoted])).toBe(amountMinor);
  });
});
