import { casesRepository } from '../../db/repositories/cases.repository.ts';
import type { Api } from '../dependencies.ts';
import { pageBody } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { setETag } from '../plugins/etag.ts';
import { toCaseBody } from '../schemas/case-bodies.ts';
import { CaseBody, CasesQuery } from '../schemas/case.schema.ts';
import { idParams, page } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import { type CaseApiDependencies, findVisibleCase } from './case-access.ts';
import { createReaders } from './titles.ts';

const tags = ['cases'];

/** Reads about cases. They come from the database alone, so they work while Temporal or the workers are down. */
export function registerCaseRoutes(api: Api, deps: CaseApiDependencies): void {
  const { db } = deps;
  const audit = createAuditTrail(deps);
  const readerOf = createReaders(db);

  api.get(
    '/v1/cases',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'listCases',
        summary:
          'Cases: open ones first, urgent before others, by the next due instant; then closed ones, the last closed first; customers see their own',
        querystring: CasesQuery,
        response: { 200: page(CaseBody) },
      },
    },
    async (request) => {
      const { limit = 50, cursor, ...filter } = request.query;
      const { actor } = request.principal;
      const own = actor.type === 'customer' ? { customerId: actor.customerId } : {};
      const after =
        cursor === undefined ? null : decodeCursor(cursor, ['number', 'number', 'number', 'uuid']);
      const found = await casesRepository(db).list({ ...filter, ...own }, { after, limit });
      await audit.access(request, 'case', found.items);
      const reader = await readerOf(request);
      return pageBody(
        found,
        (row) => toCaseBody(row, reader),
        (position) => position,
      );
    },
  );

  api.get(
    '/v1/cases/:caseId',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'readCase',
        summary: 'One case',
        params: idParams('caseId'),
        response: { 200: CaseBody },
      },
    },
    async (request, reply) => {
      const found = await findVisibleCase(db, request.principal, request.params.caseId);
      await audit.access(request, 'case', [found]);
      setETag(reply, found.version);
      return toCaseBody(found, await readerOf(request));
    },
  );
}
