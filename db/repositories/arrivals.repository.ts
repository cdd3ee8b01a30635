import { and, asc, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database, Transaction } from '../client.ts';
import { parts } from '../schema/parts.ts';
import { shortLines } from '../schema/requisitions.ts';
import { arrivalLines, arrivals, partSerials } from '../schema/stock.ts';
import { firstAnswer, oncePerKey, type Effect } from './effects.ts';
import {
  allocate,
  endFilled,
  waitingFor,
  type Allocated,
  type AllocatedLine,
  type Waiting,
} from './allocation.ts';
import { lockParts, postMovements, requireKnown, type Movement } from './stock-ledger.ts';
import { pageOf, requireFound, type Page } from './support.ts';
import { requireArrivalLines } from './tracked-entries.ts';

type ArrivalRow = typeof arrivals.$inferSelect;

/** Inspected pieces of one part, and one lot where it is tracked by lot. */
export interface ArrivalLine {
  readonly partId: string;
  readonly lot?: string;
  /** One for each accepted piece of a part that is tracked by serial number. */
  readonly serials?: readonly string[];
  readonly accepted: number;
  readonly rejected: number;
  /** Needed when pieces are rejected. */
  readonly rejectionReason?: string;
}

export interface ReceiveArrival {
  readonly receiptNumber: string;
  readonly locationCode: string;
  /** The order that it answers, as given to `sourceLine`. */
  readonly reference?: string;
  readonly lines: readonly ArrivalLine[];
  readonly inspectedBy: string | null;
}

export interface ReceivedArrival extends Allocated {
  readonly receiptNumber: string;
  /** Lines that waited for rejected pieces of this order: they are to be sourced again and their customers told. */
  readonly rejectedFor: readonly Omit<AllocatedLine, 'quantity'>[];
}

/**
 * Takes an inspected delivery in (P-02): accepted pieces are reserved for the lines that wait, urgent cases first, then
 * by instant of signature; the rest is free stock. A receipt reported again, under whatever key, gets the first answer.
 */
export async function receiveArrival(
  db: Database,
  key: string,
  args: ReceiveArrival,
  at: Instant,
): Promise<ReceivedArrival> {
  const effect: Effect = { key, name: 'receiveArrival', at };
  return oncePerKey(db, effect, async (tx) => {
    const partIds = await requireArrival(tx, args);
    const { receiptNumber, locationCode, reference, lines, inspectedBy } = args;
    const entered = await tx
      .insert(arrivals)
      .values({
        receiptNumber,
        effectKey: key,
        locationCode,
        reference: reference ?? null,
        inspectedBy,
        arrivedAt: at,
      })
      .onConflictDoNothing()
      .returning({ receiptNumber: arrivals.receiptNumber });
    if (entered.length === 0) return answerOfReceipt(tx, receiptNumber);
    await requireNewSerials(tx, lines);
    await tx
      .insert(arrivalLines)
      .values(lines.map((line, index) => ({ receiptNumber, position: index + 1, ...line })));
    const waiting = await waitingFor(tx, partIds, locationCode);
    const supply = lines.map((line) => ({ partId: line.partId, lot: line.lot ?? '', free: line.accepted }));
    const plan = allocate(supply, waiting);
    await postMovements(tx, effect, [
      ...lines.flatMap((line) => receiptsOf(line, args)),
      ...plan.reservations.map((reservation) => ({ ...reservation, locationCode, person: inspectedBy })),
    ]);
    await endFilled(tx, plan.allocations, at);
    return {
      receiptNumber,
      allocations: plan.allocations,
      free: plan.free,
      rejectedFor: await reopenRejected(tx, args, plan.waiting),
    };
  });
}

/** Locks the parts of the delivery and refuses what does not fit them. */
async function requireArrival(tx: Transaction, args: ReceiveArrival): Promise<string[]> {
  if (args.lines.length === 0) {
    throw invalid('/lines', 'needs at least one line', 'A receipt needs at least one line');
  }
  const partIds = args.lines.map((line) => line.partId);
  const locked = await lockParts(tx, partIds);
  args.lines.forEach((line, index) => {
    requireArrivalLines(line, requireKnown(locked, line.partId).tracking, `/lines/${index}`);
  });
  return partIds;
}

/** A piece that came in before can come in again only after it was written off. */
async function requireNewSerials(tx: Transaction, lines: readonly ArrivalLine[]): Promise<void> {
  const named = lines.flatMap((line) => line.serials ?? []);
  if (named.length === 0) return;
  const partIds = lines.map((line) => line.partId);
  const [known] = await tx
    .select()
    .from(partSerials)
    .where(
      and(
        inArray(partSerials.partId, partIds),
        inArray(partSerials.serial, named),
        ne(partSerials.state, 'lost'),
      ),
    );
  if (known === undefined) return;
  throw new DomainError(
    'SERIAL_IN_USE',
    `Serial number ${known.serial} came in before and is ${known.state}`,
    {
      details: { partId: known.partId, serial: known.serial, state: known.state },
    },
  );
}

