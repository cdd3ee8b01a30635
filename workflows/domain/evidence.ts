/** Media types (RFC 6838) that evidence may have: photos, videos and documents. */
export const EVIDENCE_TYPES = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/heic',
  'video/mp4',
  'application/pdf',
] as const;

export type EvidenceType = (typeof EVIDENCE_TYPES)[number];

const MEBIBYTE = 1_048_576;

/** What a phone sends within a minute over a mobile network: a photo or a document; a video of half a minute. */
export const MOST_EVIDENCE_BYTES: Readonly<Record<EvidenceType, number>> = {
  'image/jpeg': 20 * MEBIBYTE,
  'image/png': 20 * MEBIBYTE,
  'image/webp': 20 * MEBIBYTE,
  'image/heic': 20 * MEBIBYTE,
  'video/mp4': 60 * MEBIBYTE,
  'application/pdf': 20 * MEBIBYTE,
};

/** What one customer may upload within 24 hours: a dozen videos and some hundred photos. */
export const MOST_CUSTOMER_BYTES_A_DAY = 1024 * MEBIBYTE;

/** Pictures that documents show as they are: a signature is one of them. */
export const DRAWABLE_TYPES = ['image/png', 'image/jpeg'] as const satisfies readonly EvidenceType[];

/** A signature drawn on a screen has a tenth of it; a photo of a signed sheet is made smaller by whoever sends it. */
export const MOST_SIGNATURE_BYTES = MEBIBYTE;

export function isEvidenceType(mediaType: string): mediaType is EvidenceType {
  return EVIDENCE_TYPES.some((known) => known === mediaType);
}
