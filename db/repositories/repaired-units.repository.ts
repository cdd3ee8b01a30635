import { and, eq, lt, or, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database, Transaction } from '../client.ts';
import { products, units } from '../schema/catalogue.ts';
import { unitEvents, workmanshipWarranties } from '../schema/unit-records.ts';
import { casePartsRepository } from './case-parts.repository.ts';
import { oncePerKey } from './effects.ts';
import { requireWritten } from './support.ts';
import { type Unit, unitsRepository } from './units.repository.ts';
import {
  warrantiesRepository,
  type NewWorkmanshipWarranty,
  type UnitReference,
} from './warranties.repository.ts';

export interface RecordRepairedUnit extends UnitReference {
  readonly caseId: string;
  readonly faultCode: string;
  /** The first instant outside the workmanship warranty; null: none is granted. */
  readonly workmanshipUntil: Instant | null;
  /** When the time in repair began by which the product warranty is prolonged; null: it is not prolonged. */
  readonly extendSince: Instant | null;
}

/**
 * A signed repair enters the unit's own history: the fault, the pieces fitted by serial number, and the workmanship
 * warranty (R-18, repair §8); the time in repair is added to a product warranty that ran when it began. A later round of the case that is signed prolongs the warranty of the earlier one. A
 * unit that is not on record has no history; its warranty stands in the case alone.
 */
export async function recordRepairedUnit(
  db: Database,
  key: string,
  args: RecordRepairedUnit,
  at: Instant,
): Promise<{ readonly workmanshipUntil: Instant | null }> {
  return oncePerKey(db, { key, name: 'recordRepairedUnit', at }, async (tx) => {
    const { caseId, faultCode, workmanshipUntil, extendSince } = args;
    const unit = await findOptionalUnit(tx, args);
    if (unit === null) return { workmanshipUntil };
    const unitId = unit.id;
    const { recordEvent, extendWarranty } = warrantiesRepository(tx);
    const event = { unitId, caseId, at };
    if (extendSince !== null && extendSince < Math.min(at, unit.warrantyUntil ?? extendSince)) {
      await extendWarranty({ ...event, key: `${key}/warrantyExtended`, byMs: at - extendSince });
    }
    await recordEvent({ ...event, key: `${key}/repaired`, kind: 'repaired', data: { faultCode } });
    for (const { lineId, partNumber, serial } of await casePartsRepository(tx).listFitted(caseId)) {
      const data = { partNumber, serial };
      await recordEvent({ ...event, key: `${caseId}/fitted/${lineId}/${serial}`, kind: 'partFitted', data });
    }
    if (workmanshipUntil === null) return { workmanshipUntil };
    const granted = await grantOrProlong(tx, {
      unitId,
      caseId,
      faultCode,
      startsAt: at,
      endsAt: workmanshipUntil,
    });
    const data = { faultCode, until: new Date(granted).toISOString() };
    await recordEvent({ ...event, key: `${key}/workmanship`, kind: 'workmanshipGranted', data });
    return { workmanshipUntil: granted };
  });
}

/** One fault of a unit: by its code, and by the case that repaired it under another. */
export interface RepairedFault extends UnitReference {
  readonly faultCode: string;
  readonly sameFaultAs: string | null;
}

/** Signed repairs of the fault inside the product warranty, over all cases and rounds. */
export async function countSignedRepairs(db: Database, fault: RepairedFault): Promise<number> {
  const { productModel, serialNumber, faultCode, sameFaultAs } = fault;
  if (serialNumber === null) return 0;
  const rows = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(unitEvents)
    .innerJoin(units, eq(units.id, unitEvents.unitId))
    .innerJoin(products, eq(products.id, units.productId))
    .where(
      and(
        eq(products.model, productModel),
        eq(units.serialNumber, serialNumber),
        eq(unitEvents.kind, 'repaired'),
        lt(unitEvents.at, units.warrantyUntil),
        or(
          sql`${unitEvents.data} ->> 'faultCode' = ${faultCode}`,
          sameFaultAs === null ? undefined : eq(unitEvents.caseId, sameFaultAs),
        ),
      ),
    );
  return rows[0]?.count ?? 0;
}

async function findOptionalUnit(tx: Transaction, named: UnitReference): Promise<Unit | null> {
  if (named.serialNumber === null) return null;
  const found = await unitsRepository(tx).findOptionalBySerial(named.productModel, named.serialNumber);
  return found?.unit ?? null;
}

async function grantOrProlong(tx: Transaction, warranty: NewWorkmanshipWarranty): Promise<Instant> {
  const { unitId, caseId, faultCode, endsAt } = workmanshipWarranties;
  const rows = await tx
    .insert(workmanshipWarranties)
    .values(warranty)
    .onConflictDoUpdate({
      target: [unitId, caseId, faultCode],
      set: { endsAt: sql`greatest(${endsAt}, excluded.ends_at)` },
    })
    .returning({ endsAt });
  return requireWritten(rows).endsAt;
}
