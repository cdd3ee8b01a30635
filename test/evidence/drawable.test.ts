import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawableOf } from '../../api/evidence/drawable.ts';
import type { EvidenceStore } from '../../api/evidence/evidence-store.ts';
import { createFolderStore } from '../../api/evidence/folder-store.ts';
import type { EvidenceType } from '../../workflows/domain/evidence.ts';
import { PNG } from '../support/evidence.ts';

let folder: string;
let store: EvidenceStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drawable-'));
  store = createFolderStore(folder);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function kept(bytes: Buffer): Promise<string> {
  const key = randomUUID();
  await store.put(key, Readable.from([bytes]));
  return key;
}

async function faultOf(bytes: Buffer, mediaType: EvidenceType = 'image/png', sizeBytes = bytes.length) {
  const drawable = await drawableOf(store, { key: await kept(bytes), mediaType, sizeBytes });
  return 'fault' in drawable ? drawable.fault : null;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A black picture of one bit for a pixel. */
function png({ width = 8, rows = 8, interlace = 0 } = {}): Buffer {
  const height = 8;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, interlace], 8);
  const pixels = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * rows));
  const chunks = [chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([PNG.subarray(0, 8), ...chunks]);
}

/** Start, an application segment, the frame header of a baseline picture, and the end. */
const jpeg = (width: number, height: number): Buffer => {
  const frame = Buffer.from('ffc0000b080000000001011100', 'hex');
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from('ffd8ffe000040000', 'hex'), frame, Buffer.from('ffd9', 'hex')]);
};

const DAMAGED = 'cannot be read as a picture: it is damaged';

describe('a picture that documents are to show', () => {
  it('is a PNG or a JPEG', async () => {
    const file = { key: await kept(PNG), mediaType: 'image/png', sizeBytes: PNG.length } as const;
    const sound = await drawableOf(store, file);
    expect(sound).toEqual({ picture: { mediaType: 'image/png', bytes: PNG } });
    expect(await faultOf(png())).toBeNull();
    expect(await faultOf(jpeg(600, 200), 'image/jpeg')).toBeNull();
    for (const mediaType of ['image/webp', 'image/heic', 'application/pdf'] as const)
      expect(await faultOf(PNG, mediaType)).toBe(`must be one of image/png, image/jpeg, is ${mediaType}`);
  });

  it('is whole: a damaged one would only come to light when a document is written', async () => {
    const flipped = Buffer.from(png());
    flipped.writeUInt8(flipped.readUInt8(45) ^ 1, 45);
    for (const bytes of [png().subarray(0, -12), png().subarray(0, 20), flipped, png({ rows: 7 })])
      expect(await faultOf(bytes)).toBe(DAMAGED);
    for (const bytes of [jpeg(600, 200).subarray(0, 12), jpeg(600, 200).subarray(0, -2), jpeg(0, 200)])
      expect(await faultOf(bytes, 'image/jpeg')).toBe(DAMAGED);
  });

  it('is no larger than a document can carry, packed and unpacked', async () => {
    expect(await faultOf(png(), 'image/png', 1_048_577)).toBe(
      'must not be larger than 1048576 bytes, has 1048577',
    );
    const wide = 'must not be larger than 5000 pixels in a direction, has 5001 × 8';
    expect(await faultOf(png({ width: 5_001 }))).toBe(wide);
    expect(await faultOf(jpeg(5_001, 8), 'image/jpeg')).toBe(wide);
    // Packed as more pixels than its header tells of.
    expect(await faultOf(png({ rows: 100_000 }))).toBe(DAMAGED);
    expect(await faultOf(png({ interlace: 1 }))).toBe('must not be interlaced');
  });
});
