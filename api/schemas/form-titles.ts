import type { Titles } from './case-bodies.ts';

/** As much of a form's JSON Schema as it takes to name its fields and choices. */
interface FormSchema {
  readonly properties?: Readonly<Record<string, FormSchema>>;
  readonly items?: FormSchema;
  readonly enum?: readonly (string | number)[];
  readonly [keyword: string]: unknown;
}

/** Codes under which a field's title is looked for, most particular first. */
export const fieldCodes = (form: string, field: string) => [`${form}.${field}`, field] as const;

/** Codes under which a choice's title is looked for, most particular first. */
export const choiceCodes = (form: string, field: string, value: string) =>
  [`${form}.${field}.${value}`, `${field}.${value}`, value] as const;

/**
 * A form as a front end draws it: each field has its title, a closed choice becomes `oneOf` of `const` with titles
 * (JSON Schema's way to name values), and amounts say their currency where it is known. It accepts the same values.
 */
export function titledForm(
  form: string,
  schema: object,
  titles: Titles,
  currency: string | null,
): Record<string, unknown> {
  return titled(schema as FormSchema, { form, field: '', titles, currency });
}

interface Naming {
  readonly form: string;
  /** Name of the nearest field. */
  readonly field: string;
  readonly titles: Titles;
  readonly currency: string | null;
}

function titled(schema: FormSchema, naming: Naming): Record<string, unknown> {
  const { enum: values, items, properties, ...rest } = schema;
  return {
    ...rest,
    ...(values !== undefined && { oneOf: values.map((value) => choiceOf(String(value), naming)) }),
    ...(items !== undefined && { items: titled(items, naming) }),
    ...(properties !== undefined && { properties: titledFields(properties, naming) }),
    ...(schema['x-money'] === true && naming.currency !== null && { 'x-currency': naming.currency }),
  };
}

function titledFields(properties: NonNullable<FormSchema['properties']>, naming: Naming): object {
  return Object.fromEntries(
    Object.entries(properties).map(([field, schema]) => [
      field,
      {
        title: naming.titles('field', ...fieldCodes(naming.form, field)),
        ...titled(schema, { ...naming, field }),
      },
    ]),
  );
}

const choiceOf = (value: string, { form, field, titles }: Naming) => ({
  const: value,
  title: titles('choice', ...choiceCodes(form, field, value)),
});
