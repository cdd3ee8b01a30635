import { DOCUMENT_TITLES, PAGE_OF } from '../../db/presets/labels/documents.ts';
import type { Database } from '../../db/client.ts';
import type { CaseRow } from '../../db/repositories/cases.repository.ts';
import { outboxRepository } from '../../db/repositories/outbox.repository.ts';
import type { DocumentKind } from '../../workflows/domain/documents.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import { LIST_SEPARATORS } from '../../formats.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Language } from '../../workflows/domain/policy/choices.ts';
import { drawableOf, type Picture } from '../evidence/drawable.ts';
import type { EvidenceStore } from '../evidence/evidence-store.ts';
import { type CaseFile, openCaseFile } from './case-file.ts';
import { documentTypesOf } from './catalogue.ts';
import type { CaseDocument, FieldSection, Section, Words } from './document.ts';
import type { Issue } from './document-type.ts';
import { tellerOf, unknownIds } from './names.ts';
import { createPen, type Pen } from './pen.ts';
import { unitAt } from './unit-of-case.ts';

/** A document that can be had. */
export interface ListedDocument {
  readonly kind: DocumentKind;
  readonly number: string;
  readonly revision: number | null;
  readonly createdAt: Instant;
}

/** Who reads, and in which language; null: the case's own, so that everybody gets the same paper. */
export interface DocumentReader {
  readonly forCustomer: boolean;
  readonly language: Language | null;
}

/** The documents of a case: what there is, in the order of their making. */
export async function listDocuments(
  db: Database,
  found: CaseRow,
  forCustomer: boolean,
): Promise<ListedDocument[]> {
  const file = await openCaseFile(db, found);
  const issued = await Promise.all(
    documentTypesOf(found.kind, forCustomer).map(async (type) =>
      (await type.issues(file)).map(({ suffix, revision, createdAt }) => ({
        ...{ kind: type.kind, revision, createdAt },
        number: `${found.number}${suffix}`,
      })),
    ),
  );
  return issued.flat();
}

/** Where documents are made from. */
export interface DocumentSources {
  readonly db: Database;
  readonly evidence: EvidenceStore;
}

/**
 * One document in words. It is made of records that do not change, as of its revision: whoever reads it in one
 * language, whenever, reads the same.
 * @throws DomainError NOT_FOUND where the case has no such document, or its customer may not see it.
 */
export async function readDocument(
  { db, evidence }: DocumentSources,
  found: CaseRow,
  number: string,
  { forCustomer, language }: DocumentReader,
): Promise<CaseDocument> {
  const file = await openCaseFile(db, found);
  const { kind, issue } = await findIssue(file, number, forCustomer);
  const { currency, timeZone } = file.terms;
  const pen = createPen({ currency, timeZone, forCustomer, language: language ?? file.terms.language });
  const head = await headOf(pen, file, number, issue);
  const sections = await issue.write(pen);
  const [toldHead, ...told] = await tellNames(db, file, pen, [head, ...sections]);
  return {
    ...{ kind, number },
    language: pen.language,
    createdAt: issue.createdAt,
    title: DOCUMENT_TITLES[kind][pen.language],
    company: file.terms.companyName[pen.language],
    head: toldHead as FieldSection,
    sections: told,
    foot: `${number} · ${pen.term('timesIn')} ${timeZone}`,
    pageOf: PAGE_OF[pen.language],
    pictures: await readPictures(evidence, file, told),
  };
}

async function findIssue(
  file: CaseFile,
  number: string,
  forCustomer: boolean,
): Promise<{ readonly kind: DocumentKind; readonly issue: Issue }> {
  const { kind: caseKind, number: caseNumber } = file.found;
  const suffix = number.startsWith(caseNumber) ? number.slice(caseNumber.length) : null;
  const type = documentTypesOf(caseKind, forCustomer).find(
    (candidate) => suffix !== null && candidate.suffix.test(suffix),
  );
  const issue = (await type?.issues(file))?.find((candidate) => candidate.suffix === suffix);
  if (type !== undefined && issue !== undefined) return { kind: type.kind, issue };
  throw new DomainError('NOT_FOUND', `The case ${caseNumber} has no document ${number}`);
}

/** The pictures that sections show; one that cannot be drawn stands with its name and hash alone. */
async function readPictures(
  evidence: EvidenceStore,
  file: CaseFile,
  sections: readonly Section[],
): Promise<ReadonlyMap<string, Picture>> {
  const keys = sections.flatMap((section) =>
    section.type === 'fields' && section.picture !== undefined ? [section.picture] : [],
  );
  if (keys.length === 0) return new Map();
  const files = (await file.files()).filter(({ key }) => keys.includes(key));
  const drawn = await Promise.all(
    files.map(async (picture) => ({ key: picture.key, drawable: await drawableOf(evidence, picture) })),
  );
  return new Map(
    drawn.flatMap(({ key, drawable }) => ('picture' in drawable ? [[key, drawable.picture]] : [])),
  );
}

async function headOf(pen: Pen, file: CaseFile, number: string, issue: Issue): Promise<Section<Words>> {
  const { found } = file;
  const at = issue.createdAt;
  const [customer, unit] = await Promise.all([file.customer(at), unitAt(file, at)]);
  const [head] = pen.fields('particulars', {
    number,
    createdAt: pen.instant(at),
    caseNumber: found.number,
    customer: customer?.name,
    customerAddress: customer?.address,
    contact: found.contactId === null ? null : pen.named(found.contactId, at),
    productModel: unit.productModel,
    serialNumber: unit.serialNumber,
  });
  if (head === undefined) throw new Error('A document without a number was written');
  return head;
}

/** Puts names for ids: of people, contacts, parts and products, as they were called at the instant of the fact. */
async function tellNames(
  db: Database,
  file: CaseFile,
  { language }: Pen,
  sections: readonly Section<Words>[],
): Promise<Section[]> {
  const words = sections.flatMap((section) =>
    section.type === 'fields' ? section.fields.flatMap(({ value }) => value) : section.rows.flat(2),
  );
  const names = await file.names();
  const todays = await outboxRepository(db).listNames(unknownIds(names, words), language);
  const nameOf = tellerOf(names, todays, language);
  const tell = (value: Words): string =>
    value.map((word) => (typeof word === 'string' ? word : nameOf(word))).join(LIST_SEPARATORS[language]);
  return sections.map((section) =>
    section.type === 'fields'
      ? { ...section, fields: section.fields.map(({ label, value }) => ({ label, value: tell(value) })) }
      : { ...section, rows: section.rows.map((row) => row.map(tell)) },
  );
}
