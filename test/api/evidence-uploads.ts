import { expect } from 'vitest';
import { formWithFile, type SentFile } from '../support/evidence.ts';
import type { TestApi } from './open-test-api.ts';

export interface Uploaded {
  readonly key: string;
  readonly [field: string]: unknown;
}

/** Uploads files to an API as somebody; unless somebody else is named, as whoever holds the usual token. */
export type Uploads = ReturnType<typeof uploadsTo>;

export function uploadsTo(api: TestApi, usualToken: string) {
  const upload = async (url: string, file: SentFile, token = usualToken, idempotencyKey?: string) => {
    const { body, contentType } = await formWithFile(file);
    const headers = { 'content-type': contentType, authorization: `Bearer ${token}` };
    return api.app.inject({
      method: 'POST',
      url,
      headers: { ...headers, ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }) },
      payload: body,
    });
  };
  const uploaded = async (file: SentFile, token = usualToken, url = '/v1/evidence'): Promise<Uploaded> => {
    const answer = await upload(url, file, token);
    expect(answer.statusCode, answer.body).toBe(201);
    return answer.json<Uploaded>();
  };
  return { upload, uploaded };
}
