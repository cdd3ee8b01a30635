import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { DomainError, ERROR_CODES, type ErrorCode, type Fault } from '../../workflows/domain/errors.ts';
import type { Problem } from '../schemas/common.schema.ts';
import { factsToApi } from '../schemas/form-values.ts';
import { isDatabaseUnavailable } from './database-errors.ts';
import { type LocatedFault, refusalOfBody, toFaults } from './validation.ts';

const RETRY_AFTER_SECONDS: Partial<Record<ErrorCode, number>> = {
  UNAVAILABLE: 5,
  IDEMPOTENCY_IN_PROGRESS: 1,
  RATE_LIMITED: 1,
  CASE_FILLED: 3_600,
};

/** Turns whatever goes wrong into problem details (RFC 9457) from the one catalogue of error codes. */
export const problemPlugin = fp(
  (app) => {
    app.setErrorHandler((error, request, reply) => {
      const refusal = toRefusal(error, request);
      if (refusal.code === 'INTERNAL') request.log.error({ err: error }, 'request failed');
      else if (refusal.code === 'UNAVAILABLE')
        request.log.warn({ err: error }, 'request could not be served');
      return sendProblem(reply, problemOf(refusal, request));
    });
    app.setNotFoundHandler((request, reply) =>
      sendProblem(reply, problemOf({ code: 'NOT_FOUND', detail: 'There is no such address' }, request)),
    );
  },
  { name: 'problem' },
);

interface Refusal {
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly faults?: readonly (Fault | LocatedFault)[];
  readonly details?: Readonly<Record<string, unknown>>;
}

function toRefusal(error: unknown, request: FastifyRequest): Refusal {
  if (error instanceof DomainError) {
    return error.code === 'INTERNAL' ? { code: 'INTERNAL' } : refusedBy(error);
  }
  if (isDatabaseUnavailable(error)) {
    return { code: 'UNAVAILABLE', detail: 'The database does not answer; please try again' };
  }
  return isFastifyError(error) ? fromFastify(error, request) : { code: 'INTERNAL' };
}

const refusedBy = ({ code, message, faults, details }: DomainError): Refusal => ({
  code,
  detail: message,
  faults,
  details: factsToApi(details, 'UTC'),
});

function fromFastify(error: FastifyError, request: FastifyRequest): Refusal {
  if (error.validation !== undefined) {
    const { validation, validationContext = 'body' } = error;
    if (validationContext === 'body') return refusedBy(refusalOfBody(validation));
    const faults = toFaults(validation, validationContext);
    return { code: 'MALFORMED', detail: 'The request does not have the form asked for', faults };
  }
  if (error.statusCode === 415) return mediaTypeOf(request);
  if (error.statusCode === 413) return tooLarge(request);
  // Fastify's own refusals (broken JSON) speak of the request's form alone.
  if (error.code.startsWith('FST_ERR_CTP_') || (error.statusCode ?? 500) < 500) {
    return { code: 'MALFORMED', detail: error.message };
  }
  return { code: 'INTERNAL' };
}

/** RFC 9110, 15.5.16: the caller learns in which form the address takes what was sent. */
function mediaTypeOf({ routeOptions }: FastifyRequest): Refusal {
  const { consumes = ['application/json'] } = routeOptions.schema ?? {};
  return {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    detail: `Send the body as ${consumes.join(' or ')}, and say so in the Content-Type`,
    details: { accepted: consumes },
  };
}

/** RFC 9110, 15.5.14: the caller learns how much the address takes. */
function tooLarge({ routeOptions: { bodyLimit } }: FastifyRequest): Refusal {
  return {
    code: 'TOO_LARGE',
    detail: `A body may have up to ${bodyLimit} bytes`,
    details: { limitBytes: bodyLimit },
  };
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

function problemOf(refusal: Refusal, request: FastifyRequest): Problem {
  const { status, title } = ERROR_CODES[refusal.code];
  const { detail, faults = [], details = {} } = refusal;
  return {
    type: `urn:after-sales:error:${refusal.code}`,
    title,
    status,
    code: refusal.code,
    ...(detail !== undefined && { detail }),
    instance: `urn:uuid:${request.id}`,
    ...(faults.length > 0 && { errors: [...faults] }),
    ...(Object.keys(details).length > 0 && { details }),
  };
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const seconds = RETRY_AFTER_SECONDS[problem.code as ErrorCode];
  if (seconds !== undefined && !reply.hasHeader('retry-after')) reply.header('retry-after', String(seconds));
  // The problem has one form on every route, whatever answers the route itself describes.
  return reply
    .status(problem.status)
    .serializer((payload) => JSON.stringify(payload))
    .type('application/problem+json; charset=utf-8')
    .send(problem);
}
