import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { zoneNamed } from '../../workflows/domain/working-time/zone.ts';

const MINUTE_MS = 60_000;

/**
 * An instant as ISO 8601 with the offset that `timeZone` (IANA name) has at that instant.
 * Milliseconds are written only when there are any.
 */
export function toIso(instant: Instant, timeZone = 'UTC'): string {
  const offset = offsetMinutes(instant, timeZone);
  const local = new Date(instant + offset * MINUTE_MS).toISOString();
  const clock = local.endsWith('.000Z') ? local.slice(0, -5) : local.slice(0, -1);
  return `${clock}${offset === 0 ? 'Z' : offsetText(offset)}`;
}

export function toIsoOrNull(instant: Instant | null, timeZone = 'UTC'): string | null {
  return instant === null ? null : toIso(instant, timeZone);
}

/** Reads what the `Instant` schema has let through. */
export function fromIso(text: string): Instant {
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) {
    throw new DomainError(
      'MALFORMED',
      `${JSON.stringify(text)} is not an ISO 8601 date and time with offset`,
    );
  }
  return instant;
}

/** ISO 8601 offsets have no seconds. */
function offsetMinutes(instant: Instant, timeZone: string): number {
  return timeZone === 'UTC' ? 0 : Math.trunc(zoneNamed(timeZone).offsetAt(instant) / MINUTE_MS);
}

function offsetText(offset: number): string {
  const minutes = Math.abs(offset);
  const hours = String(Math.trunc(minutes / 60)).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${hours}:${String(minutes % 60).padStart(2, '0')}`;
}
