import Handlebars from 'handlebars';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import {
  formOfVariable,
  isMessageKind,
  LABEL_VARIABLES,
  variablesOf,
} from '../../workflows/domain/messages.ts';
import type { Language } from '../../workflows/domain/policy/choices.ts';
import { formatAmount, formatInstant, formatWindow, LIST_SEPARATORS } from '../../formats.ts';

/** The words of a message before its variables are filled in. */
export interface RenderableTemplate {
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  readonly short: string;
}

/** A message as its recipient reads it. */
export interface RenderedMessage {
  /** One line. */
  readonly subject: string;
  /** Body of the e-mail. */
  readonly text: string;
  /** The whole message for SMS and WeChat. */
  readonly short: string;
}

/** Whom a message is rendered for. */
export interface RenderOptions {
  readonly language: Language;
  /** IANA time zone in which the recipient reads instants. */
  readonly timeZone: string;
  /** ISO 4217 currency of every amount. */
  readonly currency: string;
  /** Titles in the recipient's language, by `<topic>.<code>`. */
  readonly labels: ReadonlyMap<string, string>;
  /** Names of the persons and parts that the variables refer to, by id. */
  readonly names: ReadonlyMap<string, string>;
}

export type RenderVariables = Readonly<Record<string, string | number>>;

/** Of its own, so that helpers registered elsewhere cannot reach message templates. */
const engine = Handlebars.create();

/**
 * Templates are data that people edit: they can read the variables of their kind and nothing else. Texts are not
 * HTML, so nothing is escaped.
 */
const COMPILE_OPTIONS = { strict: true, knownHelpersOnly: true, noEscape: true } as const;

const compiled = new Map<string, Handlebars.TemplateDelegate>();
/** Every version of every template fits in many times over; beyond that the texts do not come from templates. */
const MOST_COMPILED = 5_000;

/**
 * Fills a template in. Instants, amounts and codes are told in the recipient's zone and language; `windowFrom` and
 * `windowTo` are also told together as `window`.
 * @throws DomainError INVALID when the kind is unknown, a variable is missing, or the template names another.
 */
export function renderMessage(
  template: RenderableTemplate,
  variables: RenderVariables,
  options: RenderOptions,
): RenderedMessage {
  const written = writeOut(template.kind, variables, options);
  return {
    subject: oneLine(fill(template, 'subject', written)),
    text: fill(template, 'text', written),
    short: oneLine(fill(template, 'short', written)),
  };
}

type Written = Record<string, string | null>;

function writeOut(kind: string, variables: RenderVariables, options: RenderOptions): Written {
  if (!isMessageKind(kind)) throw new DomainError('INVALID', `There is no message of kind "${kind}"`);
  const written: Written = {};
  for (const [name, { optional }] of variablesOf(kind)) {
    const value = variables[name];
    if (value !== undefined && value !== '') {
      written[name] = writeValue(kind, name, value, options);
    } else if (optional) {
      written[name] = null;
    } else {
      throw new DomainError('INVALID', `Message ${kind} lacks its variable "${name}"`);
    }
  }
  const { windowFrom, windowTo } = variables;
  if (typeof windowFrom === 'number' && typeof windowTo === 'number') {
    written['window'] = formatWindow(windowFrom, windowTo, options);
  }
  return written;
}

function writeValue(kind: string, name: string, value: string | number, options: RenderOptions): string {
  switch (formOfVariable(name)) {
    case 'instant':
      return formatInstant(requireNumber(kind, name, value), options, endsPeriod(name));
    case 'amount':
      return formatAmount(requireNumber(kind, name, value), options);
    case 'label':
      return String(value)
        .split(',')
        .map((code) => titleOf(kind, name, code.trim(), options))
        .join(LIST_SEPARATORS[options.language]);
    case 'reference':
      return options.names.get(String(value)) ?? String(value);
    case 'text':
      return String(value);
  }
}

/** The end of a period at midnight belongs to the day before. */
function endsPeriod(name: string): boolean {
  return name.endsWith('Until') || name.endsWith('To');
}

function requireNumber(kind: string, name: string, value: string | number): Instant {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new DomainError('INVALID', `Variable "${name}" of message ${kind} must be a whole number`);
}

function titleOf(kind: string, name: string, code: string, options: RenderOptions): string {
  for (const topic of LABEL_VARIABLES[name] ?? []) {
    const title = options.labels.get(`${topic}.${code}`);
    if (title !== undefined) return title;
  }
  throw new DomainError(
    'INVALID',
    `Message ${kind} tells "${code}" as its ${name}, which has no title in ${options.language}`,
  );
}

function fill(template: RenderableTemplate, part: 'subject' | 'text' | 'short', written: Written): string {
  try {
    return compile(template[part])(written);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DomainError('INVALID', `The ${part} of message ${template.kind} cannot be written: ${why}`, {
      cause: error,
    });
  }
}

function compile(source: string): Handlebars.TemplateDelegate {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  const fresh = engine.compile(source, COMPILE_OPTIONS);
  compiled.set(source, fresh);
  return fresh;
}

/** A line break inside a subject would end the header (RFC 5322). */
function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
