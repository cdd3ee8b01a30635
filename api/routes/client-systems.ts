import { type Static, Type } from 'typebox';
import {
  type ClientSystem,
  clientSystemsRepository,
} from '../../db/repositories/client-systems.repository.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { created, withETag } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { expectedVersion } from '../plugins/etag.ts';
import {
  ClientSystemBody,
  ClientSystemChangesBody,
  NewClientSystemBody,
} from '../schemas/client-systems.schema.ts';
import { idParams, object } from '../schemas/common.schema.ts';
import { toIso } from '../schemas/instants.ts';

const tags = ['client systems'];
const config = { access: ['admin'] } as const;
const params = idParams('systemId');

/** Connected systems and what each may do (S-01). One that is not active any more is refused everywhere. */
export function registerClientSystemRoutes(api: Api, deps: ApiDependencies): void {
  registerReads(api, deps);
  registerChanges(api, deps);
}

function registerReads(api: Api, { db }: ApiDependencies): void {
  api.get(
    '/v1/client-systems',
    {
      config,
      schema: {
        tags,
        operationId: 'listClientSystems',
        summary: 'Connected systems, by name',
        response: { 200: object({ items: Type.Array(ClientSystemBody) }) },
      },
    },
    async ({ principal: { timeZone } }) => {
      const systems = await clientSystemsRepository(db).list();
      return { items: systems.map((system) => toBody(system, timeZone)) };
    },
  );
  api.get(
    '/v1/client-systems/:systemId',
    {
      config,
      schema: {
        tags,
        operationId: 'readClientSystem',
        summary: 'One connected system',
        params,
        response: { 200: ClientSystemBody },
      },
    },
    async ({ params: { systemId }, principal: { timeZone } }, reply) =>
      withETag(reply, toBody(await clientSystemsRepository(db).findById(systemId), timeZone)),
  );
}

function registerChanges(api: Api, deps: ApiDependencies): void {
  const { now } = deps;
  const audit = createAuditTrail(deps);
  api.post(
    '/v1/client-systems',
    {
      config,
      schema: {
        tags,
        operationId: 'createClientSystem',
        summary: 'Let a system call this service',
        body: NewClientSystemBody,
        response: { 201: ClientSystemBody },
      },
    },
    async (request, reply) => {
      const { subject, authorizedParty = null, ...fields } = request.body;
      const system = await audit.change(request, 'clientSystem', async (tx) => ({
        before: null,
        after: await clientSystemsRepository(tx).create({ ...fields, authorizedParty }, now(), subject),
      }));
      return created(reply, `/v1/client-systems/${system.id}`, toBody(system, request.principal.timeZone));
    },
  );
  api.patch(
    '/v1/client-systems/:systemId',
    {
      config,
      schema: {
        tags,
        operationId: 'changeClientSystem',
        summary: 'Change what a system may do, or shut it out',
        params,
        body: ClientSystemChangesBody,
        response: { 200: ClientSystemBody },
      },
    },
    async (request, reply) => {
      const version = expectedVersion(request);
      const system = await audit.change(request, 'clientSystem', async (tx) => {
        const systems = clientSystemsRepository(tx);
        const before = await systems.findById(request.params.systemId);
        return { before, after: await systems.update(before.id, version, request.body, now()) };
      });
      return withETag(reply, toBody(system, request.principal.timeZone));
    },
  );
}

function toBody(system: ClientSystem, timeZone: string): Static<typeof ClientSystemBody> {
  return {
    ...system,
    scopes: [...system.scopes],
    createdAt: toIso(system.createdAt, timeZone),
    updatedAt: toIso(system.updatedAt, timeZone),
  };
}
