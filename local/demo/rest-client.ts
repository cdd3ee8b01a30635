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

  /** A bearer token, asked for once. */
  tokenOf(who: string): Promise<string> {
    const known = this.tokens.get(who) ?? tokenFor(this.stack, who).then(({ token }) => token);
    this.tokens.set(who, known);
    return known;
  }

  private async call<Answer>(
    who: string,
    method: 'GET' | 'POST',
    path: string,
    body?: object,
  ): Promise<Answer> {
    const response = await fetch(`${this.stack.apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.tokenOf(who)}`,
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new RefusedError(who, `${method} ${path}`, answer as Problem);
    return answer as Answer;
  }
}
