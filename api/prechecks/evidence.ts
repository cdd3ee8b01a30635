import type { Database } from '../../db/client.ts';
import { casesRepository } from '../../db/repositories/cases.repository.ts';
import { type EvidenceFile, evidenceRepository } from '../../db/repositories/evidence.repository.ts';
import { isSameActor } from '../../workflows/domain/actors.ts';
import { requireFaultless } from '../../workflows/domain/errors.ts';
import { mayReadFile } from '../evidence/evidence-access.ts';
import type { Principal } from '../plugins/auth.ts';

/** As much of a form's JSON Schema as it takes to find the fields that hold keys of evidence. */
interface FormSchema {
  /** `'picture'`: it has to be a picture, such as a signature; true: a file of any type. */
  readonly 'x-evidence'?: boolean | 'picture';
  readonly properties?: Readonly<Record<string, FormSchema>>;
  readonly items?: FormSchema;
}

interface NamedFile {
  readonly key: string;
  readonly pointer: string;
  readonly isPicture: boolean;
}

const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Refuses an input that names a file which was never uploaded, which its sender may not see, which is neither of this
 * case nor uploaded for it by the sender, or which is no picture where one is asked for; gives the keys that it names.
 * To whoever may not see a file, it does not exist.
 * @param caseId the case that the input goes to, or is to open.
 */
export async function checkEvidence(
  db: Database,
  by: Pick<Principal, 'actor'>,
  form: object,
  input: unknown,
  caseId: string,
): Promise<readonly string[]> {
  const named = filesNamed(form, input, '');
  const readable = await readableFiles(db, by, named);
  const faults = named.flatMap((name) => {
    const message = faultOf(name, readable.get(name.key), { by, caseId });
    return message === null ? [] : [{ pointer: name.pointer, message }];
  });
  requireFaultless(faults, 'Files are uploaded before a form names them');
  return [...readable.keys()];
}

function faultOf(
  { isPicture }: NamedFile,
  file: EvidenceFile | undefined,
  { by, caseId }: { readonly by: Pick<Principal, 'actor'>; readonly caseId: string },
): string | null {
  if (file === undefined) return 'names no uploaded file';
  if (isPicture && !file.mediaType.startsWith('image/')) {
    return `must name a picture, is ${file.mediaType}`;
  }
  if (file.caseId !== null) return file.caseId === caseId ? null : 'names a file of another case';
  return isSameActor(file.uploadedBy, by.actor)
    ? null
    : 'names a file that somebody else uploaded for no case';
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
  const { 'x-evidence': marked = false } = schema;
  if (marked !== false && typeof value === 'string') {
    return [{ key: value, pointer, isPicture: marked === 'picture' }];
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
