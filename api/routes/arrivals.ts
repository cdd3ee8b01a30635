import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { Database, Transaction } from '../../db/client.ts';
import { arrivalSignals } from '../../db/repositories/allocation.ts';
import {
  type Arrival,
  type ArrivalLine,
  arrivalsRepository,
  receiveArrival,
  type ReceivedArrival,
} from '../../db/repositories/arrivals.repository.ts';
import { caseSignalsRepository, type NewCaseSignal } from '../../db/repositories/case-signals.repository.ts';
import { partsStockRepository } from '../../db/repositories/parts-stock.repository.ts';
import { peopleRepository } from '../../db/repositories/people.repository.ts';
import { hasAnyRole } from '../../workflows/domain/actors.ts';
import { invalid, refusedAt } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Api } from '../dependencies.ts';
import { pageBody } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import {
  ArrivalBody,
  ArrivalsQuery,
  NewArrivalBody,
  ReceiptNumber,
  ReceivedArrivalBody,
} from '../schemas/arrivals.schema.ts';
import { object, page } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import { fromIso, toIso } from '../schemas/instants.ts';
import { STOCK_ROLES } from './access.ts';
import type { CaseApiDependencies } from './case-access.ts';
import { findPerson, refersTo } from './references.ts';

type Body = Static<typeof NewArrivalBody>;
type ArrivalRequest = FastifyRequest<{ Body: Body }>;

const tags = ['stock'];

/** Inspected deliveries (P-02): into stock, first of all for the cases that wait (repair process, section 7). */
export function registerArrivalRoutes(api: Api, deps: CaseApiDependencies): void {
  registerReceiptRoute(api, deps);
  registerArrivalReads(api, deps);
}

function registerReceiptRoute(api: Api, deps: CaseApiDependencies): void {
  api.post(
    '/v1/arrivals',
    {
      config: { access: { people: [...STOCK_ROLES, 'inspector'], systems: ['arrivals:report'] } },
      schema: {
        tags,
        operationId: 'receiveArrival',
        summary: 'Take an inspected delivery in; 200 with the first answer for a receipt known already',
        description:
          'Accepted pieces are reserved for the lines that wait, urgent cases first, then by instant of signature; the rest is free stock. The cases are told, also while no worker runs.',
        body: NewArrivalBody,
        response: { 200: ReceivedArrivalBody, 201: ReceivedArrivalBody },
      },
    },
    async (request, reply) => {
      const { db, courier } = deps;
      const { receiptNumber } = request.body;
      const isKnown = await arrivalsRepository(db).existsByReceiptNumber(receiptNumber);
      const takeIn = await prepare(deps, request);
      const received = isKnown
        ? await db.transaction(takeIn)
        : await createAuditTrail(deps).change(request, 'stock', async (tx) => ({
            before: null,
            after: await takeIn(tx),
            subjectId: receiptNumber,
          }));
      await courier.send(signalsOf(received, request).map(({ key }) => key));
      const arrival = await arrivalsRepository(db).findByReceiptNumber(receiptNumber);
      const { allocations, free, rejectedFor } = received;
      return reply
        .status(isKnown ? 200 : 201)
        .header('location', `/v1/arrivals/${encodeURIComponent(receiptNumber)}`)
        .send({
          arrival: toBody(arrival, request.principal.timeZone),
          allocations: [...allocations],
          free: [...free],
          rejectedFor: [...rejectedFor],
        });
    },
  );
}

/** Checks what the delivery refers to; the answer takes it in and queues what its cases are told, as one change. */
async function prepare(
  deps: CaseApiDependencies,
  request: ArrivalRequest,
): Promise<(tx: Transaction) => Promise<ReceivedArrival>> {
  const { db, now } = deps;
  const { receiptNumber, locationCode, reference } = request.body;
  const at = arrivedAt(deps, request.body);
  await requireStore(db, locationCode);
  const arrival = {
    receiptNumber,
    locationCode,
    inspectedBy: await findInspector(db, request),
    lines: await findLines(db, request.body.lines),
    ...(reference === undefined ? {} : { reference }),
  };
  return async (tx) => {
    const received = await receiveArrival(tx, `arrival/${receiptNumber}`, arrival, at);
    await caseSignalsRepository(tx).queue(signalsOf(received, request), now());
    return received;
  };
}

