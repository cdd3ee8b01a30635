import { condition, sleep } from '@temporalio/workflow';
import { since } from './generations.ts';

/* A turn: what a workflow does from one look of Temporal at it to the next. */

/**
 * Resolves once Temporal has taken the end of this turn, which it does from one worker only. A worker that was held up
 * until another one had lived its turn gets no further, and must not write over what that one wrote.
 */
export async function turnTaken(): Promise<void> {
  if (since(1, 'writes-anew-in-a-turn-of-its-own')) await sleep(1);
}

/**
 * Temporal looks at conditions right after the handler of an update or signal, when nothing that waits for what the
 * handler settled has gone on yet. Everything has by the next look.
 */
export function promisesFollowedUp(): Promise<void> {
  let isNextLook = false;
  const looked = condition(() => isNextLook);
  isNextLook = true;
  return looked;
}

/** Whoever waited for what has just come to rest may set something in motion again, by the next look. */
export async function comesToRest(isAtRest: () => boolean): Promise<void> {
  do {
    await condition(isAtRest);
    await promisesFollowedUp();
  } while (!isAtRest());
}
