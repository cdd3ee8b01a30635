import { asc, eq, inArray } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { MovementKind } from '../../workflows/domain/parts.ts';
import type { Database, Transaction } from '../client.ts';
import { issuedItems } from '../schema/stock.ts';
import { oncePerKey, type Effect } from './effects.ts';
import { InHand, type IssuedItem } from './in-hand.ts';
import { serialsOf, type LineQuantity } from './reservations.repository.ts';
import { lockLines, postMovements, requireKnown, type LineInContext, type Movement } from './stock-ledger.ts';
import { requireReturn, requireTracking, type ReturnEntry, type TrackedEntry } from './tracked-entries.ts';

export interface ConsumeLines {
  readonly lines: readonly TrackedEntry[];
  readonly person: string | null;
}

/**
 * Pieces fitted by the technician. Refused: more than is in his hands (OVER_QUANTITY with the remainder),
 * a lot or serial number that was not issued for the line (LOT_MISMATCH), a piece fitted already (SERIAL_IN_USE).
 */
export async function consumeLines(
  db: Database,
  key: string,
  args: ConsumeLines,
  at: Instant,
): Promise<{ readonly consumed: readonly LineQuantity[] }> {
  const effect: Effect = { key, name: 'consumeLines', at, request: { lines: args.lines } };
  return oncePerKey(db, effect, async (tx) => {
    const movements = consumption(args, await lockInHand(tx, args.lines), '/lines');
    await postMovements(tx, effect, movements);
    return { consumed: quantitiesOf(movements) };
  });
}

/** Refuses what `consumeLines` would refuse, before anything is entered. `field` is the JSON pointer of the entries. */
export async function requireConsumable(
  db: Database,
  lines: ConsumeLines['lines'],
  field: string,
): Promise<void> {
  await db.transaction(async (tx) =>
    consumption({ lines, person: null }, await lockInHand(tx, lines), field),
  );
}

function consumption(args: ConsumeLines, { lines, inHand }: LockedInHand, field: string): Movement[] {
  return args.lines.map((entry, index) => {
    const line = requireKnown(lines, entry.lineId);
    requireTracking(entry, line.part.tracking, `${field}/${index}`);
    const item = inHand.take(line, entry.lot, entry.serial, entry.quantity);
    return handMovement('consumed', line, item, entry.quantity, args.person);
  });
}

export interface ReverseConsumption {
  readonly lines: readonly TrackedEntry[];
  readonly person: string | null;
  readonly reason: string;
}

/** Takes a wrongly entered consumption back, by an entry of its own with the reason (repair §7 "undone by"). */
export async function reverseConsumption(
  db: Database,
  key: string,
  args: ReverseConsumption,
  at: Instant,
): Promise<{ readonly reversed: readonly LineQuantity[] }> {
  const effect: Effect = { key, name: 'reverseConsumption', at, request: args };
  return oncePerKey(db, effect, async (tx) => {
    const { lines, inHand } = await lockInHand(tx, args.lines);
    const movements = args.lines.map((entry, index) => {
      const line = requireKnown(lines, entry.lineId);
      requireTracking(entry, line.part.tracking, `/lines/${index}`);
      const item = inHand.untake(line, entry.lot, entry.serial, entry.quantity);
      return {
        ...handMovement('consumption_reversed', line, item, entry.quantity, args.person),
        reason: args.reason,
      };
    });
    await postMovements(tx, effect, movements);
    return { reversed: quantitiesOf(movements) };
  });
}

export interface ReturnLines {
  readonly lines: readonly ReturnEntry[];
  /** Where damaged pieces go. */
  readonly quarantineCode: string;
  /** The parts clerk who takes them back. */
  readonly person: string | null;
}

/**
 * Unused pieces come back (P-03): good ones to the store of the requisition, damaged ones to quarantine, lost ones to
 * the stock difference. Lots and serial numbers may be left out where what is in the technician's hands leaves no
 * choice. Refused: more than is in his hands (OVER_QUANTITY with the remainder).
 */
