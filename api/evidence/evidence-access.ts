import type { CaseRow } from '../../db/repositories/cases.repository.ts';
import type { EvidenceFile } from '../../db/repositories/evidence.repository.ts';
import type { Principal } from '../plugins/auth.ts';

/** Customers see what they uploaded and the files of their own cases; staff see all. */
export function mayReadFile(
  { actor }: Pick<Principal, 'actor'>,
  file: EvidenceFile,
  itsCase: Pick<CaseRow, 'customerId'> | undefined,
): boolean {
  if (actor.type === 'person') return true;
  return file.customerId === actor.customerId || itsCase?.customerId === actor.customerId;
}
