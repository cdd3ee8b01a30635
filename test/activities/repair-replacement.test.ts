import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueRepository, type Product } from '../../db/repositories/catalogue.repository.ts';
import { issuedPartsRepository } from '../../db/repositories/issued-parts.repository.ts';
import { partsStockRepository, type Part } from '../../db/repositories/parts-stock.repository.ts';
import { unitsRepository, type Unit } from '../../db/repositories/units.repository.ts';
import { cases } from '../../db/schema/cases.ts';
import { enterCustomer, enterProduct } from '../db/master-data.ts';
import {
  AT,
  CLERK,
  DAY,
  firstOf,
  keyed,
  openRepairEffects,
  person,
  refusalOf,
  twice,
  type OpenRepairEffects,
} from './repair-effects.ts';

const TECHNICIAN = person('wu.gang', 'technician');
const TIME_ZONE = 'Asia/Shanghai';

let open: OpenRepairEffects;

beforeAll(async () => {
  open = await openRepairEffects();
});

afterAll(async () => {
  await open.close();
});

/** A product with serial-tracked pieces in stock. */
async function productInStock(
  ...serials: readonly string[]
): Promise<{ readonly product: Product; readonly part: Part }> {
  const product = await enterProduct(open.db, AT);
  const part = await open.newPart(0, { number: product.model, tracking: 'serial' });
  if (serials.length > 0) await open.stockUp(part, serials.length, { serials });
  return { product, part };
}

interface Broken {
  readonly caseId: string;
  readonly unit: Unit;
  readonly product: Product;
  readonly part: Part;
  readonly lineId: string;
  readonly issued: string;
}

/** A customer's unit whose case has a new one of the same model in the technician's hands. */
async function brokenUnit(): Promise<Broken> {
  const issued = randomUUID();
  const { product, part } = await productInStock(issued);
  const customer = await enterCustomer(open.db, AT);
  const { caseId, lineIds } = await open.signedFor({ partId: part.id, quantity: 1 });
  await open.db.update(cases).set({ customerId: customer.id }).where(eq(cases.id, caseId));
  const lineId = firstOf(lineIds);
  await open.effects.issueParts({
    ...keyed(caseId, 'parts/issue/1'),
    entries: [{ lineId, quantity: 1, serial: issued }],
    receivedBy: 'wu.gang',
  });
  const unit = await unitsRepository(open.db).register(
    {
      productId: product.id,
      serialNumber: randomUUID(),
      lot: null,
      customerId: customer.id,
      ownership: 'sold',
      orderNumber: 'SO-1',
      purchasedOn: '2025-04-28',
      warrantyUntil: null,
    },
    TIME_ZONE,
    AT - 365 * DAY,
  );
  return { caseId, unit, product, part, lineId, issued };
}

const exchangeOf = ({ caseId, unit, product, lineId }: Broken, newSerial: string) => ({
  ...keyed(caseId, `unit/${unit.serialNumber ?? ''}/exchange`, TECHNICIAN),
  productModel: product.model,
  serialNumber: unit.serialNumber,
  lineId,
  newProductId: product.id,
  newSerial,
  timeZone: TIME_ZONE,
});

describe('the worth of a unit', () => {
  const ask = { timeZone: TIME_ZONE, at: Date.parse('2026-10-09T15:00:00+08:00') };

  it('is known by the day of purchase on record, or as the customer said', async () => {
    const { unitValue } = open.effects;
    const registered = { productModel: 'LB-15', serialNumber: 'LB15-7Q2M9', purchasedOn: '2020-01-01' };
    expect(await unitValue({ ...ask, ...registered })).toEqual({ valueMinor: 457_424, currency: 'CNY' });
    const said = { productModel: 'LB-15', serialNumber: 'unknown', purchasedOn: '2025-07-01' };
    expect(await unitValue({ ...ask, ...said })).toEqual({ valueMinor: 457_424, currency: 'CNY' });
  });

  it('is not known without a day of purchase or a product', async () => {
    const { unitValue } = open.effects;
    const old = { productModel: 'CL-200', serialNumber: 'CL200-22-05519', purchasedOn: null };
    expect(await unitValue({ ...ask, ...old })).toEqual({ valueMinor: null, currency: 'CNY' });
    const none = { productModel: 'NONE-1', serialNumber: null, purchasedOn: '2025-07-01' };
    expect(await unitValue({ ...ask, ...none })).toEqual({ valueMinor: null, currency: null });
  });
});

