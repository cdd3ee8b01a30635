import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../db/client.ts';
import {
  idempotencyRepository,
  type IdempotencyScope,
  type IdempotencyVerdict,
  type StoredResponse,
} from '../../db/repositories/idempotency.repository.ts';
import { canonicalJson } from '../../workflows/domain/canonical-json.ts';
import { assertNever, DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { actorIdOf } from './auth.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether a POST works without an Idempotency-Key; it does unless this says `required`. */
    idempotencyKey?: 'required';
  }
  interface FastifyRequest {
    /** The caller's Idempotency-Key once this request has claimed it. */
    idempotency: ClaimedKey | null;
  }
}

interface ClaimedKey extends IdempotencyScope {
  /** Whether an earlier request with the key may have been carried out without being answered (503, a crash). */
  readonly isRepeat: boolean;
}

interface IdempotencyOptions {
  readonly db: Database;
  readonly now: () => Instant;
}

/** A repeat that arrives while the first request runs waits this long for its answer before 409. */
const WAIT_WITHIN_MS = 5_000;
const LOOK_AGAIN_AFTER_MS = 100;

/**
 * A request under way says so this often. One that has not for longer died with its process: a repeat may take it over,
 * because the effects behind it have keys of their own (design idea 6).
 */
const RENEW_EVERY_MS = 3_000;
const ABANDONED_AFTER_MS = 10_000;

/** No request runs this long; one that seems to has lost its answer, and says nothing any more. */
const LONGEST_REQUEST_MS = 120_000;

const KEPT_FOR_MS = 30 * 86_400_000;
const SWEEP_EVERY_MS = 3_600_000;
/** So few at a time that no statement takes long, however many there are. */
const SWEPT_AT_ONCE = 5_000;

const KEPT_HEADERS = ['content-type', 'location', 'etag', 'retry-after'];

/** Answers that a repeat must be able to better, and with which nothing was done: who calls, and how often. */
const TURNED_AWAY = new Set([401, 403, 429]);

/** The first of those that tell of trouble on our side: what was asked for may have been done. */
const TROUBLE = 500;

/** Every POST may be repeated with its Idempotency-Key and gets the first answer (design §5). */
export const idempotencyPlugin = fp<IdempotencyOptions>(
  (app, { db, now }) => {
    const answers = idempotencyRepository(db);
    const underWay = new Map<IdempotencyScope, Instant>();
    app.decorateRequest('idempotency', null);

    app.addHook('preHandler', async (request, reply) => {
      if (request.method !== 'POST') return;
      const key = keyOf(request);
      if (key === null) return;
      const scope = {
        actor: actorIdOf(request.principal),
        route: `POST ${request.routeOptions.url ?? ''}`,
        key,
      };
      const verdict = await settledVerdict(request, scope);
      if (verdict.state === 'finished') return replay(reply, verdict.response);
      const claimed = { ...scope, isRepeat: verdict.isRepeat };
      underWay.set(claimed, now());
      request.idempotency = claimed;
    });

    app.addHook('onSend', async (request, reply, payload) => {
      const scope = request.idempotency;
      if (scope === null) return;
      request.idempotency = null;
      underWay.delete(scope);
      try {
        await keep(scope, responseOf(reply, payload));
      } catch (error) {
        // The effect has happened and its caller must hear so; a repeat takes the key over and finds the effect done.
        request.log.warn({ err: error }, 'the answer could not be kept for repeats');
      }
    });

    const keep = async (scope: ClaimedKey, response: StoredResponse): Promise<void> => {
      const isTurnedAway = TURNED_AWAY.has(response.status);
      if (isTurnedAway && !scope.isRepeat) return answers.release(scope);
      if (!isTurnedAway && response.status < TROUBLE) return answers.finish(scope, response, now());
      return answers.abandon(scope, now() - LONGEST_REQUEST_MS);
    };

    const renew = async (): Promise<void> => {
      const at = now();
      for (const [scope, begunAt] of underWay) {
        if (at - begunAt > LONGEST_REQUEST_MS) underWay.delete(scope);
      }
      await answers.renew([...underWay.keys()], at);
    };
    const repeatedly = (work: () => Promise<unknown>, everyMs: number, failure: string): NodeJS.Timeout =>
      setInterval(() => {
        work().catch((error: unknown) => {
          app.log.warn({ err: error }, failure);
        });
      }, everyMs).unref();
    const timers = [
      repeatedly(renew, RENEW_EVERY_MS, 'requests under way could not say so'),
      repeatedly(
        () => sweep(answers, now() - KEPT_FOR_MS),
        SWEEP_EVERY_MS,
        'old answers could not be deleted',
      ),
    ];
    app.addHook('onClose', (_app, done) => {
      timers.forEach(clearInterval);
      done();
    });

    /** Claims the key, or gives the answer that the first request with it got. */
    async function settledVerdict(
      request: FastifyRequest,
      scope: IdempotencyScope,
    ): Promise<Extract<IdempotencyVerdict, { state: 'begun' | 'finished' }>> {
      const requestHash = requestDigest(request.url, request.body);
      const giveUpAt = performance.now() + WAIT_WITHIN_MS;
      for (;;) {
        const at = now();
        const verdict = await answers.begin({
          ...scope,
          requestHash,
          at,
          abandonedBefore: at - ABANDONED_AFTER_MS,
        });
        switch (verdict.state) {
          case 'begun':
          case 'finished':
            return verdict;
          case 'reusedWithAnotherBody':
            throw new DomainError('IDEMPOTENCY_KEY_REUSED', 'Choose a new Idempotency-Key for a new request');
          case 'inProgress':
            if (performance.now() >= giveUpAt) {
              throw new DomainError(
                'IDEMPOTENCY_IN_PROGRESS',
                'The first request with this key is not answered yet',
              );
            }
            await sleep(LOOK_AGAIN_AFTER_MS);
            break;
          default:
            return assertNever(verdict);
        }
      }
    }
  },
  { name: 'idempotency' },
);

async function sweep(answers: ReturnType<typeof idempotencyRepository>, before: Instant): Promise<void> {
  while ((await answers.deleteBefore(before, SWEPT_AT_ONCE)) === SWEPT_AT_ONCE);
}

function keyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) {
    if (request.routeOptions.config.idempotencyKey !== 'required') return null;
    throw new DomainError('MALFORMED', 'Send the header Idempotency-Key, chosen anew for every new request');
  }
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new DomainError('MALFORMED', 'An Idempotency-Key is 1 to 255 visible ASCII characters');
  }
  return key;
}

/** Digest of what was asked for: address and body, fields in any order. */
export function requestDigest(url: string, body: unknown): string {
  return createHash('sha256')
    .update(`${url}\n${canonicalJson(body)}`)
    .digest('base64url');
}

function responseOf(reply: FastifyReply, payload: unknown): StoredResponse {
  const headers = KEPT_HEADERS.flatMap((name) => {
    const value = reply.getHeader(name);
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  return {
    status: reply.statusCode,
    headers: Object.fromEntries(headers),
    body: typeof payload === 'string' ? payload : '',
  };
}

function replay(reply: FastifyReply, response: StoredResponse): FastifyReply {
  return reply
    .status(response.status)
    .headers(response.headers)
    .header('idempotency-replayed', 'true')
    .serializer((payload) => String(payload))
    .send(response.body);
}
