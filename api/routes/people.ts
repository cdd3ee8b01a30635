import type { Static } from 'typebox';
import { peopleRepository, type Person } from '../../db/repositories/people.repository.ts';
import { rolesOf } from '../../workflows/domain/actors.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Role } from '../../workflows/domain/limits.ts';
import { SCOPES } from '../../workflows/domain/scopes.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { created, pageBody, withETag } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { actorIdOf, requireRole, type Principal } from '../plugins/auth.ts';
import { expectedVersion } from '../plugins/etag.ts';
import { page, referenceParams, type Language } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import { toIso } from '../schemas/instants.ts';
import {
  MeBody,
  NewPersonBody,
  PeopleQuery,
  PersonBody,
  PersonChangesBody,
} from '../schemas/people.schema.ts';
import { MASTER_DATA_ROLES } from './access.ts';
import { findPerson } from './references.ts';

const tags = ['people'];
const params = referenceParams('personId');

/** Members of staff: roles, skills, superiors (H-01). Every reading of their data is audited (S-01). */
export function registerPeopleRoutes(api: Api, deps: ApiDependencies): void {
  const { db, now, courier } = deps;
  const audit = createAuditTrail(deps);

  api.get(
    '/v1/me',
    {
      config: { access: { people: 'signedIn', systems: SCOPES } },
      schema: { tags, operationId: 'readMe', summary: 'Who the token stands for', response: { 200: MeBody } },
    },
    ({ principal: { actor, scopes, language, timeZone } }) => ({
      ...actor,
      roles: [...rolesOf(actor)],
      scopes: [...scopes],
      language,
      timeZone,
    }),
  );

  api.get(
    '/v1/people',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listPeople',
        summary: 'Members of staff, by handle',
        querystring: PeopleQuery,
        response: { 200: page(PersonBody) },
      },
    },
    async (request) => {
      const { limit = 50, cursor, ...filter } = request.query;
      const [afterHandle] = cursor === undefined ? [null] : decodeCursor(cursor, ['string']);
      const found = await peopleRepository(db).list(filter, { afterHandle, limit });
      await audit.access(request, 'person', found.items);
      return pageBody(
        found,
        (person) => toBody(person, request.principal.timeZone),
        (handle) => [handle],
      );
    },
  );

  api.get(
    '/v1/people/:personId',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'readPerson',
        summary: 'One member of staff',
        params,
        response: { 200: PersonBody },
      },
    },
    async (request, reply) => {
      const person = await findPerson(peopleRepository(db), request.params.personId);
      await audit.access(request, 'person', [person]);
      return withETag(reply, toBody(person, request.principal.timeZone));
    },
  );

  api.post(
    '/v1/people',
    {
      config: { access: MASTER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'createPerson',
        summary: 'Enter a member of staff',
        body: NewPersonBody,
        response: { 201: PersonBody },
      },
    },
    async (request, reply) => {
      const { subject, ...fields } = request.body;
      assertMayGrant(request.principal, null, fields.roles);
      const person = await audit.change(request, 'person', async (tx) => {
        const after = await peopleRepository(tx).create({ ...NOTHING_ELSE, ...fields }, now(), subject);
        return { before: null, after };
      });
      return created(reply, `/v1/people/${person.id}`, toBody(person, request.principal.timeZone));
    },
  );

  api.patch(
    '/v1/people/:personId',
    {
      config: { access: MASTER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'changePerson',
        summary: 'Change a member of staff',
        params,
        body: PersonChangesBody,
        response: { 200: PersonBody },
      },
    },
    async (request, reply) => {
      const { personId } = request.params;
      const version = expectedVersion(request);
      const person = await audit.change(request, 'person', async (tx) => {
        const people = peopleRepository(tx);
        const before = await findPerson(people, personId);
        if (request.body.roles !== undefined) assertMayGrant(request.principal, before, request.body.roles);
        return { before, after: await people.update(before.id, version, request.body, now()) };
      });
      // Cases that the person owned hear of it at once.
      if (request.body.active === false || request.body.roles !== undefined) courier.wake();
      return withETag(reply, toBody(person, request.principal.timeZone));
    },
  );
}

/** Nobody raises themselves, and only an admin makes or unmakes an admin. */
function assertMayGrant(principal: Principal, person: Person | null, roles: readonly Role[]): void {
  const held = person?.roles ?? [];
  const changed = [
    ...roles.filter((role) => !held.includes(role)),
    ...held.filter((role) => !roles.includes(role)),
  ];
  if (changed.length === 0) return;
  if (person !== null && actorIdOf(principal) === person.id) {
    throw new DomainError('FORBIDDEN', 'Nobody changes their own roles');
  }
  if (changed.includes('admin')) requireRole(principal, ['admin']);
}

/** What a new person has who is entered with the obligatory fields alone. */
const NOTHING_ELSE = {
  email: null,
  phone: null,
  wechatId: null,
  teamId: null,
  skills: [],
  superiorId: null,
};

function toBody(person: Person, timeZone: string): Static<typeof PersonBody> {
  return {
    ...person,
    language: person.language as Static<typeof Language>,
    roles: person.roles.filter((role) => role !== 'customer'),
    skills: [...person.skills],
    createdAt: toIso(person.createdAt, timeZone),
    updatedAt: toIso(person.updatedAt, timeZone),
  };
}
