import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { Transaction } from '../../db/client.ts';
import { type CaseRow, casesRepository } from '../../db/repositories/cases.repository.ts';
import {
  assignPayment,
  keepPayment,
  type KeptPayment,
  refundPayment,
  type Refunding,
  type UnplacedPayment,
  unplacedPaymentsRepository,
} from '../../db/repositories/unplaced-payments.repository.ts';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Api } from '../dependencies.ts';
import { pageBody } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { actorIdOf, type Principal } from '../plugins/auth.ts';
import { idParams, page } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import { fromIso, toIso, toIsoOrNull } from '../schemas/instants.ts';
import {
  NewUnplacedPaymentBody,
  PlacementBody,
  UnplacedPaymentBody,
  UnplacedPaymentsQuery,
} from '../schemas/unplaced-payments.schema.ts';
import { SETTLEMENT_ROLES } from './access.ts';
import { type CaseApiDependencies, caseNow } from './case-access.ts';

const tags = ['payments'];
const params = idParams('paymentId');

/** A payment of this instant may bear a later one: banks and providers have clocks of their own. */
const CLOCKS_DIFFER_BY_MS = 60_000;

/**
 * Money that its case cannot take any more (repair process, 9): it is recorded, waits for finance, and is assigned to an
 * open case or given back, once.
 */
export function registerUnplacedPaymentRoutes(api: Api, deps: CaseApiDependencies): void {
  registerRecording(api, deps);
  registerList(api, deps);
  registerPlacement(api, deps);
}

/** The one case that a payment names. */
export function findPaidCase(
  { db }: CaseApiDependencies,
  { caseId, caseNumber }: { readonly caseId?: string; readonly caseNumber?: string },
): Promise<CaseRow> {
  if (caseId !== undefined && caseNumber === undefined) return casesRepository(db).findById(caseId);
  if (caseNumber !== undefined && caseId === undefined) return casesRepository(db).findByNumber(caseNumber);
  throw invalid('/caseId', 'or caseNumber: name one of both');
}

/** Refuses an instant of payment that lies ahead of the case's own clock. */
export async function checkPaidAt(deps: CaseApiDependencies, found: CaseRow, paidAt: Instant): Promise<void> {
  const now = await caseNow(deps, found);
  if (paidAt <= now + CLOCKS_DIFFER_BY_MS) return;
  throw invalid('/paidAt', `must not lie after the case’s present instant, ${toIso(now)}`);
}

/** Keeps money for a closed case, and audits it once; the same reference again gets the first entry. */
export function keepForClosedCase(
  deps: CaseApiDependencies,
  request: FastifyRequest,
  payment: Omit<KeptPayment, 'because'>,
): Promise<UnplacedPayment> {
  const { caseId, method, reference } = payment;
  return createAuditTrail(deps).change(request, 'case', async (tx) => ({
    before: null,
    after: await keepPayment(tx, { ...payment, because: 'CASE_CLOSED' }, deps.now()),
    subjectId: caseId,
    effectKey: `payment/unplaced/${caseId}/${method}/${reference}`,
  }));
}

function registerRecording(api: Api, deps: CaseApiDependencies): void {
  api.post(
    '/v1/unplaced-payments',
    {
      config: { access: ['finance'] },
      schema: {
        tags,
        operationId: 'recordUnplacedPayment',
        summary: 'Record money that came for a closed case; each reference of a case counts once',
        description:
          'While a case is open its tasks take money: `confirmPayment`, or the report of the payment provider.',
        body: NewUnplacedPaymentBody,
        response: { 201: UnplacedPaymentBody },
      },
    },
    async (request, reply) => {
      const { caseId, caseNumber, ...payment } = request.body;
      const found = await findPaidCase(deps, {
        ...(caseId && { caseId }),
        ...(caseNumber && { caseNumber }),
      });
      if (found.closedAt === null) {
        throw new DomainError('WRONG_PHASE', `The case ${found.number} is open: confirm the payment there`);
      }
      const paidAt = fromIso(payment.paidAt);
      await checkPaidAt(deps, found, paidAt);
      const kept = await keepForClosedCase(deps, request, { ...payment, caseId: found.id, paidAt });
      if (kept.amountMinor !== payment.amountMinor) {
        throw new DomainError('RECORDED_OTHERWISE', 'The reference stands for another amount', {
          details: { reference: kept.reference, amountMinor: kept.amountMinor, currency: kept.currency },
        });
      }
      return reply.status(201).send(toBody(kept, request.principal));
    },
  );
}

