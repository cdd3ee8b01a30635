import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import type { TSchema } from 'typebox';
import { Ajv2020, type Options } from 'ajv/dist/2020.js';
import addFormats, { type FormatName } from 'ajv-formats';
import { DomainError, type Fault, invalidFields } from '../../workflows/domain/errors.ts';
import {
  EARLIEST_NAMED,
  EARLIEST_NAMED_DAY,
  LAST_NAMED_DAY,
  NAMED_BEFORE,
} from '../../workflows/domain/storable.ts';
import { toIso } from '../schemas/instants.ts';

/** A fault and the part of the request it was found in; without `in` it is the body. */
export interface LocatedFault extends Fault {
  readonly in?: 'query' | 'path' | 'header';
}

const FORMATS: FormatName[] = ['date', 'date-time', 'email', 'uuid', 'uri', 'duration'];

/** One body can be wrong in as many places as it is long: nobody reads more than this. */
export const MOST_FAULTS = 50;

const OPTIONS: Options = {
  allErrors: true,
  removeAdditional: false,
  useDefaults: true,
  allowUnionTypes: true,
  strict: true,
  strictRequired: false,
  // Errors say which value is at fault.
  verbose: true,
};

/** Unknown fields are refused, and only a query string, which knows nothing but text, is converted to types. */
export function createValidatorCompiler(): FastifySchemaCompiler<TSchema> {
  const exact = withFormats(new Ajv2020({ ...OPTIONS, coerceTypes: false }));
  const converting = withFormats(new Ajv2020({ ...OPTIONS, coerceTypes: 'array' }));
  return ({ schema, httpPart }) => (httpPart === 'querystring' ? converting : exact).compile(schema);
}

function withFormats(ajv: Ajv2020): Ajv2020 {
  addFormats.default(ajv, FORMATS);
  const { date, 'date-time': dateTime } = ajv.formats;
  ajv.addFormat('date', {
    type: 'string',
    validate: (text: string) => matches(date, text) && !isBeyond(text),
  });
  ajv.addFormat('date-time', {
    type: 'string',
    // RFC 3339 lets a leap second through, which no instant can hold.
    validate: (text: string) => matches(dateTime, text) && !Number.isNaN(Date.parse(text)) && !isBeyond(text),
  });
  ajv.addFormat('time-zone', isTimeZone);
  // `example` is OpenAPI's word; `x-evidence` marks keys of uploaded files, `x-money` amounts. Validation ignores them.
  ajv.addVocabulary(['example', 'x-evidence', 'x-money']);
  return ajv;
}

/** Whether a date or an instant lies outside what callers may name. */
function isBeyond(text: string): boolean {
  if (!text.includes('T')) return text < EARLIEST_NAMED_DAY || text > LAST_NAMED_DAY;
  const at = Date.parse(text);
  return at < EARLIEST_NAMED || at >= NAMED_BEFORE;
}

function matches(format: Ajv2020['formats'][string], text: string): boolean {
  if (typeof format === 'object' && 'validate' in format && typeof format.validate === 'function') {
    return format.validate(text as never) === true;
  }
  throw new Error('ajv-formats no longer checks dates with a function');
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A value outside its range has the form asked for, and breaks a rule (repair process, 9: quantity 0). */
const RANGES: readonly string[] = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'];

function isOutOfRange({ keyword, ...error }: FastifySchemaValidationError): boolean {
  if (keyword !== 'format') return RANGES.includes(keyword);
  const { data } = error as { data?: unknown };
  return typeof data === 'string' && DAY_FIRST.test(data) && isBeyond(data);
}

const DAY_FIRST = /^\d{4}-\d\d-\d\d/;

/** Refuses what a body's schema found: 422 where all of it is values out of range, else 400. */
export function refusalOfBody(errors: readonly FastifySchemaValidationError[]): DomainError {
  // The rule between fields that asks for a field says nothing beside "is missing".
  const found = errors.filter(({ keyword }) => keyword !== 'if');
  const faults = toFaults(found, 'body');
  return found.every(isOutOfRange)
    ? invalidFields(faults, 'A value is out of its range')
    : new DomainError('MALFORMED', 'The request does not have the form asked for', { faults });
}

/** Ajv's errors as one fault per field, unknown fields named, the noise of alternatives left out. */
export function toFaults(errors: readonly FastifySchemaValidationError[], context: string): LocatedFault[] {
  const place = placeOf(context);
  const faults = errors
    .filter((error) => !isNoise(error, errors))
    .map((error) => ({ pointer: pointerOf(error), message: messageOf(error), ...place }));
  return [...new Map(faults.map((fault) => [`${fault.pointer} ${fault.message}`, fault])).values()].slice(
    0,
    MOST_FAULTS,
  );
}

function placeOf(context: string): Pick<LocatedFault, 'in'> {
  switch (context) {
    case 'querystring':
      return { in: 'query' };
    case 'params':
      return { in: 'path' };
    case 'headers':
      return { in: 'header' };
    default:
      return {};
  }
}

/** An alternative's failure says nothing where another alternative failed deeper inside, and so fitted better. */
function isNoise(error: FastifySchemaValidationError, all: readonly FastifySchemaValidationError[]): boolean {
  const isAlternative =
    error.keyword === 'anyOf' ||
    error.keyword === 'type' ||
    error.keyword === 'const' ||
    error.keyword === 'enum';
  if (!isAlternative) return false;
  return all.some(
    (other) =>
      other !== error &&
      (other.instancePath.startsWith(`${error.instancePath}/`) ||
        (other.instancePath === error.instancePath && isMoreTelling(other, error))),
  );
}

function isMoreTelling(other: FastifySchemaValidationError, error: FastifySchemaValidationError): boolean {
  return rank(other) > rank(error);
}

function rank(error: FastifySchemaValidationError): number {
  if (error.keyword === 'anyOf') return 0;
  if (error.keyword === 'type') return error.params['type'] === 'null' ? 1 : 2;
  if (error.keyword === 'const' || error.keyword === 'enum') return 3;
  return 4;
}

function pointerOf(error: FastifySchemaValidationError): string {
  const field = error.params['additionalProperty'] ?? error.params['missingProperty'];
  return typeof field === 'string' ? `${error.instancePath}/${escape(field)}` : error.instancePath;
}

function messageOf(error: FastifySchemaValidationError): string {
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'is not a known field';
    case 'required':
      return 'is missing';
    case 'enum':
      return `must be one of ${listOf(error.params['allowedValues'])}`;
    case 'const':
      return `must be ${JSON.stringify(error.params['allowedValue'])}`;
    case 'format':
      return FORMAT_MESSAGES[String(error.params['format'])] ?? unexplained(error);
    default:
      return unexplained(error);
  }
}

const unexplained = ({ message }: FastifySchemaValidationError): string => message ?? 'is not valid';

const FORMAT_MESSAGES: Readonly<Record<string, string>> = {
  date: `must be a calendar date from ${EARLIEST_NAMED_DAY} to ${LAST_NAMED_DAY}`,
  'date-time': `must be a date and time with offset, from ${toIso(EARLIEST_NAMED)} and before ${toIso(NAMED_BEFORE)}`,
};

function listOf(values: unknown): string {
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : String(values);
}

function escape(field: string): string {
  return field.replaceAll('~', '~0').replaceAll('/', '~1');
}
