import { CalendarDefinitionBody } from '../schemas/calendar.schema.ts';
import { Problem } from '../schemas/common.schema.ts';
import { ServicePolicySchema } from '../schemas/policy.schema.ts';

interface ObjectSchema {
  readonly type: 'object';
}

/** Schemas that readers of the document look for by name, and that would make it long if repeated. */
const NAMED: Readonly<Record<string, object>> = {
  CalendarDefinition: CalendarDefinitionBody,
  Problem,
  ServicePolicy: ServicePolicySchema,
};

/** The named schemas, for `components.schemas`. */
export function namedSchemas(): Record<string, ObjectSchema> {
  return Object.fromEntries(Object.entries(NAMED).map(([name, schema]) => [name, plain(schema)]));
}

/** The same document part with every occurrence of a named schema replaced by a reference to it. */
export function withReferences<Part>(part: Part): Part {
  const names = new Map(Object.entries(NAMED).map(([name, schema]) => [JSON.stringify(schema), name]));
  const lengths = new Set([...names.keys()].map(({ length }) => length));
  const replace = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const text = JSON.stringify(value);
    const name = lengths.has(text.length) ? names.get(text) : undefined;
    if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
    if (Array.isArray(value)) return value.map(replace);
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, replace(field)]));
  };
  return replace(part) as Part;
}

/** Without what the schema library keeps for itself. */
function plain(schema: object): ObjectSchema {
  return JSON.parse(JSON.stringify(schema)) as ObjectSchema;
}
