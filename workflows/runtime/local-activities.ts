import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  log,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import { since } from './generations.ts';

const WITHIN = { startToCloseTimeout: '10s' } as const;
const AT_ONCE_AGAIN = { initialInterval: '100ms', maximumInterval: '5s', backoffCoefficient: 2 } as const;

/**
 * First the worker that lives the case tries for half a minute, as long as a restart of PostgreSQL takes; by count where
 * each try fails at once, by time where it hangs. Waiting like that costs three events of history every eight seconds,
 * of which a run has 51 200.
 */
const LOCALLY = {
  ...WITHIN,
  scheduleToCloseTimeout: '30s',
  retry: { ...AT_ONCE_AGAIN, maximumAttempts: 12 },
} as const;

/** Then Temporal has any worker try, which costs the case six events however long PostgreSQL is away. */
const BY_THE_SERVER = {
  ...WITHIN,
  retry: { initialInterval: '1s', maximumInterval: '10s', backoffCoefficient: 2 },
} as const;

/** Functions that belong to nobody, as Temporal's own proxies give them. */
type Callable<Activities> = {
  readonly [Name in keyof Activities]: Activities[Name] extends (...args: infer Args) => infer Answer
    ? (...args: Args) => Answer
    : never;
};

type Activity = (...args: unknown[]) => Promise<unknown>;

/**
 * What was asked for last; settles when it is through. Cases share the modules of their worker, but the SDK gives each
 * a global object of its own.
 */
const ofThisCase = globalThis as { lastLocalActivity?: Promise<unknown>; localActivities?: number };

/**
 * Activities that are short transactions on our own database, tried until it answers. Those of a case wait for each
 * other: of two local ones at the same time each would be answered in a turn of its own while the case lives, but both
 * in one turn when it is replayed; what they set in motion would then happen in another order, and the case could not
 * go on after a restart of its worker.
 */
export function shortTransactions<Activities extends object>(): Callable<Activities> {
  const plainly = proxyLocalActivities<Record<string, Activity>>({ ...WITHIN, retry: AT_ONCE_AGAIN });
  const locally = proxyLocalActivities<Record<string, Activity>>(LOCALLY);
  const byTheServer = proxyActivities<Record<string, Activity>>(BY_THE_SERVER);
  return new Proxy({} as Callable<Activities>, {
    get(_, name) {
      return (...args: unknown[]): Promise<unknown> => {
        // Cases from before did not wait, and replay only so.
        if (!since(1, 'local-activities-one-at-a-time')) return named(plainly, name)(...args);
        return inTurn(
          () => named(locally, name)(...args),
          () => named(byTheServer, name)(...args),
        );
      };
    },
  });
}

const named = (activities: Readonly<Record<string, Activity>>, name: string | symbol): Activity =>
  Reflect.get(activities, name) as Activity;

/** Carries out after what was asked for before. No promise more is passed through than in cases from before. */
function inTurn(locally: () => Promise<unknown>, byTheServer: () => Promise<unknown>): Promise<unknown> {
  const { promise: answer, resolve, reject } = Promise.withResolvers<unknown>();
  const run = (): void => {
    locally().then(resolve, (error: unknown) => {
      if (isAnswer(error)) {
        reject(error);
        return;
      }
      log.warn('The database does not take what the case writes: from now on Temporal tries again');
      byTheServer().then(resolve, reject);
    });
  };
  (ofThisCase.lastLocalActivity ?? Promise.resolve()).then(run, run);
  ofThisCase.lastLocalActivity = answer;
  countUntilSettled(answer);
  return answer;
}

/** A refusal is never tried again. Without an answer even the last try says nothing about what was asked for. */
function isAnswer(error: unknown): boolean {
  // A local activity that has failed for good may come as the failure itself.
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return isCancellation(error) || (cause instanceof ApplicationFailure && cause.nonRetryable === true);
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
