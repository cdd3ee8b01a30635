import type { FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Static } from 'typebox';
import { type ApprovalRow, approvalsRepository } from '../../db/repositories/approvals.repository.ts';
import { hasAnyRole, isSameActor, type PersonActor } from '../../workflows/domain/actors.ts';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Database } from '../../db/client.ts';
import type { Api } from '../dependencies.ts';
import { pageBody } from '../plugins/answers.ts';
import type { Principal } from '../plugins/auth.ts';
import { ApprovalBody, approvalParams, ApprovalsQuery, DecisionBody } from '../schemas/approval.schema.ts';
import { type Reader, toActorBody } from '../schemas/case-bodies.ts';
import { page } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import { toIsoOrNull } from '../schemas/instants.ts';
import { toApprovalBody } from '../schemas/task-bodies.ts';
import type { CaseApiDependencies } from './case-access.ts';
import { intentionOf } from './request-keys.ts';
import { createReaders } from './titles.ts';

const tags = ['approvals'];

/** A decision is a signal: it is taken at once and recorded when a worker runs, usually within milliseconds. */
const RECORDED_WITHIN_MS = 2_000;
const LOOK_AGAIN_AFTER_MS = 50;

/** What supervisors are asked to decide. */
export function registerApprovalRoutes(api: Api, deps: CaseApiDependencies): void {
  registerApprovalReads(api, deps);
  registerDecisionRoute(api, deps);
}

function registerApprovalReads(api: Api, { db }: CaseApiDependencies): void {
  const readerOf = createReaders(db);

  api.get(
    '/v1/approvals',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listApprovals',
        summary: 'Approvals: those of urgent cases first, then by due instant',
        querystring: ApprovalsQuery,
        response: { 200: page(ApprovalBody) },
      },
    },
    async (request) => {
      const { limit = 50, cursor, mine = true, status = 'pending', ...filter } = request.query;
      const roles = mine ? { roles: personOf(request.principal).roles } : {};
      const after = cursor === undefined ? null : decodeCursor(cursor, ['number', 'number', 'string']);
      const found = await approvalsRepository(db).list({ ...filter, ...roles, status }, { after, limit });
      const reader = await readerOf(request);
      return pageBody(
        found,
        (row) => toApprovalBody(row, reader),
        (position) => position,
      );
    },
  );

  api.get(
    '/v1/approvals/:approvalId',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'readApproval',
        summary: 'One approval',
        params: approvalParams,
        response: { 200: ApprovalBody },
      },
    },
    async (request) => {
      const approval = await approvalsRepository(db).findById(request.params.approvalId);
      return toApprovalBody(approval, await readerOf(request));
    },
  );
}

function registerDecisionRoute(api: Api, { db, gateway }: CaseApiDependencies): void {
  const readerOf = createReaders(db);
  api.post(
    '/v1/approvals/:approvalId/decision',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'decideApproval',
        summary: 'Approve or refuse; taken even while no worker runs (202)',
        params: approvalParams,
        body: DecisionBody,
        response: { 200: ApprovalBody, 202: ApprovalBody },
      },
    },
    async (request, reply) => {
      const by = personOf(request.principal);
      const reader = await readerOf(request);
      const { approvalId } = request.params;
      const { decision, reason = null } = request.body;
      const approval = await approvalsRepository(db).findById(approvalId);
      if (isRepeat(request, approval)) return toApprovalBody(approval, reader);
      assertDecidable(approval, request.body, by, reader);
      const to = { kind: approval.caseKind, caseId: approval.caseId };
      await gateway.decideApproval(to, { key: intentionOf(request), approvalId, decision, reason, by });
      const outcome = await recordedOutcome(db, approvalId);
      if (isOthers(outcome, by)) throw notPending(outcome, reader);
      reply.status(outcome.status === 'pending' ? 202 : 200);
      return toApprovalBody(outcome, reader);
    },
  );
}

/** The first try may have decided it without its caller hearing so (503, a crash): it is answered as it was recorded. */
function isRepeat(
  {
    idempotency,
    principal,
    body,
  }: Pick<FastifyRequest, 'idempotency' | 'principal'> & {
    readonly body: Static<typeof DecisionBody>;
  },
  { status, decidedBy, reason }: ApprovalRow,
): boolean {
  const isTheirs = decidedBy !== null && isSameActor(decidedBy, principal.actor);
  return idempotency !== null && isTheirs && status === body.decision && reason === (body.reason ?? null);
}

/** A signal is never refused, so whatever is wrong with a decision has to be said before it is sent. */
function assertDecidable(
  approval: ApprovalRow,
  { decision, reason }: Static<typeof DecisionBody>,
  by: PersonActor,
  reader: Reader,
): void {
  if (approval.status !== 'pending') throw notPending(approval, reader);
  if (!hasAnyRole(by, [approval.role])) {
    throw new DomainError('ROLE_MISSING', `This approval is up to the ${approval.role}`, {
      details: { rolesNeeded: [approval.role] },
    });
  }
  if (isSameActor(by, approval.requestedBy)) {
    throw new DomainError('OWN_REQUEST', 'Nobody approves their own request');
  }
  if (decision === 'refused' && reason === undefined) {
    throw invalid('/reason', 'is required with a refusal', 'A refusal says why');
  }
}

function notPending(approval: ApprovalRow, reader: Reader): DomainError {
  return new DomainError('APPROVAL_NOT_PENDING', `The approval is ${approval.status} already`, {
    details: {
      status: approval.status,
      by: approval.decidedBy && toActorBody(approval.decidedBy, reader),
      at: toIsoOrNull(approval.decidedAt, reader.principal.timeZone),
    },
  });
}

/** The approval once it is recorded as ended, or as it still stands when the time to wait is over. */
async function recordedOutcome(db: Database, approvalId: string): Promise<ApprovalRow> {
  const giveUpAt = performance.now() + RECORDED_WITHIN_MS;
  for (;;) {
    const approval = await approvalsRepository(db).findById(approvalId);
    if (approval.status !== 'pending' || performance.now() >= giveUpAt) return approval;
    await sleep(LOOK_AGAIN_AFTER_MS);
  }
}

/** Somebody else was faster, or what was to be approved changed meanwhile: the decision was dropped (design idea 3). */
function isOthers({ status, decidedBy }: ApprovalRow, by: PersonActor): boolean {
  return status !== 'pending' && (decidedBy === null || !isSameActor(decidedBy, by));
}

/** Routes for staff alone are reached by people alone. */
function personOf({ actor }: Principal): PersonActor {
  if (actor.type === 'person') return actor;
  throw new DomainError('FORBIDDEN', 'Only members of staff may do this');
}
