import type { Database } from '../../db/client.ts';
import { casesRepository } from '../../db/repositories/cases.repository.ts';
import { type EvidenceFile, evidenceRepository } from '../../db/repositories/evidence.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import { mayReadFile } from '../evidence/evidence-access.ts';
import type { Principal } from '../plugins/auth.ts';

/** As much of a form's JSON Schema as it takes to find the fields that hold keys of evidence. */
interface FormSchema {
  readonly 'x-evidence'?: boolean;
  readonly properties?: Readonly<Record<string, FormSchema>>;
  readonly items?: FormSchema;
}

interface NamedFile {
  readonly key: string;
  readonly pointer: string;
}

const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Refuses an input that names a file which was never uploaded, or which its sender may not see; gives the keys that
 * it names. To whoever may not see a file, it does not exist.
 */
export async function checkEvidence(
  db: Database,
  by: Pick<Principal, 'actor'>,
  form: object,
  input: unknown,
): Promise<readonly string[]> {
  const named = filesNamed(form, input, '');
  const readable = await readableKeys(db, by, named);
  const faults = named
    .filter(({ key }) => !readable.has(key))
    .map(({ pointer }) => ({ pointer, message: 'names no uploaded file' }));
  if (faults.length === 0) return [...readable];
  throw new DomainError('INVALID', 'Files are uploaded before a form names them', { faults });
}

async function readableKeys(
  db: Database,
  by: Pick<Principal, 'actor'>,
  named: readonly NamedFile[],
): Promise<ReadonlySet<string>> {
  const keys = named.map(({ key }) => key).filter((key) => KEY.test(key));
  const files = await evidenceRepository(db).listByKeys(keys);
  const verdicts = await Promise.all(
    files.map(async (file) => mayReadFile(by, file, await caseOf(db, file))),
  );
  return new Set(files.filter((_, index) => verdicts[index]).map(({ key }) => key));
}

async function caseOf(db: Database, { caseId }: EvidenceFile) {
  return caseId === null ? undefined : casesRepository(db).findOptionalById(caseId);
}

function filesNamed(schema: FormSchema, value: unknown, pointer: string): readonly NamedFile[] {
  if (schema['x-evidence'] === true && typeof value === 'string') return [{ key: value, pointer }];
  if (Array.isArray(value)) {
    const { items = {} } = schema;
    return value.flatMap((item, index) => filesNamed(items, item, `${pointer}/${index}`));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    filesNamed(field, (value as Readonly<Record<string, unknown>>)[name], `${pointer}/${name}`),
  );
}
