import type { Instant } from './limits.ts';

/*
 * What a record can hold. PostgreSQL takes neither U+0000 nor half a surrogate pair into a text, and ISO 8601 needs years
 * of four digits. The API refuses such a value at its door; the worker mends one that came another way, because a step
 * that can never be written would hold its case for good.
 */

/** Instants that callers may name: from the first on, and before the second. Nothing of a case lies outside. */
export const EARLIEST_NAMED: Instant = Date.UTC(1970, 0, 1);
export const NAMED_BEFORE: Instant = Date.UTC(2200, 0, 1);

/** Calendar dates that callers may name, `yyyy-MM-dd`: things have been bought before there were instants. */
export const EARLIEST_NAMED_DAY = '1900-01-01';
export const LAST_NAMED_DAY = '2199-12-31';

/** The first and the last instant of the years 0001 to 9999, all that ISO 8601 writes with four digits. */
const EARLIEST_WRITTEN: Instant = -62_135_596_800_000;
const LATEST_WRITTEN: Instant = 253_402_300_799_999;

export function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

/** What cannot be stored is replaced by U+FFFD, as Unicode advises (chapter 3.9). */
function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD');
}

/** Plain JSON whose texts, names of fields included, can all be stored: nearly always the very value that was given. */
export function storable<Value>(value: Value): Value {
  return isStorable(value) ? value : (mended(value) as Value);
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return isStorableText(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isStorable);
  return Object.entries(value).every(([name, field]) => isStorableText(name) && isStorable(field));
}

function mended(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(mended);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [storableText(name), mended(field)]),
  );
}

/** Whether an instant, or a whole number of which one is made, can be written as it is. */
export function isWrittenExactly(at: number): boolean {
  return Number.isInteger(at) && at >= EARLIEST_WRITTEN && at <= LATEST_WRITTEN;
}

/** ISO 8601 in UTC, as it is stored; an instant outside the years that can be written becomes the nearest inside. */
export function storedIso(at: Instant): string {
  return new Date(Math.min(Math.max(at, EARLIEST_WRITTEN), LATEST_WRITTEN)).toISOString();
}

/** A value inside another one, and what it is called there. */
interface Part {
  readonly value: unknown;
  readonly name: string;
  readonly of: Part | null;
}

/** JSON pointers (RFC 6901) to the texts of a JSON value that cannot be stored, and to fields with such a name. */
export function unstorablePointers(value: unknown): string[] {
  const found: string[] = [];
  // A body may be nested deeper than a stack of calls can go.
  const open: Part[] = [{ value, name: '', of: null }];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const isStorable =
      isStorableText(part.name) && (typeof part.value !== 'string' || isStorableText(part.value));
    if (!isStorable) found.push(pointerTo(part));
    else if (typeof part.value === 'object' && part.value !== null) {
      for (const [name, field] of Object.entries(part.value).reverse()) {
        open.push({ value: field, name, of: part });
      }
    }
  }
  return found;
}

function pointerTo(part: Part): string {
  const names: string[] = [];
  for (let at = part; at.of !== null; at = at.of) {
    names.push(`/${storableText(at.name).replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
  return names.reverse().join('');
}
