import { Type, type Static, type TObject, type TProperties, type TSchema } from 'typebox';

/** An object that refuses unknown fields (design §5). Every object schema of the API is made with it. */
export function object<Properties extends TProperties>(
  properties: Properties,
  options: { description?: string; examples?: readonly unknown[]; minProperties?: number } = {},
): TObject<Properties> {
  return Type.Object<Properties>(properties, { additionalProperties: false, ...options });
}

/**
 * An object whose fields are not known beforehand. Spelled as OpenAPI spells it, so that the document and the schema
 * are the same text.
 */
export const facts = (description?: string) =>
  Type.Unsafe<Record<string, unknown>>({
    type: 'object',
    additionalProperties: {},
    ...(description === undefined ? {} : { description }),
  });

/** One of a closed list of strings. */
export function oneOf<const Values extends readonly string[]>(
  values: Values,
  options: { description?: string } = {},
) {
  return Type.Unsafe<Values[number]>({ type: 'string', enum: [...values], ...options });
}

/** The value, or null where there is none. */
export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

/** RFC 3339 date-time; the offset is obligatory. */
export const Instant = Type.String({
  format: 'date-time',
  description: 'ISO 8601 date and time with offset, for example 2026-05-29T16:00:00+08:00',
});

/** A calendar date, `yyyy-MM-dd`. */
export const Day = Type.String({ format: 'date', description: 'Calendar date, for example 2026-05-29' });

export const Id = Type.String({ format: 'uuid' });

/** A short text of one line; control characters are refused. */
export const Line = Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001F\\u007F]*$' });

/** A text of several lines; PostgreSQL cannot store the character NUL. */
export const Text = Type.String({ minLength: 1, maxLength: 10_000, pattern: '^[^\\u0000]*$' });

/** A stable name that people and programs use: `office`, `service-lead`. */
const name = { minLength: 1, maxLength: 80, pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' };
export const Code = Type.String(name);

/** Names a record by its id, or by the handle that people call it by. */
export const Reference = Type.String({ ...name, description: 'Id or handle' });

export const Email = Type.String({ format: 'email', maxLength: 254 });

/** E.164 with or without the plus sign, or a national number with separators. */
export const Phone = Type.String({ minLength: 5, maxLength: 32, pattern: '^[+0-9][0-9 ()/-]*$' });

/** A language tag (BCP 47) that message templates exist in. */
export const Language = oneOf(['zh-CN', 'en']);

/** ISO 4217. */
export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 currency code' });

/** An amount in whole minor units (fen, cents). */
export const Minor = Type.Integer({ minimum: 0, maximum: 9_007_199_254_740_991 });

/** An IANA time zone name that this machine's time zone data knows. */
export const TimeZone = Type.String({
  format: 'time-zone',
  maxLength: 64,
  description: 'IANA time zone name',
});

/** What every list takes: `limit`, and `cursor` as an earlier answer gave it. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
};

/** One page of a list; `nextCursor` is null on the last one. */
export function page<Item extends TSchema>(item: Item) {
  return object({ items: Type.Array(item), nextCursor: nullable(Type.String()) });
}

/** RFC 9457. */
export const Problem = object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable name of the error, UPPER_SNAKE' }),
    detail: Type.Optional(Type.String()),
    instance: Type.Optional(Type.String({ description: 'Id of the request, to quote when asking for help' })),
    errors: Type.Optional(
      Type.Array(
        object({
          pointer: Type.String({ description: 'JSON pointer (RFC 6901) to the faulty field' }),
          message: Type.String(),
          in: Type.Optional(oneOf(['query', 'path', 'header'], { description: 'Left out: the body' })),
        }),
      ),
    ),
    details: Type.Optional(facts()),
  },
  { description: 'Problem details (RFC 9457)' },
);

export type Problem = Static<typeof Problem>;

/** A path parameter that names a record by id or handle. */
export function referenceParams<const Name extends string>(name: Name) {
  return object({ [name]: Reference } as Record<Name, typeof Reference>);
}

/** A path parameter that names a record by its id. */
export function idParams<const Name extends string>(name: Name) {
  return object({ [name]: Id } as Record<Name, typeof Id>);
}

/** The caller holds the file already, by its entity tag (RFC 9110 §15.4.5). */
export const NOT_MODIFIED = Type.Null({ description: 'The file is the one that If-None-Match names' });