function arrivedAt({ config, now }: CaseApiDependencies, { at }: Body): Instant {
  if (at === undefined) return now();
  if (config.adjustableClocks) return fromIso(at);
  throw refusedAt(
    'CLOCK_NOT_ADJUSTABLE',
    '/at',
    'must be left out',
    'Here a delivery arrives when it is entered',
  );
}

async function requireStore(db: Database, code: string): Promise<void> {
  const locations = await partsStockRepository(db).listLocations();
  if (locations.some((location) => location.code === code && location.kind === 'store')) return;
  throw invalid('/locationCode', `names no store: ${code}`);
}

/** Nothing goes into stock without an inspection that somebody answers for (P-02). */
async function findInspector(db: Database, { body, principal }: ArrivalRequest): Promise<string> {
  const { actor } = principal;
  const reference = body.inspectedBy;
  if (reference === undefined) {
    if (actor.type === 'person' && hasAnyRole(actor, ['inspector'])) return actor.personId;
    throw invalid('/inspectedBy', 'is needed: an inspector confirms what was accepted');
  }
  const person = await refersTo('/inspectedBy', () => findPerson(peopleRepository(db), reference));
  if (person.active && person.roles.includes('inspector')) return person.id;
  throw invalid('/inspectedBy', 'names nobody who inspects');
}

async function findLines(db: Database, lines: Body['lines']): Promise<ArrivalLine[]> {
  const known = await partsStockRepository(db).listNamed(
    lines.flatMap(({ partId }) => partId ?? []),
    lines.flatMap(({ partNumber }) => partNumber ?? []),
  );
  return lines.map(({ partId, partNumber, rejected = 0, ...line }, index) => {
    if ((partId === undefined) === (partNumber === undefined)) {
      throw invalid(`/lines/${index}/partId`, 'or partNumber: name one of both');
    }
    const part = known.find(({ id, number }) => id === partId || number === partNumber);
    if (part !== undefined) return { ...line, partId: part.id, rejected };
    throw invalid(`/lines/${index}/${partId === undefined ? 'partNumber' : 'partId'}`, 'names no part');
  });
}

/** What its cases are told of the delivery. */
function signalsOf(
  { receiptNumber, allocations, rejectedFor }: ReceivedArrival,
  { body: { lines }, principal }: ArrivalRequest,
): NewCaseSignal[] {
  const reason = lines.flatMap(({ rejectionReason }) => rejectionReason ?? []).join('; ');
  return arrivalSignals({
    ...{ key: `arrival/${receiptNumber}`, receiptNumber, allocations, by: principal.actor },
    rejected: { lines: rejectedFor, reason },
  });
}

function registerArrivalReads(api: Api, { db }: CaseApiDependencies): void {
  api.get(
    '/v1/arrivals',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listArrivals',
        summary: 'Deliveries, newest first',
        querystring: ArrivalsQuery,
        response: { 200: page(ArrivalBody) },
      },
    },
    async ({ query: { limit = 50, cursor, ...filter }, principal: { timeZone } }) => {
      const before = cursor === undefined ? null : decodeCursor(cursor, ['number', 'string']);
      const found = await arrivalsRepository(db).list({ ...filter, before, limit });
      return pageBody(
        found,
        (arrival) => toBody(arrival, timeZone),
        (position) => position,
      );
    },
  );

  api.get(
    '/v1/arrivals/:receiptNumber',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'readArrival',
        summary: 'One delivery',
        params: object({ receiptNumber: ReceiptNumber }),
        response: { 200: ArrivalBody },
      },
    },
    async ({ params: { receiptNumber }, principal: { timeZone } }) =>
      toBody(await arrivalsRepository(db).findByReceiptNumber(receiptNumber), timeZone),
  );
}

function toBody(arrival: Arrival, timeZone: string): Static<typeof ArrivalBody> {
  const { arrivedAt, lines, receiptNumber, locationCode, reference, inspectedBy } = arrival;
  return {
    ...{ receiptNumber, locationCode, reference, inspectedBy },
    arrivedAt: toIso(arrivedAt, timeZone),
    lines: lines.map(({ partId, partNumber, lot, accepted, rejected, rejectionReason }) => ({
      ...{ partId, partNumber, lot, accepted, rejected, rejectionReason },
    })),
  };
}
