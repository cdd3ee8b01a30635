import type { Database } from '../../db/client.ts';
import { catalogueRepository } from '../../db/repositories/catalogue.repository.ts';
import { disposeUnit, exchangeUnit } from '../../db/repositories/replaced-units.repository.ts';
import { replacementProductsRepository } from '../../db/repositories/replacement-products.repository.ts';
import { unitsRepository } from '../../db/repositories/units.repository.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { presentValue } from '../../workflows/domain/present-value.ts';
import {
  dateText,
  type EpochDay,
  epochDayOfDate,
  epochDayOfLocal,
} from '../../workflows/domain/working-time/civil-date.ts';
import { zoneNamed } from '../../workflows/domain/working-time/zone.ts';
import type { ReplacementActivities } from '../repair-contracts.ts';
import { actingPerson } from './acting-person.ts';

/** Replacing a unit beyond repair. */
export function replacementActivities(db: Database): ReplacementActivities {
  return {
    async unitValue({ productModel, serialNumber, purchasedOn, timeZone, at }) {
      const product = await catalogueRepository(db).findOptionalByModel(productModel);
      if (product === undefined) return { valueMinor: null, currency: null };
      const registered =
        serialNumber === null
          ? undefined
          : await unitsRepository(db).findOptionalBySerial(productModel, serialNumber);
      const bought = epochDayOfDate(registered?.unit.purchasedOn ?? purchasedOn ?? '');
      const valueMinor = bought === null ? null : presentValue(product, bought, dayIn(timeZone, at));
      return { valueMinor, currency: product.currency };
    },

    replacementItem: (wish) => replacementProductsRepository(db).findByWish(wish),

    async exchangeUnit({ key, at, by, timeZone, ...exchange }) {
      const { caseId, productModel, serialNumber, lineId, newProductId, newSerial } = exchange;
      const units = { caseId, productModel, serialNumber, lineId, newProductId, newSerial };
      const handedOverOn = dateText(dayIn(timeZone, at));
      const args = { ...units, handedOverOn, timeZone, person: actingPerson(by) };
      const { warrantyUntil } = await exchangeUnit(db, key, args, at);
      return { warrantyUntil };
    },

    async disposeUnit({ key, at, caseId, productModel, serialNumber, disposal, recordNumber }) {
      await disposeUnit(db, key, { caseId, productModel, serialNumber, disposal, recordNumber }, at);
    },
  };
}

/** The day that an instant falls on where the company is. */
function dayIn(timeZone: string, at: Instant): EpochDay {
  return epochDayOfLocal(zoneNamed(timeZone).localAt(at));
}
