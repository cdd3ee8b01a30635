import { Type } from 'typebox';
import { partsStockRepository, type Part } from '../../db/repositories/parts-stock.repository.ts';
import { invalid } from '../../workflows/domain/errors.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { created, pageBody, withETag } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { expectedVersion } from '../plugins/etag.ts';
import { idParams, object, page } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import {
  NewPartBody,
  PartBody,
  PartChangesBody,
  PartsQuery,
  PartStockBody,
  SubstituteBody,
} from '../schemas/parts.schema.ts';
import { STOCK_ROLES } from './access.ts';

const tags = ['parts'];
const params = idParams('partId');

/** The catalogue of parts and their approved substitutes (P-01, R-11). Customers do not see it: it names what a part costs us. */
export function registerPartsCatalogueRoutes(api: Api, deps: ApiDependencies): void {
  registerPartReads(api, deps);
  registerPartChanges(api, deps);
  registerSubstituteRoutes(api, deps);
}

function registerPartReads(api: Api, { db }: ApiDependencies): void {
  api.get(
    '/v1/parts',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listParts',
        summary: 'Parts with what is in stock, by number',
        querystring: PartsQuery,
        response: { 200: page(PartStockBody) },
      },
    },
    async ({ query: { limit = 50, cursor, ...filter } }) => {
      const [afterNumber] = cursor === undefined ? [null] : decodeCursor(cursor, ['string']);
      const found = await partsStockRepository(db).listStock({ ...filter, afterNumber, limit });
      return pageBody(
        found,
        (stock) => stock,
        (number) => [number],
      );
    },
  );

  api.get(
    '/v1/parts/:partId',
    {
      config: { access: 'staff' },
      schema: { tags, operationId: 'readPart', summary: 'One part', params, response: { 200: PartBody } },
    },
    async (request, reply) => withETag(reply, await partsStockRepository(db).findById(request.params.partId)),
  );
}

function registerPartChanges(api: Api, deps: ApiDependencies): void {
  const audit = createAuditTrail(deps);

  api.post(
    '/v1/parts',
    {
      config: { access: STOCK_ROLES },
      schema: {
        tags,
        operationId: 'createPart',
        summary: 'Enter a part',
        body: NewPartBody,
        response: { 201: PartBody },
      },
    },
    async (request, reply) => {
      const part = await audit.change(request, 'part', async (tx) => ({
        before: null,
        after: await partsStockRepository(tx).create({ ...NOTHING_ELSE, ...request.body }),
      }));
      return created(reply, `/v1/parts/${part.id}`, part);
    },
  );

  api.patch(
    '/v1/parts/:partId',
    {
      config: { access: STOCK_ROLES },
      schema: {
        tags,
        operationId: 'changePart',
        summary: 'Change a part',
        params,
        body: PartChangesBody,
        response: { 200: PartBody },
      },
    },
    async (request, reply) => {
      const { partId } = request.params;
      const version = expectedVersion(request);
      const part = await audit.change(request, 'part', async (tx) => {
        const parts = partsStockRepository(tx);
        const before = await parts.findById(partId);
        return { before, after: await parts.update(partId, version, request.body) };
      });
      return withETag(reply, part);
    },
  );
}

function registerSubstituteRoutes(api: Api, deps: ApiDependencies): void {
  const audit = createAuditTrail(deps);
  const response = object({ items: Type.Array(PartBody) });

  api.get(
    '/v1/parts/:partId/substitutes',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listSubstitutes',
        summary: 'What may be fitted instead without asking the inspector',
        params,
        response: { 200: response },
      },
    },
    async ({ params: { partId } }) => {
      const parts = partsStockRepository(deps.db);
      await parts.findById(partId);
      return { items: await parts.listSubstitutes(partId) };
    },
  );

  api.post(
    '/v1/parts/:partId/substitutes',
    {
      config: { access: ['inspector', 'manager', 'admin'] },
      schema: {
        tags,
        operationId: 'addSubstitute',
        summary: 'Put a part on the approved list of another one',
        params,
        body: SubstituteBody,
        response: { 201: response },
      },
    },
    async (request, reply) => {
      const { partId } = request.params;
      const { substitutes } = await audit.change(request, 'part', async (tx) => {
        const parts = partsStockRepository(tx);
        await parts.findById(partId);
        const substitute = await requireOther(parts, partId, request.body.substituteNumber);
        const before = { substitutes: await parts.listSubstitutes(partId) };
        await parts.addSubstitute(partId, substitute.id);
        const after = { substitutes: await parts.listSubstitutes(partId) };
        return { before, after, subjectId: partId };
      });
      return created(reply, `/v1/parts/${partId}/substitutes`, { items: substitutes });
    },
  );
}

async function requireOther(
  parts: ReturnType<typeof partsStockRepository>,
  partId: string,
  number: string,
): Promise<Part> {
  const substitute = await parts.findOptionalByNumber(number);
  if (substitute !== undefined && substitute.id !== partId) return substitute;
  throw invalid(
    '/substituteNumber',
    substitute === undefined ? `names no part: "${number}"` : 'is the part itself',
  );
}

const NOTHING_ELSE = { specification: '', supplier: '', reorderPoint: 0 };
