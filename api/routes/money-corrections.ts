import { Type } from 'typebox';
import { counterEntry } from '../../db/repositories/counter-entries.repository.ts';
import { moneyRepository } from '../../db/repositories/money.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Api } from '../dependencies.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { actorIdOf } from '../plugins/auth.ts';
import { counterOf } from '../prechecks/money-correction.ts';
import { COMMAND_EXAMPLES } from '../schemas/command-examples.ts';
import { MoneyCorrectionBody, MoneyEntryBody } from '../schemas/case-account.schema.ts';
import { idParams, object } from '../schemas/common.schema.ts';
import { type CaseApiDependencies, caseNow, findVisibleCase } from './case-access.ts';
import { moneyEntryBody } from './money-entry.ts';

/**
 * Corrections of a closed case (repair process, 7 "undone by"): its process has ended, and its books stay balanced. An
 * open case is corrected by its command `correctMoney`, so that its process goes by the books.
 */
export function registerMoneyCorrectionRoute(api: Api, deps: CaseApiDependencies): void {
  const { db } = deps;
  const audit = createAuditTrail(deps);
  api.post(
    '/v1/cases/:caseId/account/corrections',
    {
      config: { access: ['finance'] },
      schema: {
        tags: ['payments'],
        operationId: 'correctClosedAccount',
        summary: 'Correct a wrong entry in the books of a closed case, before its month is settled',
        description:
          'The entry is undone by a counter entry, and what is right stands instead of it; without any right value it never happened. Answers the entries that were written. An open case takes the command `correctMoney`.',
        params: idParams('caseId'),
        body: { ...MoneyCorrectionBody, examples: [COMMAND_EXAMPLES['correctMoney']] },
        response: { 201: object({ entries: Type.Array(MoneyEntryBody) }) },
      },
    },
    async (request, reply) => {
      const { principal } = request;
      const found = await findVisibleCase(db, principal, request.params.caseId);
      if (found.closedAt === null) {
        throw new DomainError(
          'WRONG_PHASE',
          `The case ${found.number} is open: give its command correctMoney`,
        );
      }
      const counter = {
        ...counterOf(found.id, request.body),
        person: actorIdOf(principal),
        isCaseClosed: true,
      };
      const key = `money/closed/${found.id}/${counter.entryId}`;
      const at = await caseNow(deps, found);
      await audit.change(request, 'case', async (tx) => {
        await counterEntry(tx, key, counter, at);
        return { before: null, after: { correction: counter }, subjectId: found.id, effectKey: key };
      });
      const entries = await moneyRepository(db).listEntriesByCase(found.id);
      const written = entries.filter(({ effectKey }) => effectKey === key);
      return reply.status(201).send({ entries: written.map((entry) => moneyEntryBody(entry, principal)) });
    },
  );
}
