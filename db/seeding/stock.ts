import type { Instant } from '../../workflows/domain/limits.ts';
import type { Transaction } from '../client.ts';
import { PARTS, STOCK, STOCK_LOCATIONS, type StockPreset } from '../presets/parts.ts';
import { receiveArrival, type ArrivalLine } from '../repositories/arrivals.repository.ts';
import { partSubstitutes, parts, stockLocations } from '../schema/parts.ts';
import { idOf } from './references.ts';

/** Parts, their approved substitutes, stores, and one opening receipt per store. */
export async function seedStock(tx: Transaction, at: Instant): Promise<void> {
  await tx
    .insert(stockLocations)
    .values([...STOCK_LOCATIONS])
    .onConflictDoNothing();
  await tx
    .insert(parts)
    .values([...PARTS])
    .onConflictDoNothing();
  const partIds = new Map((await tx.select().from(parts)).map(({ number, id }) => [number, id]));
  const substitutes = PARTS.flatMap((part) =>
    part.substitutes.map((number) => ({
      partId: idOf(partIds, part.number),
      substituteId: idOf(partIds, number),
    })),
  );
  await tx.insert(partSubstitutes).values(substitutes).onConflictDoNothing();
  for (const { code } of STOCK_LOCATIONS) await receiveOpeningStock(tx, code, partIds, at);
}

/** The ledger's key makes the receipt happen once. */
async function receiveOpeningStock(
  tx: Transaction,
  locationCode: string,
  partIds: ReadonlyMap<string, string>,
  at: Instant,
): Promise<void> {
  const lines = STOCK.filter(({ location }) => location === locationCode).map((stock) =>
    lineOf(stock, partIds),
  );
  if (lines.length === 0) return;
  const receiptNumber = `OPENING-${locationCode}`;
  await receiveArrival(
    tx,
    `seed/stock/${locationCode}`,
    { receiptNumber, locationCode, lines, inspectedBy: null },
    at,
  );
}

function lineOf(stock: StockPreset, partIds: ReadonlyMap<string, string>): ArrivalLine {
  const { part, quantity, lot, serials } = stock;
  return {
    partId: idOf(partIds, part),
    accepted: quantity,
    rejected: 0,
    ...(lot === undefined ? {} : { lot }),
    ...(serials === undefined ? {} : { serials }),
  };
}
