import { since } from './generations.ts';

/** Options of local activities that are short transactions on our own database: retried until it answers. */
export const SHORT_TRANSACTION = {
  startToCloseTimeout: '10s',
  retry: { initialInterval: '100ms', maximumInterval: '5s', backoffCoefficient: 2 },
} as const;

/**
 * What was asked for last; settles when it is through. Cases share the modules of their worker, but the SDK gives each
 * a global object of its own.
 */
const ofThisCase = globalThis as { lastLocalActivity?: Promise<unknown>; localActivities?: number };

/**
 * Makes the local activities of a case wait for each other. Of two at the same time each would be answered in a turn of
 * its own while the case lives, but both in one turn when it is replayed; what they set in motion would then happen in
 * another order, and the case could not go on after a restart of its worker.
 */
export function oneAtATime<Activities extends object>(activities: Activities): Activities {
  return new Proxy(activities, {
    get(target, name, receiver) {
      const activity = Reflect.get(target, name, receiver) as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]): Promise<unknown> => {
        // Cases from before did not wait, and replay only so.
        if (!since(1, 'local-activities-one-at-a-time')) return activity(...args);
        const run = (): Promise<unknown> => activity(...args);
        const answer = (ofThisCase.lastLocalActivity ?? Promise.resolve()).then(run, run);
        ofThisCase.lastLocalActivity = answer;
        countUntilSettled(answer);
        return answer;
      };
    },
  });
}

/** Whether a local activity of this case runs, or waits for its turn. */
export const areLocalActivitiesUnderWay = (): boolean => (ofThisCase.localActivities ?? 0) > 0;

function countUntilSettled(answer: Promise<unknown>): void {
  ofThisCase.localActivities = (ofThisCase.localActivities ?? 0) + 1;
  const settled = (): void => {
    ofThisCase.localActivities = (ofThisCase.localActivities ?? 0) - 1;
  };
  answer.then(settled, settled);
}
