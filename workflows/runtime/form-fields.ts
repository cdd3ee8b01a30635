import { Type, type TObject, type TProperties, type TSchema } from 'typebox';

/*
 * The fields that forms of all processes are made of. A form is written once: the API validates by it, OpenAPI
 * and `/v1/task-kinds/{kind}` show it, and process code takes its type with `import type`. Nothing of this file is
 * part of a workflow bundle.
 */

/** An instant: ISO 8601 with offset in the API, epoch milliseconds in process code. */
export const instant = (description: string) =>
  Type.Unsafe<number>({ type: 'string', format: 'date-time', description });

/** A calendar date, `yyyy-MM-dd`. */
export const onDate = (description: string) => Type.String({ format: 'date', description });

/** Text for people; never empty. */
export const text = (description: string, maxLength = 4000) =>
  Type.String({ minLength: 1, maxLength, description });

const MOST_MINOR = 1_000_000_000_000;

/** An amount in whole minor units of the case's currency, not negative; `x-money` marks it for front ends. */
export const minorUnits = (description: string) =>
  Type.Integer({ minimum: 0, maximum: MOST_MINOR, description, 'x-money': true });

/** A difference between two amounts, in whole minor units of the case's currency; below zero it goes the other way. */
export const minorUnitsDifference = (description: string) =>
  Type.Integer({ minimum: -MOST_MINOR, maximum: MOST_MINOR, description, 'x-money': true });

export const minutes = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 100_000, description: `${description} (minutes)` });

/** Whole pieces, at least one. */
export const quantity = (description: string) =>
  Type.Integer({ minimum: 1, maximum: 1_000_000, description });

/** Whole pieces, possibly none. */
export const pieces = (description: string) => Type.Integer({ minimum: 0, maximum: 1_000_000, description });

export const yesNo = (description: string) => Type.Boolean({ description });

/** Key of a record of ours. */
export const reference = (description: string) => Type.String({ format: 'uuid', description });

/** Number or code given by somebody else. */
export const code = (description: string) => Type.String({ minLength: 1, maxLength: 100, description });

export const score = (description: string) => Type.Integer({ minimum: 0, maximum: 100, description });

/** One of a closed list. */
export const choice = <const Values extends readonly string[]>(values: Values, description: string) =>
  Type.Unsafe<Values[number]>({ type: 'string', enum: [...values], description });

/** Keys of files uploaded before, to this case or for it; `x-evidence` marks them for whoever checks that they were. */
export const evidence = (description: string, minItems = 0) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 200, 'x-evidence': true }), {
    minItems,
    maxItems: 50,
    description,
  });

/** Key of a picture uploaded before, to this case or for it. */
export const picture = (description: string) =>
  Type.String({ minLength: 1, maxLength: 200, description, 'x-evidence': 'picture' });

/** The picture of a signature that was given for this case, on paper or on a screen; documents show it. */
export const signature = () =>
  Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'Key of the uploaded picture of the signature: PNG or JPEG of at most 1 MiB',
    'x-evidence': 'signature',
  });

/** A rule between fields: where `field` has one of the values, the others are required too, lists with an entry. */
export interface RequiredWhen {
  readonly field: string;
  readonly is: readonly (string | boolean)[];
  readonly required: readonly string[];
}

/** A form: unknown fields are refused, and rules between fields are part of its JSON Schema. */
export function form<P extends TProperties>(
  title: string,
  properties: P,
  rules: readonly RequiredWhen[] = [],
): TObject<P> {
  return Type.Object(properties, {
    title,
    additionalProperties: false,
    ...(rules.length === 0 ? {} : { allOf: rules.map((rule) => requiredWhen(rule, properties)) }),
  });
}

function requiredWhen({ field, is, required }: RequiredWhen, properties: TProperties): object {
  const lists = required.filter((name) => Type.IsArray(properties[name]));
  const filled = Object.fromEntries(lists.map((name) => [name, { type: 'array', minItems: 1 }]));
  return {
    if: { properties: { [field]: { enum: [...is] } }, required: [field] },
    then: { required: [...required], ...(lists.length === 0 ? {} : { properties: filled }) },
  };
}

/** An object inside a form. */
export function group<P extends TProperties>(properties: P, description?: string): TObject<P> {
  return Type.Object(properties, {
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
  });
}

export const listOf = <Item extends TSchema>(item: Item, description: string, minItems = 0) =>
  Type.Array(item, { minItems, maxItems: 200, description });

/** Who of the customer's side gave an answer that a member of staff writes down. */
export const heardFrom = () =>
  Type.Optional(text('Who on the customer’s side said so; required from staff', 200));
