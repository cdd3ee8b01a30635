import { DomainError } from '../../workflows/domain/errors.ts';
import { inHandOf } from '../../workflows/domain/parts.ts';
import type { issuedItems, partSerials } from '../schema/stock.ts';
import type { LineInContext } from './stock-ledger.ts';

export type IssuedItem = typeof issuedItems.$inferSelect;

/**
 * The pieces in technicians' hands, as far as one effect goes through them: each piece taken is gone for the entries
 * that follow. Read under the locks of the effect.
 */
export class InHand {
  readonly #items: IssuedItem[];
  readonly #serials: readonly (typeof partSerials.$inferSelect)[];

  constructor(items: readonly IssuedItem[], serials: readonly (typeof partSerials.$inferSelect)[]) {
    this.#items = items.map((item) => ({ ...item }));
    this.#serials = serials;
  }

  /** Takes pieces of one lot or serial number. */
  take(
    line: LineInContext,
    lot: string | undefined,
    serial: string | undefined,
    quantity: number,
  ): IssuedItem {
    const item = this.#find(line, lot, serial);
    const left = inHandOf(item);
    if (item.serial !== '' && item.consumed > 0) throw fittedAlready(line, item.serial);
    if (quantity > left) throw overQuantity(line, left, quantity);
    // Whatever becomes of a piece, it has left the hands; consumed stands for all of it here.
    item.consumed += quantity;
    return item;
  }

  /** Takes fitted pieces back into the hands. */
  untake(
    line: LineInContext,
    lot: string | undefined,
    serial: string | undefined,
    quantity: number,
  ): IssuedItem {
    const item = this.#find(line, lot, serial);
    if (quantity > item.consumed) throw overQuantity(line, item.consumed, quantity);
    item.consumed -= quantity;
    return item;
  }

  /** Takes pieces of any lot of the line, in the order of lots; `requireNoChoice` has made sure that it does not matter. */
  takeAny(line: LineInContext, quantity: number): { readonly item: IssuedItem; readonly quantity: number }[] {
    let missing = quantity;
    const taken: { item: IssuedItem; quantity: number }[] = [];
    for (const item of this.#inHand(line)) {
      const part = Math.min(inHandOf(item), missing);
      if (part > 0) taken.push({ item: this.take(line, item.lot, item.serial, part), quantity: part });
      missing -= part;
    }
    return taken;
  }

  /** Refuses an entry without lot or serial number where it matters which pieces are meant. */
  requireNoChoice(line: LineInContext, quantity: number, outcomes: number): void {
    const items = this.#inHand(line);
    const left = items.reduce((sum, item) => sum + inHandOf(item), 0);
    if (quantity > left) throw overQuantity(line, left, quantity);
    if (items.length === 1 || (quantity === left && outcomes === 1)) return;
    throw new DomainError(
      'LOT_MISMATCH',
      `Line ${line.id} has pieces of several lots or serial numbers in hand: name them`,
      {
        details: {
          lineId: line.id,
          inHand: items.map((item) => ({ lot: item.lot, serial: item.serial, quantity: inHandOf(item) })),
        },
      },
    );
  }

  #inHand(line: LineInContext): IssuedItem[] {
    return this.#items.filter((item) => item.lineId === line.id && inHandOf(item) > 0);
  }

  /** A serial number says its lot by itself. */
  #find(line: LineInContext, lot: string | undefined, serial: string | undefined): IssuedItem {
    const found = this.#items.find(
      (item) =>
        item.lineId === line.id && (serial === undefined ? item.lot === (lot ?? '') : item.serial === serial),
    );
    if (found !== undefined) return found;
    if (serial !== undefined) {
      const piece = this.#serials.find((known) => known.partId === line.partId && known.serial === serial);
      if (piece?.state === 'fitted') throw fittedAlready(line, serial);
    } else if (line.issued === 0) {
      throw overQuantity(line, 0, 1);
    }
    const issued = this.#items.filter((item) => item.lineId === line.id);
    throw new DomainError('LOT_MISMATCH', `${serial ?? lot ?? ''} was not issued for line ${line.id}`, {
      details: { lineId: line.id, issued: issued.map((item) => ({ lot: item.lot, serial: item.serial })) },
    });
  }
}

function overQuantity(line: LineInContext, remainder: number, wanted: number): DomainError {
  return new DomainError('OVER_QUANTITY', `Line ${line.id} has ${remainder} pieces left, not ${wanted}`, {
    details: { lineId: line.id, remainder },
  });
}

function fittedAlready(line: LineInContext, serial: string): DomainError {
  return new DomainError('SERIAL_IN_USE', `The piece with serial number ${serial} is fitted already`, {
    details: { lineId: line.id, serial },
  });
}
