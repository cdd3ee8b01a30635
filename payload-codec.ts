import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
// A CommonJS module whose names Node cannot see from outside.
import proto from '@temporalio/proto';
import type { Parser } from './environment.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ENCODING = 'binary/encrypted';
/** Where a payload names the key that it was encrypted with. */
const KEY_ID = 'encryption-key-id';

const PayloadMessage = proto.temporal.api.common.v1.Payload;

/**
 * Keys for payloads: the active one encrypts, all of them decrypt, so that a key can be rotated. As key objects they are
 * three times as quick as in bytes, which Node prepares anew for every payload.
 */
export interface KeyRing {
  readonly activeId: string;
  readonly keys: ReadonlyMap<string, KeyObject>;
}

/**
 * Reads `id:base64,id2:base64`: the first key encrypts, all decrypt. To rotate, put a new key in
 * front and drop the old one when no history needs it any more.
 */
export const parseKeyRing: Parser<KeyRing> = (text) => {
  const keys = new Map<string, KeyObject>();
  for (const entry of text.split(',')) {
    const [, id, encoded] = /^\s*([\w.-]+):([A-Za-z\d+/]+={0,2})\s*$/.exec(entry) ?? [];
    if (id === undefined || encoded === undefined)
      throw new Error('must be id:base64 pairs joined by commas');
    const key = Buffer.from(encoded, 'base64');
    if (key.length !== KEY_BYTES) {
      throw new Error(`key "${id}" must be ${KEY_BYTES} bytes in base64, has ${key.length}`);
    }
    if (keys.has(id)) throw new Error(`key id "${id}" appears twice`);
    keys.set(id, createSecretKey(key));
  }
  const [activeId] = keys.keys();
  if (activeId === undefined) throw new Error('must hold at least one key');
  return { activeId, keys };
};

/** A new key under the given id, in the form that `parseKeyRing` reads. */
export const generateKey = (id: string): string => `${id}:${randomBytes(KEY_BYTES).toString('base64')}`;

/**
 * Encrypts everything that workflows and activities are given and give back (S-02), so that the
 * Temporal server and its UI never see personal data. Payloads that were not encrypted pass through
 * decoding unchanged.
 */
export function createPayloadCodec(ring: KeyRing): PayloadCodec {
  const activeKey = keyOf(ring, ring.activeId);
  return {
    encode: (payloads) =>
      Promise.resolve(payloads.map((payload) => encrypt(payload, ring.activeId, activeKey))),
    // Async, so that a payload that cannot be read rejects instead of throwing.
    decode: async (payloads) => Promise.resolve(payloads.map((payload) => decrypt(payload, ring))),
  };
}

/** Ids of the keys that payloads were encrypted with, wherever they are in a history or another message of Temporal. */
export function keyIdsIn(message: unknown): ReadonlySet<string> {
  if (typeof message !== 'object' || message === null || message instanceof Uint8Array) return new Set();
  const { metadata } = message as Payload;
  const keyId = metadata?.[KEY_ID];
  const own = keyId instanceof Uint8Array ? [textOf(keyId)] : [];
  return new Set([...own, ...Object.values(message).flatMap((part) => [...keyIdsIn(part)])]);
}

function keyOf(ring: KeyRing, id: string): KeyObject {
  const key = ring.keys.get(id);
  if (key === undefined) {
    throw new Error(`The payload was encrypted with key "${id}", which PAYLOAD_KEYS does not hold`);
  }
  return key;
}

function encrypt(payload: Payload, keyId: string, key: KeyObject): Payload {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(keyId));
  const sealed = [cipher.update(PayloadMessage.encode(payload).finish()), cipher.final()];
  return {
    metadata: { encoding: Buffer.from(ENCODING), [KEY_ID]: Buffer.from(keyId) },
    data: Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]),
  };
}

function decrypt(payload: Payload, ring: KeyRing): Payload {
  if (textOf(payload.metadata?.['encoding']) !== ENCODING) return payload;
  const keyId = textOf(payload.metadata?.[KEY_ID]);
  const key = keyOf(ring, keyId);
  const data = Buffer.from(payload.data ?? []);
  try {
    const decipher = createDecipheriv(CIPHER, key, data.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(keyId));
    decipher.setAuthTag(data.subarray(-TAG_BYTES));
    const sealed = data.subarray(NONCE_BYTES, -TAG_BYTES);
    return PayloadMessage.decode(Buffer.concat([decipher.update(sealed), decipher.final()]));
  } catch (error) {
    throw new Error(`A payload under key "${keyId}" was altered or belongs to another key of that id`, {
      cause: error,
    });
  }
}

const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('utf8');
