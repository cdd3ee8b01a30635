import type { Actor } from '../workflows/domain/actors.ts';
import type { Instant } from '../workflows/domain/limits.ts';

/**
 * An effect outside the workflow. The key is unique in the transaction of the effect, so the same effect happens
 * once however often it is tried; a repeated key gets the first answer (design idea 6), and with other content than
 * a person entered first it is refused (RECORDED_OTHERWISE). A refusal is an ApplicationFailure with an error code as
 * type, and changes nothing.
 */
export interface Keyed {
  readonly key: string;
  readonly at: Instant;
  readonly caseId: string;
  readonly by: Actor;
}

/**
 * What makes a reading happen once: it gives its first answer again under the key. For one that decides what is done
 * next, where what is done would change what is read; a crash can make the case decide again.
 */
export type Once = Pick<Keyed, 'key' | 'at'>;
