import { Type } from 'typebox';
import { PROCESS_FORMS } from './case-forms.ts';
import { ActorBody, CaseKind, Facts, Priority } from './case.schema.ts';
import {
  Code,
  facts,
  Id,
  Instant,
  Language,
  nullable,
  object,
  oneOf,
  pageQuery,
  Text,
} from './common.schema.ts';
import { Role } from './people.schema.ts';

export const TaskBody = object({
  id: Type.String(),
  caseId: Id,
  caseKind: CaseKind,
  caseNumber: Type.String(),
  priority: Priority,
  kind: Type.String(),
  title: Type.String(),
  phase: Type.String(),
  round: Type.Integer(),
  attempt: Type.Integer(),
  roles: Type.Array(Role),
  assigneeId: nullable(Id),
  status: oneOf(['open', 'completed', 'dropped']),
  openedAt: Instant,
  dueAt: nullable(Instant),
  overdue: Type.Boolean(),
  commitmentId: nullable(Type.String({ description: 'The promise that it is done for' })),
  endedAt: nullable(Instant),
  endedBy: nullable(ActorBody),
  currency: Type.String({ description: 'ISO 4217 currency of every amount in `about` and the form' }),
  about: Facts,
  proposes: facts(
    'Fields of the form that are known already, to be shown filled in; empty once it is not open',
  ),
  form: nullable(Facts),
});

/** `task:` ids look like `<caseId>.t7`. */
export const taskParams = object({
  taskId: Type.String({ pattern: '^[0-9a-f-]{36}\\.t[0-9]{1,9}$' }),
});

export const TasksQuery = object({
  ...pageQuery,
  inbox: Type.Optional(
    oneOf(['mine', 'myRoles', 'both', 'all'], {
      description: 'Named for me; open to my roles; either (the default); whoever they are for',
    }),
  ),
  caseId: Type.Optional(Id),
  kind: Type.Optional(Code),
  status: Type.Optional(oneOf(['open', 'completed', 'dropped'], { description: 'open if left out' })),
  overdue: Type.Optional(Type.Boolean()),
});

/** In the OpenAPI document: whichever form the task's kind asks for. */
export const AnyTaskForm = Type.Unsafe<Readonly<Record<string, unknown>>>({
  anyOf: Object.values(PROCESS_FORMS).flatMap(({ tasks }) => Object.values(tasks)),
  description: "The form of the task's kind, as `/v1/task-kinds/{kind}` gives it",
  examples: [{ at: '2026-05-29T16:20:00+08:00', reached: true, summary: '已电话联系客户，约定次日上门' }],
});

export const DeclineBody = object({ reason: Text }, { examples: [{ reason: '当天已有其他上门任务' }] });

export const ReassignBody = object(
  { assigneeId: Type.Optional(Id), role: Type.Optional(Role), reason: Text },
  { examples: [{ role: 'repair_lead', reason: '技术员今日请假' }] },
);

const FormSchema = facts(
  'JSON Schema of its form. Fields and choices (`oneOf` of `const`) have a `title`; `if`/`then` says what is required when; `x-evidence` marks keys of uploaded evidence, `x-money` amounts in minor units, with `x-currency` where a company is given',
);

export const TaskKindBody = object({
  caseKind: CaseKind,
  kind: Type.String(),
  title: Type.String(),
  phase: Type.String({ description: 'The phase that it belongs to' }),
  phaseTitle: Type.String(),
  roles: Type.Array(Role, {
    description: 'Roles that such a task may be open to: of the company, or of any where none is given',
  }),
  schema: FormSchema,
});

export const CommandKindBody = object({
  caseKind: CaseKind,
  command: Type.String(),
  title: Type.String(),
  path: Type.String({ description: 'Where it is given: POST /v1/cases/{caseId}/{path}' }),
  roles: Type.Array(Role, {
    description:
      'Roles that may give it: of the company, or of any where none is given. What it says may need more than that',
  }),
  ownerRoles: Type.Array(Role, {
    description:
      'Those of them that may only as owners: while the case has their role as `ownerRole`, and where it names a person in `ownerId`, that person alone',
  }),
  schema: FormSchema,
});

export const CaseKindBody = object({
  caseKind: CaseKind,
  title: Type.String(),
  path: Type.String({ description: 'Where such a case is opened' }),
  schema: FormSchema,
});

export const FormsQuery = object({
  caseKind: Type.Optional(CaseKind),
  company: Type.Optional(Code),
  language: Type.Optional(Language),
});
