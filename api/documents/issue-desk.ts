import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Database } from '../../db/client.ts';
import {
  type IssuedDocument,
  issuedDocumentsRepository,
  type Paper,
} from '../../db/repositories/issued-documents.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { EvidenceStore } from '../evidence/evidence-store.ts';
import type { DocumentMediaType } from '../schemas/case-documents.schema.ts';
import type { CaseDocument } from './document.ts';
import { renderHtml } from './html-renderer.ts';
import { renderPdf } from './pdf-renderer.ts';

/** A file of a document, as everybody gets it who asks for this edition. */
export interface IssuedFile {
  readonly issued: IssuedDocument;
  readonly bytes: Buffer;
}

interface DeskDependencies {
  readonly db: Database;
  readonly evidence: EvidenceStore;
  readonly now: () => Instant;
}

/**
 * Gives documents out. A file is written once, kept with its hash, and the same for whoever asks later, whatever
 * fonts and words a later release of this software has.
 */
export function createIssueDesk({ db, evidence, now }: DeskDependencies) {
  const issuedDocuments = issuedDocumentsRepository(db);
  const read = async (issued: IssuedDocument): Promise<IssuedFile> => ({
    issued,
    bytes: Buffer.concat(await (await evidence.open(issued.key)).toArray()),
  });
  return {
    /** The present edition; the next one, where the document tells something else by now. */
    async issue(paper: Paper, document: CaseDocument, mediaType: DocumentMediaType): Promise<IssuedFile> {
      const wordsSha256 = sha256Of(wordsOf(document));
      const before = await issuedDocuments.listByPaper(paper);
      const standing = before.find(
        (one) => one.edition === before[0]?.edition && one.mediaType === mediaType,
      );
      if (standing?.wordsSha256 === wordsSha256) return read(standing);
      const bytes = await rendered(document, mediaType);
      const key = randomUUID();
      await evidence.put(key, Readable.from([bytes]));
      const file = { key, mediaType, wordsSha256, sha256: sha256Of(bytes), sizeBytes: bytes.length };
      const issued = await issuedDocuments.issue({ ...paper, ...file, issuedAt: now() });
      if (issued.key === key) return { issued, bytes };
      await evidence.remove(key);
      return read(issued);
    },

    /** @throws DomainError NOT_FOUND where no such edition was given out in this form. */
    async reissue(paper: Paper, edition: number, mediaType: DocumentMediaType): Promise<IssuedFile> {
      const issued = (await issuedDocuments.listByPaper(paper)).find(
        (one) => one.edition === edition && one.mediaType === mediaType,
      );
      if (issued !== undefined) return read(issued);
      throw new DomainError(
        'NOT_FOUND',
        `No edition ${edition} of ${paper.number} was issued as ${mediaType} in ${paper.language}`,
      );
    },
  };
}

const sha256Of = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** All that a reader can read on it. Pictures stand with their hash. */
const wordsOf = ({ title, company, head, sections, foot }: CaseDocument): string =>
  JSON.stringify({ title, company, head, sections, foot });

const rendered = async (document: CaseDocument, mediaType: DocumentMediaType): Promise<Buffer> =>
  mediaType === 'text/html' ? Buffer.from(renderHtml(document)) : renderPdf(document);