async function answerOfReceipt(tx: Transaction, receiptNumber: string): Promise<ReceivedArrival> {
  const [first] = await tx.select().from(arrivals).where(eq(arrivals.receiptNumber, receiptNumber));
  if (first === undefined) throw new Error(`Receipt ${receiptNumber} vanished`);
  return firstAnswer(tx, { key: first.effectKey, name: 'receiveArrival' });
}

function receiptsOf(line: ArrivalLine, args: ReceiveArrival): Movement[] {
  if (line.accepted === 0) return [];
  const base = {
    kind: 'receipt',
    partId: line.partId,
    locationCode: args.locationCode,
    lot: line.lot ?? '',
    person: args.inspectedBy,
  } as const;
  if (line.serials === undefined) return [{ ...base, quantity: line.accepted }];
  return line.serials.map((serial) => ({ ...base, serial, quantity: 1 }));
}

/** Lines sourced by this order that stay short because pieces were rejected wait for a new way (repair §3.4 Parts). */
async function reopenRejected(
  tx: Transaction,
  args: ReceiveArrival,
  waiting: readonly Waiting[],
): Promise<Omit<AllocatedLine, 'quantity'>[]> {
  const rejectedParts = new Set(args.lines.filter((line) => line.rejected > 0).map((line) => line.partId));
  const reopened = waiting.filter(
    (line) =>
      line.short > 0 &&
      rejectedParts.has(line.partId) &&
      args.reference !== undefined &&
      line.reference === args.reference,
  );
  if (reopened.length === 0) return [];
  await tx
    .update(shortLines)
    .set({ state: 'waiting', way: null, expectedAt: null, reference: null, substitutePartId: null })
    .where(
      inArray(
        shortLines.lineId,
        reopened.map((line) => line.lineId),
      ),
    );
  return reopened.map(({ caseId, requisitionId, lineId, partId, short }) => ({
    caseId,
    requisitionId,
    lineId,
    partId,
    short,
  }));
}

/** A delivery with its parts. */
export interface Arrival extends ArrivalRow {
  readonly lines: readonly (typeof arrivalLines.$inferSelect & { readonly partNumber: string })[];
}

/** Newest first; where it ends, the instant and the receipt number. */
export type ArrivalPosition = readonly [arrivedAt: Instant, receiptNumber: string];

export interface ArrivalsPageRequest {
  /** Only deliveries of this order. */
  readonly reference?: string;
  readonly partId?: string;
  readonly before: ArrivalPosition | null;
  readonly limit: number;
}

/** Reads deliveries. */
export const arrivalsRepository = (db: Database) => {
  const withLines = async (found: readonly ArrivalRow[]): Promise<Arrival[]> => {
    const rows = await db
      .select({ line: arrivalLines, partNumber: parts.number })
      .from(arrivalLines)
      .innerJoin(parts, eq(parts.id, arrivalLines.partId))
      .where(
        inArray(
          arrivalLines.receiptNumber,
          found.map(({ receiptNumber }) => receiptNumber),
        ),
      )
      .orderBy(asc(arrivalLines.position));
    const byReceipt = Map.groupBy(rows, ({ line }) => line.receiptNumber);
    return found.map((arrival) => ({
      ...arrival,
      lines: (byReceipt.get(arrival.receiptNumber) ?? []).map(({ line, partNumber }) => ({
        ...line,
        partNumber,
      })),
    }));
  };

  return {
    existsByReceiptNumber: async (receiptNumber: string): Promise<boolean> =>
      (await db.$count(arrivals, eq(arrivals.receiptNumber, receiptNumber))) > 0,

    findByReceiptNumber: async (receiptNumber: string): Promise<Arrival> => {
      const rows = await db.select().from(arrivals).where(eq(arrivals.receiptNumber, receiptNumber));
      return requireFound((await withLines(rows))[0], 'receipt', receiptNumber);
    },

    list: async (request: ArrivalsPageRequest): Promise<Page<Arrival, ArrivalPosition>> => {
      const { reference, partId, before, limit } = request;
      const rows = await db
        .select()
        .from(arrivals)
        .where(
          and(
            reference === undefined ? undefined : eq(arrivals.reference, reference),
            partId === undefined ? undefined : holdsPart(partId),
            before === null ? undefined : isBefore(before),
          ),
        )
        .orderBy(desc(arrivals.arrivedAt), desc(arrivals.receiptNumber))
        .limit(limit + 1);
      return pageOf(await withLines(rows), limit, ({ arrivedAt, receiptNumber }) => [
        arrivedAt,
        receiptNumber,
      ]);
    },
  };
};

const holdsPart = (partId: string) =>
  sql`exists (select from arrival_lines l where l.receipt_number = ${arrivals.receiptNumber} and l.part_id = ${partId})`;

const isBefore = ([at, receiptNumber]: ArrivalPosition) =>
  sql`(${arrivals.arrivedAt}, ${arrivals.receiptNumber}) < (${new Date(at).toISOString()}::timestamptz, ${receiptNumber})`;
