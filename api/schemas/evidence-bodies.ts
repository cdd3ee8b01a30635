import type { Static } from 'typebox';
import type { EvidenceFile } from '../../db/repositories/evidence.repository.ts';
import { type Reader, toActorBody } from './case-bodies.ts';
import type { EvidenceFileBody } from './evidence.schema.ts';
import { toIso } from './instants.ts';

export function toEvidenceBody(file: EvidenceFile, reader: Reader): Static<typeof EvidenceFileBody> {
  const { key, caseId, name, mediaType, sizeBytes, sha256 } = file;
  return {
    ...{ key, caseId, name, mediaType, sizeBytes, sha256 },
    isShared: file.isShared || file.customerId !== null,
    uploadedBy: toActorBody(file.uploadedBy, reader),
    uploadedAt: toIso(file.uploadedAt, reader.principal.timeZone),
  };
}
