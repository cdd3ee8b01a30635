import { Type } from 'typebox';
import { policiesRepository } from '../../db/repositories/policies.repository.ts';
import { CASE_KINDS, type CaseKind } from '../../workflows/domain/cases.ts';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import { ROLES } from '../../workflows/domain/limits.ts';
import type { ServicePolicy } from '../../workflows/domain/policy/service-policy.ts';
import type { Api } from '../dependencies.ts';
import type { Principal } from '../plugins/auth.ts';
import type { Titles } from '../schemas/case-bodies.ts';
import { pathOfCommand, PROCESS_FORMS, type ProcessForms } from '../schemas/case-forms.ts';
import { Code, object } from '../schemas/common.schema.ts';
import { titledForm } from '../schemas/form-titles.ts';
import { CaseKindBody, CommandKindBody, FormsQuery, TaskKindBody } from '../schemas/task.schema.ts';
import type { CaseApiDependencies } from './case-access.ts';
import { createTitleReader } from './titles.ts';

const config = { access: 'signedIn' } as const;

/** What a front end asks for: forms of which cases, under whose policy, in which language. */
interface Wished {
  readonly caseKind?: CaseKind;
  readonly company?: string;
  readonly language?: string;
}

/** What forms are described with. */
interface Context {
  readonly caseKind: CaseKind | undefined;
  readonly titles: Titles;
  /** Policies whose roles count. */
  readonly policies: readonly ServicePolicy[];
  /** Of amounts; null where no company is given. */
  readonly currency: string | null;
}

type ReadContext = (request: { query: Wished; principal: Principal }) => Promise<Context>;

/** Forms of tasks and commands, with titles, so that a front end can draw and check every screen itself. */
export function registerTaskKindRoutes(api: Api, { db }: CaseApiDependencies): void {
  const titlesIn = createTitleReader(db);
  const contextOf: ReadContext = async ({ query: { caseKind, company, language }, principal }) => {
    const all = (await policiesRepository(db).listLatest()).map(({ document }) => document);
    const policies = company === undefined ? all : all.filter((policy) => policy.company === company);
    if (policies.length === 0) {
      throw invalid('/company', `must be one of ${all.map((policy) => policy.company).join(', ')}`);
    }
    const currency = company === undefined ? null : (policies[0]?.currency ?? null);
    return { caseKind, titles: await titlesIn(language ?? principal.language), policies, currency };
  };
  registerTaskKinds(api, contextOf);
  registerCommandKinds(api, contextOf);
  registerCaseKinds(api, contextOf);
}

function registerTaskKinds(api: Api, contextOf: ReadContext): void {
  const tags = ['tasks'];
  api.get(
    '/v1/task-kinds',
    {
      config,
      schema: {
        tags,
        operationId: 'listTaskKinds',
        summary: 'Kinds of task with their phases, roles and forms',
        querystring: FormsQuery,
        response: { 200: object({ items: Type.Array(TaskKindBody) }) },
      },
    },
    async (request) => ({ items: taskKinds(await contextOf(request)) }),
  );

  api.get(
    '/v1/task-kinds/:kind',
    {
      config,
      schema: {
        tags,
        operationId: 'readTaskKind',
        summary: 'One kind of task with its phase, roles and form',
        params: object({ kind: Code }),
        querystring: FormsQuery,
        response: { 200: TaskKindBody },
      },
    },
    async (request) => {
      const { kind } = request.params;
      const found = taskKinds(await contextOf(request)).find((taskKind) => taskKind.kind === kind);
      if (found === undefined) throw new DomainError('NOT_FOUND', `There is no task kind "${kind}"`);
      return found;
    },
  );
}

function registerCommandKinds(api: Api, contextOf: ReadContext): void {
  api.get(
    '/v1/command-kinds',
    {
      config,
      schema: {
        tags: ['commands'],
        operationId: 'listCommandKinds',
        summary: 'Commands that cases know, with their forms',
        querystring: FormsQuery,
        response: { 200: object({ items: Type.Array(CommandKindBody) }) },
      },
    },
    async (request) => ({ items: commandKinds(await contextOf(request)) }),
  );
}

function registerCaseKinds(api: Api, contextOf: ReadContext): void {
  api.get(
    '/v1/case-kinds',
    {
      config,
      schema: {
        tags: ['cases'],
        operationId: 'listCaseKinds',
        summary: 'Kinds of case with the forms that they are opened with',
        querystring: FormsQuery,
        response: { 200: object({ items: Type.Array(CaseKindBody) }) },
      },
    },
    async (request) => {
      const context = await contextOf(request);
      const { titles, currency } = context;
      const items = processesOf(context).map(
        ([
          caseKind,
          {
            opening: { path, form },
          },
        ]) => {
          const title = titles('caseKind', caseKind);
          return {
            caseKind,
            title,
            path,
            schema: { ...titledForm(caseKind, form, titles, currency), title },
          };
        },
      );
      return { items };
    },
  );
}

function taskKinds(context: Context) {
  const { titles, policies, currency } = context;
  return processesOf(context).flatMap(([caseKind, { phases, openTo }]) =>
    Object.entries(phases).flatMap(([phase, forms]) =>
      Object.entries(forms).map(([kind, schema]) => ({
        caseKind,
        kind,
        title: titles('task', kind),
        phase,
        phaseTitle: titles('phase', phase),
        roles: [...new Set(policies.flatMap((policy) => openTo(kind, policy)))],
        schema: { ...titledForm(kind, schema, titles, currency), title: titles('task', kind) },
      })),
    ),
  );
}

function commandKinds(context: Context) {
  const { titles, policies, currency } = context;
  return processesOf(context).flatMap(([caseKind, process]) =>
    Object.entries(process.commands).map(([command, schema]) => ({
      caseKind,
      command,
      title: titles('command', command),
      path: pathOfCommand(command),
      ...rolesGiving(process, command, policies),
      schema: { ...titledForm(command, schema, titles, currency), title: titles('command', command) },
    })),
  );
}

/** Roles that may give a command, and those of them that may only while they own the case. */
function rolesGiving({ givers, ownerRoles }: ProcessForms, command: string, policies: Context['policies']) {
  const given = policies.map((policy) => ({ policy, by: givers(command, policy) }));
  const always = given.flatMap(({ by }) => (by === 'anyone' ? ROLES : by.roles));
  const asOwners = given
    .flatMap(({ policy, by }) => (by !== 'anyone' && by.owner ? ownerRoles(policy) : []))
    .filter((role) => !always.includes(role));
  return { roles: [...new Set([...always, ...asOwners])], ownerRoles: [...new Set(asOwners)] };
}

function processesOf({ caseKind: wished }: Context): readonly (readonly [CaseKind, ProcessForms])[] {
  return CASE_KINDS.flatMap((caseKind) => {
    const forms = PROCESS_FORMS[caseKind];
    if (forms === undefined || (wished !== undefined && wished !== caseKind)) return [];
    return [[caseKind, forms] as const];
  });
}
