import { randomUUID } from 'node:crypto';
import { tokenFor } from '../bearer.ts';
import type { RunningStack } from '../running-stack.ts';

/** What the API answers with when it refuses (RFC 9457). */
interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly message: string }[];
}

/** A refusal of the API. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: string;

  constructor(who: string, request: string, problem: Problem) {
    const faults = (problem.errors ?? []).map(({ pointer, message }) => `\n  ${pointer} ${message}`);
    super(`${who}: ${request} → ${problem.status} ${problem.code} ${problem.detail ?? ''}${faults.join('')}`);
    this.code = problem.code;
  }
}

/** Calls the REST API in the name of people and contacts of the demo organisation, by their handles. */
export class RestClient {
  private readonly stack: RunningStack;
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(stack: RunningStack) {
    this.stack = stack;
  }

  get<Answer>(who: string, path: string): Promise<Answer> {
    return this.call(who, 'GET', path);
  }

  post<Answer>(who: string, path: string, body: object): Promise<Answer> {
    return this.call(who, 'POST', path, body);
  }

  /** Uploads a file (multipart/form-data) and gives the key that forms name it by. */
  async upload(
    who: string,
    path: string,
    file: { readonly name: string; readonly mediaType: string; readonly bytes: Buffer<ArrayBuffer> },
  ): Promise<string> {
    const body = new FormData();
    body.append('file', new File([file.bytes], file.name, { type: file.mediaType }));
    const { key } = await this.send<{ key: string }>(who, 'POST', path, { body });
    return key;
  }

  /** A bearer token, asked for once. */
  tokenOf(who: string): Promise<string> {
    const known = this.tokens.get(who) ?? tokenFor(this.stack, who).then(({ token }) => token);
    this.tokens.set(who, known);
    return known;
  }

  private call<Answer>(who: string, method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
    if (body === undefined) return this.send(who, method, path, {});
    const headers = { 'content-type': 'application/json' };
    return this.send(who, method, path, { headers, body: JSON.stringify(body) });
  }

  private async send<Answer>(
    who: string,
    method: 'GET' | 'POST',
    path: string,
    { headers = {}, body }: { readonly headers?: Record<string, string>; readonly body?: string | FormData },
  ): Promise<Answer> {
    const response = await fetch(`${this.stack.apiUrl}${path}`, {
      method,
      headers: {
        ...headers,
        authorization: `Bearer ${await this.tokenOf(who)}`,
        ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
      },
      ...(body !== undefined && { body }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new RefusedError(who, `${method} ${path}`, answer as Problem);
    return answer as Answer;
  }
}
