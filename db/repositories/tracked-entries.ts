import { DomainError } from '../../workflows/domain/errors.ts';
import type { Tracking } from '../../workflows/domain/parts.ts';

/** Pieces of a line as a person enters them: with the lot or the serial number where the part is tracked by it. */
export interface TrackedEntry {
  readonly lineId: string;
  readonly quantity: number;
  readonly lot?: string;
  readonly serial?: string;
}

/** Refuses an entry that does not tell the pieces apart as the part's tracking asks. `index` is its place in `/lines`. */
export function requireTracking(entry: TrackedEntry, tracking: Tracking, index: number): void {
  if (!Number.isSafeInteger(entry.quantity) || entry.quantity < 1) {
    throw faultAt(index, 'quantity', 'must be a whole number above zero');
  }
  const bySerial = tracking === 'serial';
  if (bySerial && (entry.serial === undefined || entry.serial === '')) {
    throw faultAt(index, 'serial', 'is needed: the part is tracked by serial number');
  }
  if (bySerial && entry.quantity !== 1) throw faultAt(index, 'quantity', 'must be 1 for a serial number');
  if (!bySerial && entry.serial !== undefined) {
    throw faultAt(index, 'serial', 'does not apply: the part has no serial numbers');
  }
  if (tracking === 'lot' && (entry.lot === undefined || entry.lot === '')) {
    throw faultAt(index, 'lot', 'is needed: the part is tracked by lot');
  }
  if (tracking === 'none' && entry.lot !== undefined) {
    throw faultAt(index, 'lot', 'does not apply: the part has no lots');
  }
}

/** Pieces that come back for one line (repair §3.2 `returnParts`). */
export interface ReturnEntry {
  readonly lineId: string;
  readonly good: number;
  readonly damaged: number;
  readonly lost: number;
  /** Why pieces are lost; needed when some are. */
  readonly reason?: string;
  readonly lot?: string;
  readonly serial?: string;
}

/** Refuses a return without pieces, with broken quantities, or with lost pieces and no reason. */
export function requireReturn(entry: ReturnEntry, index: number): void {
  for (const field of ['good', 'damaged', 'lost'] as const) {
    if (!Number.isSafeInteger(entry[field]) || entry[field] < 0) {
      throw faultAt(index, field, 'must be a whole number, zero or more');
    }
  }
  if (entry.good + entry.damaged + entry.lost === 0)
    throw faultAt(index, 'good', 'some piece must come back');
  if (entry.lost > 0 && (entry.reason ?? '') === '')
    throw faultAt(index, 'reason', 'is needed for lost pieces');
}

function faultAt(index: number, field: string, message: string): DomainError {
  const pointer = `/lines/${index}/${field}`;
  return new DomainError('INVALID', `${pointer} ${message}`, { faults: [{ pointer, message }] });
}
