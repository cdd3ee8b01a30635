import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { caseSignalsRepository } from '../../db/repositories/case-signals.repository.ts';
import { caseTermsRepository } from '../../db/repositories/case-terms.repository.ts';
import type { CaseRow } from '../../db/repositories/cases.repository.ts';
import { moneyRepository } from '../../db/repositories/money.repository.ts';
import { policiesRepository } from '../../db/repositories/policies.repository.ts';
import { unplacedPaymentsRepository } from '../../db/repositories/unplaced-payments.repository.ts';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { CaseSignal } from '../case-gateway.signals.ts';
import type { Api } from '../dependencies.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { fromIso, toIso } from '../schemas/instants.ts';
import { NewProviderPaymentBody, ProviderPaymentBody } from '../schemas/provider-payments.schema.ts';
import type { CaseApiDependencies } from './case-access.ts';
import { checkPaidAt, findPaidCase, keepForClosedCase } from './unplaced-payments.ts';

type Body = Static<typeof NewProviderPaymentBody>;
type PaymentRequest = FastifyRequest<{ Body: Body }>;
type PaymentReported = Extract<CaseSignal, { name: 'paymentReported' }>['payload'];

/** Payments that the payment provider reports (repair process, 3.4 Payment); finance confirms all others by a task. */
export function registerProviderPaymentRoutes(api: Api, deps: CaseApiDependencies): void {
  api.post(
    '/v1/provider-payments',
    {
      config: { access: { people: ['finance'], systems: ['payments:report'] } },
      schema: {
        tags: ['payments'],
        operationId: 'reportPayment',
        summary: 'Report an online payment; each reference counts once',
        description:
          '202: it is on its way to its case, or, where the case is closed, waits for finance (`/v1/unplaced-payments`). 200: the reference was reported before, and nothing happens twice.',
        body: NewProviderPaymentBody,
        response: { 200: ProviderPaymentBody, 202: ProviderPaymentBody },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const { caseId, caseNumber } = body;
      const found = await findPaidCase(deps, {
        ...(caseId && { caseId }),
        ...(caseNumber && { caseNumber }),
      });
      const { currency } = await caseTermsRepository(deps.db).findByCase(found.id);
      const isNew = !(await isKnown(deps, found, body));
      if (isNew) {
        await checkPayment(deps, found, body, currency);
        if (found.closedAt === null) await queue(deps, request, found);
        else await keep(deps, request, found);
      }
      await deps.courier.send([keyOf(body)]);
      return reply.status(isNew ? 202 : 200).send({
        ...{ caseId: found.id, caseNumber: found.number, currency },
        ...{ amountMinor: body.amountMinor, reference: body.reference },
        paidAt: toIso(fromIso(body.paidAt), request.principal.timeZone),
        status: await statusOf(deps, found, body),
      });
    },
  );
}

const keyOf = ({ reference }: Body): string => `payment/online/${reference}`;

async function isKnown(deps: CaseApiDependencies, found: CaseRow, body: Body): Promise<boolean> {
  const first = await caseSignalsRepository(deps.db).findOptionalByKey(keyOf(body));
  if (first === undefined) {
    return (await isRecorded(deps, found, body)) || isWaiting(deps, found, body, 'sameAmount');
  }
  const payload = first.payload as unknown as PaymentReported;
  const isSame =
    first.caseId === found.id &&
    payload.amountMinor === body.amountMinor &&
    payload.paidAt === fromIso(body.paidAt);
  if (isSame) return true;
  throw referenceReused(body);
}

function referenceReused({ reference }: Body): DomainError {
  return new DomainError('IDEMPOTENCY_KEY_REUSED', 'The reference stands for another payment', {
    details: { reference },
  });
}

async function isRecorded({ db }: CaseApiDependencies, { id }: CaseRow, body: Body): Promise<boolean> {
  return (await moneyRepository(db).findOptionalPayment(id, 'online', body.reference)) !== undefined;
}

/** Whether it waits for finance, because its case could not take it any more. */
async function isWaiting(
  { db }: CaseApiDependencies,
  { id }: CaseRow,
  body: Body,
  must?: 'sameAmount',
): Promise<boolean> {
  const kept = await unplacedPaymentsRepository(db).findOptionalByReference(id, 'online', body.reference);
  if (kept === undefined) return false;
  if (must === undefined || kept.amountMinor === body.amountMinor) return true;
  throw referenceReused(body);
}

async function statusOf(
  deps: CaseApiDependencies,
  found: CaseRow,
  body: Body,
): Promise<'recorded' | 'unplaced' | 'taken'> {
  if (await isRecorded(deps, found, body)) return 'recorded';
  return (await isWaiting(deps, found, body)) ? 'unplaced' : 'taken';
}

async function checkPayment(
  deps: CaseApiDependencies,
  found: CaseRow,
  body: Body,
  currency: string,
): Promise<void> {
  if ((body.currency ?? currency) !== currency) throw invalid('/currency', `must be ${currency}`);
  const { repair } = (await policiesRepository(deps.db).findVersion(found.policyId)).document;
  if (!repair.paymentMethods.includes('online')) {
    throw invalid('/reference', 'is of an online payment, which this case does not offer');
  }
  await checkPaidAt(deps, found, fromIso(body.paidAt));
}

/** Money for a case that is closed waits for finance (repair process, 9). */
async function keep(deps: CaseApiDependencies, request: PaymentRequest, { id }: CaseRow): Promise<void> {
  const { amountMinor, reference, paidAt } = request.body;
  const payment = { caseId: id, amountMinor, method: 'online', reference, paidAt: fromIso(paidAt) } as const;
  await keepForClosedCase(deps, request, payment);
}

async function queue(deps: CaseApiDependencies, request: PaymentRequest, { id }: CaseRow): Promise<void> {
  const { amountMinor, reference, paidAt } = request.body;
  const key = keyOf(request.body);
  const { actor: by } = request.principal;
  const payload: PaymentReported = { key, amountMinor, reference, paidAt: fromIso(paidAt), by };
  await createAuditTrail(deps).change(request, 'case', async (tx) => {
    const signal = { key, caseId: id, name: 'paymentReported', payload: { ...payload } } as const;
    const written = await caseSignalsRepository(tx).queue([signal], deps.now());
    if (written.length > 0) return { before: null, after: { payment: payload }, subjectId: id };
    throw new DomainError('IDEMPOTENCY_IN_PROGRESS', 'The same payment is just being reported');
  });
}
