import { setTimeout as sleep } from 'node:timers/promises';

const PROBE_EVERY_MS = 50;

/**
 * Tries until the probe answers, and gives its answer.
 * @throws when it did not answer in time; the cause is its last failure.
 */
export async function waitUntil<T>(
  what: string,
  probe: () => Promise<T>,
  withinMs: number,
  signal: AbortSignal,
): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (performance.now() > giveUpAt || signal.aborted) {
        throw new Error(`${what} was not ready within ${withinMs / 1000} s`, { cause: error });
      }
    }
    await sleep(PROBE_EVERY_MS);
  }
}
