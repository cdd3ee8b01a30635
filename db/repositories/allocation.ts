import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import type { Actor } from '../../workflows/domain/actors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { allocateArrival, type PartsArrived } from '../../workflows/domain/parts.ts';
import type { Database, Transaction } from '../client.ts';
import { requisitionLines, requisitions, shortLines } from '../schema/requisitions.ts';
import type { NewCaseSignal } from './case-signals.repository.ts';
import { type Effect, oncePerKey } from './effects.ts';
import { endShortLines } from './purchases.repository.ts';
import { freeLots, lockParts, type Movement, postMovements } from './stock-ledger.ts';

/** Arrived pieces now reserved for a line; its case is to be told. */
export interface AllocatedLine {
  readonly caseId: string;
  readonly requisitionId: string;
  readonly lineId: string;
  readonly partId: string;
  readonly quantity: number;
  /** Still short after this. */
  readonly short: number;
}

export interface Allocated {
  readonly allocations: readonly AllocatedLine[];
  /** Pieces that nobody waits for. */
  readonly free: readonly { readonly partId: string; readonly lot: string; readonly quantity: number }[];
}

/** A signed line that is short of a part, as an arrival finds it. */
export interface Waiting extends Omit<AllocatedLine, 'quantity'> {
  readonly urgent: boolean;
  readonly signedAt: Instant;
  readonly reference: string | null;
}

/** The lines that wait for these parts and draw from this store. */
export async function waitingFor(
  tx: Transaction,
  partIds: readonly string[],
  locationCode: string,
): Promise<Waiting[]> {
  const rows = await tx
    .select({ line: requisitionLines, requisition: requisitions, reference: shortLines.reference })
    .from(requisitionLines)
    .innerJoin(requisitions, eq(requisitions.id, requisitionLines.requisitionId))
    .innerJoin(shortLines, eq(shortLines.lineId, requisitionLines.id))
    .where(
      and(
        inArray(requisitionLines.partId, [...partIds]),
        gt(requisitionLines.short, 0),
        eq(requisitions.locationCode, locationCode),
      ),
    )
    .orderBy(asc(requisitionLines.id));
  return rows.map(({ line, requisition, reference }) => {
    if (requisition.decidedAt === null) throw new Error(`Line ${line.id} is short without a signature`);
    return {
      caseId: requisition.caseId,
      requisitionId: requisition.id,
      lineId: line.id,
      partId: line.partId,
      short: line.short,
      urgent: requisition.urgent,
      signedAt: requisition.decidedAt,
      reference,
    };
  });
}

/** Pieces of one lot to divide. */
export interface Supply {
  readonly partId: string;
  readonly lot: string;
  readonly free: number;
}

/** Divides the lots one after the other; `waiting` is what still waits after that. */
export function allocate(supply: readonly Supply[], lines: readonly Waiting[]) {
  let waiting = [...lines];
  const free: { partId: string; lot: string; quantity: number }[] = [];
  const reservations: Movement[] = [];
  for (const { partId, lot, free: quantity } of supply) {
    const plan = allocateArrival(
      quantity,
      waiting.filter((line) => line.partId === partId),
    );
    const shares = new Map(plan.allocations.map((share) => [share.lineId, share.quantity]));
    for (const line of waiting) {
      const share = shares.get(line.lineId);
      if (share === undefined) continue;
      const { caseId, lineId } = line;
      reservations.push({ kind: 'reserved', partId, lot, caseId, lineId, quantity: share });
    }
    waiting = waiting.map((line) => ({ ...line, short: line.short - (shares.get(line.lineId) ?? 0) }));
    if (plan.free > 0) free.push({ partId, lot, quantity: plan.free });
  }
  const allocations = lines.flatMap((line, index): AllocatedLine[] => {
    const short = waiting[index]?.short ?? line.short;
    const { caseId, requisitionId, lineId, partId } = line;
    return short === line.short
      ? []
      : [{ caseId, requisitionId, lineId, partId, quantity: line.short - short, short }];
  });
  return { allocations, free, reservations, waiting };
}

/** Lines that got all they waited for are short no more. */
export async function endFilled(
  tx: Transaction,
  allocations: readonly AllocatedLine[],
  at: Instant,
): Promise<void> {
  const filled = allocations.filter((allocation) => allocation.short === 0);
  await endShortLines(
    tx,
    filled.map((allocation) => allocation.lineId),
    'arrived',
    at,
  );
}

/**
 * Reserves free stock for the lines that wait for these parts, in the same order as an arrival: pieces that another
 * case gave back are not left lying while somebody waits.
 */
export async function allocateFreeStock(
  db: Database,
  key: string,
  args: { readonly partIds: readonly string[]; readonly locationCode: string },
  at: Instant,
): Promise<Allocated> {
  const effect: Effect = { key, name: 'allocateFreeStock', at };
  return oncePerKey(db, effect, async (tx) => {
    const { partIds, locationCode } = args;
    await lockParts(tx, partIds);
    const waiting = await waitingFor(tx, partIds, locationCode);
    const plan = allocate(await freeLots(tx, locationCode, partIds), waiting);
    await postMovements(
      tx,
      effect,
      plan.reservations.map((reservation) => ({ ...reservation, locationCode })),
    );
    await endFilled(tx, plan.allocations, at);
    return { allocations: plan.allocations, free: plan.free };
  });
}

/** What cases are told of pieces that were found for them. */
interface Found {
  /** Of the effect that found them. */
  readonly key: string;
  readonly receiptNumber: PartsArrived['receiptNumber'];
  readonly allocations: readonly AllocatedLine[];
  readonly rejected?: {
    readonly lines: readonly Pick<AllocatedLine, 'caseId' | 'lineId'>[];
    readonly reason: string;
  };
  readonly by?: Actor;
}

/** One signal for each case that got pieces, or whose pieces were rejected. */
export function arrivalSignals(found: Found): NewCaseSignal[] {
  const { receiptNumber, allocations, rejected = { lines: [], reason: '' }, by } = found;
  const caseIds = new Set([...allocations, ...rejected.lines].map(({ caseId }) => caseId));
  return [...caseIds].map((caseId) => {
    const key = `${found.key}/${caseId}`;
    const ofCase = (line: { readonly caseId: string }): boolean => line.caseId === caseId;
    const payload: PartsArrived = {
      key,
      receiptNumber,
      lines: allocations.filter(ofCase).map(({ lineId, quantity }) => ({ lineId, quantity })),
      rejectedFor: rejected.lines.filter(ofCase).map(({ lineId }) => ({ lineId, reason: rejected.reason })),
      ...(by === undefined ? {} : { by }),
    };
    return { key, caseId, name: 'partsArrived', payload: { ...payload } };
  });
}
