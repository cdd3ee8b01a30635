import { Type } from 'typebox';
import { EVIDENCE_TYPES } from '../../workflows/domain/evidence.ts';
import { ActorBody } from './case.schema.ts';
import { Id, Instant, nullable, object, oneOf } from './common.schema.ts';

/** The one part of the upload; its content is streamed and never a value in memory. */
export const EvidenceUpload = object({
  file: Type.String({
    contentMediaType: 'application/octet-stream',
    description: `One file with its name: ${EVIDENCE_TYPES.join(', ')}; told by its content`,
  }),
});

export const EvidenceFileBody = object(
  {
    key: Id,
    caseId: nullable(Id),
    name: Type.String(),
    mediaType: oneOf(EVIDENCE_TYPES),
    sizeBytes: Type.Integer(),
    sha256: Type.String({ description: 'Of the content, hexadecimal' }),
    isShared: Type.Boolean({ description: 'The customer may see it' }),
    uploadedBy: ActorBody,
    uploadedAt: Instant,
  },
  { description: 'An uploaded file; forms name it by its key' },
);
