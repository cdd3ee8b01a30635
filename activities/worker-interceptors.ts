import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import { lastingRefusalIn } from '../db/database-error.ts';
import { storable } from '../workflows/domain/storable.ts';

/** Some refusals are those of a race, which the next attempts win. */
const FIRST_TOLD_ATTEMPT = 4;

/**
 * What every activity is called through. A text that PostgreSQL cannot store is mended, whichever way it came into the
 * case; whatever PostgreSQL refuses all the same, attempt after attempt, is told to operation: its case stands still
 * until somebody mends it.
 */
export function storableInputs(logger: Logger): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        try {
          return await next({ ...input, args: storable(input.args) });
        } catch (error) {
          const refusal = error instanceof ApplicationFailure ? undefined : lastingRefusalIn(error);
          if (refusal !== undefined && isTold(info.attempt)) {
            const { activityType, attempt, workflowExecution } = info;
            logger.error(
              { workflowId: workflowExecution?.workflowId, activityType, attempt, ...refusal },
              'the database refuses what a case writes',
            );
          }
          throw error;
        }
      },
    },
  });
}

/** The fourth, the eighth, the sixteenth …: local activities are tried again every few seconds. */
function isTold(attempt: number): boolean {
  return attempt >= FIRST_TOLD_ATTEMPT && Number.isInteger(Math.log2(attempt));
}
