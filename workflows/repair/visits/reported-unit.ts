import { invalid } from '../../domain/errors.ts';
import type { RepairCase, RepairLookups, Site } from '../repair.case.ts';
import type { RepairBody } from '../repair.forms.ts';

/** The unit that the case was opened for, as it is known now: as reported, or as corrected (5 `correctRegister`). */
export function reportedUnit(c: RepairCase): RepairBody['unit'] {
  return c.data.register?.unit ?? c.body.unit;
}

/** Where the unit stands, and where a technician goes; null: nobody has said. */
export function siteOf(c: RepairCase): Site | null {
  return c.data.site ?? c.body.site ?? null;
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

/** Nobody is sent to an address that is not known (3.2 `site! on site`). */
export function checkSite(place: string | undefined, site: Site | null): void {
  if (place !== 'onSite' || site !== null) return;
  throw invalid(
    '/site',
    'is required on site: the address, and the region if there is one',
    'Nobody can be sent to an address that is not known',
  );
}

/** What a correction may change. */
export function unitFacts({ productModel, serialNumber, purchasedOn }: RepairBody['unit']) {
  return { productModel, serialNumber: serialNumber ?? null, purchasedOn: purchasedOn ?? null };
}
