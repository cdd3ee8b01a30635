import type { Database } from '../../db/client.ts';
import { caseTermsRepository } from '../../db/repositories/case-terms.repository.ts';
import { lendDevice, takeDeviceBack } from '../../db/repositories/loans.repository.ts';
import { partsStockRepository } from '../../db/repositories/parts-stock.repository.ts';
import type { LoanActivities } from '../repair-contracts.ts';
import { actingPerson } from './acting-person.ts';
import { nameOf } from './charges.ts';
import { QUARANTINE } from './stores.ts';

/** Loan devices. */
export function loanActivities(db: Database): LoanActivities {
  return {
    async lendDevice({ key, at, by, ...loan }) {
      const lent = await lendDevice(db, key, { ...loan, person: actingPerson(by) }, at);
      const { language } = await caseTermsRepository(db).findByCase(loan.caseId);
      const device = await partsStockRepository(db).findById(lent.partId);
      return { deviceName: nameOf(device, language), lineId: lent.lineId, serial: lent.serial };
    },

    async takeDeviceBack({ key, at, by, lineId, serial, condition, reason }) {
      const back = { lineId, serial, condition, reason };
      await takeDeviceBack(db, key, { ...back, quarantineCode: QUARANTINE, person: actingPerson(by) }, at);
    },
  };
}
