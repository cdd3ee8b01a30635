import { type Actor, isSameActor } from '../../workflows/domain/actors.ts';
import type { CaseRow } from '../../db/repositories/cases.repository.ts';
import type { EvidenceFile } from '../../db/repositories/evidence.repository.ts';
import type { Principal } from '../plugins/auth.ts';

/**
 * Customers see what they uploaded, and of their cases the files that are shared with them; systems see what they
 * uploaded; staff see all.
 */
export function mayReadFile(
  { actor }: Pick<Principal, 'actor'>,
  file: EvidenceFile,
  itsCase: Pick<CaseRow, 'customerId'> | undefined,
): boolean {
  if (actor.type === 'person') return true;
  if (actor.type === 'system') return isUploadedBy(file, actor);
  return file.customerId === actor.customerId || (file.isShared && itsCase?.customerId === actor.customerId);
}

export function isUploadedBy({ uploadedBy }: Pick<EvidenceFile, 'uploadedBy'>, actor: Actor): boolean {
  if (actor.type === 'system') return uploadedBy.type === 'system' && uploadedBy.name === actor.name;
  return isSameActor(uploadedBy, actor);
}
