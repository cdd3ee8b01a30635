import { DomainError } from '../../workflows/domain/errors.ts';
import { piecesOf, swapLots, type LotQuantity } from '../../workflows/domain/parts.ts';
import type { partSerials, reservations } from '../schema/stock.ts';
import type { FreeLotOfPart, LineInContext, Movement } from './stock-ledger.ts';
import { requireTracking, type TrackedEntry } from './tracked-entries.ts';

export type LineReservation = typeof reservations.$inferSelect;
type PartSerial = typeof partSerials.$inferSelect;
export type IssueEntry = TrackedEntry;

/** What an issue is checked against, read under the locks of its effect. */
export interface IssueContext {
  readonly lines: readonly LineInContext[];
  readonly reserved: readonly LineReservation[];
  readonly free: readonly FreeLotOfPart[];
  readonly serials: readonly PartSerial[];
}

/** The ledger entries of an issue, line by line; refuses what the line, the lots or the serial numbers do not allow. */
export function issueMovements(
  entries: readonly IssueEntry[],
  context: IssueContext,
  person: string | null,
  receivedBy: string,
): Movement[] {
  // Pieces of each lot that other lines of the same issue have taken or given back already.
  const freeNow = context.free.map((lot) => ({ ...lot }));
  const movements = context.lines.flatMap((line) => {
    requireSigned(line);
    const wanted = entries
      .map((entry, index) => ({ ...entry, index }))
      .filter((entry) => entry.lineId === line.id)
      .map((entry) => ({ ...entry, lot: lotOf(entry, line, context.serials), serial: entry.serial ?? '' }));
    requireWithinReserved(line, wanted);
    const reserved = context.reserved.filter((reservation) => reservation.lineId === line.id);
    const swap = swapLots(reserved, wanted);
    for (const lot of swap.release) moveFree(freeNow, line, lot.lot, lot.quantity);
    for (const { lot, quantity } of swap.reserve) requireFree(freeNow, line, lot, quantity, reserved);
    const base = {
      partId: line.partId,
      lineId: line.id,
      caseId: line.caseId,
      locationCode: line.locationCode,
    };
    return [
      ...swap.release.map((lot): Movement => ({ ...base, kind: 'released', person, ...lot })),
      ...swap.reserve.map((lot): Movement => ({ ...base, kind: 'reserved', person, ...lot })),
      ...wanted.map(({ lot, serial, quantity }): Movement => ({
        ...base,
        kind: 'issued',
        person: receivedBy,
        lot,
        serial,
        quantity,
      })),
    ];
  });
  requireEachSerialOnce(movements);
  return movements;
}

function requireEachSerialOnce(movements: readonly Movement[]): void {
  const pieces = movements.flatMap((movement) =>
    movement.serial ? `${movement.partId} ${movement.serial}` : [],
  );
  const twice = movements.find(
    (movement) =>
      movement.serial !== undefined &&
      pieces.filter((piece) => piece === `${movement.partId} ${movement.serial ?? ''}`).length > 1,
  );
  if (twice === undefined) return;
  throw new DomainError('SERIAL_IN_USE', `Serial number ${twice.serial ?? ''} stands twice in the issue`, {
    details: { lineId: twice.lineId, serial: twice.serial },
  });
}

function requireSigned(line: LineInContext): void {
  if (line.requisitionState === 'signed') return;
  throw new DomainError(
    'REQUISITION_NOT_SIGNED',
    `The requisition of line ${line.id} is ${line.requisitionState}: nothing is issued without a signature`,
    { details: { lineId: line.id, state: line.requisitionState } },
  );
}

function requireWithinReserved(line: LineInContext, wanted: readonly LotQuantity[]): void {
  const quantity = wanted.reduce((sum, entry) => sum + entry.quantity, 0);
  if (quantity <= line.reserved) return;
  throw new DomainError('OVER_QUANTITY', `Line ${line.id} has ${line.reserved} to issue, not ${quantity}`, {
    details: { lineId: line.id, remainder: line.reserved },
  });
}

/** The lot that an entry takes its pieces from; a piece with a serial number lies in the lot it came in. */
function lotOf(
  entry: IssueEntry & { readonly index: number },
  line: LineInContext,
  serials: readonly PartSerial[],
): string {
  requireTracking(entry, line.part.tracking, `/lines/${entry.index}`);
  if (entry.serial === undefined) return entry.lot ?? '';
  const piece = serials.find((known) => known.partId === line.partId && known.serial === entry.serial);
  if (piece?.state === 'inStore' && piece.locationCode === line.locationCode) return piece.lot;
  const details = { lineId: line.id, serial: entry.serial, state: piece?.state ?? 'unknown' };
  if (piece === undefined) {
    throw new DomainError('LOT_MISMATCH', `Serial number ${entry.serial} was never received`, { details });
  }
  throw new DomainError(
    'SERIAL_IN_USE',
    `Serial number ${entry.serial} is ${piece.state}, not in the store`,
    {
      details,
    },
  );
}

function moveFree(
  free: { partId: string; lot: string; free: number }[],
  line: LineInContext,
  lot: string,
  change: number,
): number {
  const found = free.find((known) => known.partId === line.partId && known.lot === lot);
  if (found !== undefined) return (found.free += change);
  free.push({ partId: line.partId, lot, free: change });
  return change;
}

function requireFree(
  free: { partId: string; lot: string; free: number }[],
  line: LineInContext,
  lot: string,
  quantity: number,
  reserved: readonly LineReservation[],
): void {
  if (moveFree(free, line, lot, -quantity) >= 0) return;
  throw new DomainError(
    'LOT_MISMATCH',
    `Lot ${lot} has no ${quantity} free pieces for line ${line.id}: take the reserved lots`,
    {
      details: {
        lineId: line.id,
        reservedLots: reserved.map((kept) => ({ lot: kept.lot, quantity: piecesOf(reserved, kept.lot) })),
      },
    },
  );
}
