import { ActivityFailure, ApplicationFailure, CancellationScope } from '@temporalio/workflow';
import { DomainError, ERROR_CODES, type ErrorCode } from '../domain/errors.ts';

/** An effect that was refused by the rules it is under, with nothing changed. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
}

export type Outcome<T> = { readonly refused: null; readonly value: T } | { readonly refused: Refusal };

/**
 * Carries an effect out even while its phase is being ended: what was begun is finished (design idea 6).
 * A refusal that the process did not reckon with is a fault of ours and must not end the customer's case: it stops
 * the workflow task, which Temporal tries again until the code or the data is mended.
 */
export async function effect<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await CancellationScope.nonCancellable(run);
  } catch (error) {
    if (!(error instanceof ActivityFailure || error instanceof ApplicationFailure)) throw error;
    const cause = error.cause?.message ?? error.message;
    throw new Error(`The process did not reckon with this refusal: ${cause}`, { cause: error });
  }
}

/**
 * As `effect`, for what a person entered: a turn whose end was lost may have recorded something else under the key. The
 * books stand; the phase then goes on from them, or asks anew.
 */
export async function entered<T>(run: () => Promise<T>): Promise<Outcome<T>> {
  const outcome = await attempt(run);
  if (outcome.refused === null || outcome.refused.code === 'RECORDED_OTHERWISE') return outcome;
  throw new Error(`The process did not reckon with this refusal: ${outcome.refused.message}`);
}

/** As `effect`, for one that the stock or the money may refuse: the refusal is an answer, not a failure. */
export async function attempt<T>(run: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { refused: null, value: await CancellationScope.nonCancellable(run) };
  } catch (error) {
    if (error instanceof DomainError) return { refused: { code: error.code, message: error.message } };
    const cause = error instanceof ActivityFailure ? error.cause : error;
    if (cause instanceof ApplicationFailure && isErrorCode(cause.type)) {
      return { refused: { code: cause.type, message: cause.message } };
    }
    throw error;
  }
}

function isErrorCode(type: string | null | undefined): type is ErrorCode {
  return typeof type === 'string' && Object.hasOwn(ERROR_CODES, type);
}
