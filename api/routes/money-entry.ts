import type { Static } from 'typebox';
import type { MoneyEntry } from '../../db/repositories/money-ledger.ts';
import type { Principal } from '../plugins/auth.ts';
import type { MoneyEntryBody } from '../schemas/case-account.schema.ts';
import { toIso, toIsoOrNull } from '../schemas/instants.ts';

/** An entry of the money ledger as people read it; customers do not see who wrote it, nor what is the company's own. */
export function moneyEntryBody(
  entry: MoneyEntry,
  { actor, timeZone }: Principal,
): Static<typeof MoneyEntryBody> {
  const { id, kind, amountMinor, currency, cause, method, reference } = entry;
  const { countersEntryId, replacesEntryId } = entry;
  const { reason, person, account, feeKind, month } = entry;
  const isCustomer = actor.type === 'customer';
  return {
    ...{ id, kind, amountMinor, currency, cause, method, reference, countersEntryId, replacesEntryId },
    ...(isCustomer ? WITHHELD : { reason, person, account, feeKind, month }),
    at: toIso(entry.at, timeZone),
    until: toIsoOrNull(entry.until, timeZone),
  };
}

const WITHHELD = { reason: null, person: null, account: null, feeKind: null, month: null };
