import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { DomainError } from '../workflows/domain/errors.ts';

type Activities = Readonly<Record<string, (request: never) => Promise<unknown>>>;

/**
 * The activities with their refusals as failures that are not retried: what the rules forbid stays forbidden. The
 * error code is the failure's type. Anything else that goes wrong is retried.
 */
export function withRefusals<Given extends Activities>(activities: Given): Given {
  const wrapped = Object.entries(activities).map(([name, run]) => [
    name,
    async (request: never): Promise<unknown> => {
      try {
        return await run(request);
      } catch (error) {
        throw error instanceof DomainError ? refusal(error) : error;
      }
    },
  ]);
  return Object.fromEntries(wrapped) as Given;
}

function refusal({ code, message, faults, details }: DomainError): ApplicationFailure {
  return ApplicationFailure.create({
    type: code,
    message,
    nonRetryable: true,
    details: [{ faults, details }],
    // Refusals are everyday answers and stay out of the log; that books and case came apart is worth a line in it.
    ...(code === 'RECORDED_OTHERWISE' ? {} : { category: ApplicationFailureCategory.BENIGN }),
  });
}
