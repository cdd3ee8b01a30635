import { Type } from 'typebox';
import { caseLinksRepository } from '../../db/repositories/case-links.repository.ts';
import type { Api } from '../dependencies.ts';
import { toCaseLinkBody } from '../schemas/link-bodies.ts';
import { CaseLinkBody } from '../schemas/links.schema.ts';
import { idParams, object } from '../schemas/common.schema.ts';
import { type CaseApiDependencies, findVisibleCase } from './case-access.ts';
import { createReaders } from './titles.ts';

/** Cases that belong together (design idea 11). They are linked by the commands `link` and `unlink`. */
export function registerCaseLinkRoutes(api: Api, { db }: CaseApiDependencies): void {
  const readerOf = createReaders(db);
  api.get(
    '/v1/cases/:caseId/links',
    {
      config: { access: 'signedIn' },
      schema: {
        tags: ['cases'],
        operationId: 'listCaseLinks',
        summary: 'Linked cases of the same customer, and who waits for whom, oldest first',
        params: idParams('caseId'),
        response: { 200: object({ items: Type.Array(CaseLinkBody) }) },
      },
    },
    async (request) => {
      const found = await findVisibleCase(db, request.principal, request.params.caseId);
      const [links, reader] = await Promise.all([
        caseLinksRepository(db).listByCase(found.id),
        readerOf(request),
      ]);
      return { items: links.map((link) => toCaseLinkBody(link, reader)) };
    },
  );
}
