import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { createFolderStore } from '../../api/evidence/folder-store.ts';
import type { Database } from '../../db/client.ts';
import { clientSystemsRepository } from '../../db/repositories/client-systems.repository.ts';
import { customersRepository } from '../../db/repositories/customers.repository.ts';
import { evidenceRepository } from '../../db/repositories/evidence.repository.ts';
import { peopleRepository } from '../../db/repositories/people.repository.ts';
import type { Actor } from '../../workflows/domain/actors.ts';
import { evidenceFolder } from './environment.ts';

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

/** The first box of a picture as phones keep it. */
export const HEIC = Buffer.from('0000001866747970686569630000000068656963', 'hex');

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

/** What a form of a story holds where it does not matter what the photo shows. */
export const PHOTO = 'a photo';

/** What a form of a story holds where somebody signs. */
export const SIGNED = 'the picture of the signature';

/**
 * What somebody sends, with pictures of their own in the place of photos and signatures. They are the same ones when it
 * is sent again with the same key.
 */
export async function withPictures(
  db: Database,
  who: string,
  { body, key }: { readonly body: unknown; readonly key: string },
): Promise<unknown> {
  const pictures: Picture[] = [];
  const pictured = JSON.stringify(body, (_name, value: unknown) => {
    if (value !== PHOTO && value !== SIGNED) return value;
    const picture = {
      key: uuidOf(key, pictures.length),
      name: value === PHOTO ? 'photo.png' : 'signature.png',
    };
    pictures.push(picture);
    return picture.key;
  });
  if (pictures.length === 0) return body;
  await enterPictures(db, who, pictures);
  return JSON.parse(pictured);
}

/** A picture that somebody, or a connected system, has uploaded for no case yet. */
export async function uploadedBy(db: Database, who: string): Promise<string> {
  const key = randomUUID();
  await enterPictures(db, who, [{ key, name: 'photo.png' }]);
  return key;
}

interface Picture {
  readonly key: string;
  readonly name: string;
}

function uuidOf(key: string, index: number): string {
  const digits = createHash('sha256').update(`${key} ${index}`).digest('hex');
  return digits.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}

async function enterPictures(db: Database, who: string, pictures: readonly Picture[]): Promise<void> {
  const files = evidenceRepository(db);
  const known = new Set((await files.listByKeys(pictures.map(({ key }) => key))).map(({ key }) => key));
  const uploader = await actorCalled(db, who);
  const store = createFolderStore(evidenceFolder());
  for (const picture of pictures) {
    if (known.has(picture.key)) continue;
    await store.put(picture.key, Readable.from([PNG]));
    await files.create({
      ...picture,
      caseId: null,
      isShared: false,
      customerId: uploader.type === 'customer' ? uploader.customerId : null,
      mediaType: 'image/png',
      sizeBytes: PNG.length,
      sha256: createHash('sha256').update(PNG).digest('hex'),
      uploadedBy: uploader,
      uploadedAt: Date.parse('2026-01-05T09:00:00+08:00'),
    });
  }
}

async function actorCalled(db: Database, handle: string): Promise<Actor> {
  const person = await peopleRepository(db).findOptionalByHandle(handle);
  if (person !== undefined) return { type: 'person', personId: person.id, roles: [...person.roles] };
  const contact = await customersRepository(db).findOptionalContactByHandle(handle);
  if (contact !== undefined) {
    return { type: 'customer', customerId: contact.customerId, contactId: contact.id };
  }
  const system = await clientSystemsRepository(db).findOptionalByName(handle);
  if (system === undefined) throw new Error(`Nobody has the handle ${handle}`);
  return { type: 'system', name: system.name };
}
