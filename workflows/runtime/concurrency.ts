import { CancellationScope } from '@temporalio/workflow';

/** A promise that somebody else settles: a task that is completed, an approval that is decided. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

export function defer<T>(): Deferred<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { promise, resolve };
}

/** Waits, unless the phase or branch that waits is ended first; then it throws Temporal's CancelledFailure. */
export function untilCancelled<T>(promise: Promise<T>): Promise<T> {
  return Promise.race([promise, CancellationScope.current().cancelRequested]);
}

type Branches = Readonly<Record<string, () => Promise<unknown>>>;

/** The branch that ended first, and what it gave. */
export type Winner<B extends Branches> = {
  [K in keyof B]: { readonly branch: K; readonly value: Awaited<ReturnType<B[K]>> };
}[keyof B];

/** As `first`; and what the other branches had begun, such as an effect under way, is through when it ends. */
export async function firstAtRest<B extends Branches>(branches: B): Promise<Winner<B>> {
  const running: Promise<unknown>[] = [];
  const watched = Object.entries(branches).map(([branch, run]) => {
    const watch = (): Promise<unknown> => {
      const end = run();
      running.push(end);
      return end;
    };
    return [branch, watch] as const;
  });
  try {
    return (await first(Object.fromEntries(watched))) as Winner<B>;
  } finally {
    await Promise.allSettled(running);
  }
}

/**
 * Runs branches side by side; the first to end wins and the others are cancelled, which drops the tasks,
 * approvals and reminders they were waiting for.
 */
export async function first<B extends Branches>(branches: B): Promise<Winner<B>> {
  const scope = new CancellationScope();
  return scope.run(async () => {
    try {
      return await Promise.race(
        Object.entries(branches).map(
          async ([branch, run]) => ({ branch, value: await run() }) as unknown as Winner<B>,
        ),
      );
    } finally {
      scope.cancel();
    }
  });
}
