import type { Static } from 'typebox';
import type { CounterEntry } from '../../db/repositories/counter-entries.repository.ts';
import type { MoneyCorrectionBody } from '../schemas/case-account.schema.ts';

/** What finance finds wrong, as the books take it. */
export function counterOf(
  caseId: string,
  { entryId, reason, amountMinor, method, reference, account }: Static<typeof MoneyCorrectionBody>,
): Omit<CounterEntry, 'person'> & { readonly person: null } {
  const instead = {
    ...(amountMinor === undefined ? {} : { amountMinor }),
    ...(method === undefined ? {} : { method }),
    ...(reference === undefined ? {} : { reference }),
    ...(account === undefined ? {} : { account }),
  };
  const stated = Object.keys(instead).length === 0 ? {} : { instead };
  return { caseId, entryId, reason, ...stated, person: null };
}
