import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { catalogueRepository } from '../../db/repositories/catalogue.repository.ts';
import {
  type MassHold,
  massHoldsRepository,
  type NewMassHold,
} from '../../db/repositories/mass-holds.repository.ts';
import type { PersonActor } from '../../workflows/domain/actors.ts';
import { MASS_HOLD_REASONS } from '../../workflows/domain/cases.ts';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { created, pageBody } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { idParams, page } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import { fromIso, toIso, toIsoOrNull } from '../schemas/instants.ts';
import { MassHoldBody, MassHoldsQuery, NewMassHoldBody } from '../schemas/mass-holds.schema.ts';
import { MASS_HOLD_ROLES } from './access.ts';

type Body = Static<typeof NewMassHoldBody>;

const tags = ['mass holds'];
const params = idParams('massHoldId');

/** Cases of a region or a product are held for one reason, and resumed together (repair process, 5; X-16). */
export function registerMassHoldRoutes(api: Api, deps: ApiDependencies): void {
  registerPlacement(api, deps);
  registerResumption(api, deps);
  registerReads(api, deps);
}

function registerPlacement(api: Api, deps: ApiDependencies): void {
  api.post(
    '/v1/mass-holds',
    {
      config: { access: MASS_HOLD_ROLES },
      schema: {
        tags,
        operationId: 'placeMassHold',
        summary: 'Hold every open case of a region or a product, and those opened while it lasts',
        description:
          'Each case is told on its own, also while no worker runs: its clocks stop where its policy says so, and agreed windows inside are cancelled and asked anew afterwards.',
        body: NewMassHoldBody,
        response: { 201: MassHoldBody },
      },
    },
    async (request, reply) => {
      const massHold = await newMassHold(deps, request);
      const { id } = await createAuditTrail(deps).change(request, 'massHold', async (tx) => {
        const after = await massHoldsRepository(tx).create(massHold);
        await massHoldsRepository(tx).queuePlaced(massHold.placedAt);
        return { before: null, after };
      });
      deps.courier.wake();
      return created(reply, `/v1/mass-holds/${id}`, await read(deps, request, id));
    },
  );
}

async function newMassHold(
  deps: ApiDependencies,
  request: FastifyRequest<{ Body: Body }>,
): Promise<NewMassHold> {
  const { region = null, productModel = null, text, until } = request.body;
  if (region === null && productModel === null)
    throw invalid('/region', 'or productModel: name one at least');
  const reason = MASS_HOLD_REASONS.find((known) => known === request.body.reason);
  if (reason === undefined) throw invalid('/reason', `must be one of: ${MASS_HOLD_REASONS.join(', ')}`);
  if (productModel !== null && (await findProduct(deps, productModel)) === undefined) {
    throw invalid('/productModel', 'names no product');
  }
  const placedAt = deps.now();
  const untilAt = until === undefined ? null : fromIso(until);
  checkUntil(deps, untilAt, placedAt);
  return { region, productModel, reason, text, untilAt, placedAt, placedBy: personOf(request) };
}

const findProduct = ({ db }: ApiDependencies, model: string) =>
  catalogueRepository(db).findOptionalByModel(model);

/** Where clocks are adjustable, each case has a present of its own and decides for itself. */
function checkUntil({ config }: ApiDependencies, untilAt: Instant | null, now: Instant): void {
  if (untilAt === null || config.adjustableClocks || untilAt > now) return;
  throw invalid('/until', 'must lie in the future');
}

function registerResumption(api: Api, deps: ApiDependencies): void {
  api.post(
    '/v1/mass-holds/:massHoldId/resume',
    {
      config: { access: MASS_HOLD_ROLES },
      schema: {
        tags,
        operationId: 'resumeMassHold',
        summary: 'Resume every case that is still held by it; one alone is resumed by its own command',
        params,
        response: { 200: MassHoldBody },
      },
    },
    async (request) => {
      const { massHoldId } = request.params;
      const now = deps.now();
      await createAuditTrail(deps).change(request, 'massHold', async (tx) => {
        const massHolds = massHoldsRepository(tx);
        const after = await massHolds.end(massHoldId, personOf(request), now);
        if (after === undefined) throw await whyNotEnded(massHolds, massHoldId);
        await massHolds.queueEnded(after, now);
        return { before: { ...after, endedAt: null, endedBy: null }, after };
      });
      deps.courier.wake();
      return read(deps, request, massHoldId);
    },
  );
}

async function whyNotEnded(
  massHolds: ReturnType<typeof massHoldsRepository>,
  id: string,
): Promise<DomainError> {
  const { endedAt } = await massHolds.findById(id);
  return new DomainError('NOT_ON_HOLD', 'The mass hold was resumed before', { details: { endedAt } });
}

function registerReads(api: Api, deps: ApiDependencies): void {
  api.get(
    '/v1/mass-holds',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listMassHolds',
        summary: 'Mass holds with how many cases they have reached, newest first',
        querystring: MassHoldsQuery,
        response: { 200: page(MassHoldBody) },
      },
    },
    async ({ query: { limit = 50, cursor }, principal: { timeZone } }) => {
      const before = cursor === undefined ? null : decodeCursor(cursor, ['number', 'uuid']);
      const found = await massHoldsRepository(deps.db).list(before, limit);
      return pageBody(
        found,
        (massHold) => toBody(massHold, timeZone),
        (position) => position,
      );
    },
  );

  api.get(
    '/v1/mass-holds/:massHoldId',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'readMassHold',
        summary: 'A mass hold with how many cases it has reached',
        params,
        response: { 200: MassHoldBody },
      },
    },
    async (request) => read(deps, request, request.params.massHoldId),
  );
}

async function read(
  { db }: ApiDependencies,
  { principal: { timeZone } }: FastifyRequest,
  id: string,
): Promise<Static<typeof MassHoldBody>> {
  return toBody(await massHoldsRepository(db).findById(id), timeZone);
}

function personOf({ principal: { actor } }: FastifyRequest): PersonActor {
  if (actor.type === 'person') return actor;
  throw new DomainError('ROLE_MISSING', 'Cases are held together by staff');
}

function toBody(massHold: MassHold, timeZone: string): Static<typeof MassHoldBody> {
  const { id, region, productModel, reason, text, told, held, resumed } = massHold;
  return {
    ...{ id, region, productModel, reason, text },
    placedAt: toIso(massHold.placedAt, timeZone),
    placedBy: massHold.placedBy.personId,
    until: toIsoOrNull(massHold.untilAt, timeZone),
    endedAt: toIsoOrNull(massHold.endedAt, timeZone),
    endedBy: massHold.endedBy?.personId ?? null,
    cases: { told, held, resumed },
  };
}
