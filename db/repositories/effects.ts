import { eq } from 'drizzle-orm';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database, Transaction } from '../client.ts';
import { effectKeys } from '../schema/effect-keys.ts';

/** What names one effect: its idempotency key, its kind, and when it happened. */
export interface Effect {
  /** `<workflowId>/<step>/<n>` (design §2 idea 6, repair §7). */
  readonly key: string;
  readonly name: string;
  readonly at: Instant;
}

/**
 * Carries an effect out at most once: key, changes and answer are one transaction. A repeated key, also one that comes
 * while the first is still at work, gets the first answer and changes nothing. A refused effect leaves its key unused.
 * `run` answers plain JSON.
 */
export async function oncePerKey<Result extends object>(
  db: Database,
  effect: Effect,
  run: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return db.transaction(async (tx) => {
    const claimed = await tx
      .insert(effectKeys)
      .values({ key: effect.key, effect: effect.name, at: effect.at })
      .onConflictDoNothing()
      .returning({ key: effectKeys.key });
    if (claimed.length === 0) return firstAnswer<Result>(tx, effect);
    const result = await run(tx);
    await tx.update(effectKeys).set({ result }).where(eq(effectKeys.key, effect.key));
    return result;
  });
}

/** The answer of the call that carried the effect out. */
export async function firstAnswer<Result>(
  tx: Transaction,
  effect: Pick<Effect, 'key' | 'name'>,
): Promise<Result> {
  const [first] = await tx.select().from(effectKeys).where(eq(effectKeys.key, effect.key));
  if (first === undefined) throw new Error(`Effect key ${effect.key} vanished`);
  if (first.effect !== effect.name) {
    throw new DomainError(
      'IDEMPOTENCY_KEY_REUSED',
      `Key ${effect.key} stands for ${first.effect}, not for ${effect.name}`,
    );
  }
  return first.result as Result;
}
