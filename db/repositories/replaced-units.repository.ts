import { and, eq, sql } from 'drizzle-orm';
import { DomainError, refusedAt } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database, Transaction } from '../client.ts';
import { units } from '../schema/catalogue.ts';
import { cases } from '../schema/cases.ts';
import { unitEvents } from '../schema/unit-records.ts';
import { oncePerKey } from './effects.ts';
import { consumeLines } from './issued-parts.repository.ts';
import { unitsRepository, type UnitWithProduct } from './units.repository.ts';
import { warrantiesRepository, type UnitReference } from './warranties.repository.ts';

export interface ExchangeUnit extends UnitReference {
  readonly caseId: string;
  /** Line of the requisition that the new unit was issued on. */
  readonly lineId: string;
  readonly newProductId: string;
  readonly newSerial: string;
  /** The day of the hand-over where the company is, `yyyy-MM-dd`: the new unit's warranty runs from it. */
  readonly handedOverOn: string;
  readonly timeZone: string;
  readonly person: string | null;
}

export interface ExchangedUnit {
  readonly newUnitId: string;
  /** The first instant outside the new unit's warranty; null: it has none. */
  readonly warrantyUntil: Instant | null;
}

/**
 * The new unit leaves the technician's hands and is registered to the customer of the case; the old one's history
 * tells by what it was replaced. All of it or nothing. Refused: a serial number that is registered already, or
 * was fitted (SERIAL_IN_USE), one that was not issued (LOT_MISMATCH).
 */
export async function exchangeUnit(
  db: Database,
  key: string,
  args: ExchangeUnit,
  at: Instant,
): Promise<ExchangedUnit> {
  const { caseId, lineId, newProductId, newSerial, person } = args;
  const request = { lineId, newProductId, newSerial };
  return oncePerKey(db, { key, name: 'exchangeUnit', at, request }, async (tx) => {
    await refuseSerialInUse(tx, newProductId, newSerial);
    const lines = [{ lineId, quantity: 1, serial: newSerial }];
    await consumeLines(tx, `${key}/consume`, { lines, person }, at);
    const old = await findOptionalUnit(tx, args);
    const registered = await register(tx, args, old, at);
    if (old !== undefined) {
      const data = { newSerial, newUnitId: registered.id };
      await warrantiesRepository(tx).recordEvent({
        ...{ unitId: old.unit.id, caseId, key: `${key}/replaced`, kind: 'replaced', at, data },
      });
    }
    return { newUnitId: registered.id, warrantyUntil: registered.warrantyUntil };
  });
}

async function register(tx: Transaction, args: ExchangeUnit, old: UnitWithProduct | undefined, at: Instant) {
  const { caseId, newProductId, newSerial, handedOverOn, timeZone } = args;
  return unitsRepository(tx).register(
    {
      productId: newProductId,
      serialNumber: newSerial,
      lot: null,
      customerId: old?.unit.customerId ?? (await customerOf(tx, caseId)),
      ownership: old?.unit.ownership ?? 'sold',
      orderNumber: old?.unit.orderNumber ?? null,
      purchasedOn: handedOverOn,
      warrantyUntil: null,
    },
    timeZone,
    at,
  );
}

export interface DisposeUnit extends UnitReference {
  readonly caseId: string;
  readonly disposal: 'scrap' | 'refurbish';
  readonly recordNumber: string;
}

/**
 * The old unit leaves service: scrapped, or kept for refurbishing. Refused (WRONG_PHASE) while the customer holds it.
 * A unit that is not on record is disposed of in the case alone.
 */
export async function disposeUnit(
  db: Database,
  key: string,
  args: DisposeUnit,
  at: Instant,
): Promise<{ readonly isOnRecord: boolean }> {
  return oncePerKey(db, { key, name: 'disposeUnit', at, request: args }, async (tx) => {
    const old = await findOptionalUnit(tx, args);
    if (old === undefined) return { isOnRecord: false };
    const { caseId, disposal, recordNumber } = args;
    const unitId = old.unit.id;
    await refuseUncollected(tx, unitId, caseId);
    await tx
      .update(units)
      .set({ active: false, updatedAt: at, version: sql`${units.version} + 1` })
      .where(eq(units.id, unitId));
    const data = { disposal, recordNumber };
    await warrantiesRepository(tx).recordEvent({
      ...{ unitId, caseId, key: `${key}/disposed`, kind: 'scrapped', at, data },
    });
    return { isOnRecord: true };
  });
}

async function findOptionalUnit(tx: Transaction, unit: UnitReference): Promise<UnitWithProduct | undefined> {
  if (unit.serialNumber === null) return undefined;
  return unitsRepository(tx).findOptionalBySerial(unit.productModel, unit.serialNumber);
}

async function refuseSerialInUse(tx: Transaction, productId: string, serialNumber: string): Promise<void> {
  const taken = await tx.$count(
    units,
    and(eq(units.productId, productId), eq(units.serialNumber, serialNumber)),
  );
  if (taken === 0) return;
  throw refusedAt(
    'SERIAL_IN_USE',
    '/newSerial',
    'belongs to a unit that is in use',
    `Serial number ${serialNumber} is in somebody's hands already`,
  );
}

async function refuseUncollected(tx: Transaction, unitId: string, caseId: string): Promise<void> {
  const collected = await tx.$count(
    unitEvents,
    and(eq(unitEvents.unitId, unitId), eq(unitEvents.caseId, caseId), eq(unitEvents.kind, 'replaced')),
  );
  if (collected > 0) return;
  throw new DomainError('WRONG_PHASE', 'A unit is disposed of once another one has taken its place');
}

async function customerOf(tx: Transaction, caseId: string): Promise<string> {
  const [found] = await tx.select({ customerId: cases.customerId }).from(cases).where(eq(cases.id, caseId));
  if (found?.customerId != null) return found.customerId;
  throw new DomainError('INVALID', 'A unit is handed over to a customer on record');
}
