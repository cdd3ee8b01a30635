import {
  ApplicationFailure,
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { DomainError, ERROR_CODES, type ErrorCode, type Fault } from '../workflows/domain/errors.ts';

/** The gRPC status code of what the server does not have (https://grpc.io/docs/guides/status-codes). */
const NOT_FOUND = 5;

/** What the server answers where the state of the workflow does not allow it. */
const FAILED_PRECONDITION = 9;

/** Those that pass by themselves. */
const PASSING_STATUSES: Readonly<Record<number, string>> = {
  1: 'CANCELLED',
  4: 'DEADLINE_EXCEEDED',
  8: 'RESOURCE_EXHAUSTED',
  // The workflow task that was to answer an update failed; the case has not taken it.
  9: 'FAILED_PRECONDITION',
  10: 'ABORTED',
  14: 'UNAVAILABLE',
};

const OUT_OF_UPDATES =
  'The case has taken as many messages as its phase may bring; nothing of what you asked for has been done';

const MAY_STILL_HAPPEN =
  'No answer in time. What you asked for may still be carried out; repeating it with the same Idempotency-Key is safe';

/** Whether the message was not answered in time, so that nobody knows yet whether it is going to be carried out. */
export function isUnanswered(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  const code = grpcCodeOf(error);
  return code !== null && code in PASSING_STATUSES;
}

/**
 * Whether the run of the case has taken as many updates as the server allows, which no repeat changes. The server tells
 * it apart by its words alone.
 */
function isOutOfUpdates(error: unknown): boolean {
  return (
    grpcCodeOf(error) === FAILED_PRECONDITION &&
    /limit on the total number of .*updates/.test(grpcErrorOf(error)?.details ?? '')
  );
}

const grpcCodeOf = (error: unknown): number | null => grpcErrorOf(error)?.code ?? null;

function grpcErrorOf(error: unknown) {
  const grpcError = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(grpcError) ? grpcError : null;
}

/** Whether the server has no such workflow, none that is running, or no such update of it. */
export function isNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || grpcCodeOf(error) === NOT_FOUND;
}

/** What a caller is told when a message to a case fails: the refusal of the process itself wherever it gave one. */
export function toCallersError(error: unknown): unknown {
  if (error instanceof WorkflowUpdateFailedError) return refusalOf(error.cause) ?? error;
  if (isNotFound(error)) {
    return new DomainError('CASE_CLOSED', 'The case is closed', { cause: error });
  }
  if (isOutOfUpdates(error)) return new DomainError('CASE_FILLED', OUT_OF_UPDATES, { cause: error });
  return isUnanswered(error) ? new DomainError('UNAVAILABLE', MAY_STILL_HAPPEN, { cause: error }) : error;
}

/** A refusal comes as an ApplicationFailure: type = error code, details = faults and facts (design §4). */
function refusalOf(failure: unknown): DomainError | null {
  if (!(failure instanceof ApplicationFailure) || !isErrorCode(failure.type)) return null;
  const { faults, details } = (failure.details?.[0] ?? {}) as RefusalDetails;
  return new DomainError(failure.type, failure.message, {
    cause: failure,
    ...(faults && { faults }),
    ...(details && { details }),
  });
}

interface RefusalDetails {
  readonly faults?: readonly Fault[];
  readonly details?: Readonly<Record<string, unknown>>;
}

function isErrorCode(type: string | null | undefined): type is ErrorCode {
  return type !== null && type !== undefined && type in ERROR_CODES;
}
