import { fileTypeFromBuffer } from 'file-type';
import { createHash } from 'node:crypto';
import { type DomainError, invalid } from '../../workflows/domain/errors.ts';
import {
  EVIDENCE_TYPES,
  type EvidenceType,
  isEvidenceType,
  MOST_EVIDENCE_BYTES,
} from '../../workflows/domain/evidence.ts';

/** What an upload turned out to be, once all of it has passed. */
export interface Inspected {
  readonly mediaType: EvidenceType;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** An upload on its way to the store: `bytes` has to be read to its end before `result` is asked for. */
export interface Inspection {
  readonly bytes: AsyncIterable<Buffer>;
  result(): Inspected;
}

/** As many bytes as tell one type from another. */
const HEAD_BYTES = 4_100;

/**
 * Looks at an upload as it passes: its type by content (never by its name or what the sender says), its size and its
 * hash. One of another type, too large or empty is refused as soon as that shows.
 */
export function inspect(source: AsyncIterable<Buffer>): Inspection {
  let inspected: Inspected | null = null;
  async function* passing(): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    let head = Buffer.alloc(0);
    let mediaType: EvidenceType | null = null;
    let sizeBytes = 0;
    for await (const chunk of source) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      if (mediaType === null) {
        head = Buffer.concat([head, chunk]);
        if (head.length >= HEAD_BYTES) mediaType = await typeOf(head);
      }
      if (mediaType !== null) assertSize(mediaType, sizeBytes);
      yield chunk;
    }
    mediaType ??= await typeOf(head);
    inspected = { mediaType, sizeBytes, sha256: hash.digest('hex') };
  }
  return {
    bytes: passing(),
    result: () => {
      if (inspected === null) throw new Error('The upload has not passed to its end');
      return inspected;
    },
  };
}

async function typeOf(head: Buffer): Promise<EvidenceType> {
  if (head.length === 0) throw refused('is empty');
  const found = await fileTypeFromBuffer(head);
  if (found !== undefined && isEvidenceType(found.mime)) return found.mime;
  throw refused(`must be one of ${EVIDENCE_TYPES.join(', ')} by its content`);
}

function assertSize(mediaType: EvidenceType, sizeBytes: number): void {
  const most = MOST_EVIDENCE_BYTES[mediaType];
  if (sizeBytes > most) throw refused(`must not be larger than ${most} bytes for ${mediaType}`);
}

function refused(message: string): DomainError {
  return invalid('/file', message, `The file ${message}`);
}
