import type { Database } from '../../db/client.ts';
import { casesRepository } from '../../db/repositories/cases.repository.ts';
import {
  type EvidenceFile,
  evidenceRepository,
  type NamedEvidence,
} from '../../db/repositories/evidence.repository.ts';
import { requireFaultless } from '../../workflows/domain/errors.ts';
import { drawableOf } from '../evidence/drawable.ts';
import { isUploadedBy, mayReadFile } from '../evidence/evidence-access.ts';
import type { EvidenceStore } from '../evidence/evidence-store.ts';
import type { Principal } from '../plugins/auth.ts';

/** As much of a form's JSON Schema as it takes to find the fields that hold keys of evidence. */
interface FormSchema {
  /** `'picture'`: it has to be a picture; `'signature'`: one that documents can show; true: a file of any type. */
  readonly 'x-evidence'?: true | 'picture' | 'signature';
  readonly properties?: Readonly<Record<string, FormSchema>>;
  readonly items?: FormSchema;
}

type FileUse = 'any' | 'picture' | 'signature';

interface NamedFile {
  readonly key: string;
  readonly pointer: string;
  readonly use: FileUse;
}

const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface EvidenceAccess {
  readonly db: Database;
  readonly evidence: EvidenceStore;
}

/**
 * Refuses an input that names a file which was never uploaded, which its sender may not see, which is neither of this
 * case nor uploaded for it by the sender, which is no picture where one is asked for, or a signature that no document
 * could show. To whoever may not see a file, it does not exist.
 * @param caseId the case that the input goes to, or is to open.
 */
export async function checkEvidence(
  { db, evidence }: EvidenceAccess,
  by: Pick<Principal, 'actor'>,
  form: object,
  input: unknown,
  caseId: string,
): Promise<void> {
  const named = filesNamed(form, input, '');
  const readable = await readableFiles(db, by, named);
  const messages = await Promise.all(
    named.map(async ({ key, use }) => {
      const file = readable.get(key);
      return (
        faultOf(use, file, { by, caseId }) ?? (use === 'signature' ? faultOfSignature(evidence, file) : null)
      );
    }),
  );
  const faults = named.flatMap(({ pointer }, index) => {
    const message = messages[index] ?? null;
    return message === null ? [] : [{ pointer, message }];
  });
  requireFaultless(faults, 'Files are uploaded before a form names them');
}

/**
 * The files that an input names, once they are checked. The customer may see those that it shares with them on
 * purpose, and signatures, which their documents show.
 */
export function evidenceIn(form: object, input: unknown): NamedEvidence {
  const named = filesNamed(form, input, '');
  const isShared = (input as { readonly shared?: unknown }).shared === true;
  const shared = named.filter(({ use }) => isShared || use === 'signature').map(({ key }) => key);
  return { files: named.map(({ key }) => key), shared };
}

function faultOf(
  use: FileUse,
  file: EvidenceFile | undefined,
  { by, caseId }: { readonly by: Pick<Principal, 'actor'>; readonly caseId: string },
): string | null {
  if (file === undefined) return 'names no uploaded file';
  if (use !== 'any' && !file.mediaType.startsWith('image/')) {
    return `must name a picture, is ${file.mediaType}`;
  }
  if (file.caseId !== null) return file.caseId === caseId ? null : 'names a file of another case';
  return isUploadedBy(file, by.actor) ? null : 'names a file that somebody else uploaded for no case';
}

async function faultOfSignature(
  evidence: EvidenceStore,
  file: EvidenceFile | undefined,
): Promise<string | null> {
  if (file === undefined) return null;
  const drawable = await drawableOf(evidence, file);
  return 'fault' in drawable ? drawable.fault : null;
}

async function readableFiles(
  db: Database,
  by: Pick<Principal, 'actor'>,
  named: readonly NamedFile[],
): Promise<ReadonlyMap<string, EvidenceFile>> {
  const keys = named.map(({ key }) => key).filter((key) => KEY.test(key));
  const files = await evidenceRepository(db).listByKeys(keys);
  const verdicts = await Promise.all(
    files.map(async (file) => mayReadFile(by, file, await caseOf(db, file))),
  );
  return new Map(files.filter((_, index) => verdicts[index]).map((file) => [file.key, file]));
}

async function caseOf(db: Database, { caseId }: EvidenceFile) {
  return caseId === null ? undefined : casesRepository(db).findOptionalById(caseId);
}

function filesNamed(schema: FormSchema, value: unknown, pointer: string): readonly NamedFile[] {
  const { 'x-evidence': marked } = schema;
  if (marked !== undefined && typeof value === 'string') {
    return [{ key: value, pointer, use: marked === true ? 'any' : marked }];
  }
  if (Array.isArray(value)) {
    const { items = {} } = schema;
    return value.flatMap((item, index) => filesNamed(items, item, `${pointer}/${index}`));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    filesNamed(field, (value as Readonly<Record<string, unknown>>)[name], `${pointer}/${name}`),
  );
}
