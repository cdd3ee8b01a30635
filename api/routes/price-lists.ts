import type { FastifySchemaValidationError } from 'fastify';
import { Type, type Static } from 'typebox';
import { priceListsRepository, type PriceListVersion } from '../../db/repositories/price-lists.repository.ts';
import { DomainError, faultsBelow, requireFaultless } from '../../workflows/domain/errors.ts';
import { checkPriceList, type PriceList } from '../../workflows/domain/pricing.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { created } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { toFaults } from '../plugins/validation.ts';
import { Code, object } from '../schemas/common.schema.ts';
import { fromIso, toIso } from '../schemas/instants.ts';
import { PolicyValidationBody } from '../schemas/policies.schema.ts';
import {
  NewPriceListVersionBody,
  type PriceListBody,
  PriceListSummary,
  PriceListToValidate,
  PriceListVersionBody,
} from '../schemas/price-lists.schema.ts';
import { PRICE_ROLES } from './access.ts';

const tags = ['priceLists'];
const code = Code;

/** Published prices in versions that never change: a case keeps the one it was opened under (R-10, A3.2). */
export function registerPriceListRoutes(api: Api, deps: ApiDependencies): void {
  registerPriceListReads(api, deps);
  registerPriceListChanges(api, deps);
}

function registerPriceListReads(api: Api, { db }: ApiDependencies): void {
  const lists = priceListsRepository(db);

  api.get(
    '/v1/price-lists',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'listPriceLists',
        summary: 'The latest version of every price list, without the prices',
        response: { 200: object({ items: Type.Array(PriceListSummary) }) },
      },
    },
    async ({ principal: { timeZone } }) => {
      const latest = await lists.listLatest();
      return { items: latest.map((list) => toSummary(list, timeZone)) };
    },
  );

  api.get(
    '/v1/price-lists/:code',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'readPriceList',
        summary: 'The latest version of a price list',
        params: object({ code }),
        response: { 200: PriceListVersionBody },
      },
    },
    async ({ params, principal: { timeZone } }) =>
      toBody(requireList(await lists.findOptionalLatest(params.code)), timeZone),
  );

  api.get(
    '/v1/price-lists/:code/versions',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'listPriceListVersions',
        summary: 'All versions of a price list, newest first, without the prices',
        params: object({ code }),
        response: { 200: object({ items: Type.Array(PriceListSummary) }) },
      },
    },
    async ({ params, principal: { timeZone } }) => {
      const versions = await lists.listByCode(params.code);
      requireList(versions[0]);
      return { items: versions.map((version) => toSummary(version, timeZone)) };
    },
  );

  api.get(
    '/v1/price-lists/:code/versions/:version',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'readPriceListVersion',
        summary: 'One version of a price list',
        params: object({ code, version: Type.String({ pattern: '^[1-9]\\d{0,8}$' }) }),
        response: { 200: PriceListVersionBody },
      },
    },
    async ({ params, principal: { timeZone } }) =>
      toBody(requireList(await lists.findOptionalByVersion(params.code, Number(params.version))), timeZone),
  );
}

function registerPriceListChanges(api: Api, deps: ApiDependencies): void {
  const { db, now } = deps;
  const audit = createAuditTrail(deps);

  api.post(
    '/v1/price-lists/validate',
    {
      config: { access: 'staff' },
      // The answer of this operation is what is wrong, so a fault of form is no refusal here.
      attachValidation: true,
      schema: {
        tags,
        operationId: 'validatePriceList',
        summary: 'What is wrong with a price list, without storing it',
        body: PriceListToValidate,
        response: { 200: PolicyValidationBody },
      },
    },
    async (request) => {
      const faults =
        request.validationError === undefined
          ? checkPriceList(request.body, await priceListsRepository(db).findOptionalLatest(request.body.code))
          : toFaults(request.validationError.validation as FastifySchemaValidationError[], 'body');
      return { valid: faults.length === 0, faults: [...faults] };
    },
  );

  api.post(
    '/v1/price-lists',
    {
      config: { access: PRICE_ROLES },
      schema: {
        tags,
        operationId: 'addPriceListVersion',
        summary: 'Add a price list, or the next version of one; open cases keep the version of their opening',
        body: NewPriceListVersionBody,
        response: { 201: PriceListVersionBody },
      },
    },
    async (request, reply) => {
      const { principal, body } = request;
      const document: PriceList = body.document;
      const at = now();
      const validFrom = body.validFrom === undefined ? at : fromIso(body.validFrom);
      const createdBy = principal.actor.type === 'person' ? principal.actor.personId : null;
      const list = await audit.change(request, 'priceList', async (tx) => {
        const lists = priceListsRepository(tx);
        const before = (await lists.findOptionalLatest(document.code)) ?? null;
        assertNoFaults(document, before);
        return { before, after: await lists.addVersion({ document, validFrom, createdAt: at, createdBy }) };
      });
      const location = `/v1/price-lists/${list.code}/versions/${list.version}`;
      return created(reply, location, toBody(list, principal.timeZone));
    },
  );
}

function assertNoFaults(list: PriceList, latest: PriceListVersion | null): void {
  const faults = checkPriceList(list, latest ?? undefined);
  const detail = 'The price list contradicts itself or its earlier version';
  requireFaultless(faultsBelow('/document', faults), detail);
}

function requireList(list: PriceListVersion | undefined): PriceListVersion {
  if (list === undefined) throw new DomainError('NOT_FOUND', 'There is no such price list version');
  return list;
}

function toSummary(list: PriceListVersion, timeZone: string): Static<typeof PriceListSummary> {
  const { id, code: listCode, version, validFrom, createdAt, createdBy } = list;
  return {
    ...{ id, code: listCode, version, createdBy },
    validFrom: toIso(validFrom, timeZone),
    createdAt: toIso(createdAt, timeZone),
  };
}

function toBody(list: PriceListVersion, timeZone: string): Static<typeof PriceListVersionBody> {
  return { ...toSummary(list, timeZone), document: list.document as Static<typeof PriceListBody> };
}