function registerList(api: Api, { db }: CaseApiDependencies): void {
  api.get(
    '/v1/unplaced-payments',
    {
      config: { access: SETTLEMENT_ROLES },
      schema: {
        tags,
        operationId: 'listUnplacedPayments',
        summary: 'Money that waits, or waited, for finance to place it, oldest first',
        querystring: UnplacedPaymentsQuery,
        response: { 200: page(UnplacedPaymentBody) },
      },
    },
    async ({ query: { limit = 50, cursor, ...filter }, principal }) => {
      const after = cursor === undefined ? null : decodeCursor(cursor, ['number', 'uuid']);
      const found = await unplacedPaymentsRepository(db).list(filter, { after, limit });
      return pageBody(
        found,
        (payment) => toBody(payment, principal),
        (position) => position,
      );
    },
  );
}

function registerPlacement(api: Api, deps: CaseApiDependencies): void {
  api.post(
    '/v1/unplaced-payments/:paymentId/placement',
    {
      config: { access: ['finance'] },
      schema: {
        tags,
        operationId: 'placeUnplacedPayment',
        summary:
          'Assign the money to an open case or to the receivable of a closed one, or record that it was given back; once',
        params,
        body: PlacementBody,
        response: { 200: UnplacedPaymentBody },
      },
    },
    async (request) => {
      const { paymentId } = request.params;
      const place = placing(paymentId, request.body, actorIdOf(request.principal));
      const placed = await createAuditTrail(deps).change(request, 'case', async (tx) => {
        const after = await place(tx, deps.now());
        return { before: null, after, subjectId: after.caseId };
      });
      if (placed.placement === 'assigned') await deps.courier.send([`payment/placed/${paymentId}`]);
      return toBody(placed, request.principal);
    },
  );
}

function placing(
  paymentId: string,
  { decision, reason, toCaseId, method, reference }: Static<typeof PlacementBody>,
  person: string,
): (tx: Transaction, at: Instant) => Promise<UnplacedPayment> {
  const decided = { paymentId, reason, person };
  if (decision === 'assign') {
    if (toCaseId === undefined) throw invalid('/toCaseId', 'is needed to assign the money');
    const gaveBack = method !== undefined || reference !== undefined;
    const surplus = gaveBack ? { surplus: refunding({ method, reference }) } : {};
    return (tx, at) => assignPayment(tx, { ...decided, toCaseId, ...surplus }, at);
  }
  if (toCaseId !== undefined) throw invalid('/toCaseId', 'is for an assignment alone');
  const refund = refunding({ method, reference });
  return (tx, at) => refundPayment(tx, { ...decided, ...refund }, at);
}

function refunding({
  method,
  reference,
}: {
  readonly [Field in keyof Refunding]: Refunding[Field] | undefined;
}): Refunding {
  if (method === undefined) throw invalid('/method', 'is needed: how the money was given back');
  if (reference === undefined) throw invalid('/reference', 'is needed: of what the money was given back by');
  return { method, reference };
}

function toBody(payment: UnplacedPayment, { timeZone }: Principal): Static<typeof UnplacedPaymentBody> {
  return {
    ...payment,
    paidAt: toIso(payment.paidAt, timeZone),
    receivedAt: toIso(payment.receivedAt, timeZone),
    placedAt: toIsoOrNull(payment.placedAt, timeZone),
  };
}
