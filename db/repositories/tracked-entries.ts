import { type DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Tracking } from '../../workflows/domain/parts.ts';

/** Pieces of a line as a person enters them: with the lot or the serial number where the part is tracked by it. */
export interface TrackedEntry {
  readonly lineId: string;
  readonly quantity: number;
  readonly lot?: string;
  readonly serial?: string;
}

/** Refuses an entry that does not tell the pieces apart as the part's tracking asks. `place` is the JSON pointer of the entry. */
export function requireTracking(
  entry: Omit<TrackedEntry, 'lineId'>,
  tracking: Tracking,
  place: string,
): void {
  if (!Number.isSafeInteger(entry.quantity) || entry.quantity < 1) {
    throw faultAt(place, 'quantity', 'must be a whole number above zero');
  }
  const bySerial = tracking === 'serial';
  if (bySerial && (entry.serial === undefined || entry.serial === '')) {
    throw faultAt(place, 'serial', 'is needed: the part is tracked by serial number');
  }
  if (bySerial && entry.quantity !== 1) throw faultAt(place, 'quantity', 'must be 1 for a serial number');
  if (!bySerial && entry.serial !== undefined) {
    throw faultAt(place, 'serial', 'does not apply: the part has no serial numbers');
  }
  requireLot(entry.lot, tracking, place);
}

function requireLot(lot: string | undefined, tracking: Tracking, place: string): void {
  if (tracking === 'lot' && (lot ?? '') === '') {
    throw faultAt(place, 'lot', 'is needed: the part is tracked by lot');
  }
  if (tracking === 'none' && lot !== undefined) {
    throw faultAt(place, 'lot', 'does not apply: the part has no lots');
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
export function requireReturn(entry: ReturnEntry, place: string): void {
  for (const field of ['good', 'damaged', 'lost'] as const) {
    if (!Number.isSafeInteger(entry[field]) || entry[field] < 0) {
      throw faultAt(place, field, 'must be a whole number, zero or more');
    }
  }
  if (entry.good + entry.damaged + entry.lost === 0)
    throw faultAt(place, 'good', 'some piece must come back');
  if (entry.lost > 0 && (entry.reason ?? '') === '')
    throw faultAt(place, 'reason', 'is needed for lost pieces');
}

function faultAt(place: string, field: string, message: string): DomainError {
  return invalid(`${place}/${field}`, message);
}

/** Refuses a delivery line whose quantities, lot or serial numbers do not fit the part's tracking. */
export function requireArrivalLines(
  line: {
    readonly accepted: number;
    readonly rejected: number;
    readonly rejectionReason?: string;
    readonly lot?: string;
    readonly serials?: readonly string[];
  },
  tracking: Tracking,
  place: string,
): void {
  for (const field of ['accepted', 'rejected'] as const) {
    if (!Number.isSafeInteger(line[field]) || line[field] < 0) {
      throw faultAt(place, field, 'must be a whole number, zero or more');
    }
  }
  if (line.accepted + line.rejected === 0) throw faultAt(place, 'accepted', 'some piece must have arrived');
  if (line.rejected > 0 && (line.rejectionReason ?? '') === '') {
    throw faultAt(place, 'rejectionReason', 'is needed for rejected pieces');
  }
  requireLot(line.lot, tracking, place);
  const serials = line.serials ?? [];
  const expected = tracking === 'serial' ? line.accepted : 0;
  if (serials.length !== expected || new Set(serials).size !== expected || serials.includes('')) {
    throw faultAt(place, 'serials', `must be ${expected} different serial numbers`);
  }
}
