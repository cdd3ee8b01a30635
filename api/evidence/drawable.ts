import { crc32, inflateSync } from 'node:zlib';
import type { EvidenceFile } from '../../db/repositories/evidence.repository.ts';
import { DRAWABLE_TYPES, MOST_SIGNATURE_BYTES } from '../../workflows/domain/evidence.ts';
import type { EvidenceStore } from './evidence-store.ts';

/** A picture that a document can show as it is. */
export interface Picture {
  readonly mediaType: (typeof DRAWABLE_TYPES)[number];
  readonly bytes: Buffer;
}

/** A picture, or what keeps it from being drawn: put after "the file …". */
export type Drawable = { readonly picture: Picture } | { readonly fault: string };

/** In each direction; a phone's photo of a signed sheet has about four thousand. */
const MOST_PIXELS = 5_000;

/** Reads a picture of a signature from the store, and tells whether documents can show it. */
export async function drawableOf(
  store: EvidenceStore,
  { key, mediaType, sizeBytes }: Pick<EvidenceFile, 'key' | 'mediaType' | 'sizeBytes'>,
): Promise<Drawable> {
  const type = DRAWABLE_TYPES.find((known) => known === mediaType);
  if (type === undefined) return { fault: `must be one of ${DRAWABLE_TYPES.join(', ')}, is ${mediaType}` };
  if (sizeBytes > MOST_SIGNATURE_BYTES) {
    return { fault: `must not be larger than ${MOST_SIGNATURE_BYTES} bytes, has ${sizeBytes}` };
  }
  const bytes = Buffer.concat(await (await store.open(key)).toArray());
  const fault = type === 'image/png' ? faultOfPng(bytes) : faultOfJpeg(bytes);
  return fault === null ? { picture: { mediaType: type, bytes } } : { fault };
}

const BROKEN = 'cannot be read as a picture: it is damaged';

const faultOfSize = (width: number, height: number): string | null => {
  if (width === 0 || height === 0) return BROKEN;
  return Math.max(width, height) > MOST_PIXELS
    ? `must not be larger than ${MOST_PIXELS} pixels in a direction, has ${width} × ${height}`
    : null;
};

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** Samples of a pixel by colour type (PNG specification, 11.2.1). */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Looks at all of it: a damaged picture would only come to light when a document is written. */
function faultOfPng(bytes: Buffer): string | null {
  const chunks = chunksOf(bytes);
  const header = chunks?.find(({ type }) => type === 'IHDR')?.data;
  if (chunks === null || header?.length !== 13) return BROKEN;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const fault = faultOfSize(width, height);
  if (fault !== null) return fault;
  if (header.readUInt8(12) !== 0) return 'must not be interlaced';
  const bitsPerPixel = header.readUInt8(8) * (SAMPLES[header.readUInt8(9)] ?? 0);
  const size = (Math.ceil((width * bitsPerPixel) / 8) + 1) * height;
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  return bitsPerPixel > 0 && unpackedSize(Buffer.concat(packed), size) === size ? null : BROKEN;
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** The chunks of a PNG with their checksums right, up to its end; null: it is damaged, or breaks off. */
function chunksOf(bytes: Buffer): readonly Chunk[] | null {
  if (!bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return null;
  const chunks: Chunk[] = [];
  for (let start = 8; start + 12 <= bytes.length;) {
    const end = start + 8 + bytes.readUInt32BE(start);
    if (end + 4 > bytes.length) return null;
    if (crc32(bytes.subarray(start + 4, end)) !== bytes.readUInt32BE(end)) return null;
    const type = bytes.toString('latin1', start + 4, start + 8);
    if (type === 'IEND') return chunks;
    chunks.push({ type, data: bytes.subarray(start + 8, end) });
    start = end + 4;
  }
  return null;
}

/** Null: it does not unpack, or to more than it may. */
function unpackedSize(packed: Buffer, most: number): number | null {
  try {
    return inflateSync(packed, { maxOutputLength: Math.max(most, 1) }).length;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

/** Frame headers of JPEG (ITU-T T.81, table B.1) tell the size; C4, C8 and CC are other markers. */
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function faultOfJpeg(bytes: Buffer): string | null {
  const END = Buffer.from('ffd9', 'hex');
  if (bytes.readUInt16BE(0) !== 0xffd8 || !bytes.includes(END)) return BROKEN;
  for (let at = 2; at + 9 <= bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes.readUInt8(at) !== 0xff) return BROKEN;
    if (isFrameHeader(bytes.readUInt8(at + 1))) {
      return faultOfSize(bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5));
    }
  }
  return BROKEN;
}
