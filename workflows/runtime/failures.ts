import { ApplicationFailure } from '@temporalio/workflow';
import { DomainError } from '../domain/errors.ts';

/** A refusal as it travels to the caller: type = error code, details = faults and facts (design §4). */
function toFailure(error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  return ApplicationFailure.create({
    type: error.code,
    message: error.message,
    nonRetryable: true,
    details: [{ faults: error.faults, details: error.details }],
  });
}

/** Runs a validator; what it refuses leaves no trace in the case. */
export function refusing<Args extends unknown[]>(validate: (...args: Args) => void): (...args: Args) => void {
  return (...args) => {
    try {
      validate(...args);
    } catch (error) {
      throw toFailure(error);
    }
  };
}
