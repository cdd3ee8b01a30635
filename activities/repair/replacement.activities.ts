import type { Database } from '../../db/client.ts';
import { catalogueRepository } from '../../db/repositories/catalogue.repository.ts';
import { partsStockRepository } from '../../db/repositories/parts-stock.repository.ts';
import { disposeUnit, recordReplacedUnit } from '../../db/repositories/replaced-units.repository.ts';
import { unitsRepository } from '../../db/repositories/units.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import { presentValue } from '../../workflows/domain/present-value.ts';
import { dateText, epochDayOfLocal } from '../../workflows/domain/working-time/civil-date.ts';
import { zoneNamed } from '../../workflows/domain/working-time/zone.ts';
import type { ReplacementActivities } from '../repair-contracts.ts';

/** Replacing a unit beyond repair. */
export function replacementActivities(db: Database): ReplacementActivities {
  return {
    async unitValue({ productModel, serialNumber, at }) {
      const unit =
        serialNumber === null
          ? undefined
          : await unitsRepository(db).findOptionalBySerial(productModel, serialNumber);
      if (unit === undefined) return { valueMinor: null, currency: 'CNY' };
      const { purchasedOn } = unit.unit;
      const { currency } = unit.product;
      if (purchasedOn === null) return { valueMinor: null, currency };
      return { valueMinor: presentValue(unit.product, Date.parse(purchasedOn), at), currency };
    },

    async replacementItem({ productId }) {
      const product = await catalogueRepository(db).findById(productId);
      const item = await partsStockRepository(db).findOptionalByNumber(product.model);
      if (item === undefined) {
        throw new DomainError('INVALID', `No ${product.model} is kept in stock to replace a unit with`, {
          faults: [{ pointer: '/productId', message: 'must be a product that is kept in stock' }],
        });
      }
      return { partId: item.id, productModel: product.model };
    },

    async recordReplacedUnit({ key, at, timeZone, ...replaced }) {
      const handedOverOn = dateText(epochDayOfLocal(zoneNamed(timeZone).localAt(at)));
      const { caseId, productModel, serialNumber, newProductId, newSerial } = replaced;
      const unit = { caseId, productModel, serialNumber, newProductId, newSerial, handedOverOn, timeZone };
      await recordReplacedUnit(db, key, unit, at);
    },

    async disposeUnit({ key, at, caseId, productModel, serialNumber, disposal, recordNumber }) {
      await disposeUnit(db, key, { caseId, productModel, serialNumber, disposal, recordNumber }, at);
    },
  };
}
