import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBucketStore } from '../../api/evidence/bucket-store.ts';
import { type AccessKey, bucketOf } from '../../api/evidence/evidence-place.ts';
import type { EvidenceStore } from '../../api/evidence/evidence-store.ts';
import { startS3Server, type S3Server } from '../support/s3-server/server.ts';

const BUILD_WITHIN_MS = 600_000;
const KEY = '0f0f0f0f-0000-4000-8000-000000000009';

let server: S3Server;
let store: EvidenceStore;

const storeWith = (credentials: AccessKey): EvidenceStore => {
  const url = `s3://evidence/case-files?endpoint=${encodeURIComponent(server.endpoint)}`;
  return createBucketStore({ ...bucketOf(url), credentials });
};

beforeAll(async () => {
  server = await startS3Server('evidence');
  store = storeWith(server);
}, BUILD_WITHIN_MS);

afterAll(async () => {
  await server.stop();
});

async function* chunks(count: number, bytes: number, broken = false): AsyncGenerator<Buffer> {
  for (let index = 0; index < count; index += 1) {
    yield await Promise.resolve(Buffer.alloc(bytes, index + 1));
  }
  if (broken) throw new Error('The upload broke off');
}

async function contentOf(key: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await store.open(key)) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** What lies under the prefix in the bucket. */
const kept = (): readonly string[] => readdirSync(join(server.root, 'evidence', 'case-files'));

describe('a bucket as the evidence store', () => {
  it('keeps what fits in one request, gives it back, and forgets it', async () => {
    await store.put(KEY, chunks(3, 1_000));
    expect(kept()).toEqual([KEY]);
    expect(await contentOf(KEY)).toEqual(Buffer.concat([1, 2, 3].map((byte) => Buffer.alloc(1_000, byte))));
    await store.remove(KEY);
    await store.remove(KEY);
    await expect(store.open(KEY)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('keeps a video of several parts whole', async () => {
    await store.put(KEY, chunks(25, 1_048_576));
    const content = await contentOf(KEY);
    expect(content).toHaveLength(25 * 1_048_576);
    expect([content.at(0), content.at(-1)]).toEqual([1, 25]);
    await store.remove(KEY);
  });

  it.each([2, 25])(
    'keeps nothing of an upload that breaks off after %i MiB, and tells why',
    async (count) => {
      await expect(store.put(KEY, chunks(count, 1_048_576, true))).rejects.toThrow('The upload broke off');
      await expect(store.open(KEY)).rejects.toMatchObject({ name: 'NoSuchKey' });
    },
  );

  it('is refused without the right secret', async () => {
    const other = storeWith({ ...server, secretAccessKey: 'another-secret' });
    await expect(other.put(KEY, chunks(1, 10))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });
});
