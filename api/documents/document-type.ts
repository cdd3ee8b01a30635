import type { DocumentKind } from '../../workflows/domain/documents.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { CaseFile } from './case-file.ts';
import type { Section, Words } from './document.ts';
import type { Pen } from './pen.ts';

/** A document that a case has: its number, and how it is written. */
export interface Issue {
  /** What its number adds to the case's (repair process, section 8). */
  readonly suffix: string;
  /** Where a later one takes its place; null: it stands beside the others. */
  readonly revision: number | null;
  readonly createdAt: Instant;
  write(pen: Pen): Promise<readonly Section<Words>[]> | readonly Section<Words>[];
}

/** One kind of document: which of them a case has, and what they hold. */
export interface DocumentType {
  readonly kind: DocumentKind;
  /** The suffixes that its numbers have. */
  readonly suffix: RegExp;
  /** Whether customers see it in their file (repair process, section 8); what of it, its writing says. */
  readonly inCustomersFile: boolean;
  issues(file: CaseFile): Promise<readonly Issue[]>;
}
