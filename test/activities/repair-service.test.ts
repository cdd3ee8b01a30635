import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appointmentsRepository } from '../../db/repositories/appointments.repository.ts';
import { calendarsRepository } from '../../db/repositories/calendars.repository.ts';
import { techniciansRepository } from '../../db/repositories/technicians.repository.ts';
import { unitsRepository } from '../../db/repositories/units.repository.ts';
import { warrantiesRepository } from '../../db/repositories/warranties.repository.ts';
import { enterCustomer, enterPerson, enterProduct } from '../db/master-data.ts';
import {
  AT,
  DAY,
  firstOf,
  keyed,
  MINUTE,
  openRepairEffects,
  refusalOf,
  twice,
  type OpenRepairEffects,
} from './repair-effects.ts';

const shanghai = (text: string): number => Date.parse(`${text}+08:00`);

let open: OpenRepairEffects;

beforeAll(async () => {
  open = await openRepairEffects();
});

afterAll(async () => {
  await open.close();
});

describe('an instant to be promised', () => {
  const request = {
    calendarCode: 'office',
    start: shanghai('2026-04-28T11:00:00'),
    limit: { amount: 3, unit: 'days', counting: 'workingTime' },
  } as const;

  it('is counted on the calendar, over public holidays', async () => {
    // Payment due of scenario 10: three working days after 28 April, with the May holidays between.
    expect(await open.effects.dueInstant(request)).toBe(shanghai('2026-05-06T18:00:00'));
  });

  it('is counted on the calendar as it is now', async () => {
    const calendars = calendarsRepository(open.db);
    const { definition, version } = await calendars.findByCode('office');
    const next = { ...definition, exceptions: { ...definition.exceptions, '2026-05-06': [] } };
    await calendars.addVersion({ code: 'office', version: version + 1, definition: next, createdAt: AT });
    expect(await open.effects.dueInstant(request)).toBe(shanghai('2026-05-07T18:00:00'));
  });

  it('needs a calendar', async () => {
    const unknown = open.effects.dueInstant({ ...request, calendarCode: 'none' });
    expect((await refusalOf(unknown)).type).toBe('NOT_FOUND');
  });
});

describe('a window', () => {
  it('is one row however often it is written, and stands as it was written last', async () => {
    const { effects } = open;
    const caseId = await open.newCase();
    const technician = await enterPerson(open.db, AT, { roles: ['technician'] });
    const window = {
      id: `${caseId}.w1`,
      caseId,
      technicianId: technician.id,
      status: 'agreed',
      from: AT + DAY,
      to: AT + DAY + 120 * MINUTE,
      place: 'onSite',
      changeReason: null,
      forced: false,
    } as const;
    await twice(effects.saveAppointment, window);
    const { listAgreedOfCase } = appointmentsRepository(open.db);
    expect(await listAgreedOfCase(caseId)).toMatchObject([
      { id: `${caseId}.w1`, fromAt: AT + DAY, toAt: AT + DAY + 120 * MINUTE, changeReason: null },
    ]);
    await twice(effects.saveAppointment, { ...window, status: 'missed', changeReason: 'traffic' });
    expect(await listAgreedOfCase(caseId)).toEqual([]);
  });
});

describe('technicians proposed', () => {
  it('are those of the roster, with their open minutes', async () => {
    const technician = await enterPerson(open.db, AT, { roles: ['technician'], skills: [] });
    const wish = { skills: [], at: AT, excludedIds: [] };
    const proposed = await open.effects.proposeTechnicians(wish);
    expect(proposed).toContainEqual({
      personId: technician.id,
      name: technician.name,
      openMinutes: 0,
      onDuty: false,
    });
    const known = await techniciansRepository(open.db).propose(wish);
    expect(proposed.map(({ personId }) => personId)).toEqual(known.map(({ personId }) => personId));
    const excluded = await open.effects.proposeTechnicians({ ...wish, excludedIds: [technician.id] });
    expect(excluded.map(({ personId }) => personId)).not.toContain(technician.id);
  });
});

