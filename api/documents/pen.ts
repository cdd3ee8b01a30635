import { ANSWER_LABELS, type AnswerTopic } from '../../db/presets/labels/answers.ts';
import { DOCUMENT_TERMS, type DocumentTerm } from '../../db/presets/labels/documents.ts';
import type { LabelText } from '../../db/presets/labels/label.ts';
import { LABELS } from '../../db/presets/labels.ts';
import type { Actor } from '../../workflows/domain/actors.ts';
import { formatAmount, formatInstant, formatWindow } from '../../formats.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { LabelTopic } from '../../workflows/domain/messages.ts';
import type { Currency } from '../../workflows/domain/money.ts';
import type { Language } from '../../workflows/domain/policy/choices.ts';
import type { ColumnContent, FieldSection, Named, Section, Word, Words } from './document.ts';

/** What a field holds; null or undefined: nothing was said, and the field is left out. */
type Value = Word | Words | null | undefined;

/** In whose words a document is written. */
export interface PenOptions {
  readonly language: Language;
  /** IANA zone of the company's days. */
  readonly timeZone: string;
  readonly currency: Currency;
  /** For the customer's file: who on the staff did something stays inside. */
  readonly forCustomer: boolean;
}

const ANSWERS: Readonly<Record<string, Readonly<Record<string, LabelText>>>> = ANSWER_LABELS;

const AMOUNTS: readonly DocumentTerm[] = ['amount', 'listPrice', 'charged', 'cost'];
const INSTANTS: readonly DocumentTerm[] = ['at', 'startedAt', 'finishedAt'];
const COUNTS: readonly DocumentTerm[] = [
  ...(['quantity', 'minutes', 'asked', 'signed', 'issued'] as const),
  ...(['consumed', 'returnedPieces', 'damaged', 'lost'] as const),
];

/** Writes down what a case's records say: instants, amounts and codes as people of one language read them. */
export function createPen({ language, timeZone, currency, forCustomer }: PenOptions) {
  const reader = { language, timeZone };
  const term = (name: DocumentTerm): string => DOCUMENT_TERMS[name][language];
  const told = <From>(value: From | null | undefined, write: (value: From) => string): string | null =>
    value === null || value === undefined ? null : write(value);
  const title = (topic: LabelTopic, code: string): string => LABELS[topic][code]?.[language] ?? code;
  const named = (nameOf: string, at: Instant): Named => ({ nameOf, at });
  const yesNo = (value: boolean | null | undefined) => told(value, (is) => term(is ? 'yes' : 'no'));

  return {
    forCustomer,
    language,
    term,
    yesNo,
    /** What something is called that has a title everywhere: a role, a place, a way to pay. */
    title: (topic: LabelTopic, code: string | null | undefined) => told(code, (known) => title(topic, known)),
    titles: (topic: LabelTopic, codes: readonly string[] = []): Words =>
      codes.map((code) => title(topic, code)),
    /** What was chosen in a form, or how a record stands. */
    answer: <Topic extends AnswerTopic>(
      topic: Topic,
      code: (keyof (typeof ANSWER_LABELS)[Topic] & string) | null | undefined,
    ) => told(code, (known) => ANSWERS[topic]?.[known]?.[language] ?? known),
    instant: (at: Instant | null | undefined) => told(at, (known) => formatInstant(known, reader)),
    /** The first instant after a period: midnight is told as 24:00 of the day before. */
    end: (at: Instant | null | undefined) => told(at, (known) => formatInstant(known, reader, true)),
    window: (from: Instant, to: Instant): string => formatWindow(from, to, reader),
    amount: (minor: number | null | undefined, of: Currency = currency) =>
      told(minor, (known) => formatAmount(known, { language, currency: of })),
    number: (value: number | null | undefined) => told(value, String),
    named,
    /** Whoever did something then: by name inside the company, by role to the customer. */
    actor: (actor: Actor | null | undefined, at: Instant): Value => {
      if (actor === null || actor === undefined || actor.type === 'system') return null;
      if (actor.type === 'customer')
        return actor.contactId === undefined ? title('role', 'customer') : named(actor.contactId, at);
      return forCustomer ? title('role', actor.roles[0] ?? 'agent') : named(actor.personId, at);
    },
    /** Whom a record of that instant names by id; to the customer, nobody. */
    person: (id: string | null | undefined, at: Instant | null | undefined): Value =>
      forCustomer || id === null || id === undefined || at === null || at === undefined
        ? null
        : named(id, at),

    fields: (
      heading: DocumentTerm,
      values: Readonly<Partial<Record<DocumentTerm, Value>>>,
    ): FieldSection<Words>[] => {
      const fields = Object.entries(values).flatMap(([name, value]) => {
        const words = wordsOf(value);
        return words.length === 0 ? [] : [{ label: term(name as DocumentTerm), value: words }];
      });
      return fields.length === 0 ? [] : [{ type: 'fields', title: term(heading), fields }];
    },

    /** A table of the rows, with the columns that are named; none where there is no row. */
    table: <Column extends DocumentTerm>(
      heading: DocumentTerm,
      columns: readonly Column[],
      rows: readonly Readonly<Partial<Record<Column, Value>>>[],
    ): Section<Words>[] =>
      rows.length === 0
        ? []
        : [
            {
              type: 'table',
              title: term(heading),
              columns: columns.map((name) => ({ label: term(name), holds: contentOf(name) })),
              rows: rows.map((row) => columns.map((name) => wordsOf(row[name]))),
            },
          ],
  };
}

export type Pen = ReturnType<typeof createPen>;

function contentOf(column: DocumentTerm): ColumnContent {
  if (AMOUNTS.includes(column)) return 'amount';
  if (INSTANTS.includes(column)) return 'instant';
  return COUNTS.includes(column) ? 'count' : 'text';
}

function wordsOf(value: Value): Words {
  if (value === null || value === undefined || value === '') return [];
  return typeof value === 'string' || 'nameOf' in value ? [value] : value;
}