export async function returnLines(
  db: Database,
  key: string,
  args: ReturnLines,
  at: Instant,
): Promise<{ readonly returned: readonly LineQuantity[] }> {
  const effect: Effect = { key, name: 'returnLines', at, request: { lines: args.lines } };
  return oncePerKey(db, effect, async (tx) => {
    const movements = returnsOf(args, await lockInHand(tx, args.lines));
    await postMovements(tx, effect, movements);
    return { returned: quantitiesOf(movements) };
  });
}

/** Refuses what `returnLines` would refuse, before anything is entered. */
export async function requireReturnable(db: Database, lines: ReturnLines['lines']): Promise<void> {
  const nowhere = { quarantineCode: '', person: null };
  await db.transaction(async (tx) => returnsOf({ lines, ...nowhere }, await lockInHand(tx, lines)));
}

function returnsOf(args: ReturnLines, { lines, inHand }: LockedInHand): Movement[] {
  return args.lines.flatMap((entry, index) => {
    const line = requireKnown(lines, entry.lineId);
    requireReturn(entry, `/lines/${index}`);
    return returnMovements(entry, line, inHand, args);
  });
}

function returnMovements(
  entry: ReturnEntry,
  line: LineInContext,
  inHand: InHand,
  args: ReturnLines,
): Movement[] {
  const outcomes = [
    { kind: 'returned', quantity: entry.good, locationCode: line.locationCode },
    { kind: 'returned_damaged', quantity: entry.damaged, locationCode: args.quarantineCode },
    { kind: 'lost', quantity: entry.lost, reason: entry.reason ?? '' },
  ] as const;
  const wanted = outcomes.filter((outcome) => outcome.quantity > 0);
  const isNamed = entry.lot !== undefined || entry.serial !== undefined;
  if (!isNamed) inHand.requireNoChoice(line, entry.good + entry.damaged + entry.lost, wanted.length);
  return wanted.flatMap(({ kind, quantity, ...rest }) => {
    const items = isNamed
      ? [{ item: inHand.take(line, entry.lot, entry.serial, quantity), quantity }]
      : inHand.takeAny(line, quantity);
    return items.map((taken) => ({
      ...handMovement(kind, line, taken.item, taken.quantity, args.person),
      ...rest,
    }));
  });
}

interface LockedInHand {
  readonly lines: Map<string, LineInContext>;
  readonly inHand: InHand;
}

async function lockInHand(
  tx: Transaction,
  entries: readonly { readonly lineId: string; readonly serial?: string }[],
): Promise<LockedInHand> {
  const lines = await lockLines(tx, { lineIds: entries.map((entry) => entry.lineId) });
  const items = await tx
    .select()
    .from(issuedItems)
    .where(
      inArray(
        issuedItems.lineId,
        lines.map((line) => line.id),
      ),
    )
    .orderBy(asc(issuedItems.lineId), asc(issuedItems.lot), asc(issuedItems.serial));
  const inHand = new InHand(items, await serialsOf(tx, lines, entries));
  return { lines: new Map(lines.map((line) => [line.id, line])), inHand };
}

function handMovement(
  kind: MovementKind,
  line: LineInContext,
  item: Pick<IssuedItem, 'lot' | 'serial'>,
  quantity: number,
  person: string | null,
): Movement {
  return {
    kind,
    partId: line.partId,
    lineId: line.id,
    caseId: line.caseId,
    lot: item.lot,
    serial: item.serial,
    quantity,
    person,
  };
}

function quantitiesOf(movements: readonly Movement[]): LineQuantity[] {
  const totals = new Map<string, LineQuantity>();
  for (const { lineId, partId, quantity } of movements) {
    if (lineId === undefined) throw new Error('A movement in the hands of a technician names its line');
    totals.set(lineId, { lineId, partId, quantity: (totals.get(lineId)?.quantity ?? 0) + quantity });
  }
  return [...totals.values()];
}

/** Reads what was issued, by lot and serial number. */
export const issuedPartsRepository = (db: Database) => ({
  listByLine: (lineId: string): Promise<IssuedItem[]> =>
    db.select().from(issuedItems).where(eq(issuedItems.lineId, lineId)).orderBy(asc(issuedItems.lot)),
});
