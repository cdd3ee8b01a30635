import { Type } from 'typebox';
import { partsStockRepository } from '../../db/repositories/parts-stock.repository.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { pageBody } from '../plugins/answers.ts';
import { idParams, object, page, pageQuery } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import { toIso } from '../schemas/instants.ts';
import {
  SerialBody,
  StockBalanceBody,
  StockLocationBody,
  StockMovementBody,
} from '../schemas/parts.schema.ts';

const tags = ['stock'];
const params = idParams('partId');

/** What is in stock, and the ledger that it is the sum of (P-01). */
export function registerStockRoutes(api: Api, { db }: ApiDependencies): void {
  const parts = partsStockRepository(db);

  api.get(
    '/v1/stock-locations',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listStockLocations',
        summary: 'Places where parts lie',
        response: { 200: object({ items: Type.Array(StockLocationBody) }) },
      },
    },
    async () => ({ items: await parts.listLocations() }),
  );

  api.get(
    '/v1/parts/:partId/balances',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listBalances',
        summary: 'Pieces per place and lot',
        params,
        response: { 200: object({ items: Type.Array(StockBalanceBody) }) },
      },
    },
    async ({ params: { partId }, principal: { timeZone } }) => {
      await parts.findById(partId);
      const balances = await parts.listBalancesByPart(partId);
      const items = balances.map(({ firstReceivedAt, ...balance }) => ({
        ...balance,
        firstReceivedAt: toIso(firstReceivedAt, timeZone),
      }));
      return { items };
    },
  );

  api.get(
    '/v1/parts/:partId/serials',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listSerials',
        summary: 'Single pieces of a part that is tracked by serial number',
        params,
        response: { 200: object({ items: Type.Array(SerialBody) }) },
      },
    },
    async ({ params: { partId } }) => {
      await parts.findById(partId);
      return { items: await parts.listSerialsByPart(partId) };
    },
  );

  api.get(
    '/v1/parts/:partId/movements',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listMovements',
        summary: 'The stock ledger of a part, newest first',
        params,
        querystring: object(pageQuery),
        response: { 200: page(StockMovementBody) },
      },
    },
    async ({ params: { partId }, query: { limit = 50, cursor }, principal: { timeZone } }) => {
      await parts.findById(partId);
      const [beforeId] = cursor === undefined ? [null] : decodeCursor(cursor, ['number']);
      const found = await parts.listMovementsByPart({ partId, beforeId, limit });
      return pageBody(
        found,
        ({ at, ...movement }) => ({ ...movement, at: toIso(at, timeZone) }),
        (id) => [id],
      );
    },
  );
}