describe('a product to replace a unit with', () => {
  const wish = { kind: 'sameModel', share: 'dearerWish' } as const;

  it('is handed over from the stock item of its model', async () => {
    const { product, part } = await productInStock();
    const found = { ...wish, productId: product.id, productModel: product.model };
    expect(await open.effects.replacementItem(found)).toEqual({
      partId: part.id,
      productModel: product.model,
      priceMinor: 0,
      currency: 'CNY',
    });
  });

  it('exists, is sold, is kept in stock, and fits the kind', async () => {
    const { product: broken } = await productInStock();
    const ask = async (productId: string): Promise<unknown> => {
      const request = { ...wish, productId, productModel: broken.model };
      const { type, details } = await refusalOf(open.effects.replacementItem(request));
      expect(type).toBe('INVALID');
      return details?.[0];
    };
    const pointed = { faults: [expect.objectContaining({ pointer: '/productId' })] };
    expect(await ask(randomUUID())).toMatchObject(pointed);
    expect(await ask((await productInStock()).product.id)).toMatchObject(pointed);
    const unstocked = await enterProduct(open.db, AT);
    const other = { ...wish, kind: 'other', productId: unstocked.id, productModel: broken.model } as const;
    expect((await refusalOf(open.effects.replacementItem(other))).message).toMatch(/kept in stock/);
    const catalogue = catalogueRepository(open.db);
    await catalogue.update(broken.id, broken.version, { active: false }, AT);
    expect(await ask(broken.id)).toMatchObject(pointed);
  });
});

describe('an exchange', () => {
  it('takes the new unit out of the hands and registers it with a warranty of its own, once', async () => {
    const broken = await brokenUnit();
    const { caseId, unit, product, part, issued } = broken;
    const answer = await twice(open.effects.exchangeUnit, exchangeOf(broken, issued));
    // Two years after the day of the hand-over, 28 April 2026.
    expect(answer).toEqual({ warrantyUntil: Date.parse('2028-04-29T00:00:00+08:00') });

    const units = unitsRepository(open.db);
    const fresh = await units.findOptionalBySerial(product.model, issued);
    expect(fresh?.unit).toMatchObject({
      customerId: unit.customerId,
      orderNumber: 'SO-1',
      purchasedOn: '2026-04-28',
      active: true,
    });
    expect(await units.listEvents(unit.id)).toMatchObject([
      { kind: 'replaced', caseId, data: { newSerial: issued, newUnitId: fresh?.unit.id } },
    ]);
    expect(await open.effects.partsInHand({ caseId })).toEqual([]);
    const [piece] = await partsStockRepository(open.db).listSerialsByPart(part.id);
    expect(piece).toMatchObject({ serial: issued, state: 'fitted' });
  });

  it('is refused for a serial number that somebody has already, and can then be done with the right one', async () => {
    const broken = await brokenUnit();
    const { unit, issued, lineId } = broken;
    const taken = await refusalOf(open.effects.exchangeUnit(exchangeOf(broken, unit.serialNumber ?? '')));
    expect(taken.type).toBe('SERIAL_IN_USE');
    const other = await refusalOf(open.effects.exchangeUnit(exchangeOf(broken, 'NEVER-ISSUED')));
    expect(other.type).toBe('LOT_MISMATCH');
    expect(await issuedPartsRepository(open.db).listByLine(lineId)).toMatchObject([{ consumed: 0 }]);
    await twice(open.effects.exchangeUnit, exchangeOf(broken, issued));
    expect(await issuedPartsRepository(open.db).listByLine(lineId)).toMatchObject([{ consumed: 1 }]);
  });
});

describe('the disposal of an old unit', () => {
  const disposalOf = ({ caseId, unit, product }: Broken) => ({
    ...keyed(caseId, `unit/${unit.serialNumber ?? ''}/dispose`, CLERK),
    productModel: product.model,
    serialNumber: unit.serialNumber,
    disposal: 'scrap' as const,
    recordNumber: 'SCR-1',
  });

  it('is refused while the customer holds it', async () => {
    const broken = await brokenUnit();
    expect((await refusalOf(open.effects.disposeUnit(disposalOf(broken)))).type).toBe('WRONG_PHASE');
  });

  it('takes it out of service once', async () => {
    const broken = await brokenUnit();
    await open.effects.exchangeUnit(exchangeOf(broken, broken.issued));
    await twice(open.effects.disposeUnit, disposalOf(broken));
    const units = unitsRepository(open.db);
    expect(await units.findById(broken.unit.id)).toMatchObject({ unit: { active: false } });
    expect((await units.listEvents(broken.unit.id)).map(({ kind }) => kind).sort()).toEqual([
      'replaced',
      'scrapped',
    ]);
  });

  it('leaves a unit that is not on record to the case', async () => {
    const broken = await brokenUnit();
    await twice(open.effects.disposeUnit, { ...disposalOf(broken), serialNumber: null });
    expect(await unitsRepository(open.db).listEvents(broken.unit.id)).toEqual([]);
  });
});
