import { and, eq } from 'drizzle-orm';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database, Transaction } from '../client.ts';
import { partSerials, stockBalances } from '../schema/stock.ts';
import { type AllocatedLine, allocateFreeStock } from './allocation.ts';
import { oncePerKey, type Effect } from './effects.ts';
import { lockParts, postMovements, requireKnown } from './stock-ledger.ts';
import { requireTracking } from './tracked-entries.ts';

export interface CorrectStock {
  readonly partId: string;
  readonly locationCode: string;
  readonly lot?: string;
  readonly serial?: string;
  /** Pieces found (above zero) or missing (below zero). */
  readonly difference: number;
  readonly reason: string;
  readonly person: string | null;
}

export interface CorrectedStock {
  readonly partId: string;
  readonly difference: number;
  /** Lines that waited and got pieces that were found. */
  readonly allocations: readonly AllocatedLine[];
}

/**
 * Books an approved difference between the shelf and the ledger (P-04); pieces that are reserved stay untouched, and
 * pieces that are found go to the lines that wait, as an arrival does (repair §7).
 */
export async function correctStock(
  db: Database,
  key: string,
  args: CorrectStock,
  at: Instant,
): Promise<CorrectedStock> {
  const effect: Effect = { key, name: 'correctStock', at, request: args };
  return oncePerKey(db, effect, async (tx) => {
    const { difference, ...movement } = args;
    const part = requireKnown(await lockParts(tx, [args.partId]), args.partId);
    requireTracking({ ...args, quantity: Math.abs(difference) }, part.tracking, '');
    if (args.serial !== undefined) await requireCorrectable(tx, args, args.serial);
    const [balance] = await tx
      .select()
      .from(stockBalances)
      .where(
        and(
          eq(stockBalances.partId, args.partId),
          eq(stockBalances.locationCode, args.locationCode),
          eq(stockBalances.lot, args.lot ?? ''),
        ),
      );
    const free = (balance?.onHand ?? 0) - (balance?.reserved ?? 0);
    if (free + difference < 0) {
      throw new DomainError('OVER_QUANTITY', `Only ${free} pieces are free to be written off`, {
        details: { partId: args.partId, remainder: free },
      });
    }
    await postMovements(tx, effect, [{ kind: 'correction', quantity: difference, ...movement }]);
    const { partId, locationCode } = args;
    const found = { partIds: [partId], locationCode };
    const { allocations } =
      difference > 0 ? await allocateFreeStock(tx, `${key}/allocate`, found, at) : { allocations: [] };
    return { partId, difference, allocations };
  });
}

/** A piece with a serial number is missing from where the books say it is, or found where they say it is lost. */
async function requireCorrectable(tx: Transaction, args: CorrectStock, serial: string): Promise<void> {
  const [piece] = await tx
    .select()
    .from(partSerials)
    .where(and(eq(partSerials.partId, args.partId), eq(partSerials.serial, serial)));
  const isHere = piece?.state === 'inStore' && piece.locationCode === args.locationCode;
  const isGone = piece === undefined || piece.state === 'lost';
  if (args.difference < 0 ? isHere && piece.lot === (args.lot ?? '') : isGone) return;
  const state = piece?.state ?? 'unknown';
  throw new DomainError(
    'SERIAL_IN_USE',
    `The books have the piece with serial number ${serial} as ${state}`,
    {
      details: { partId: args.partId, serial, state },
    },
  );
}
