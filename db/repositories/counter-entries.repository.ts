import { and, eq } from 'drizzle-orm';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import {
  isCounterable,
  isSound,
  withoutEntry,
  type AccountTotals,
  type CounterableKind,
} from '../../workflows/domain/money.ts';
import type { Database, Transaction } from '../client.ts';
import { moneyEntries } from '../schema/money.ts';
import { oncePerKey, type Effect } from './effects.ts';
import {
  accountAfter,
  findOptionalEntryByCause,
  lockAccount,
  notCountered,
  type AccountAfter,
  type CaseAccount,
  type MoneyEntry,
} from './money-ledger.ts';
import { agreedMinorOf } from './quotes.repository.ts';
import { requireMonthOpenFor } from './settlement-months.repository.ts';

export interface CounterEntry {
  readonly caseId: string;
  readonly entryId: number;
  readonly reason: string;
  /** Finance. */
  readonly person: string | null;
}

/**
 * Undoes a wrong entry by an entry of its own (repair §7 "undone by"); with a refund that is owed, the charge that it
 * lowered comes back. Refused once the month that counts it is settled (MONTH_SETTLED), where others rest on the entry,
 * such as a refund on a payment (OVER_REFUND), and where more would be charged than was agreed (OVER_CHARGE).
 */
export async function counterEntry(
  db: Database,
  key: string,
  args: CounterEntry,
  at: Instant,
): Promise<AccountAfter> {
  const effect: Effect = { key, name: 'counterEntry', at, request: args };
  return oncePerKey(db, effect, async (tx) => {
    const { caseId, reason, person } = args;
    const account = await lockAccount(tx, caseId);
    await requireMonthOpenFor(tx, caseId, args.entryId);
    const undone = await entriesToUndo(tx, caseId, args.entryId);
    await requireSoundWithout(tx, account, undone);
    await tx.insert(moneyEntries).values(
      undone.map((entry, position) => ({
        kind: 'counter_entry' as const,
        caseId,
        currency: account.currency,
        amountMinor: entry.amountMinor,
        countersEntryId: entry.id,
        reason,
        person,
        effectKey: key,
        position,
        at,
      })),
    );
    return accountAfter({ ...account, ...totalsWithout(account, undone) }, []);
  });
}

type CounterableEntry = MoneyEntry & { readonly kind: CounterableKind };

/** The entry, and with a refund the voiding of the due that it came with. */
async function entriesToUndo(tx: Transaction, caseId: string, entryId: number): Promise<CounterableEntry[]> {
  const named = await tx
    .select({ effectKey: moneyEntries.effectKey })
    .from(moneyEntries)
    .where(and(eq(moneyEntries.id, entryId), eq(moneyEntries.caseId, caseId)));
  const [effect] = named;
  if (effect === undefined) throw new DomainError('NOT_FOUND', `The case has no money entry ${entryId}`);
  const siblings = await tx
    .select()
    .from(moneyEntries)
    .where(and(eq(moneyEntries.effectKey, effect.effectKey), notCountered));
  const entry = siblings.find((sibling) => sibling.id === entryId);
  if (entry === undefined) throw notUndoable(entryId, 'is undone already');
  const isQuoted = entry.kind === 'due' && entry.quoteId !== null;
  if (!hasCounterableKind(entry) || entry.kind === 'due_voided' || isQuoted) {
    throw notUndoable(entryId, `is a ${entry.kind}, which is stated anew instead`);
  }
  if (entry.kind !== 'refund_due') return [entry];
  return [...siblings.filter(hasCounterableKind).filter((sibling) => sibling.kind === 'due_voided'), entry];
}

function hasCounterableKind(entry: MoneyEntry): entry is CounterableEntry {
  return isCounterable(entry.kind);
}

function notUndoable(entryId: number, message: string): DomainError {
  return invalid('/entryId', message, `Entry ${entryId} ${message}`);
}

async function requireSoundWithout(
  tx: Transaction,
  account: CaseAccount,
  undone: readonly CounterableEntry[],
): Promise<void> {
  const { caseId, currency } = account;
  for (const { id, kind, cause } of undone) {
    const isPaid =
      kind === 'refund_due' &&
      cause !== null &&
      (await findOptionalEntryByCause(tx, caseId, 'refund_paid', cause, notCountered)) !== undefined;
    if (!isPaid) continue;
    throw new DomainError('OVER_REFUND', `The refund of entry ${id} is paid`, {
      details: { entryId: id, kind },
    });
  }
  const totals = totalsWithout(account, undone);
  if (!isSound(totals)) {
    throw new DomainError('OVER_REFUND', 'Other entries of the case rest on this one: undo these first', {
      details: { entryIds: undone.map((entry) => entry.id) },
    });
  }
  if (totals.dueMinor <= account.dueMinor) return;
  const agreedMinor = await agreedMinorOf(tx, caseId);
  if (totals.dueMinor > agreedMinor) {
    throw new DomainError('OVER_CHARGE', `The customer agreed to ${agreedMinor}, not to ${totals.dueMinor}`, {
      details: { remainderMinor: agreedMinor, currency },
    });
  }
}

function totalsWithout(account: CaseAccount, undone: readonly CounterableEntry[]): AccountTotals {
  return undone.reduce<AccountTotals>(
    (totals, { kind, amountMinor, method }) =>
      withoutEntry(totals, { kind, amountMinor, ...(method && { method }) }),
    account,
  );
}
