import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type ApiRequest, type World, worldOf } from './world.ts';

const TRY_AGAIN_AFTER_MS = 100;
const GIVE_UP_AFTER_MS = 60_000;

/** A POST and the first answer that its caller got. */
export interface AnsweredPost {
  readonly request: ApiRequest;
  readonly answer: Answer;
}

/** People who reach an API process over the network, as front ends do. */
export interface NetworkWorld extends World {
  /** Every POST so far, in the order of the answers. */
  readonly posts: readonly AnsweredPost[];
  /** Sends a request once more, with the same Idempotency-Key. */
  repeat(request: ApiRequest): Promise<Answer>;
}

export interface NetworkOptions {
  /** Repeats with the same key what is not answered, as a front end should; else the first failure counts. */
  readonly patient: boolean;
  /** Told of each POST before it sets out, which waits until this is through. */
  readonly onPost?: (url: string) => Promise<void>;
}

export function networkWorld(
  databaseUrl: string,
  apiUrl: string,
  { patient, onPost }: NetworkOptions,
): NetworkWorld {
  const posts: AnsweredPost[] = [];
  const repeat = (request: ApiRequest): Promise<Answer> =>
    patient ? sendUntilAnswered(apiUrl, request) : sendOnce(apiUrl, request);
  const world = worldOf(databaseUrl, async (request) => {
    if (request.method === 'POST') await onPost?.(request.url);
    const answer = await repeat(request);
    if (request.method === 'POST') posts.push({ request, answer });
    return answer;
  });
  return Object.assign(world, { posts, repeat });
}

async function sendUntilAnswered(apiUrl: string, request: ApiRequest): Promise<Answer> {
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
  let last: unknown;
  while (performance.now() < giveUpAt) {
    try {
      const answer = await sendOnce(apiUrl, request);
      if (!isToBeRepeated(answer)) return answer;
      last = answer.body;
    } catch (error) {
      last = error;
    }
    await sleep(TRY_AGAIN_AFTER_MS);
  }
  throw new Error(`${request.method} ${request.url} is not answered`, { cause: last });
}

/** Trouble on the side of the API, or a first try that is still under way. */
function isToBeRepeated({ status, body }: Answer): boolean {
  return status === 503 || (body as { code?: string }).code === 'IDEMPOTENCY_IN_PROGRESS';
}

async function sendOnce(apiUrl: string, { method, url, headers, body }: ApiRequest): Promise<Answer> {
  const response = await fetch(`${apiUrl}${url}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    body: isJson ? await response.json() : Buffer.from(await response.arrayBuffer()),
    headers: Object.fromEntries(response.headers),
  };
}
