import { ApprovalBody } from '../schemas/approval.schema.ts';
import { CalendarDefinitionBody } from '../schemas/calendar.schema.ts';
import { PROCESS_FORMS } from '../schemas/case-forms.ts';
import {
  ActorBody,
  CaseBody,
  CaseKind,
  CommitmentBody,
  LimitBody,
  MessageBody,
  TimelineEventBody,
} from '../schemas/case.schema.ts';
import { Problem } from '../schemas/common.schema.ts';
import { ContactBody, CustomerBody } from '../schemas/customers.schema.ts';
import { HoldBody } from '../schemas/mass-holds.schema.ts';
import { PartBody } from '../schemas/parts.schema.ts';
import { PersonBody, Role } from '../schemas/people.schema.ts';
import { ServicePolicySchema } from '../schemas/policy.schema.ts';
import { ProductBody } from '../schemas/products.schema.ts';
import { EscalationLadder, PolicyLimit } from '../schemas/repair-policy.schema.ts';
import { TaskBody } from '../schemas/task.schema.ts';
import { UnitBody } from '../schemas/units.schema.ts';

interface ObjectSchema {
  readonly type: 'object';
}

/** Schemas that readers of the document look for by name, and that would make it long if repeated. */
const NAMED: Readonly<Record<string, object>> = {
  Actor: ActorBody,
  Approval: ApprovalBody,
  CalendarDefinition: CalendarDefinitionBody,
  Case: CaseBody,
  CaseKind,
  Commitment: CommitmentBody,
  Contact: ContactBody,
  Customer: CustomerBody,
  EscalationLadder,
  Hold: HoldBody,
  Limit: LimitBody,
  Message: MessageBody,
  Part: PartBody,
  Person: PersonBody,
  PolicyLimit,
  Problem,
  Product: ProductBody,
  Role,
  ServicePolicy: ServicePolicySchema,
  Task: TaskBody,
  TimelineEvent: TimelineEventBody,
  Unit: UnitBody,
  ...formsByName(),
};

/** Names by the text of their schemas: the same text is the same schema. */
const NAMES = new Map(Object.entries(NAMED).map(([name, schema]) => [JSON.stringify(schema), name]));
const LENGTHS = new Set([...NAMES.keys()].map(({ length }) => length));

/** The named schemas, for `components.schemas`; they too refer to each other. */
export function namedSchemas(): Record<string, ObjectSchema> {
  return Object.fromEntries(
    Object.entries(NAMED).map(([name, schema]) => [name, insideOf(plain(schema)) as ObjectSchema]),
  );
}

/** The same document part with every occurrence of a named schema replaced by a reference to it. */
export function withReferences<Part>(part: Part): Part {
  return replace(part) as Part;
}

function replace(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const text = JSON.stringify(value);
  const name = LENGTHS.has(text.length) ? NAMES.get(text) : undefined;
  return name === undefined ? insideOf(value) : { $ref: `#/components/schemas/${name}` };
}

function insideOf(value: object): object {
  if (Array.isArray(value)) return value.map(replace);
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, replace(field)]));
}

/** `RepairClassifyForm` for a task, `RepairHoldCommand` for a command, of every kind of case. */
function formsByName(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(PROCESS_FORMS).flatMap(([caseKind, { tasks, commands }]) => [
      ...Object.entries(tasks).map(([kind, form]) => [`${pascal(caseKind)}${pascal(kind)}Form`, form]),
      ...Object.entries(commands)
        // What is a task and a command with one form goes by the task's name.
        .filter(([, form]) => !Object.values(tasks).includes(form))
        .map(([name, form]) => [`${pascal(caseKind)}${pascal(name)}Command`, form]),
    ]),
  ) as Record<string, object>;
}

function pascal(code: string): string {
  return code.replaceAll(/(?:^|-)(\w)/g, (_, first: string) => first.toUpperCase());
}

/** Without what the schema library keeps for itself. */
function plain(schema: object): object {
  return JSON.parse(JSON.stringify(schema)) as object;
}
