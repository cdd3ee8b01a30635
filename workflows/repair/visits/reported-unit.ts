import type { RepairCase, RepairLookups } from '../repair.case.ts';
import type { RepairBody } from '../repair.forms.ts';

/** The unit that the case was opened for, as it is known now: as reported, or as corrected (5 `correctRegister`). */
export function reportedUnit(c: RepairCase): RepairBody['unit'] {
  return c.data.register?.unit ?? c.body.unit;
}

/** What the records say of it. */
export function lookupsOf(c: RepairCase): RepairLookups {
  return c.data.register?.lookups ?? c.state.opening.lookups;
}

/** What stood in the register before it was corrected; null: it stands as it was reported. */
export function asReported(c: RepairCase) {
  if (c.data.register === null) return null;
  return { ...unitFacts(c.body.unit), warranty: c.state.opening.lookups.warranty };
}

/** What a correction may change. */
export function unitFacts({ productModel, serialNumber, purchasedOn }: RepairBody['unit']) {
  return { productModel, serialNumber: serialNumber ?? null, purchasedOn: purchasedOn ?? null };
}
