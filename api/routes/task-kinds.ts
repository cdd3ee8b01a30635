import { Type } from 'typebox';
import { CASE_KINDS, type CaseKind as Kind } from '../../workflows/domain/cases.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Api } from '../dependencies.ts';
import type { Titles } from '../schemas/case-bodies.ts';
import { PROCESS_FORMS } from '../schemas/case-forms.ts';
import { Code, object } from '../schemas/common.schema.ts';
import { TaskKindBody, TaskKindQuery } from '../schemas/task.schema.ts';
import type { CaseApiDependencies } from './case-access.ts';
import { createReaders } from './titles.ts';

const tags = ['tasks'];
const config = { access: 'signedIn' } as const;

/** The forms that tasks are completed with, so that a front end can draw and check them itself. */
export function registerTaskKindRoutes(api: Api, { db }: CaseApiDependencies): void {
  const readerOf = createReaders(db);

  api.get(
    '/v1/task-kinds',
    {
      config,
      schema: {
        tags,
        operationId: 'listTaskKinds',
        summary: 'Kinds of task with their forms',
        querystring: TaskKindQuery,
        response: { 200: object({ items: Type.Array(TaskKindBody) }) },
      },
    },
    async (request) => {
      const { titles } = await readerOf(request);
      return { items: taskKinds(request.query.caseKind, titles) };
    },
  );

  api.get(
    '/v1/task-kinds/:kind',
    {
      config,
      schema: {
        tags,
        operationId: 'readTaskKind',
        summary: 'One kind of task with the JSON Schema of its form',
        params: object({ kind: Code }),
        querystring: TaskKindQuery,
        response: { 200: TaskKindBody },
      },
    },
    async (request) => {
      const { kind } = request.params;
      const { titles } = await readerOf(request);
      const found = taskKinds(request.query.caseKind, titles).find((taskKind) => taskKind.kind === kind);
      if (found === undefined) throw new DomainError('NOT_FOUND', `There is no task kind "${kind}"`);
      return found;
    },
  );
}

function taskKinds(wished: Kind | undefined, titles: Titles) {
  return CASE_KINDS.filter((caseKind) => wished === undefined || caseKind === wished).flatMap((caseKind) =>
    Object.entries(PROCESS_FORMS[caseKind]?.tasks ?? {}).map(([kind, schema]) => ({
      caseKind,
      kind,
      title: titles('task', kind),
      schema: { ...schema },
    })),
  );
}
