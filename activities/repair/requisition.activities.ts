import type { Database } from '../../db/client.ts';
import { casePartsRepository } from '../../db/repositories/case-parts.repository.ts';
import { caseTermsRepository } from '../../db/repositories/case-terms.repository.ts';
import {
  askRequisition,
  refuseRequisition,
  requisitionsRepository,
  setRequisitionsUrgent,
  signRequisition,
  withdrawRequisition,
} from '../../db/repositories/requisitions.repository.ts';
import type { PartsActivities, RequisitionLine } from '../repair-contracts.ts';
import { actingPerson } from './acting-person.ts';
import { nameOf } from './charges.ts';
import { MAIN_STORE } from './stores.ts';

type RequisitionActivities = Pick<
  PartsActivities,
  'askRequisition' | 'signRequisition' | 'refuseRequisition' | 'withdrawRequisition' | 'setRequisitionsUrgent'
>;

/** A requisition from its lines to the parts lead's answer (B3.6, P-03). */
export function requisitionActivities(db: Database): RequisitionActivities {
  return {
    async askRequisition({ key, at, by, ...asked }) {
      const { language } = await caseTermsRepository(db).findByCase(asked.caseId);
      const ids = asked.lines.map(({ partId }) => partId);
      const found = await casePartsRepository(db).listParts(ids, MAIN_STORE);
      const names = new Map(found.map(({ part }) => [part.id, nameOf(part, language)]));
      const requisition = { ...asked, locationCode: MAIN_STORE, askedBy: actingPerson(by) };
      const { requisitionId, number } = await askRequisition(db, key, requisition, at);
      const lines = asked.lines.map(({ lineId, partId, quantity }) => {
        return { lineId, partId, partName: names.get(partId) ?? '', quantity, reserved: 0, short: 0 };
      });
      return { requisitionId, number, lines };
    },

    async signRequisition({ key, at, by, requisitionId }) {
      const signedBy = actingPerson(by);
      const signed = await signRequisition(db, key, { requisitionId, signedBy }, at);
      const { language } = await caseTermsRepository(db).findByCase(signed.caseId);
      const { number } = await requisitionsRepository(db).findById(requisitionId);
      const asked = await casePartsRepository(db).listLinesOfRequisition(requisitionId);
      const lines = asked.flatMap(({ line, part }): RequisitionLine[] =>
        signed.lines
          .filter(({ lineId }) => lineId === line.id)
          .map(({ lineId, partId, signed: quantity, reserved, short }) => {
            return { lineId, partId, partName: nameOf(part, language), quantity, reserved, short };
          }),
      );
      return { requisitionId, number, lines };
    },

    async refuseRequisition({ key, at, by, requisitionId, reason }) {
      await refuseRequisition(db, key, { requisitionId, person: actingPerson(by), reason }, at);
    },

    async withdrawRequisition({ key, at, by, requisitionId }) {
      const ended = { requisitionId, person: actingPerson(by), reason: 'not wanted any more' };
      await withdrawRequisition(db, key, ended, at);
    },

    async setRequisitionsUrgent({ key, at, caseId, urgent }) {
      await setRequisitionsUrgent(db, key, { caseId, urgent }, at);
    },
  };
}
