import { Type } from 'typebox';
import type { Database } from '../../db/client.ts';
import { organisationRepository } from '../../db/repositories/organisation.repository.ts';
import { peopleRepository } from '../../db/repositories/people.repository.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { created, withETag } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { expectedVersion } from '../plugins/etag.ts';
import { idParams, object } from '../schemas/common.schema.ts';
import {
  DepartmentBody,
  DepartmentChangesBody,
  NewDepartmentBody,
  NewTeamBody,
  NewSkillBody,
  SkillBody,
  TeamBody,
  TeamChangesBody,
} from '../schemas/organisation.schema.ts';
import { MASTER_DATA_ROLES } from './access.ts';
import { findPerson, refersTo, requireNamed } from './references.ts';

const tags = ['organisation'];

/** Departments, teams and skills (H-01). The lists are short and come whole. */
export function registerOrganisationRoutes(api: Api, deps: ApiDependencies): void {
  registerDepartmentRoutes(api, deps);
  registerTeamRoutes(api, deps);
  registerSkillRoutes(api, deps);
}

function registerDepartmentRoutes(api: Api, deps: ApiDependencies): void {
  const audit = createAuditTrail(deps);

  api.get(
    '/v1/departments',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listDepartments',
        summary: 'Departments, by code',
        response: { 200: object({ items: Type.Array(DepartmentBody) }) },
      },
    },
    async () => ({ items: await organisationRepository(deps.db).listDepartments() }),
  );

  api.post(
    '/v1/departments',
    {
      config: { access: MASTER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'createDepartment',
        summary: 'Enter a department',
        body: NewDepartmentBody,
        response: { 201: DepartmentBody },
      },
    },
    async (request, reply) => {
      const department = await audit.change(request, 'department', async (tx) => ({
        before: null,
        after: await organisationRepository(tx).createDepartment(request.body),
      }));
      return created(reply, '/v1/departments', department);
    },
  );

  api.patch(
    '/v1/departments/:departmentId',
    {
      config: { access: MASTER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'changeDepartment',
        summary: 'Rename a department',
        params: idParams('departmentId'),
        body: DepartmentChangesBody,
        response: { 200: DepartmentBody },
      },
    },
    async (request, reply) => {
      const { departmentId } = request.params;
      const version = expectedVersion(request);
      const department = await audit.change(request, 'department', async (tx) => {
        const organisation = organisationRepository(tx);
        const before = await organisation.findDepartmentById(departmentId);
        return { before, after: await organisation.updateDepartment(departmentId, version, request.body) };
      });
      return withETag(reply, department);
    },
  );
}

function registerTeamRoutes(api: Api, deps: ApiDependencies): void {
  const audit = createAuditTrail(deps);

  api.get(
    '/v1/teams',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listTeams',
        summary: 'Teams, by code',
        response: { 200: object({ items: Type.Array(TeamBody) }) },
      },
    },
    async () => ({ items: await organisationRepository(deps.db).listTeams() }),
  );

  api.post(
    '/v1/teams',
    {
      config: { access: MASTER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'createTeam',
        summary: 'Enter a team',
        body: NewTeamBody,
        response: { 201: TeamBody },
      },
    },
    async (request, reply) => {
      const { code, name, departmentCode, lead = null } = request.body;
      const team = await audit.change(request, 'team', async (tx) => {
        const departmentId = await departmentIdOf(tx, departmentCode);
        const team = { code, name, departmentId, leadId: await leadIdOf(tx, lead) };
        return { before: null, after: await organisationRepository(tx).createTeam(team) };
      });
      return created(reply, '/v1/teams', team);
    },
  );

  api.patch(
    '/v1/teams/:teamId',
    {
      config: { access: MASTER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'changeTeam',
        summary: 'Change a team or its lead',
        params: idParams('teamId'),
        body: TeamChangesBody,
        response: { 200: TeamBody },
      },
    },
    async (request, reply) => {
      const { teamId } = request.params;
      const version = expectedVersion(request);
      const team = await audit.change(request, 'team', async (tx) => {
        const organisation = organisationRepository(tx);
        const before = await organisation.findTeamById(teamId);
        const { departmentCode, lead, ...fields } = request.body;
        const changes = {
          ...fields,
          ...(departmentCode !== undefined && { departmentId: await departmentIdOf(tx, departmentCode) }),
          ...(lead !== undefined && { leadId: await leadIdOf(tx, lead) }),
        };
        return { before, after: await organisation.updateTeam(teamId, version, changes) };
      });
      return withETag(reply, team);
    },
  );
}

function departmentIdOf(db: Database, code: string): Promise<string> {
  return refersTo('/departmentCode', async () => {
    const departments = await organisationRepository(db).listDepartments();
    const named = departments.find((department) => department.code === code);
    return requireNamed(named, 'department', code).id;
  });
}

async function leadIdOf(db: Database, lead: string | null): Promise<string | null> {
  if (lead === null) return null;
  return (await refersTo('/lead', () => findPerson(peopleRepository(db), lead))).id;
}

function registerSkillRoutes(api: Api, deps: ApiDependencies): void {
  const audit = createAuditTrail(deps);

  api.get(
    '/v1/skills',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listSkills',
        summary: 'Skills that technicians are sent for, by code',
        response: { 200: object({ items: Type.Array(SkillBody) }) },
      },
    },
    async () => ({ items: await organisationRepository(deps.db).listSkills() }),
  );

  api.post(
    '/v1/skills',
    {
      config: { access: MASTER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'createSkill',
        summary: 'Enter a skill',
        body: NewSkillBody,
        response: { 201: SkillBody },
      },
    },
    async (request, reply) => {
      const skill = await audit.change(request, 'skill', async (tx) => ({
        before: null,
        after: await organisationRepository(tx).createSkill(request.body),
        subjectId: request.body.code,
      }));
      return created(reply, '/v1/skills', skill);
    },
  );
}
