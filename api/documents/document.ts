import type { DocumentKind } from '../../workflows/domain/documents.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Language } from '../../workflows/domain/policy/choices.ts';
import type { Picture } from '../evidence/drawable.ts';

/** A text, or the id of a person, contact, part or product that is told by what it was called at that instant. */
export type Word = string | Named;

export interface Named {
  readonly nameOf: string;
  readonly at: Instant;
}

/** Words that are listed one after the other. */
export type Words = readonly Word[];

/** One part of a document: fields with their values, or a table. */
export type Section<Value = string> = FieldSection<Value> | TableSection<Value>;

export interface FieldSection<Value = string> {
  readonly type: 'fields';
  readonly title: string;
  readonly fields: readonly { readonly label: string; readonly value: Value }[];
  /** Key of a picture that is shown below: a signature. */
  readonly picture?: string;
}

/** What a column holds decides how wide it is and from which side it is read. */
export type ColumnContent = 'text' | 'instant' | 'count' | 'amount';

export interface TableSection<Value = string> {
  readonly type: 'table';
  readonly title: string;
  readonly columns: readonly { readonly label: string; readonly holds: ColumnContent }[];
  readonly rows: readonly (readonly Value[])[];
}

/** A document as it is read: everything in words of one language. Renderers need nothing else. */
export interface CaseDocument {
  readonly kind: DocumentKind;
  readonly number: string;
  readonly language: Language;
  readonly createdAt: Instant;
  readonly title: string;
  readonly company: string;
  /** What stands under the title of every document: number, date, case, customer, unit. */
  readonly head: FieldSection;
  readonly sections: readonly Section[];
  /** What stands at the foot of every page. */
  readonly foot: string;
  /** Says which page of how many one is. */
  readonly pageOf: (page: number, pages: number) => string;
  /** By the keys that sections name. */
  readonly pictures: ReadonlyMap<string, Picture>;
}
