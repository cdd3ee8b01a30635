import type { FastifyBaseLogger } from 'fastify';

/** Work that an API process does beside its requests, again and again, one round at a time. */
export interface Rounds {
  /** Asks for a round, after the one under way; resolves when nothing is asked for any more. Never rejects. */
  readonly wake: () => Promise<void>;
  /** Calls `again` every so often, from then on until the rounds are stopped. */
  readonly every: (ms: number, again: () => unknown) => void;
  /** No further round begins; resolves when the one under way is through. */
  readonly stop: () => Promise<void>;
}

/** `round` ends early once `isStopped`. One that fails is logged as `failure`, and the next one does its work. */
export function createRounds(
  logger: FastifyBaseLogger,
  failure: string,
  round: (isStopped: () => boolean) => Promise<void>,
): Rounds {
  const timers: NodeJS.Timeout[] = [];
  let isWanted = false;
  let isStopped = false;
  let running: Promise<void> | null = null;

  const whileWanted = async (): Promise<void> => {
    while (isWanted && !isStopped) {
      isWanted = false;
      try {
        await round(() => isStopped);
      } catch (error) {
        logger.warn({ err: error }, failure);
      }
    }
    running = null;
  };
  return {
    wake: () => {
      isWanted = true;
      running ??= whileWanted();
      return running;
    },
    every: (ms, again) => {
      timers.push(setInterval(again, ms).unref());
    },
    stop: async () => {
      isStopped = true;
      timers.forEach(clearInterval);
      await running;
    },
  };
}
