import { invalidWhole } from '../errors.ts';
import type { Instant, Pause } from '../limits.ts';

/** A pause with both ends; `to` is Infinity while the clock still stands. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** Pauses in order, overlapping and touching ones as one, so that no time counts twice. */
export function mergePauses(pauses: readonly Pause[]): Span[] {
  const spans = pauses.map(({ from, to = Infinity }, index) => {
    if (to >= from) return { from, to };
    throw invalidWhole(`/pauses/${index}/to`, 'The pause ends before it begins');
  });
  spans.sort((left, right) => left.from - right.from);
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last === undefined || span.from > last.to) merged.push(span);
    else if (span.to > last.to) merged[merged.length - 1] = { from: last.from, to: span.to };
  }
  return merged;
}
