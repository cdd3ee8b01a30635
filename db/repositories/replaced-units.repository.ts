import { and, eq } from 'drizzle-orm';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database, Transaction } from '../client.ts';
import { units } from '../schema/catalogue.ts';
import { cases } from '../schema/cases.ts';
import { oncePerKey } from './effects.ts';
import { unitsRepository, type UnitWithProduct } from './units.repository.ts';
import { warrantiesRepository, type UnitReference } from './warranties.repository.ts';

export interface RecordReplacedUnit extends UnitReference {
  readonly caseId: string;
  readonly newProductId: string;
  readonly newSerial: string;
  /** The day of the hand-over where the company is, `yyyy-MM-dd`: the new unit's warranty runs from it. */
  readonly handedOverOn: string;
  readonly timeZone: string;
}

/** The new unit is registered to the customer of the case; the old one's history tells by what it was replaced. */
export async function recordReplacedUnit(
  db: Database,
  key: string,
  args: RecordReplacedUnit,
  at: Instant,
): Promise<{ readonly newUnitId: string }> {
  return oncePerKey(db, { key, name: 'recordReplacedUnit', at }, async (tx) => {
    const { caseId, newProductId, newSerial, handedOverOn, timeZone } = args;
    await refuseSerialInUse(tx, newProductId, newSerial);
    const old = await findOptionalOld(tx, args);
    const customerId = old?.unit.customerId ?? (await customerOf(tx, caseId));
    const registered = await unitsRepository(tx).register(
      {
        productId: newProductId,
        serialNumber: newSerial,
        lot: null,
        customerId,
        ownership: old?.unit.ownership ?? 'sold',
        orderNumber: old?.unit.orderNumber ?? null,
        purchasedOn: handedOverOn,
        warrantyUntil: null,
      },
      timeZone,
      at,
    );
    if (old !== undefined) {
      const data = { newSerial, newUnitId: registered.id };
      await warrantiesRepository(tx).recordEvent({
        ...{ unitId: old.unit.id, caseId, key: `${key}/replaced`, kind: 'replaced', at, data },
      });
    }
    return { newUnitId: registered.id };
  });
}

/** The old unit leaves service: scrapped, or kept for refurbishing. */
export async function disposeUnit(
  db: Database,
  key: string,
  args: UnitReference & {
    readonly caseId: string;
    readonly disposal: 'scrap' | 'refurbish';
    readonly recordNumber: string;
  },
  at: Instant,
): Promise<{ readonly disposed: boolean }> {
  return oncePerKey(db, { key, name: 'disposeUnit', at }, async (tx) => {
    const old = await findOptionalOld(tx, args);
    if (old === undefined) return { disposed: false };
    const { caseId, disposal, recordNumber } = args;
    await tx.update(units).set({ active: false, updatedAt: at }).where(eq(units.id, old.unit.id));
    await warrantiesRepository(tx).recordEvent({
      unitId: old.unit.id,
      caseId,
      key: `${key}/disposed`,
      kind: 'scrapped',
      at,
      data: { disposal, recordNumber },
    });
    return { disposed: true };
  });
}

async function findOptionalOld(tx: Transaction, unit: UnitReference): Promise<UnitWithProduct | undefined> {
  if (unit.serialNumber === null) return undefined;
  return unitsRepository(tx).findOptionalBySerial(unit.productModel, unit.serialNumber);
}

async function refuseSerialInUse(tx: Transaction, productId: string, serialNumber: string): Promise<void> {
  const taken = await tx.$count(
    units,
    and(eq(units.productId, productId), eq(units.serialNumber, serialNumber)),
  );
  if (taken === 0) return;
  throw new DomainError('SERIAL_IN_USE', `Serial number ${serialNumber} is in somebody's hands already`, {
    faults: [{ pointer: '/newSerial', message: 'belongs to a unit that is in use' }],
  });
}

async function customerOf(tx: Transaction, caseId: string): Promise<string> {
  const [found] = await tx.select({ customerId: cases.customerId }).from(cases).where(eq(cases.id, caseId));
  if (found?.customerId == null)
    throw new DomainError('INVALID', 'A unit is handed over to a customer on record');
  return found.customerId;
}
