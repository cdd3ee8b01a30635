import { Type } from 'typebox';
import { commitmentsRepository } from '../../db/repositories/commitments.repository.ts';
import { holdsRepository } from '../../db/repositories/holds.repository.ts';
import { messagesRepository } from '../../db/repositories/messages.repository.ts';
import { timelineRepository } from '../../db/repositories/timeline.repository.ts';
import type { Api } from '../dependencies.ts';
import { pageBody } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import {
  firedLevelsOf,
  toCommitmentBody,
  toHoldBody,
  toMessageBody,
  toTimelineBody,
} from '../schemas/case-bodies.ts';
import { CommitmentBody, MessageBody, PageQuery, TimelineEventBody } from '../schemas/case.schema.ts';
import { idParams, object, page } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import { HoldBody } from '../schemas/mass-holds.schema.ts';
import { type CaseApiDependencies, findVisibleCase } from './case-access.ts';
import { createReaders } from './titles.ts';

const tags = ['cases'];
const params = idParams('caseId');
const config = { access: 'signedIn' } as const;
const DEFAULT_LIMIT = 50;

/** What is recorded about one case, read from the database alone. */
export function registerCaseRecordRoutes(api: Api, deps: CaseApiDependencies): void {
  registerTimelineRoute(api, deps);
  registerCommitmentsRoute(api, deps);
  registerHoldsRoute(api, deps);
  registerMessagesRoute(api, deps);
}

function registerTimelineRoute(api: Api, deps: CaseApiDependencies): void {
  const { db } = deps;
  const audit = createAuditTrail(deps);
  const readerOf = createReaders(db);
  api.get(
    '/v1/cases/:caseId/timeline',
    {
      config,
      schema: {
        tags,
        operationId: 'listTimeline',
        summary: 'What happened, in order; customers see what is meant for them',
        params,
        querystring: PageQuery,
        response: { 200: page(TimelineEventBody) },
      },
    },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT } = request.query;
      const found = await findVisibleCase(db, request.principal, request.params.caseId);
      await audit.access(request, 'case', [found]);
      const [afterSeq] = cursor === undefined ? [0] : decodeCursor(cursor, ['number']);
      const isCustomer = request.principal.actor.type === 'customer';
      const events = await timelineRepository(db).listByCase(found.id, {
        afterSeq,
        limit,
        ...(isCustomer && { visibility: 'customer' }),
      });
      const reader = await readerOf(request);
      return pageBody(
        events,
        (row) => toTimelineBody(row, reader),
        (seq) => [seq],
      );
    },
  );
}

function registerCommitmentsRoute(api: Api, { db }: CaseApiDependencies): void {
  const readerOf = createReaders(db);
  api.get(
    '/v1/cases/:caseId/commitments',
    {
      config,
      schema: {
        tags,
        operationId: 'listCommitments',
        summary: 'What was promised until when, and why: policy, limit, calendar, pauses, levels',
        params,
        response: { 200: object({ items: Type.Array(CommitmentBody) }) },
      },
    },
    async (request) => {
      const found = await findVisibleCase(db, request.principal, request.params.caseId);
      const [commitments, events, reader] = await Promise.all([
        commitmentsRepository(db).listByCase(found.id),
        timelineRepository(db).listFiredLevels(found.id),
        readerOf(request),
      ]);
      const fired = firedLevelsOf(events);
      return { items: commitments.map((row) => toCommitmentBody(row, found, fired, reader)) };
    },
  );
}

function registerHoldsRoute(api: Api, { db }: CaseApiDependencies): void {
  const readerOf = createReaders(db);
  api.get(
    '/v1/cases/:caseId/holds',
    {
      config,
      schema: {
        tags,
        operationId: 'listHolds',
        summary: 'Why and how long it was on hold, alone or together with others',
        params,
        response: { 200: object({ items: Type.Array(HoldBody) }) },
      },
    },
    async (request) => {
      const found = await findVisibleCase(db, request.principal, request.params.caseId);
      const [holds, reader] = await Promise.all([
        holdsRepository(db).listByCase(found.id),
        readerOf(request),
      ]);
      return { items: holds.map((row) => toHoldBody(row, reader)) };
    },
  );
}

function registerMessagesRoute(api: Api, deps: CaseApiDependencies): void {
  const { db } = deps;
  const audit = createAuditTrail(deps);
  const readerOf = createReaders(db);
  api.get(
    '/v1/cases/:caseId/messages',
    {
      config,
      schema: {
        tags,
        operationId: 'listMessages',
        summary: 'Messages and what became of them; customers see those to them',
        params,
        querystring: PageQuery,
        response: { 200: page(MessageBody) },
      },
    },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT } = request.query;
      const found = await findVisibleCase(db, request.principal, request.params.caseId);
      await audit.access(request, 'case', [found]);
      const isCustomer = request.principal.actor.type === 'customer';
      const messages = await messagesRepository(db).listByCase(found.id, {
        after: cursor === undefined ? null : decodeCursor(cursor, ['number', 'string']),
        limit,
        ...(isCustomer && { recipientType: 'customer' }),
      });
      const reader = await readerOf(request);
      return pageBody(
        messages,
        (row) => toMessageBody(row, reader),
        (position) => position,
      );
    },
  );
}
