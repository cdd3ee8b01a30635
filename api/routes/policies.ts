import type { FastifySchemaValidationError } from 'fastify';
import { Type, type Static } from 'typebox';
import { calendarsRepository } from '../../db/repositories/calendars.repository.ts';
import { policiesRepository, type PolicyVersion } from '../../db/repositories/policies.repository.ts';
import { DomainError, type Fault, faultsBelow, requireFaultless } from '../../workflows/domain/errors.ts';
import { checkPolicy } from '../../workflows/domain/policy/check-policy.ts';
import type { ServicePolicy } from '../../workflows/domain/policy/service-policy.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { created } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { toFaults } from '../plugins/validation.ts';
import { Code, object } from '../schemas/common.schema.ts';
import { fromIso, toIso } from '../schemas/instants.ts';
import {
  NewPolicyVersionBody,
  PolicyToValidate,
  PolicyValidationBody,
  PolicyVersionBody,
  PolicyVersionSummary,
} from '../schemas/policies.schema.ts';
import type { ServicePolicySchema } from '../schemas/policy.schema.ts';

const tags = ['policies'];
const company = Code;

/** Service policies in versions that never change: a case keeps the one it was opened under (design idea 9). */
export function registerPolicyRoutes(api: Api, deps: ApiDependencies): void {
  registerPolicyReads(api, deps);
  registerPolicyChanges(api, deps);
}

function registerPolicyReads(api: Api, { db }: ApiDependencies): void {
  api.get(
    '/v1/policies',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listPolicies',
        summary: 'The latest version of every company, without the documents',
        response: { 200: object({ items: Type.Array(PolicyVersionSummary) }) },
      },
    },
    async ({ principal: { timeZone } }) => {
      const policies = await policiesRepository(db).listLatest();
      return { items: policies.map((policy) => toSummary(policy, timeZone)) };
    },
  );

  api.get(
    '/v1/policies/:company/versions',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listPolicyVersions',
        summary: 'All versions of a company, newest first, without the documents',
        params: object({ company }),
        response: { 200: object({ items: Type.Array(PolicyVersionSummary) }) },
      },
    },
    async ({ params, principal: { timeZone } }) => {
      const versions = await policiesRepository(db).listByCompany(params.company);
      return { items: versions.map((version) => toSummary(version, timeZone)) };
    },
  );

  api.get(
    '/v1/policies/:company',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'readPolicy',
        summary: 'The latest version of a company',
        params: object({ company }),
        response: { 200: PolicyVersionBody },
      },
    },
    async ({ params, principal: { timeZone } }) =>
      toBody(requireFound(await policiesRepository(db).findOptionalLatest(params.company)), timeZone),
  );

  api.get(
    '/v1/policies/:company/versions/:version',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'readPolicyVersion',
        summary: 'One version of a company',
        params: object({ company, version: Type.String({ pattern: '^[1-9]\\d{0,8}$' }) }),
        response: { 200: PolicyVersionBody },
      },
    },
    async ({ params, principal: { timeZone } }) => {
      const policies = policiesRepository(db);
      const found = await policies.findOptionalByVersion(params.company, Number(params.version));
      return toBody(requireFound(found), timeZone);
    },
  );
}

function registerPolicyChanges(api: Api, deps: ApiDependencies): void {
  const { db, now } = deps;
  const audit = createAuditTrail(deps);

  api.post(
    '/v1/policies/validate',
    {
      config: { access: 'staff' },
      // The answer of this operation is what is wrong, so a fault of form is no refusal here.
      attachValidation: true,
      schema: {
        tags,
        operationId: 'validatePolicy',
        summary: 'What is wrong with a policy, without storing it',
        body: PolicyToValidate,
        response: { 200: PolicyValidationBody },
      },
    },
    async (request) => {
      const faults =
        request.validationError === undefined
          ? await faultsOf(request.body, calendarsRepository(db))
          : toFaults(request.validationError.validation as FastifySchemaValidationError[], 'body');
      return { valid: faults.length === 0, faults: [...faults] };
    },
  );

  api.post(
    '/v1/policies',
    {
      config: { access: ['admin'] },
      schema: {
        tags,
        operationId: 'addPolicyVersion',
        summary: 'Add the next version of a company',
        body: NewPolicyVersionBody,
        response: { 201: PolicyVersionBody },
      },
    },
    async (request, reply) => {
      const { principal } = request;
      const document = request.body.document as ServicePolicy;
      const at = now();
      const validFrom = request.body.validFrom === undefined ? at : fromIso(request.body.validFrom);
      const createdBy = principal.actor.type === 'person' ? principal.actor.personId : null;
      const policy = await audit.change(request, 'policy', async (tx) => {
        assertNoFaults(await faultsOf(document, calendarsRepository(tx)));
        const policies = policiesRepository(tx);
        const before = (await policies.findOptionalLatest(document.company)) ?? null;
        return {
          before,
          after: await policies.addVersion({ document, validFrom, createdAt: at, createdBy }),
        };
      });
      const location = `/v1/policies/${policy.company}/versions/${policy.version}`;
      return created(reply, location, toBody(policy, principal.timeZone));
    },
  );
}

/** Figures that contradict each other, and calendars that are not stored. */
async function faultsOf(
  policy: ServicePolicy,
  calendars: ReturnType<typeof calendarsRepository>,
): Promise<Fault[]> {
  const faults = checkPolicy(policy);
  for (const field of ['workingTime', 'aroundTheClock'] as const) {
    const code = policy.calendar[field];
    if ((await calendars.findOptionalLatest(code)) === undefined) {
      faults.push({ pointer: `/calendar/${field}`, message: `names no calendar: "${code}"` });
    }
  }
  return faults;
}

function assertNoFaults(faults: readonly Fault[]): void {
  const detail = 'The policy contradicts itself or refers to what is not there';
  requireFaultless(faultsBelow('/document', faults), detail);
}

function requireFound(policy: PolicyVersion | undefined): PolicyVersion {
  if (policy === undefined) throw new DomainError('NOT_FOUND', 'There is no such policy version');
  return policy;
}

function toSummary(policy: PolicyVersion, timeZone: string): Static<typeof PolicyVersionSummary> {
  const { id, company, version, validFrom, createdAt, createdBy } = policy;
  return {
    id,
    company,
    version,
    validFrom: toIso(validFrom, timeZone),
    createdAt: toIso(createdAt, timeZone),
    createdBy,
  };
}

function toBody(policy: PolicyVersion, timeZone: string): Static<typeof PolicyVersionBody> {
  return { ...toSummary(policy, timeZone), document: policy.document as Static<typeof ServicePolicySchema> };
}
