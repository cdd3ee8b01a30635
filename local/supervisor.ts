import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child-process.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** A process that has run this long is sound: the next restart begins with a short pause again. */
const SOUND_AFTER_MS = 60_000;

export interface Supervised {
  /** pid of the process that runs now. */
  readonly pid: () => number;
  /** Rejects when the first process ends before this is told to stop; for waiting on readiness. */
  readonly endedEarly: Promise<never>;
  stop(): Promise<void>;
}

/**
 * Keeps a process running: whenever it ends without having been told to, it is started again after
 * a pause that grows while it keeps ending.
 * @throws what the first start throws.
 */
export async function supervise(
  name: string,
  start: () => Promise<Child>,
  report: (line: string) => void,
): Promise<Supervised> {
  const state = { child: await start(), stopping: false };
  const isStopping = (): boolean => state.stopping;
  const endedEarly = state.child.exited.then(({ code, signal }) => {
    throw new Error(`The ${name} ended early (${signal ?? code})`);
  });
  // Nobody may be waiting on it.
  endedEarly.catch(() => undefined);

  let pauseMs = FIRST_PAUSE_MS;
  const startAgain = async (): Promise<void> => {
    await sleep(pauseMs);
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    if (isStopping()) return;
    try {
      state.child = await start();
    } catch (error) {
      report(`The ${name} could not be started: ${(error as Error).message}`);
      await startAgain();
    }
  };
  const watch = async (): Promise<void> => {
    while (!isStopping()) {
      const begun = performance.now();
      const { code, signal } = await state.child.exited;
      if (isStopping()) return;
      if (performance.now() - begun > SOUND_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      report(`The ${name} ended unexpectedly (${signal ?? code}); starting it again`);
      await startAgain();
    }
    // It was started while the stop was being asked for.
    await state.child.stop();
  };
  const watching = watch();
  return {
    pid: () => state.child.pid,
    endedEarly,
    stop: async () => {
      state.stopping = true;
      await state.child.stop();
      await watching;
    },
  };
}
