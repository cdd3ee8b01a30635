import type { Transaction } from '../client.ts';
import { takeFromLots } from '../../workflows/domain/parts.ts';
import { shortLines } from '../schema/requisitions.ts';
import type { Effect } from './effects.ts';
import { freeLots, postMovements, type FreeLotOfPart, type Movement } from './stock-ledger.ts';

/** Pieces kept back in one lot of one store. */
export interface Reservation {
  readonly locationCode: string;
  readonly lot: string;
  readonly quantity: number;
}

/** A line that has just been signed for, all of it short so far; its part is locked. */
export interface WantedLine {
  readonly id: string;
  readonly partId: string;
  readonly caseId: string;
  readonly locationCode: string;
  readonly wanted: number;
}

export interface ReservedLine<Line> {
  readonly line: Line;
  readonly reserved: number;
  readonly short: number;
  readonly reservations: readonly Reservation[];
}

/**
 * Reserves what is free in the store that the lines draw from, oldest lots first, in the order of the lines; what is
 * missing becomes short lines. All lines are of one requisition.
 */
export async function reserveFree<Line extends WantedLine>(
  tx: Transaction,
  effect: Effect,
  lines: readonly Line[],
  person: string | null,
): Promise<ReservedLine<Line>[]> {
  const [first] = lines;
  if (first === undefined) return [];
  const { locationCode } = first;
  let stock = await freeLots(
    tx,
    locationCode,
    lines.map((line) => line.partId),
  );
  const reservedLines = lines.map((line) => {
    const isOfPart = (lot: FreeLotOfPart) => lot.partId === line.partId;
    const { taken, left } = takeFromLots(stock.filter(isOfPart), line.wanted);
    stock = [...stock.filter((lot) => !isOfPart(lot)), ...left];
    const reserved = taken.reduce((sum, { quantity }) => sum + quantity, 0);
    const reservations = taken.map((lot) => ({ locationCode, ...lot }));
    return { line, reserved, short: line.wanted - reserved, reservations };
  });
  const movements = reservedLines.flatMap(({ line, reservations }) =>
    reservations.map((reservation): Movement => ({
      kind: 'reserved',
      partId: line.partId,
      lineId: line.id,
      caseId: line.caseId,
      person,
      ...reservation,
    })),
  );
  await postMovements(tx, effect, movements);
  const short = reservedLines.filter((reserved) => reserved.short > 0);
  if (short.length > 0) {
    await tx
      .insert(shortLines)
      .values(short.map(({ line }) => ({ lineId: line.id, shortSinceAt: effect.at })));
  }
  return reservedLines;
}
