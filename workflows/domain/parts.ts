import type { Actor } from './actors.ts';
import type { Instant } from './limits.ts';

/** How single pieces of a part are told apart: not at all, by production lot, or by a serial number each. */
export const TRACKINGS = ['none', 'lot', 'serial'] as const;
export type Tracking = (typeof TRACKINGS)[number];

/** A store can be drawn from; what lies in quarantine waits for inspection and is never reserved. */
export const LOCATION_KINDS = ['store', 'quarantine'] as const;

/**
 * Kinds of entries of the stock ledger (P-01, repair §7). Quantities are whole pieces above zero, except in a
 * `correction`, which is signed.
 * `consumed`, `consumption_reversed` and `lost` happen in the technician's hands and touch no store.
 */
export const MOVEMENT_KINDS = [
  'receipt',
  'reserved',
  'released',
  'issued',
  'consumed',
  'consumption_reversed',
  'returned',
  'returned_damaged',
  'lost',
  'correction',
] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** Only a signed requisition reserves anything (B3.6); refused and withdrawn are final, changed lines are asked anew. */
export const REQUISITION_STATES = ['asked', 'signed', 'refused', 'withdrawn'] as const;
export type RequisitionState = (typeof REQUISITION_STATES)[number];

/** How a short line is to be filled (repair §3.2 `sourceLine`, A3, B3.6). */
export const SOURCING_WAYS = ['purchase', 'production', 'otherStore', 'substitute', 'notObtainable'] as const;
export type SourcingWay = (typeof SOURCING_WAYS)[number];

/** `waiting` for a way, `sourced` with one, or ended: `arrived` in full, `cancelled`, `substituted`, `notObtainable`. */
export const SHORT_LINE_STATES = [
  'waiting',
  'sourced',
  'arrived',
  'cancelled',
  'substituted',
  'notObtainable',
] as const;

/** Where the single pieces of a serial-tracked part can be. */
export const SERIAL_STATES = ['inStore', 'issued', 'fitted', 'quarantined', 'lost'] as const;

/** Pieces of one requisition line by what became of them; whole pieces, never below zero. */
export interface LineQuantities {
  /** Signed for by the parts lead = reserved + short + issued + given up, at every moment. */
  readonly signed: number;
  /** Kept back in a store for this line alone. */
  readonly reserved: number;
  /** Not in stock when signed, still wanted. */
  readonly short: number;
  /** Ever handed to the technician. */
  readonly issued: number;
  readonly consumed: number;
  readonly returned: number;
  readonly damaged: number;
  readonly lost: number;
  /** No longer wanted: released, cancelled or substituted. */
  readonly givenUp: number;
}

/** Pieces of the line that the technician still has to account for. */
export function inHandOf(line: Omit<LineQuantities, 'signed' | 'reserved' | 'short' | 'givenUp'>): number {
  return line.issued - line.consumed - line.returned - line.damaged - line.lost;
}

/** A line is settled when nothing of it is kept back, awaited or in anyone's hands (repair §3.1 `closed`, §7). */
export function isLineSettled(line: LineQuantities): boolean {
  return line.reserved === 0 && line.short === 0 && inHandOf(line) === 0;
}

/** One lot of a part in one store, as far as nobody has a claim on it. */
export interface FreeLot {
  readonly lot: string;
  readonly free: number;
  readonly firstReceivedAt: Instant;
}

/** Pieces taken out of one lot. */
export interface LotQuantity {
  readonly lot: string;
  readonly quantity: number;
}

/** Takes up to `quantity` pieces from the lots, oldest first (first in, first out); `left` is what stays free. */
export function takeFromLots<Lot extends FreeLot>(
  lots: readonly Lot[],
  quantity: number,
): { readonly taken: LotQuantity[]; readonly left: Lot[] } {
  const oldestFirst = [...lots].sort(
    (a, b) => a.firstReceivedAt - b.firstReceivedAt || (a.lot < b.lot ? -1 : 1),
  );
  const taken: LotQuantity[] = [];
  let missing = quantity;
  const left = oldestFirst.map((lot) => {
    const part = Math.min(lot.free, missing);
    if (part > 0) taken.push({ lot: lot.lot, quantity: part });
    missing -= part;
    return { ...lot, free: lot.free - part };
  });
  return { taken, left };
}

/** How the reservations of a line move before the lots in `issue` can be issued from them. */
export interface LotSwap {
  readonly release: LotQuantity[];
  readonly reserve: LotQuantity[];
}

/**
 * The lots taken off the shelf need not be the reserved ones: for a lot that is not reserved the line gives up the
 * same number of pieces of its other lots. Pieces in all of `issue` are at most the pieces in all of `reserved`.
 */
export function swapLots(reserved: readonly LotQuantity[], issue: readonly LotQuantity[]): LotSwap {
  const spare = reserved.map(({ lot, quantity }) => ({ lot, quantity: quantity - piecesOf(issue, lot) }));
  const lots = [...new Set(issue.map(({ lot }) => lot))];
  const reserve = lots
    .map((lot) => ({ lot, quantity: piecesOf(issue, lot) - piecesOf(reserved, lot) }))
    .filter(({ quantity }) => quantity > 0);
  let missing = reserve.reduce((sum, { quantity }) => sum + quantity, 0);
  const release: LotQuantity[] = [];
  for (const { lot, quantity } of spare) {
    const part = Math.min(quantity, missing);
    if (part > 0) {
      release.push({ lot, quantity: part });
      missing -= part;
    }
  }
  return { release, reserve };
}

/** Pieces of one lot in a list that may name it more than once. */
export function piecesOf(lots: readonly LotQuantity[], lot: string): number {
  return lots.reduce((sum, entry) => (entry.lot === lot ? sum + entry.quantity : sum), 0);
}

/** A signed line that waits for pieces of a part. */
export interface WaitingLine {
  readonly lineId: string;
  readonly urgent: boolean;
  readonly signedAt: Instant;
  readonly short: number;
}

/** Pieces of an arrival given to one waiting line. */
export interface Allocation {
  readonly lineId: string;
  readonly quantity: number;
}

/**
 * Divides an arrival among the lines that wait: urgent cases first, then by instant of signature (repair §7).
 * What nobody waits for is `free`.
 */
export function allocateArrival(
  quantity: number,
  waiting: readonly WaitingLine[],
): { readonly allocations: Allocation[]; readonly free: number } {
  const queue = [...waiting].sort(
    (a, b) =>
      Number(b.urgent) - Number(a.urgent) || a.signedAt - b.signedAt || (a.lineId < b.lineId ? -1 : 1),
  );
  const allocations: Allocation[] = [];
  let free = quantity;
  for (const line of queue) {
    const share = Math.min(line.short, free);
    if (share > 0) allocations.push({ lineId: line.lineId, quantity: share });
    free -= share;
  }
  return { allocations, free };
}

/** Pieces for short lines of a case have been found; what passed an inspection is reserved for the case (repair §7). */
export interface PartsArrived {
  readonly key: string;
  /** Of the delivery; or `stocktake`, or `givenBack` by another case. */
  readonly receiptNumber: string;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
  /** Lines whose order came with rejected pieces and that stay short: they are sourced again (repair §3.4 Parts). */
  readonly rejectedFor: readonly { readonly lineId: string; readonly reason: string }[];
  /** Who took the delivery in; unknown for what was reported before that was told. */
  readonly by?: Actor;
}
