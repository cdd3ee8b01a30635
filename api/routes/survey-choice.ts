import { caseSignalsRepository } from '../../db/repositories/case-signals.repository.ts';
import { customersRepository } from '../../db/repositories/customers.repository.ts';
import { surveyRoundsRepository } from '../../db/repositories/survey-rounds.repository.ts';
import { hasAnyRole } from '../../workflows/domain/actors.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { withETag } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { assertOwn, type Principal } from '../plugins/auth.ts';
import { referenceParams } from '../schemas/common.schema.ts';
import { CustomerBody } from '../schemas/customers.schema.ts';
import { SurveyChoiceBody } from '../schemas/surveys.schema.ts';
import { CUSTOMER_DATA_ROLES } from './access.ts';
import { toCustomerBody } from './customers.ts';
import { findCustomer } from './references.ts';

/** Customers say, themselves or through staff, that they do not want to be asked by period, or that they may be. */
export function registerSurveyChoiceRoute(api: Api, deps: ApiDependencies): void {
  const { db, now, courier } = deps;
  api.post(
    '/v1/customers/:customerId/survey-choice',
    {
      config: { access: 'signedIn' },
      schema: {
        tags: ['customers'],
        operationId: 'chooseSurveys',
        summary: 'Decline surveys by period, or take that back; one that waits for an answer ends',
        params: referenceParams('customerId'),
        body: SurveyChoiceBody,
        response: { 200: CustomerBody },
      },
    },
    async (request, reply) => {
      const { principal, params, body } = request;
      const { id } = await findCustomer(customersRepository(db), params.customerId);
      assertOwn(principal, id, 'customer', params.customerId);
      assertMaySpeakFor(principal);
      let signals: string[] = [];
      const customer = await createAuditTrail(deps).change(request, 'customer', async (tx) => {
        const customers = customersRepository(tx);
        const before = await customers.findById(id);
        const after = await customers.chooseSurveys(id, body.declined ? now() : null, now());
        if (body.declined) {
          const waiting = await surveyRoundsRepository(tx).excludeDeclining(id);
          const payloadOf = (key: string) => ({ key, by: principal.actor });
          signals = await caseSignalsRepository(tx).queue(
            waiting.map((caseId) => {
              const key = `surveysDeclined/${caseId}`;
              return { key, caseId, name: 'surveysDeclined', payload: payloadOf(key) };
            }),
            now(),
          );
        }
        return { before, after };
      });
      await courier.send(signals);
      return withETag(reply, toCustomerBody(customer, principal.timeZone));
    },
  );
}

function assertMaySpeakFor({ actor }: Principal): void {
  if (actor.type === 'customer' || hasAnyRole(actor, CUSTOMER_DATA_ROLES)) return;
  throw new DomainError('ROLE_MISSING', `For a customer this is said by: ${CUSTOMER_DATA_ROLES.join(', ')}`);
}
