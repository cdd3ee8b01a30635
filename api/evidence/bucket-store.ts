import { DeleteObjectCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Readable } from 'node:stream';
import type { EvidenceBucket } from './evidence-place.ts';
import type { EvidenceStore } from './evidence-store.ts';

/** Held in memory of each upload; what is smaller goes in one request. */
const PART_BYTES = 8 * 1_048_576;

/**
 * Evidence as objects of a bucket (S3 protocol). An object appears whole or not at all: a large upload comes into
 * being when its last part has arrived, and is given up when the source breaks off.
 */
export function createBucketStore(place: EvidenceBucket): EvidenceStore {
  const { bucket: Bucket, prefix, region, endpoint, addressing, credentials } = place;
  const client = new S3Client({
    region,
    forcePathStyle: addressing === 'path',
    ...(endpoint !== null && { endpoint }),
    ...(credentials !== null && { credentials }),
    // Other stores than Amazon's do not all know its newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const objectOf = (key: string) => ({ Bucket, Key: `${prefix}${key}` });
  return {
    put: async (key, source) => {
      const params = { ...objectOf(key), Body: Readable.from(source) };
      await new Upload({
        client,
        params,
        partSize: PART_BYTES,
        queueSize: 1,
        leavePartsOnError: false,
      }).done();
    },
    open: async (key) => {
      const { Body } = await client.send(new GetObjectCommand(objectOf(key)));
      if (Body instanceof Readable) return Body;
      throw new Error('The object store gave no content');
    },
    remove: async (key) => {
      await client.send(new DeleteObjectCommand(objectOf(key)));
    },
  };
}
