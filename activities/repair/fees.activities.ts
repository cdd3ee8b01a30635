import type { Database } from '../../db/client.ts';
import { casePartsRepository } from '../../db/repositories/case-parts.repository.ts';
import { settleCase } from '../../db/repositories/case-settlement.repository.ts';
import { caseTermsRepository } from '../../db/repositories/case-terms.repository.ts';
import {
  approveFeeDetail,
  feesRepository,
  postCosts,
  recordFeeDetail,
  refuseFeeDetail,
  type CostLine,
  type FeeLine,
} from '../../db/repositories/fees.repository.ts';
import { priceListsRepository } from '../../db/repositories/price-lists.repository.ts';
import { monthIn } from '../../workflows/domain/working-time/zone.ts';
import type { MoneyActivities } from '../repair-contracts.ts';
import { accountOf } from './account.ts';
import { actingPerson } from './acting-person.ts';
import { chargeLines } from './charges.ts';

type FeesActivities = Pick<
  MoneyActivities,
  'prefillFees' | 'saveFeeDetail' | 'decideFeeDetail' | 'costFees' | 'settleFees'
>;

/** The chain of fees: detail, approval, costing, settlement (A6.2, F-01). */
export function feesActivities(db: Database): FeesActivities {
  return { ...detailActivities(db), ...settlementActivities(db) };
}

function detailActivities(
  db: Database,
): Pick<FeesActivities, 'prefillFees' | 'saveFeeDetail' | 'decideFeeDetail'> {
  return {
    async prefillFees({ caseId, chargeable, priceListCode, openedAt, minutes, trips, region, without }) {
      const { language } = await caseTermsRepository(db).findByCase(caseId);
      const { document: list } = await priceListsRepository(db).findCurrent(priceListCode, openedAt);
      const lines = await casePartsRepository(db).listLinesOfCase(caseId);
      const parts = lines
        .map(({ line, part }) => {
          const leftOut = without.find(({ lineId }) => lineId === line.id)?.quantity ?? 0;
          // Where nobody is charged the lines say what the repair cost us (F-04).
          const unitMinor = chargeable ? part.priceMinor : part.costMinor;
          return { part, quantity: line.consumed - leftOut, unitMinor };
        })
        .filter(({ quantity }) => quantity > 0);
      return chargeLines(list, { minutes, trips, region, parts }, language);
    },

    async saveFeeDetail({ key, at, by, caseId, revision, currency, lines }) {
      const charged = lines.map(({ kind, text, quantity, amountMinor }) => {
        return { kind, description: text, quantity, chargedMinor: amountMinor };
      });
      const detail = { caseId, revision, currency, lines: charged, person: actingPerson(by) };
      const { chargedMinor } = await recordFeeDetail(db, key, detail, at);
      return { chargedMinor };
    },

    async decideFeeDetail({ key, at, by, caseId, revision, decision, reason }) {
      const decided = { caseId, revision, person: actingPerson(by) };
      if (decision === 'approved') await approveFeeDetail(db, key, decided, at);
      else await refuseFeeDetail(db, key, { ...decided, reason: reason ?? '' }, at);
    },
  };
}

function settlementActivities(db: Database): Pick<FeesActivities, 'costFees' | 'settleFees'> {
  return {
    async costFees({ key, at, by, caseId, revision, currency, lines }) {
      const person = actingPerson(by);
      const described = lines.map((line) => ({ ...line, description: line.kind }));
      if (revision === null) {
        await postCosts(db, key, { caseId, currency, lines: described, person }, at);
        return;
      }
      const fees = feesRepository(db);
      const detail = await fees.findByRevision(caseId, revision);
      const costed = besideFees(described, await fees.listLines(detail.id));
      await postCosts(db, key, { caseId, currency, revision, lines: costed, person }, at);
    },

    async settleFees({ key, at, by, caseId, revision, invoiceNumber }) {
      const { currency, timeZone } = await caseTermsRepository(db).findByCase(caseId);
      const month = monthIn(timeZone, at);
      const settlement = { caseId, currency, revision, month, invoiceNumber, person: actingPerson(by) };
      return accountOf(await settleCase(db, key, settlement, at));
    },
  };
}

/** Costs beside the lines of the fee detail that they are for: the first of a kind beside the first of that kind, and so on. */
function besideFees(costs: readonly CostLine[], fees: readonly FeeLine[]): CostLine[] {
  const left = [...fees];
  return costs.map((cost) => {
    const index = left.findIndex(({ kind }) => kind === cost.kind);
    const [fee] = index === -1 ? [] : left.splice(index, 1);
    return fee === undefined ? cost : { ...cost, position: fee.position, description: fee.description };
  });
}