describe('a signed repair', () => {
  const SIGNED_AT = shanghai('2026-06-01T11:30:00');
  let serials = 0;

  async function register(warrantyUntil: number | null = null) {
    const product = await enterProduct(open.db, AT);
    const customer = await enterCustomer(open.db, AT);
    const serialNumber = `SN-${++serials}`;
    const unit = await unitsRepository(open.db).register(
      {
        productId: product.id,
        serialNumber,
        lot: null,
        customerId: customer.id,
        ownership: 'sold',
        purchasedOn: '2020-01-01',
        orderNumber: null,
        warrantyUntil,
      },
      'Asia/Shanghai',
      AT,
    );
    return { unit, productModel: product.model, serialNumber };
  }

  const repaired = (
    caseId: string,
    unit: { productModel: string; serialNumber: string | null },
    at: number,
  ) => ({
    ...keyed(caseId, `unit/repaired/${at}`, undefined, at),
    productModel: unit.productModel,
    serialNumber: unit.serialNumber,
    faultCode: 'hinge',
    workmanshipDays: 90,
    timeZone: 'Asia/Shanghai',
  });

  it('is under workmanship warranty to 24:00 of the ninetieth day, in the history of the unit, once', async () => {
    const caseId = await open.newCase();
    const { unit, ...named } = await register();
    const end = shanghai('2026-08-31T00:00:00');
    expect(await twice(open.effects.recordRepairedUnit, repaired(caseId, named, SIGNED_AT))).toEqual({
      workmanshipUntil: end,
    });
    const events = await unitsRepository(open.db).listEvents(unit.id);
    expect(events.map(({ kind, data }) => [kind, data]).toSorted()).toEqual([
      ['repaired', { faultCode: 'hinge' }],
      ['workmanshipGranted', { faultCode: 'hinge', until: new Date(end).toISOString() }],
    ]);
    const { lookUpWarranty } = warrantiesRepository(open.db);
    expect(await lookUpWarranty(named, end - 1)).toMatchObject({ state: 'workmanship' });
    expect(await lookUpWarranty(named, end)).toMatchObject({ state: 'outside' });
  });

  it('in a later round of the case prolongs the warranty and tells fitted pieces once', async () => {
    const { effects } = open;
    const part = await open.newPart(0, { tracking: 'serial' });
    await open.stockUp(part, 1, { serials: ['M-1'] });
    const { caseId, lineIds } = await open.signedFor({ partId: part.id, quantity: 1 });
    const entries = [{ lineId: firstOf(lineIds), quantity: 1, serial: 'M-1' }];
    await effects.issueParts({ ...keyed(caseId, 'issue'), entries, receivedBy: 'wang.lei' });
    await effects.consumeParts({ ...keyed(caseId, 'consume'), entries });
    const { unit, ...named } = await register();
    const first = await effects.recordRepairedUnit(repaired(caseId, named, SIGNED_AT));
    const second = await effects.recordRepairedUnit(repaired(caseId, named, SIGNED_AT + 5 * DAY));
    expect(second.workmanshipUntil).toBe((first.workmanshipUntil ?? 0) + 5 * DAY);
    const events = await unitsRepository(open.db).listEvents(unit.id);
    expect(events.filter(({ kind }) => kind === 'partFitted').map(({ data }) => data)).toEqual([
      { partNumber: part.number, serial: 'M-1' },
    ]);
    expect(events.filter(({ kind }) => kind === 'repaired')).toHaveLength(2);
  });

  it('counts with the others of its fault inside the product warranty, over rounds and cases', async () => {
    const { effects } = open;
    const warrantyEnd = SIGNED_AT + 10 * DAY;
    const { unit, ...named } = await register(warrantyEnd);
    const [first, second, third] = [await open.newCase(), await open.newCase(), await open.newCase()];
    await effects.recordRepairedUnit(repaired(first, named, SIGNED_AT));
    await effects.recordRepairedUnit(repaired(first, named, SIGNED_AT + DAY));
    await effects.recordRepairedUnit({ ...repaired(second, named, SIGNED_AT + 2 * DAY), faultCode: 'lock' });
    await effects.recordRepairedUnit(repaired(third, named, warrantyEnd));
    const count = { ...named, faultCode: 'hinge', sameFaultAs: null };
    expect(await effects.countSignedRepairs(count)).toBe(2);
    expect(await effects.countSignedRepairs({ ...count, sameFaultAs: second })).toBe(3);
    expect(await effects.countSignedRepairs({ ...count, faultCode: 'door' })).toBe(0);
    expect(await effects.countSignedRepairs({ ...count, serialNumber: null })).toBe(0);
    expect(unit.warrantyUntil).toBe(warrantyEnd);
  });

  it('prolongs a product warranty that ran by the time in repair, once and exactly', async () => {
    const { effects } = open;
    const warrantyUntil = SIGNED_AT - DAY;
    const { unit, ...named } = await register(warrantyUntil);
    const extendSince = SIGNED_AT - 3 * DAY;
    const handedOver = { ...repaired(await open.newCase(), named, SIGNED_AT), extendSince };
    await twice(effects.recordRepairedUnit, handedOver);
    const { findById, listEvents } = unitsRepository(open.db);
    expect((await findById(unit.id)).unit.warrantyUntil).toBe(warrantyUntil + 3 * DAY);
    const events = (await listEvents(unit.id)).filter(({ kind }) => kind === 'warrantyExtended');
    expect(events).toMatchObject([{ at: SIGNED_AT, caseId: handedOver.caseId, data: { byMs: 3 * DAY } }]);

    const late = repaired(await open.newCase(), named, SIGNED_AT + 9 * DAY);
    await effects.recordRepairedUnit({ ...late, extendSince: warrantyUntil + 3 * DAY });
    expect((await findById(unit.id)).unit.warrantyUntil).toBe(warrantyUntil + 3 * DAY);
  });

  it('grants none where the policy has none, and the same without a unit on record', async () => {
    const caseId = await open.newCase();
    const { unit, ...named } = await register();
    const ungranted = { ...repaired(caseId, named, SIGNED_AT), workmanshipDays: null };
    expect(await open.effects.recordRepairedUnit(ungranted)).toEqual({ workmanshipUntil: null });
    const events = await unitsRepository(open.db).listEvents(unit.id);
    expect(events.map(({ kind }) => kind)).toEqual(['repaired']);
    for (const serialNumber of [null, 'SN-unknown']) {
      const nameless = repaired(await open.newCase(), { ...named, serialNumber }, SIGNED_AT);
      const { workmanshipUntil } = await twice(open.effects.recordRepairedUnit, nameless);
      expect(workmanshipUntil).toBe(shanghai('2026-08-31T00:00:00'));
    }
  });
});
