import type { Database } from '../../db/client.ts';
import { arrivalSignals } from '../../db/repositories/allocation.ts';
import { caseSignalsRepository, type NewCaseSignal } from '../../db/repositories/case-signals.repository.ts';
import { partsStockRepository } from '../../db/repositories/parts-stock.repository.ts';
import { type CorrectedStock, correctStock } from '../../db/repositories/stock-corrections.repository.ts';
import { invalid } from '../../workflows/domain/errors.ts';
import type { Api } from '../dependencies.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { actorIdOf } from '../plugins/auth.ts';
import { NewStockCorrectionBody, StockCorrectionBody } from '../schemas/parts.schema.ts';
import { STOCK_CORRECTION_ROLES } from './access.ts';
import type { CaseApiDependencies } from './case-access.ts';
import { intentionOf } from './request-keys.ts';

/** Differences that a stocktake found, booked into the ledger with their reason (P-04). */
export function registerStockCorrectionRoute(api: Api, deps: CaseApiDependencies): void {
  const { db, now, courier } = deps;
  const audit = createAuditTrail(deps);
  api.post(
    '/v1/stock-corrections',
    {
      config: { access: STOCK_CORRECTION_ROLES },
      schema: {
        tags: ['stock'],
        operationId: 'correctStock',
        summary: 'Book pieces found or missing at a stocktake; reserved pieces stay untouched',
        description:
          'Pieces that are found are reserved for the lines that wait, as those of a delivery are, and their cases are told.',
        body: NewStockCorrectionBody,
        response: { 201: StockCorrectionBody },
      },
    },
    async (request, reply) => {
      const { body, principal } = request;
      await requirePlace(db, body.locationCode);
      const { partNumber, ...found } = body;
      const partId = await findPart(db, partNumber);
      const correction = { ...found, partId, person: actorIdOf(principal) };
      const key = `stocktake/${intentionOf(request)}`;
      const corrected = await audit.change(request, 'stock', async (tx) => {
        const { allocations } = await correctStock(tx, key, correction, now());
        await caseSignalsRepository(tx).queue(signalsOf(key, allocations), now());
        return { before: null, after: { ...correction, allocations }, subjectId: partId, effectKey: key };
      });
      await courier.send(signalsOf(key, corrected.allocations).map((signal) => signal.key));
      const balances = await partsStockRepository(db).listBalancesByPart(partId);
      const here = balances.find(
        ({ locationCode, lot }) => locationCode === body.locationCode && lot === (body.lot ?? ''),
      );
      const { onHand = 0, reserved = 0 } = here ?? {};
      return reply.status(201).send({ ...body, onHand, reserved });
    },
  );
}

/** What the cases are told that got pieces. */
const signalsOf = (key: string, allocations: CorrectedStock['allocations']): NewCaseSignal[] =>
  arrivalSignals({ key, receiptNumber: 'stocktake', allocations });

async function findPart(db: Database, number: string): Promise<string> {
  const [part] = await partsStockRepository(db).listNamed([], [number]);
  if (part === undefined) throw invalid('/partNumber', 'names no part');
  return part.id;
}

async function requirePlace(db: Database, code: string): Promise<void> {
  const places = (await partsStockRepository(db).listLocations()).map((place) => place.code);
  if (!places.includes(code)) throw invalid('/locationCode', `must be one of ${places.join(', ')}`);
}
