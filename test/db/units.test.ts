import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unitsRepository, type NewUnit } from '../../db/repositories/units.repository.ts';
import { warrantiesRepository } from '../../db/repositories/warranties.repository.ts';
import { enterCase, enterCustomer, enterProduct } from './master-data.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

const AT = Date.parse('2026-03-10T16:00:00+08:00');
const DAY = 86_400_000;

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

async function registerUnit(unit: Partial<NewUnit> = {}, warrantyMonths?: number) {
  const product = await enterProduct(database.db, AT, warrantyMonths);
  const customer = await enterCustomer(database.db, AT);
  const registered = await unitsRepository(database.db).register(
    {
      productId: product.id,
      serialNumber: 'SN-1',
      lot: null,
      customerId: customer.id,
      ownership: 'sold',
      orderNumber: null,
      purchasedOn: null,
      warrantyUntil: null,
      ...unit,
    },
    'Asia/Shanghai',
    AT,
  );
  return {
    unit: registered,
    reference: { productModel: product.model, serialNumber: registered.serialNumber },
  };
}

describe('a unit', () => {
  it('is under warranty for the months of its product, to the end of the last day', async () => {
    const { unit } = await registerUnit({ purchasedOn: '2025-03-10' });
    expect(unit.warrantyUntil).toBe(Date.parse('2027-03-11T00:00:00+08:00'));
    const leapDay = await registerUnit({ purchasedOn: '2024-02-29' }, 12);
    expect(leapDay.unit.warrantyUntil).toBe(Date.parse('2025-03-01T00:00:00+08:00'));
  });

  it('is found by serial number, apart from a like-numbered unit of another product', async () => {
    const repository = unitsRepository(database.db);
    const { unit, reference } = await registerUnit({ serialNumber: 'TWIN' });
    await registerUnit({ serialNumber: 'TWIN' });
    const found = await repository.findOptionalBySerial(reference.productModel, 'TWIN');
    expect(found?.unit).toEqual(unit);
    expect(found?.product.model).toBe(reference.productModel);
    expect(await repository.listBySerial('TWIN')).toHaveLength(2);
  });

  it('with the serial number of another one of its product is refused', async () => {
    const { unit } = await registerUnit();
    const again = registerUnit({ productId: unit.productId, serialNumber: unit.serialNumber });
    await expect(again).rejects.toMatchObject({ code: 'INVALID', faults: [{ pointer: '/serialNumber' }] });
  });
});

describe('a warranty look-up', () => {
  it('says inside until the last instant, outside since, unknown without a date or a unit', async () => {
    const { lookUpWarranty } = warrantiesRepository(database.db);
    const { unit, reference } = await registerUnit({ warrantyUntil: AT });
    expect(await lookUpWarranty(reference, AT - 1)).toEqual({
      state: 'inside',
      unitId: unit.id,
      until: AT,
      workmanship: [],
    });
    expect(await lookUpWarranty(reference, AT)).toMatchObject({ state: 'outside', until: AT });
    const undated = await registerUnit();
    expect(await lookUpWarranty(undated.reference, AT)).toMatchObject({ state: 'unknown', until: null });
    const stranger = { ...reference, serialNumber: 'nobody knows' };
    expect(await lookUpWarranty(stranger, AT)).toMatchObject({ state: 'unknown', unitId: null });
    expect(await lookUpWarranty({ ...reference, serialNumber: null }, AT)).toMatchObject({
      state: 'unknown',
    });
  });

  it('names the repair whose workmanship warranty still runs', async () => {
    const { lookUpWarranty, grantWorkmanship } = warrantiesRepository(database.db);
    const { unit, reference } = await registerUnit({ warrantyUntil: AT - DAY });
    const caseId = await enterCase(database.db, AT);
    const endsAt = Date.parse('2026-06-09T00:00:00+08:00');
    const granted = { unitId: unit.id, caseId, faultCode: 'hinge', startsAt: AT, endsAt };
    await grantWorkmanship(granted);
    await grantWorkmanship(granted);
    expect(await lookUpWarranty(reference, Date.parse('2026-06-08T23:00:00+08:00'))).toEqual({
      state: 'workmanship',
      unitId: unit.id,
      until: AT - DAY,
      workmanship: [{ caseId, faultCode: 'hinge', until: endsAt }],
    });
    expect(await lookUpWarranty(reference, Date.parse('2026-06-09T08:00:00+08:00'))).toMatchObject({
      state: 'outside',
      workmanship: [],
    });
  });
});

describe('time in repair', () => {
  it('is added to the product warranty once, however often it is asked for', async () => {
    const warranties = warrantiesRepository(database.db);
    const { unit } = await registerUnit({ warrantyUntil: AT });
    const caseId = await enterCase(database.db, AT);
    const extension = { unitId: unit.id, caseId, key: `repair-${caseId}/warranty/1`, byMs: 3 * DAY, at: AT };
    const asked = await Promise.all([1, 2, 3].map(() => warranties.extendWarranty(extension)));
    expect(asked.filter(Boolean)).toHaveLength(1);
    const units = unitsRepository(database.db);
    expect((await units.findById(unit.id)).unit).toMatchObject({ warrantyUntil: AT + 3 * DAY, version: 2 });
    expect(await units.listEvents(unit.id)).toMatchObject([
      { kind: 'warrantyExtended', at: AT, data: { byMs: 3 * DAY } },
    ]);
  });
});
