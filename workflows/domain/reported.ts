import type { Actor } from './actors.ts';
import { invalid } from './errors.ts';
import type { Instant } from './limits.ts';

/* What holds for whatever people report: who said it, and when it happened. */

/** What a member of staff enters for the customer says who of the customer's side said so (3.2). */
export function checkHeardFrom(
  by: Actor,
  form: { readonly heardFrom?: string },
  detail = 'Staff write down who of the customer’s side said so',
): void {
  if (by.type === 'customer' || form.heardFrom !== undefined) return;
  throw invalid('/heardFrom', 'is required from staff', detail);
}

/** What is reported to have happened cannot lie in the future. */
export function checkPast(at: Instant, now: Instant, pointer: string): void {
  if (at <= now) return;
  throw invalid(
    pointer,
    'must not lie after the case’s present instant',
    'What is reported lies in the future',
  );
}

const MINUTE_MS = 60_000;

/** What is reported was done after it was wanted; people write minutes, so that the whole of the first one counts. */
export function checkSince(at: Instant, since: Instant, pointer: string): void {
  const earliest = since - (since % MINUTE_MS);
  if (at >= earliest) return;
  throw invalid(
    pointer,
    `must not lie before ${new Date(earliest).toISOString()}`,
    'What is reported lies before the report that it is about',
  );
}
