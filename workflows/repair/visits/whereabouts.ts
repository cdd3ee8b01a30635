import type { RepairCase } from '../repair.case.ts';
import { isStillThere } from '../repair.rules.ts';
import { reportedUnit } from './reported-unit.ts';

/** Where the unit is, and whether somebody is with it (3.2 diagnosis, 3.4 visit). */

/** The unit is in the workshop, or is to be brought there. */
export function isInWorkshop(c: RepairCase): boolean {
  return c.data.classification?.place === 'workshop';
}

/** The unit that the case is about now: the reported one, or the one that took its place. */
export function unitInPlace(c: RepairCase): {
  readonly productModel: string;
  readonly serialNumber: string | null;
} {
  const { productModel, serialNumber = null } = c.data.newUnit ?? reportedUnit(c);
  return { productModel, serialNumber };
}

/** Work can go on without another visit: a unit stays in the workshop, a technician leaves. */
export function isAtUnit(c: RepairCase): boolean {
  return isInWorkshop(c) ? c.data.arrivedAt !== null : technicianWaits(c);
}

/** The technician is at the customer's: who has to decide is asked to be quick. */
export function technicianWaits(c: RepairCase): boolean {
  return !isInWorkshop(c) && isStillThere(c.data.arrivedAt, c.now());
}

/** A technician who came to the customer leaves; what is in the workshop stays there. */
export function endVisit(c: RepairCase): void {
  if (!isInWorkshop(c)) c.data.arrivedAt = null;
}

/** Where the unit has turned out to be, whatever was planned. */
export function foundIn(c: RepairCase, place: 'onSite' | 'workshop'): void {
  const { classification } = c.data;
  if (classification !== null) c.data.classification = { ...classification, place };
}
