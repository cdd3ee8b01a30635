import type { Instant } from '../../workflows/domain/limits.ts';
import { fromIso, toIso } from './instants.ts';

type Fields = Readonly<Record<string, unknown>>;

/** As much of a JSON Schema as it takes to find the instants in a value that it describes. */
interface ValueSchema {
  readonly format?: string;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly items?: ValueSchema;
}

/** A form as the process takes it: every instant as epoch milliseconds. The value has passed the schema. */
export function formFromApi(schema: object, form: unknown): Fields {
  return convert(schema, form, (value) => (typeof value === 'string' ? fromIso(value) : value)) as Fields;
}

/** A form as the API shows it: every instant as ISO 8601 in the reader's time zone. */
export function formToApi(schema: object, form: unknown, timeZone: string): Fields {
  return convert(schema, form, (value) =>
    typeof value === 'number' ? toIso(value, timeZone) : value,
  ) as Fields;
}

function convert(schema: ValueSchema, value: unknown, instant: (value: unknown) => unknown): unknown {
  if (schema.format === 'date-time') return instant(value);
  const { items, properties } = schema;
  if (Array.isArray(value)) {
    return items === undefined ? value : value.map((item) => convert(items, item, instant));
  }
  if (properties === undefined || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      const fieldSchema = properties[name];
      return [name, fieldSchema === undefined ? field : convert(fieldSchema, field, instant)];
    }),
  );
}

/** Names of instants in facts that have no schema (design §4): `dueAt`, `windowFrom`, `until` … */
const INSTANT_NAME = /(?:^(?:at|from|to|until)|(?:At|From|To|Until))$/;

/** Below this a number under such a name is no instant: it lies in the first weeks of 1970. */
const FIRST_INSTANT: Instant = 1_000_000_000;

/** Facts that a process recorded, as the API shows them: instants as ISO 8601 in the reader's time zone. */
export function factsToApi(facts: Fields, timeZone: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, factToApi(name, value, timeZone)]),
  );
}

function factToApi(name: string, value: unknown, timeZone: string): unknown {
  if (Array.isArray(value)) return value.map((item) => factToApi(name, item, timeZone));
  if (typeof value === 'number') {
    const isInstant = INSTANT_NAME.test(name) && value >= FIRST_INSTANT;
    return isInstant ? toIso(value, timeZone) : value;
  }
  return typeof value === 'object' && value !== null ? factsToApi(value as Fields, timeZone) : value;
}
