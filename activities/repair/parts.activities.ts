import type { Database, Transaction } from '../../db/client.ts';
import {
  casePartsRepository,
  releaseParts,
  type ComparedSubstitute,
} from '../../db/repositories/case-parts.repository.ts';
import { caseTermsRepository } from '../../db/repositories/case-terms.repository.ts';
import { LOAN_POOL } from '../../db/repositories/loans.repository.ts';
import { consumeLines, returnLines } from '../../db/repositories/issued-parts.repository.ts';
import { partsStockRepository } from '../../db/repositories/parts-stock.repository.ts';
import { priceListsRepository } from '../../db/repositories/price-lists.repository.ts';
import { sourceLine, substituteLine } from '../../db/repositories/purchases.repository.ts';
import { issueLines } from '../../db/repositories/reservations.repository.ts';
import { invalid } from '../../workflows/domain/errors.ts';
import { totalOf } from '../../workflows/domain/money.ts';
import { inHandOf } from '../../workflows/domain/parts.ts';
import type { PartsActivities } from '../repair-contracts.ts';
import { actingPerson } from './acting-person.ts';
import { chargeLines, nameOf } from './charges.ts';
import { offerWhatIsFreed } from './freed-parts.ts';
import { readOnce } from './read-once.ts';
import { requisitionActivities } from './requisition.activities.ts';
import { MAIN_STORE, QUARANTINE } from './stores.ts';

/** Parts of a repair: priced, asked for, reserved, issued, used and brought back (R-11, R-12, P-03). */
export function partsActivities(db: Database): PartsActivities {
  return {
    ...pricingActivities(db),
    ...requisitionActivities(db),
    ...sourcingActivities(db),
    ...handlingActivities(db),
  };
}

function pricingActivities(db: Database): Pick<PartsActivities, 'priceWork'> {
  return {
    async priceWork({ caseId, priceListCode, openedAt, parts: wishes, minutes, region, trips }) {
      const { language } = await caseTermsRepository(db).findByCase(caseId);
      const { document: list } = await priceListsRepository(db).findCurrent(priceListCode, openedAt);
      const ids = wishes.map(({ partId }) => partId);
      const inStore = new Map(
        (await casePartsRepository(db).listParts(ids, MAIN_STORE)).map((found) => [found.part.id, found]),
      );
      const wanted = wishes.flatMap(({ partId, quantity }) => {
        const found = inStore.get(partId);
        return found === undefined ? [] : [{ ...found, quantity, unitMinor: found.part.priceMinor }];
      });
      const lines = chargeLines(list, { minutes, trips, region, parts: wanted }, language);
      return {
        totalMinor: totalOf(lines),
        currency: list.currency,
        priceListVersion: list.version,
        parts: wanted.map(({ part, quantity, free, unitMinor }) => ({
          partId: part.id,
          quantity,
          number: part.number,
          name: nameOf(part, language),
          unitPriceMinor: unitMinor,
          free,
        })),
        lines,
      };
    },
  };
}

type SourcingActivities = Pick<PartsActivities, 'sourceShortLine' | 'compareSubstitute' | 'substituteLine'>;

function sourcingActivities(db: Database): SourcingActivities {
  return {
    async sourceShortLine({ key, at, by, lineId, way, expectedAt, reference }) {
      const source = {
        lineId,
        way,
        person: actingPerson(by),
        ...(expectedAt === null ? {} : { expectedAt }),
        ...(reference === null ? {} : { reference }),
      };
      const recorded = (await sourceLine(db, key, source, at)).source;
      if (recorded === undefined || recorded.way === 'substitute') return { way, expectedAt, reference };
      const { expectedAt: expected = null, reference: order = null } = recorded;
      return { way: recorded.way, expectedAt: expected, reference: order };
    },

    compareSubstitute: ({ lineId, substitutePartId, once }) =>
      readOnce(db, 'compareSubstitute', once, async (tx) => {
        const compared = await casePartsRepository(tx).compareSubstitute(lineId, substitutePartId);
        requireSameCurrency(compared);
        const { line, part, substitute, approved, caseId } = compared;
        const { language } = await caseTermsRepository(tx).findByCase(caseId);
        return {
          approved,
          partName: nameOf(part, language),
          substituteName: nameOf(substitute, language),
          differenceMinor: (substitute.priceMinor - part.priceMinor) * line.short,
        };
      }),

    async substituteLine({ key, at, by, caseId, lineId, newLineId, substitutePartId, approvedBy }) {
      const substitution = {
        lineId,
        newLineId,
        substitutePartId,
        approvedBy: approvedBy === undefined ? null : actingPerson(approvedBy),
        person: actingPerson(by),
      };
      const { language } = await caseTermsRepository(db).findByCase(caseId);
      const done = await substituteLine(db, key, substitution, at);
      const partId = done.substitutePartId;
      const partName = nameOf(await partsStockRepository(db).findById(partId), language);
      const { quantity, reserved, short } = done;
      return { lineId: done.newLineId, partId, partName, quantity, reserved, short };
    },
  };
}

function requireSameCurrency({ part, substitute }: ComparedSubstitute): void {
  if (part.currency === substitute.currency) return;
  throw invalid(
    '/substitutePartId',
    `is priced in ${substitute.currency}, the part that it replaces in ${part.currency}`,
  );
}

type HandlingActivities = Pick<
  PartsActivities,
  'issueParts' | 'releaseParts' | 'consumeParts' | 'returnParts' | 'partsInHand'
>;

function handlingActivities(db: Database): HandlingActivities {
  return {
    async issueParts({ key, at, by, entries, receivedBy }) {
      await issueLines(db, key, { lines: entries, receivedBy, person: actingPerson(by) }, at);
    },

    async releaseParts({ key, at, by, caseId, lineIds }) {
      const chosen = { caseId, person: actingPerson(by), ...(lineIds === null ? {} : { lineIds }) };
      const free = async (tx: Transaction): Promise<readonly string[]> => {
        await releaseParts(tx, key, chosen, at);
        const lines = await casePartsRepository(tx).listLinesOfCase(caseId);
        return lines.filter(({ line }) => lineIds?.includes(line.id) ?? true).map(({ part }) => part.id);
      };
      await offerWhatIsFreed(db, { key, at, free });
    },

    async consumeParts({ key, at, by, entries }) {
      await consumeLines(db, key, { lines: entries, person: actingPerson(by) }, at);
    },

    async returnParts({ key, at, by, entries }) {
      const returned = { lines: entries, quarantineCode: QUARANTINE, person: actingPerson(by) };
      const free = async (tx: Transaction): Promise<readonly string[]> =>
        (await returnLines(tx, key, returned, at)).returned.map(({ partId }) => partId);
      await offerWhatIsFreed(db, { key, at, free });
    },

    async partsInHand({ caseId }) {
      const { language } = await caseTermsRepository(db).findByCase(caseId);
      const lines = await casePartsRepository(db).listLinesOfCase(caseId);
      return lines
        .filter(({ locationCode }) => locationCode !== LOAN_POOL)
        .map(({ line, part }) => {
          return { lineId: line.id, partName: nameOf(part, language), inHand: inHandOf(line) };
        })
        .filter(({ inHand }) => inHand > 0);
    },
  };
}
