import type { Database, Transaction } from '../../db/client.ts';
import { allocateFreeStock, arrivalSignals } from '../../db/repositories/allocation.ts';
import { caseSignalsRepository } from '../../db/repositories/case-signals.repository.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { MAIN_STORE } from './stores.ts';

interface Freeing {
  readonly key: string;
  readonly at: Instant;
  /** Gives the parts of which pieces have become free. */
  readonly free: (tx: Transaction) => Promise<readonly string[]>;
}

/**
 * What a case gives back serves the lines of all cases that wait, as a delivery does: urgent ones first, then by instant
 * of signature (repair §7 arrival). Giving back, reserving and what the cases are told are one change.
 */
export async function offerWhatIsFreed(db: Database, { key, at, free }: Freeing): Promise<void> {
  await db.transaction(async (tx) => {
    const partIds = await free(tx);
    if (partIds.length === 0) return;
    const offered = `${key}/offered`;
    const wanted = { partIds, locationCode: MAIN_STORE };
    const { allocations } = await allocateFreeStock(tx, offered, wanted, at);
    const signals = arrivalSignals({ key: offered, receiptNumber: 'givenBack', allocations });
    await caseSignalsRepository(tx).queue(signals, at);
  });
}
