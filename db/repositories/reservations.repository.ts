import { and, asc, gt, inArray } from 'drizzle-orm';
import { invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database, Transaction } from '../client.ts';
import { partSerials, reservations } from '../schema/stock.ts';
import { oncePerKey, type Effect } from './effects.ts';
import { issueMovements, type IssueEntry, type LineReservation } from './issue-movements.ts';
import {
  freeLots,
  giveUpShort,
  lockLines,
  postMovements,
  type LineChoice,
  type LineInContext,
  type Movement,
} from './stock-ledger.ts';

/** Lines of one case; all of them where no ids are given. */
export interface LinesOfCase extends LineChoice {
  readonly caseId: string;
  readonly person: string | null;
}

/** Pieces of a line that an effect moved. */
export interface LineQuantity {
  readonly lineId: string;
  readonly partId: string;
  readonly quantity: number;
}

/** Gives what is reserved for the lines back to free stock (repair §5 compensation 3, `changePlan`). */
export async function releaseReservations(
  db: Database,
  key: string,
  args: LinesOfCase,
  at: Instant,
): Promise<{ readonly released: readonly LineQuantity[] }> {
  const effect: Effect = { key, name: 'releaseReservations', at };
  return oncePerKey(db, effect, async (tx) => {
    const lines = (await lockLines(tx, args)).filter((line) => line.reserved > 0);
    const kept = await reservedLots(tx, lines);
    const movements = lines.flatMap((line) =>
      kept
        .filter((reservation) => reservation.lineId === line.id)
        .map(({ locationCode, lot, quantity }): Movement => ({
          kind: 'released',
          partId: line.partId,
          lineId: line.id,
          caseId: line.caseId,
          person: args.person,
          locationCode,
          lot,
          quantity,
        })),
    );
    await postMovements(tx, effect, movements);
    const released = lines.map((line) => ({
      lineId: line.id,
      partId: line.partId,
      quantity: line.reserved,
    }));
    await giveUpShort(tx, released);
    return { released };
  });
}

async function reservedLots(tx: Transaction, lines: readonly LineInContext[]): Promise<LineReservation[]> {
  return tx
    .select()
    .from(reservations)
    .where(
      and(
        inArray(
          reservations.lineId,
          lines.map((line) => line.id),
        ),
        gt(reservations.quantity, 0),
      ),
    )
    .orderBy(asc(reservations.lineId), asc(reservations.locationCode), asc(reservations.lot));
}

export interface IssueLines {
  /** A line may stand in several entries, one per lot or serial number. */
  readonly lines: readonly IssueEntry[];
  /** The technician who takes the parts. */
  readonly receivedBy: string;
  /** The parts clerk who hands them out. */
  readonly person: string | null;
}

/**
 * Hands reserved pieces to the technician (P-03). Refused: more than reserved (OVER_QUANTITY with the remainder), a
 * lot without free pieces (LOT_MISMATCH), a serial number that is not in the store (SERIAL_IN_USE).
 */
export async function issueLines(
  db: Database,
  key: string,
  args: IssueLines,
  at: Instant,
): Promise<{ readonly issued: readonly LineQuantity[] }> {
  const effect: Effect = { key, name: 'issueLines', at, request: { lines: args.lines } };
  return oncePerKey(db, effect, async (tx) => {
    const { lines, movements } = await issueOf(tx, args);
    await postMovements(tx, effect, movements);
    return {
      issued: lines.map((line) => ({
        lineId: line.id,
        partId: line.partId,
        quantity: movements
          .filter((movement) => movement.kind === 'issued' && movement.lineId === line.id)
          .reduce((sum, movement) => sum + movement.quantity, 0),
      })),
    };
  });
}

/** Refuses what `issueLines` would refuse, before anything is entered. */
export async function requireIssuable(
  db: Database,
  args: Pick<IssueLines, 'lines' | 'receivedBy'>,
): Promise<void> {
  await db.transaction((tx) => issueOf(tx, { ...args, person: null }));
}

async function issueOf(
  tx: Transaction,
  args: IssueLines,
): Promise<{ readonly lines: readonly LineInContext[]; readonly movements: readonly Movement[] }> {
  const lineIds = args.lines.map((entry) => entry.lineId);
  const lines = await lockLines(tx, { lineIds });
  const locationCode = requireOneStore(lines);
  const partIds = lines.map((line) => line.partId);
  const reserved = await reservedLots(tx, lines);
  const free = await freeLots(tx, locationCode, partIds);
  const serials = await serialsOf(tx, lines, args.lines);
  const context = { lines, reserved, free, serials };
  return { lines, movements: issueMovements(args.lines, context, args.person, args.receivedBy) };
}

function requireOneStore(lines: readonly LineInContext[]): string {
  const stores = new Set(lines.map((line) => line.locationCode));
  const [store] = stores;
  if (store === undefined || stores.size > 1) {
    throw invalid('/lines', 'must be lines of one store', 'Issue the lines of one store at a time');
  }
  return store;
}

/** The pieces that the entries name by serial number. */
export async function serialsOf(
  tx: Transaction,
  lines: readonly LineInContext[],
  entries: readonly { readonly serial?: string }[],
): Promise<(typeof partSerials.$inferSelect)[]> {
  const named = entries.flatMap((entry) => entry.serial ?? []);
  if (named.length === 0) return [];
  const partIds = lines.filter((line) => line.part.tracking === 'serial').map((line) => line.partId);
  return tx
    .select()
    .from(partSerials)
    .where(and(inArray(partSerials.partId, partIds), inArray(partSerials.serial, named)));
}
