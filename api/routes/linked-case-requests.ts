import type { FastifyRequest } from 'fastify';
import { caseSignalsRepository } from '../../db/repositories/case-signals.repository.ts';
import {
  type LinkedCaseRequest,
  linkedCaseRequestsRepository,
} from '../../db/repositories/linked-case-requests.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { CaseSignal } from '../case-gateway.signals.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { pageBody } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { idParams, page } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import { toLinkedCaseRequestBody } from '../schemas/link-bodies.ts';
import {
  LinkedCaseRequestBody,
  LinkedCaseRequestsQuery,
  RequestClosedBody,
  TakenUpBody,
} from '../schemas/links.schema.ts';
import { createReaders } from './titles.ts';

type LinkedCaseClosed = Extract<CaseSignal, { name: 'linkedCaseClosed' }>['payload'];

const tags = ['linked cases'];
const config = { access: { people: 'staff', systems: ['links:report'] } } as const;
const params = idParams('requestId');

/**
 * Cases of other kinds, actions and review points that cases want opened (C-12; repair process, 3.4): staff or another
 * system take them up, and report what became of them.
 */
export function registerLinkedCaseRequestRoutes(api: Api, deps: ApiDependencies): void {
  registerReads(api, deps);
  registerTakenUp(api, deps);
  registerClosed(api, deps);
}

function registerReads(api: Api, { db }: ApiDependencies): void {
  const readerOf = createReaders(db);
  api.get(
    '/v1/linked-case-requests',
    {
      config,
      schema: {
        tags,
        operationId: 'listLinkedCaseRequests',
        summary: 'What cases want opened, oldest first',
        querystring: LinkedCaseRequestsQuery,
        response: { 200: page(LinkedCaseRequestBody) },
      },
    },
    async (request) => {
      const { limit = 50, cursor, ...filter } = request.query;
      const after = cursor === undefined ? null : decodeCursor(cursor, ['number', 'uuid']);
      const found = await linkedCaseRequestsRepository(db).list(filter, { after, limit });
      const reader = await readerOf(request);
      return pageBody(
        found,
        (row) => toLinkedCaseRequestBody(row, reader),
        (position) => position,
      );
    },
  );
  api.get(
    '/v1/linked-case-requests/:requestId',
    {
      config,
      schema: {
        tags,
        operationId: 'readLinkedCaseRequest',
        summary: 'One request',
        params,
        response: { 200: LinkedCaseRequestBody },
      },
    },
    async (request) =>
      toLinkedCaseRequestBody(
        await linkedCaseRequestsRepository(db).findById(request.params.requestId),
        await readerOf(request),
      ),
  );
}

function registerTakenUp(api: Api, deps: ApiDependencies): void {
  const readerOf = createReaders(deps.db);
  api.post(
    '/v1/linked-case-requests/:requestId/taken-up',
    {
      config,
      schema: {
        tags,
        operationId: 'takeUpLinkedCaseRequest',
        summary: 'Say under which number it was opened; the same number again changes nothing',
        params,
        body: TakenUpBody,
        response: { 200: LinkedCaseRequestBody },
      },
    },
    async (request) => {
      const { requestId } = request.params;
      const { reference } = request.body;
      const before = await linkedCaseRequestsRepository(deps.db).findById(requestId);
      if (before.reference === reference) return toLinkedCaseRequestBody(before, await readerOf(request));
      await createAuditTrail(deps).change(request, 'linkedCaseRequest', async (tx) => {
        const requests = linkedCaseRequestsRepository(tx);
        const after = await requests.takeUp(requestId, reference, request.principal.actor, deps.now());
        if (after === undefined) throw notOpen(await requests.findById(requestId));
        return { before, after };
      });
      const takenUp = await linkedCaseRequestsRepository(deps.db).findById(requestId);
      return toLinkedCaseRequestBody(takenUp, await readerOf(request));
    },
  );
}

function registerClosed(api: Api, deps: ApiDependencies): void {
  const readerOf = createReaders(deps.db);
  api.post(
    '/v1/linked-case-requests/:requestId/closed',
    {
      config,
      schema: {
        tags,
        operationId: 'closeLinkedCaseRequest',
        summary: 'Report what became of it; a case that waits for it goes on, also while no worker runs',
        params,
        body: RequestClosedBody,
        response: { 200: LinkedCaseRequestBody },
      },
    },
    async (request) => {
      const { requestId } = request.params;
      const before = await linkedCaseRequestsRepository(deps.db).findById(requestId);
      if (before.outcome !== request.body.outcome) await close(deps, request, before);
      await deps.courier.send([signalKeyOf(before)]);
      const closed = await linkedCaseRequestsRepository(deps.db).findById(requestId);
      return toLinkedCaseRequestBody(closed, await readerOf(request));
    },
  );
}

const signalKeyOf = ({ id }: LinkedCaseRequest): string => `linkedCaseRequest/${id}/closed`;

/** What became of it and what the case is told are one change. */
async function close(
  deps: ApiDependencies,
  request: FastifyRequest<{ Body: { outcome: string } }>,
  before: LinkedCaseRequest,
): Promise<void> {
  const { outcome } = request.body;
  const now = deps.now();
  const { actor: by } = request.principal;
  await createAuditTrail(deps).change(request, 'linkedCaseRequest', async (tx) => {
    const requests = linkedCaseRequestsRepository(tx);
    const after = await requests.close(before.id, outcome, by, now);
    if (after === undefined) throw notOpen(await requests.findById(before.id));
    const key = signalKeyOf(before);
    const payload: LinkedCaseClosed = {
      key,
      linked: before.id,
      reference: after.reference ?? '',
      outcome,
      by,
    };
    const signal = {
      key,
      caseId: after.fromCaseId,
      name: 'linkedCaseClosed',
      payload: { ...payload },
    } as const;
    await caseSignalsRepository(tx).queue([signal], now);
    return { before, after };
  });
}

function notOpen({ state, reference, outcome }: LinkedCaseRequest): DomainError {
  const message =
    state === 'requested' ? 'The request is taken up before it is closed' : `The request is ${state} already`;
  return new DomainError('REQUEST_NOT_OPEN', message, { details: { state, reference, outcome } });
}
