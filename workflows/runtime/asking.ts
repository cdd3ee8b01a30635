import type { Instant, Limit } from '../domain/limits.ts';
import type { Case } from './case.ts';
import type { ProcessShape } from './case-state.ts';
import { first } from './concurrency.ts';
import type { Completed } from './tasks.ts';

/** A question to the customer that is asked once, reminded of once, and lapses. */
export interface Asking {
  readonly askedAt: Instant;
  /** Asked → reminded. */
  readonly remindAfter: Limit;
  /** Asked → it can no longer be answered. */
  readonly expiresAfter: Limit;
  /** Tells the customer of the question; `until`: the deadline whose instant says until when. */
  readonly ask: (until: string) => void;
  readonly remind: (until: string) => void;
}

/** Puts a task to the customer; null: nobody has answered in time. */
export async function askCustomer<S extends ProcessShape, Kind extends keyof S['Forms'] & string>(
  c: Case<S>,
  kind: Kind,
  { askedAt, remindAfter, expiresAfter, ask, remind }: Asking,
): Promise<Completed<S['Forms'][Kind]> | null> {
  let until = '';
  const ended = await first({
    // The customer's time, not that of whoever writes the answer down: nobody of ours is late when it has passed.
    answered: () => c.task(kind, { due: { within: expiresAfter, ladder: [], start: askedAt } }),
    reminded: async () => {
      await c.after(remindAfter, askedAt);
      remind(until);
      return c.forever();
    },
    expired: () =>
      c.after(expiresAfter, askedAt, (deadline) => {
        until = deadline;
        ask(deadline);
      }),
  });
  return ended.branch === 'answered' ? ended.value : null;
}
