import { Type, type Static } from 'typebox';
import { catalogueRepository } from '../../db/repositories/catalogue.repository.ts';
import { customersRepository } from '../../db/repositories/customers.repository.ts';
import { unitsRepository, type Unit, type UnitEvent } from '../../db/repositories/units.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { created, withETag } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { assertOwn, type Principal } from '../plugins/auth.ts';
import { expectedVersion } from '../plugins/etag.ts';
import { idParams, object } from '../schemas/common.schema.ts';
import { fromIso, toIso, toIsoOrNull } from '../schemas/instants.ts';
import {
  NewUnitBody,
  UnitBody,
  UnitChangesBody,
  UnitEventBody,
  UnitsQuery,
  UnitWithProductBody,
} from '../schemas/units.schema.ts';
import { CUSTOMER_DATA_ROLES } from './access.ts';
import { toProductBody } from './products.ts';
import { findCustomer, refersTo, requireNamed } from './references.ts';

const tags = ['units'];
const params = idParams('unitId');

/** Units in customers' hands, known by serial number or lot (X-08): staff see every one, customers their own. */
export function registerUnitRoutes(api: Api, deps: ApiDependencies): void {
  registerUnitReads(api, deps);
  registerUnitChanges(api, deps);
}

function registerUnitReads(api: Api, { db }: ApiDependencies): void {
  api.get(
    '/v1/units',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'listUnits',
        summary: 'Units of a customer, or with a serial number',
        querystring: UnitsQuery,
        response: { 200: object({ items: Type.Array(UnitWithProductBody) }) },
      },
    },
    async ({ query, principal }) => {
      const { actor, timeZone } = principal;
      const customerId = actor.type === 'customer' ? actor.customerId : query.customerId;
      if (query.customerId !== undefined)
        assertOwn(principal, query.customerId, 'customer', query.customerId);
      const units = unitsRepository(db);
      const found =
        query.serialNumber !== undefined
          ? await units.listBySerial(query.serialNumber)
          : await units.listByCustomer(requireCustomer(customerId));
      const visible = found.filter(({ unit }) => customerId === undefined || unit.customerId === customerId);
      return {
        items: visible.map(({ unit, product }) => ({
          unit: toBody(unit, timeZone),
          product: toProductBody(product, timeZone),
        })),
      };
    },
  );

  api.get(
    '/v1/units/:unitId',
    {
      config: { access: 'signedIn' },
      schema: { tags, operationId: 'readUnit', summary: 'One unit', params, response: { 200: UnitBody } },
    },
    async ({ params: { unitId }, principal }, reply) => {
      const { unit } = await unitsRepository(db).findById(unitId);
      assertOwn(principal, unit.customerId, 'unit', unitId);
      return withETag(reply, toBody(unit, principal.timeZone));
    },
  );

  api.get(
    '/v1/units/:unitId/events',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'listUnitEvents',
        summary: 'The history of a unit, newest first: over all its cases; to a customer, over their own',
        params,
        response: { 200: object({ items: Type.Array(UnitEventBody) }) },
      },
    },
    async ({ params: { unitId }, principal }) => {
      const units = unitsRepository(db);
      const { unit } = await units.findById(unitId);
      assertOwn(principal, unit.customerId, 'unit', unitId);
      const { actor } = principal;
      const ofCasesOf = actor.type === 'customer' ? actor.customerId : null;
      const events = await units.listEvents(unitId, ofCasesOf);
      return { items: events.map((event) => toEventBody(event, principal)) };
    },
  );
}

function registerUnitChanges(api: Api, deps: ApiDependencies): void {
  const { now } = deps;
  const audit = createAuditTrail(deps);

  api.post(
    '/v1/units',
    {
      config: { access: CUSTOMER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'registerUnit',
        summary: 'Register a unit; its warranty is reckoned',
        body: NewUnitBody,
        response: { 201: UnitBody },
      },
    },
    async (request, reply) => {
      const unit = await audit.change(request, 'unit', async (tx) => {
        const { productModel, customer: reference, warrantyUntil = null, ...fields } = request.body;
        const product = await refersTo('/productModel', async () =>
          requireNamed(
            await catalogueRepository(tx).findOptionalByModel(productModel),
            'product',
            productModel,
          ),
        );
        const customer = await refersTo('/customer', () => findCustomer(customersRepository(tx), reference));
        const newUnit = {
          ...NOTHING_ELSE,
          ...fields,
          productId: product.id,
          customerId: customer.id,
          warrantyUntil: warrantyUntil === null ? null : fromIso(warrantyUntil),
        };
        // The warranty ends at a midnight where the customer is.
        return { before: null, after: await unitsRepository(tx).register(newUnit, customer.timeZone, now()) };
      });
      return created(reply, `/v1/units/${unit.id}`, toBody(unit, request.principal.timeZone));
    },
  );

  api.patch(
    '/v1/units/:unitId',
    {
      config: { access: CUSTOMER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'changeUnit',
        summary: 'Change a unit',
        params,
        body: UnitChangesBody,
        response: { 200: UnitBody },
      },
    },
    async (request, reply) => {
      const { unitId } = request.params;
      const version = expectedVersion(request);
      const { warrantyUntil, ...fields } = request.body;
      const changes =
        warrantyUntil === undefined
          ? fields
          : { ...fields, warrantyUntil: warrantyUntil === null ? null : fromIso(warrantyUntil) };
      const unit = await audit.change(request, 'unit', async (tx) => {
        const units = unitsRepository(tx);
        const { unit: before } = await units.findById(unitId);
        return { before, after: await units.update(unitId, version, changes, now()) };
      });
      return withETag(reply, toBody(unit, request.principal.timeZone));
    },
  );
}

const NOTHING_ELSE = {
  ownership: 'sold',
  serialNumber: null,
  lot: null,
  orderNumber: null,
  purchasedOn: null,
} as const;

function requireCustomer(customerId: string | undefined): string {
  if (customerId === undefined) throw new DomainError('MALFORMED', 'Name a customerId or a serialNumber');
  return customerId;
}

function toBody(unit: Unit, timeZone: string): Static<typeof UnitBody> {
  return {
    ...unit,
    warrantyUntil: toIsoOrNull(unit.warrantyUntil, timeZone),
    createdAt: toIso(unit.createdAt, timeZone),
    updatedAt: toIso(unit.updatedAt, timeZone),
  };
}

function toEventBody(event: UnitEvent, { timeZone }: Principal): Static<typeof UnitEventBody> {
  return { ...event, data: { ...event.data }, at: toIso(event.at, timeZone) };
}
