import { describe, expect, it } from 'vitest';
import { PRODUCTS, UNITS } from '../../db/presets/catalogue.ts';
import { CONTACTS, CUSTOMERS } from '../../db/presets/customers.ts';
import { PARTS, STOCK, STOCK_LOCATIONS, type PartPreset, type StockPreset } from '../../db/presets/parts.ts';
import { PEOPLE } from '../../db/presets/people.ts';
import { POLICIES } from '../../db/presets/policies/index.ts';
import { PRICE_LISTS } from '../../db/presets/price-lists.ts';
import { isInScope } from '../../workflows/domain/policy/service-policy.ts';

const models = new Set(PRODUCTS.map(({ model }) => model));
const customers = new Set(CUSTOMERS.map(({ handle }) => handle));
const parts = new Map(PARTS.map((part) => [part.number, part]));

describe('the demo products and units', () => {
  it('give every policy something in its scope', () => {
    for (const { company, repair } of Object.values(POLICIES)) {
      const covered = UNITS.filter(({ product, ownership }) => {
        const category = PRODUCTS.find(({ model }) => model === product)?.category;
        return category !== undefined && isInScope(repair, { category, ownership });
      });
      expect(covered, company).not.toEqual([]);
    }
  });

  it('repair everything but food', () => {
    expect(PRODUCTS.filter(({ category, repairable }) => repairable === (category === 'food'))).toEqual([]);
  });

  it('know every unit by serial number or lot, of a known product at a known customer', () => {
    for (const unit of UNITS) {
      expect(unit.serialNumber ?? unit.lot).toBeTruthy();
      expect(models).toContain(unit.product);
      expect(customers).toContain(unit.customer);
    }
    const serials = UNITS.flatMap(({ serialNumber }) => serialNumber ?? []).sort();
    expect(new Set(serials).size).toBe(serials.length);
  });
});

describe('the demo customers', () => {
  it('each have a contact whose preferred channel leads somewhere', () => {
    expect(CONTACTS.filter(({ customer }) => !customers.has(customer))).toEqual([]);
    expect(new Set(CONTACTS.map(({ customer }) => customer))).toEqual(customers);
    const addresses = { email: 'email', sms: 'phone', wechat: 'wechatId' } as const;
    expect(CONTACTS.filter((contact) => contact[addresses[contact.preferredChannel]] === null)).toEqual([]);
  });

  it('share no handle with one another, nor with the staff', () => {
    for (const people of [CUSTOMERS, CONTACTS]) {
      const handles = [...people, ...PEOPLE].map(({ handle }) => handle);
      expect(new Set(handles).size).toBe(handles.length);
    }
  });
});

describe('the demo parts and their stock', () => {
  it('are priced in whole fen, above what they cost', () => {
    for (const { priceMinor, costMinor } of PARTS) {
      expect(Number.isSafeInteger(priceMinor) && Number.isSafeInteger(costMinor)).toBe(true);
      expect(priceMinor).toBeGreaterThan(costMinor);
    }
  });

  it('are replaced only by other known parts', () => {
    const unknown = PARTS.filter(({ number, substitutes }) =>
      substitutes.some((substitute) => substitute === number || !parts.has(substitute)),
    );
    expect(unknown).toEqual([]);
  });

  it('lie in known stores, told apart as their tracking asks', () => {
    const locations = new Set(STOCK_LOCATIONS.map(({ code }) => code));
    const fits: Readonly<Record<PartPreset['tracking'], (stock: StockPreset) => boolean>> = {
      none: ({ lot, serials }) => lot === undefined && serials === undefined,
      lot: ({ lot, serials }) => lot !== undefined && serials === undefined,
      serial: ({ lot, serials, quantity }) => lot === undefined && serials?.length === quantity,
    };
    for (const stock of STOCK) {
      const tracking = parts.get(stock.part)?.tracking;
      expect(locations).toContain(stock.location);
      expect(tracking && fits[tracking](stock), stock.part).toBe(true);
    }
  });

  it('leave room for the stories: one soft-close hinge, no compressor, a substitute for the missing switch', () => {
    const stored = (number: string) =>
      STOCK.filter(({ part }) => part === number).reduce((sum, { quantity }) => sum + quantity, 0);
    expect(['HG-110', 'CMP-90', 'SW-01'].map(stored)).toEqual([1, 0, 0]);
    expect(parts.get('SW-01')?.substitutes.some((substitute) => stored(substitute) > 0)).toBe(true);
  });
});

describe('the preset price lists', () => {
  it('hold the one that each policy names, in its currency', () => {
    for (const { repair, currency } of Object.values(POLICIES)) {
      const list = PRICE_LISTS.find(({ code }) => code === repair.priceList);
      expect(list?.currency).toBe(currency);
    }
  });
});
