import { Type } from 'typebox';
import { DOCUMENT_KINDS } from '../../workflows/domain/documents.ts';
import { LANGUAGES } from '../../workflows/domain/policy/choices.ts';
import { Id, Instant, Language, nullable, object, oneOf } from './common.schema.ts';

/** What a document can be had as; the first where the caller takes anything. */
export const DOCUMENT_MEDIA_TYPES = ['text/html', 'application/pdf'] as const;

export type DocumentMediaType = (typeof DOCUMENT_MEDIA_TYPES)[number];

export const IssuedFileBody = object(
  {
    edition: Type.Integer(),
    language: oneOf(LANGUAGES),
    mediaType: oneOf(DOCUMENT_MEDIA_TYPES),
    sizeBytes: Type.Integer(),
    sha256: Type.String({ description: 'Of the file, hexadecimal' }),
    issuedAt: Instant,
  },
  { description: 'A file that was given out; with its edition it is had again, the same in every byte' },
);

export const ListedDocumentBody = object(
  {
    number: Type.String({ description: 'Case number and what tells its documents apart, as -Q1' }),
    kind: oneOf(DOCUMENT_KINDS),
    title: Type.String({ description: 'The kind, as the reader calls it' }),
    revision: nullable(Type.Integer({ description: 'Of those that a later one takes the place of' })),
    createdAt: Instant,
    languages: Type.Array(oneOf(LANGUAGES)),
    mediaTypes: Type.Array(oneOf(DOCUMENT_MEDIA_TYPES)),
    issued: Type.Array(IssuedFileBody),
  },
  { description: 'A document that the caller may have (repair process, section 8)' },
);

export const documentParams = object({
  caseId: Id,
  number: Type.String({
    minLength: 1,
    maxLength: 100,
    pattern: '^[A-Za-z0-9._-]+$',
    description: 'Number of the document, as the list gives it',
  }),
});

export const DocumentQuery = object({
  language: Type.Optional(Language),
  edition: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'An edition that was given out before; without it, the present one',
    }),
  ),
});
