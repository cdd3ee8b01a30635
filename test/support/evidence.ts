import { createHash, randomUUID } from 'node:crypto';
import type { Database } from '../../db/client.ts';
import { evidenceRepository } from '../../db/repositories/evidence.repository.ts';
import { peopleRepository } from '../../db/repositories/people.repository.ts';

/** A file as somebody sends it. */
export interface SentFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** What the sender says that it is. */
  readonly type?: string;
  /** Name of the part. */
  readonly part?: string;
}

/** A picture of one pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** The first box of a video. */
export const MP4 = Buffer.from('000000186674797069736f6d0000020069736f6d6d703432', 'hex');

export const PDF = Buffer.from(
  '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n',
);

/** The body of a multipart/form-data request (RFC 7578) with one file. */
export async function formWithFile({ name, bytes, type = '', part = 'file' }: SentFile) {
  const form = new FormData();
  form.append(part, new File([new Uint8Array(bytes)], name, { type }));
  const request = new Request('http://localhost/', { method: 'POST', body: form });
  return {
    body: Buffer.from(await request.arrayBuffer()),
    contentType: request.headers.get('content-type') ?? '',
  };
}

/** The photo that stories name where it does not matter what it shows. */
export const PHOTO = '0f0f0f0f-0000-4000-8000-000000000001';

/** Makes the photo of stories known to a seeded database. */
export const enterPhoto = (db: Database): Promise<void> => enterPicture(db, PHOTO, 'photo.png');

/** What a form of a story holds where somebody signs. */
export const SIGNED = 'the picture of the signature';

/** The form with a picture of a signature of its own, if anybody signs in it. */
export async function signed(db: Database, form: unknown): Promise<unknown> {
  if ((form as { signature?: unknown } | undefined)?.signature !== SIGNED) return form;
  const signature = randomUUID();
  await enterPicture(db, signature, 'signature.png');
  return { ...(form as object), signature };
}

async function enterPicture(db: Database, key: string, name: string): Promise<void> {
  const agent = await peopleRepository(db).findOptionalByHandle('zhang.min');
  if (agent === undefined) throw new Error('The seed has no zhang.min');
  await evidenceRepository(db).create({
    key,
    caseId: null,
    customerId: null,
    name,
    mediaType: 'image/png',
    sizeBytes: PNG.length,
    sha256: createHash('sha256').update(PNG).digest('hex'),
    uploadedBy: { type: 'person', personId: agent.id, roles: [...agent.roles] },
    uploadedAt: Date.parse('2026-01-05T09:00:00+08:00'),
  });
}
