import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../workflows/domain/errors.ts';
import { presentValue } from '../../workflows/domain/present-value.ts';
import { replacementPrice, type WantedReplacement } from '../../workflows/domain/replacement.ts';
import { type EpochDay, epochDayOf } from '../../workflows/domain/working-time/civil-date.ts';

const day = (text: string): EpochDay => {
  const [year = 0, month = 0, date = 0] = text.split('-').map(Number);
  return epochDayOf(year, month, date);
};

describe('the present value of a unit', () => {
  const laptop = { priceMinor: 599_900, usefulLifeMonths: 60, residualPercent: 5 };
  const worth = (bought: string, today: string): number => presentValue(laptop, day(bought), day(today));

  it('falls in equal steps from the price to the residual value', () => {
    expect(worth('2025-07-01', '2025-07-01')).toBe(599_900);
    expect(worth('2025-07-01', '2026-10-09')).toBe(457_424);
    expect(worth('2025-07-01', '2028-01-01')).toBe(314_948);
    expect(worth('2025-07-01', '2030-07-01')).toBe(29_995);
  });

  it('stays at the residual value after the useful life, and at the price before the purchase', () => {
    expect(worth('2015-07-01', '2026-10-09')).toBe(29_995);
    expect(worth('2026-12-01', '2026-10-09')).toBe(599_900);
  });

  it('loses a month on the day of month of the purchase, or on the last day of a shorter month', () => {
    const oneMonth = worth('2025-07-01', '2025-08-01');
    expect(worth('2025-07-01', '2025-07-31')).toBe(599_900);
    expect(worth('2026-01-31', '2026-02-27')).toBe(599_900);
    expect(worth('2026-01-31', '2026-02-28')).toBe(oneMonth);
    expect(worth('2024-02-29', '2025-02-28')).toBe(worth('2025-02-28', '2026-02-28'));
  });

  it('never rises, and is never above the price or below the residual value', () => {
    const bought = day('2024-01-31');
    fc.assert(
      fc.property(
        fc.nat(10_000_000),
        fc.integer({ min: 1, max: 240 }),
        fc.nat(100),
        fc.nat(9_000),
        fc.nat(9_000),
        (priceMinor, usefulLifeMonths, residualPercent, one, other) => {
          const unit = { priceMinor, usefulLifeMonths, residualPercent };
          const [early, late] = [Math.min(one, other), Math.max(one, other)];
          const before = presentValue(unit, bought, bought + early);
          const after = presentValue(unit, bought, bought + late);
          return (
            after <= before &&
            before <= priceMinor &&
            after >= Math.floor((priceMinor * residualPercent) / 100)
          );
        },
      ),
    );
  });
});

describe('what a new unit costs the customer', () => {
  const broken = { model: 'CL-200', priceMinor: 320_000, currency: 'CNY' };
  const dearer = { model: 'CL-650', priceMinor: 860_000, currency: 'CNY' };
  const cheaper = { model: 'WDP-50', priceMinor: 149_000, currency: 'CNY' };
  const price = (changes: Partial<WantedReplacement>): number =>
    replacementPrice({ kind: 'other', share: 'dearerWish', broken, wanted: dearer, ...changes });
  const fault = (changes: Partial<WantedReplacement>): string => {
    try {
      return `none: ${price(changes)}`;
    } catch (error) {
      return error instanceof DomainError ? error.message : 'another error';
    }
  };

  it('is nothing for the same model inside the warranty, and its price outside', () => {
    const same = { kind: 'sameModel', wanted: broken } as const;
    expect(price(same)).toBe(0);
    expect(price({ ...same, share: 'price' })).toBe(320_000);
    expect(price({ ...same, share: 'nothing' })).toBe(0);
  });

  it('is the difference for a dearer wish inside the warranty', () => {
    expect(price({})).toBe(540_000);
    expect(price({ share: 'price' })).toBe(860_000);
    expect(price({ share: 'price', wanted: cheaper })).toBe(149_000);
  });

  it('is nothing where the company lends the units', () => {
    expect(price({ share: 'nothing' })).toBe(0);
    expect(price({ share: 'nothing', wanted: cheaper })).toBe(0);
  });

  it('is not known for a kind that the product does not fit', () => {
    expect(fault({ kind: 'sameModel' })).toMatch(/must be the CL-200 again/);
    expect(fault({ kind: 'samePrice' })).toMatch(/must cost 320000 as well/);
    expect(fault({ wanted: { ...dearer, currency: 'EUR' } })).toMatch(/must be priced in CNY/);
    expect(price({ kind: 'samePrice', wanted: { ...dearer, priceMinor: 320_000 } })).toBe(0);
  });

  it('never pays the price of a sale back: a cheaper unit inside the warranty is an exchange of the sale', () => {
    expect(fault({ wanted: cheaper })).toMatch(/exchange the sale instead/);
  });
});
