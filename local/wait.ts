import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Tries until the probe answers, and gives its answer.
 * @throws the last failure when it did not answer in time, or `ended` as soon as that rejects.
 */
export async function waitUntil<T>(
  what: string,
  probe: () => Promise<T>,
  options: { withinMs: number; everyMs?: number; ended?: Promise<never> },
): Promise<T> {
  const giveUpAt = performance.now() + options.withinMs;
  const attempt = async (): Promise<T> => {
    for (;;) {
      try {
        return await probe();
      } catch (error) {
        if (performance.now() > giveUpAt) {
          throw new Error(`${what} was not ready within ${options.withinMs / 1000} s`, { cause: error });
        }
        await sleep(options.everyMs ?? 50);
      }
    }
  };
  return options.ended === undefined ? attempt() : Promise.race([attempt(), options.ended]);
}
