import type { Instant } from '../limits.ts';
import { DAY_MS, dateText, epochDayOfLocal, type LocalTime } from './civil-date.ts';
import { countUpTo, itemAt } from './search.ts';

/** Offsets are looked up in stretches of this length, so that each is asked of the platform once. */
const STRETCH_MS = 400 * DAY_MS;

/** `offsets[0]` holds from the beginning, `offsets[i + 1]` from the change `changes[i]` on. */
interface Stretch {
  readonly changes: readonly Instant[];
  readonly offsets: readonly number[];
}

/** A time zone with its daylight saving rules; local readings follow RFC 5545, section 3.3.5. */
export class Zone {
  readonly #format: Intl.DateTimeFormat;
  readonly #stretches = new Map<number, Stretch>();

  /** Throws a RangeError for a name that the time zone database does not have. */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      timeZoneName: 'longOffset',
      year: 'numeric',
    });
  }

  /** Milliseconds that the wall clock is ahead of UTC. */
  offsetAt(instant: Instant): number {
    const index = Math.floor(instant / STRETCH_MS);
    let stretch = this.#stretches.get(index);
    if (stretch === undefined) {
      stretch = this.#scan(index * STRETCH_MS);
      this.#stretches.set(index, stretch);
    }
    return itemAt(stretch.offsets, countUpTo(stretch.changes, instant));
  }

  localAt(instant: Instant): LocalTime {
    return instant + this.offsetAt(instant);
  }

  /**
   * The instant at which the wall clock shows `local`. A reading that occurs twice means the first one;
   * a reading that is skipped is taken with the offset before the gap (RFC 5545, section 3.3.5).
   */
  instantOf(local: LocalTime): Instant {
    const before = this.offsetAt(local - DAY_MS);
    const after = this.offsetAt(local + DAY_MS);
    if (before === after || this.offsetAt(local - before) === before) return local - before;
    return this.offsetAt(local - after) === after ? local - after : local - before;
  }

  #scan(from: Instant): Stretch {
    const changes: Instant[] = [];
    const offsets = [this.#probe(from)];
    for (let at = from; at < from + STRETCH_MS; at += DAY_MS) {
      const next = this.#probe(at + DAY_MS);
      if (next === offsets.at(-1)) continue;
      changes.push(this.#changeBetween(at, at + DAY_MS));
      offsets.push(next);
    }
    return { changes, offsets };
  }

  /** The first instant after `low`, and up to `high`, with the offset of `high`. */
  #changeBetween(low: Instant, high: Instant): Instant {
    const offset = this.#probe(high);
    let [without, withOffset] = [low, high];
    while (withOffset - without > 1) {
      const middle = Math.floor((without + withOffset) / 2);
      if (this.#probe(middle) === offset) withOffset = middle;
      else without = middle;
    }
    return withOffset;
  }

  #probe(instant: Instant): number {
    const text = this.#format.format(instant);
    const match = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
    if (match === null) throw new Error(`The platform names no offset in "${text}"`);
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
    const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    return sign === '-' ? -size : size;
  }
}

const zones = new Map<string, Zone>();

/** The zone of that name, in whatever case, shared, because its offsets are dear to find and never change. */
export function zoneNamed(name: string): Zone {
  const key = name.toLowerCase();
  let zone = zones.get(key);
  if (zone === undefined) {
    zone = new Zone(name);
    zones.set(key, zone);
  }
  return zone;
}

/** The month `yyyy-MM` that an instant falls in where the zone's clocks show. */
export function monthIn(timeZone: string, at: Instant): string {
  return dateText(epochDayOfLocal(zoneNamed(timeZone).localAt(at))).slice(0, 7);
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
