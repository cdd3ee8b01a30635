import rateLimit from '@fastify/rate-limit';
import fp from 'fastify-plugin';
import { DomainError } from '../../workflows/domain/errors.ts';
import { actorIdOf } from './auth.ts';

export interface RateLimitOptions {
  readonly requestsPerMinute: number;
}

/**
 * Bounds what one caller can ask of this process. Counted per process: with n processes behind a balancer
 * a caller gets up to n times as many.
 */
export const rateLimitPlugin = fp<RateLimitOptions>(
  async (app, { requestsPerMinute }) => {
    await app.register(rateLimit, {
      max: requestsPerMinute,
      timeWindow: '1 minute',
      hook: 'preParsing',
      keyGenerator: (request) => actorIdOf(request.principal),
      errorResponseBuilder: (_request, { max, ttl }) =>
        new DomainError(
          'RATE_LIMITED',
          `At most ${max} requests a minute; try again in ${Math.ceil(ttl / 1_000)} s`,
        ),
    });
  },
  { name: 'rate-limit' },
);
