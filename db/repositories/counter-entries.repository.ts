import { and, eq } from 'drizzle-orm';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { isCounterable, isSound, withoutEntry } from '../../workflows/domain/money.ts';
import type { Database, Transaction } from '../client.ts';
import { moneyEntries, settlementMonths } from '../schema/money.ts';
import { oncePerKey, type Effect } from './effects.ts';
import {
  accountAfter,
  findOptionalEntryByCause,
  lockAccount,
  lockMonth,
  type AccountAfter,
  type CaseAccount,
  type MoneyEntry,
} from './money-ledger.ts';

export interface CounterEntry {
  readonly caseId: string;
  readonly entryId: number;
  readonly reason: string;
  /** Finance. */
  readonly person: string | null;
}

/**
 * Undoes a wrong entry by an entry of its own (repair §7 "undone by"). Refused once the month of the case is settled
 * (MONTH_SETTLED), for an entry undone before, and where others rest on the entry, such as a refund on a payment
 * (OVER_REFUND).
 */
export async function counterEntry(
  db: Database,
  key: string,
  args: CounterEntry,
  at: Instant,
): Promise<AccountAfter> {
  const effect: Effect = { key, name: 'counterEntry', at };
  return oncePerKey(db, effect, async (tx) => {
    const account = await lockAccount(tx, args.caseId);
    const entry = await requireCounterable(tx, account, args.entryId);
    const [later] = await tx
      .insert(moneyEntries)
      .values({
        kind: 'counter_entry',
        caseId: account.caseId,
        currency: account.currency,
        amountMinor: entry.amountMinor,
        countersEntryId: entry.id,
        reason: args.reason,
        person: args.person,
        effectKey: key,
        position: 0,
        at,
      })
      .onConflictDoNothing({ target: moneyEntries.countersEntryId })
      .returning({ id: moneyEntries.id });
    if (later === undefined) {
      throw new DomainError('INVALID', `Entry ${args.entryId} is undone already`, {
        faults: [{ pointer: '/entryId', message: 'is undone already' }],
      });
    }
    return accountAfter(await lockAccount(tx, args.caseId), []);
  });
}

async function requireCounterable(
  tx: Transaction,
  account: CaseAccount,
  entryId: number,
): Promise<MoneyEntry> {
  if (account.settlementMonth !== null) await lockMonth(tx, account.settlementMonth, 'settle');
  const [found] = await tx
    .select({ entry: moneyEntries, closedAt: settlementMonths.closedAt })
    .from(moneyEntries)
    .leftJoin(settlementMonths, eq(settlementMonths.month, account.settlementMonth ?? ''))
    .where(and(eq(moneyEntries.id, entryId), eq(moneyEntries.caseId, account.caseId)));
  if (found === undefined) throw new DomainError('NOT_FOUND', `The case has no money entry ${entryId}`);
  const { entry, closedAt } = found;
  if (closedAt !== null) {
    throw new DomainError('MONTH_SETTLED', `The settlement of ${account.settlementMonth ?? ''} is closed`);
  }
  await requireUndoable(tx, account, entry);
  return entry;
}

async function requireUndoable(tx: Transaction, account: CaseAccount, entry: MoneyEntry): Promise<void> {
  const { kind, amountMinor, cause, method } = entry;
  if (!isCounterable(kind)) {
    throw new DomainError('INVALID', `A ${kind} is stated anew, not undone by a counter entry`, {
      faults: [{ pointer: '/entryId', message: `is a ${kind}` }],
    });
  }
  const paid =
    kind === 'refund_due' && cause !== null
      ? await findOptionalEntryByCause(tx, account.caseId, 'refund_paid', cause)
      : undefined;
  const totals = withoutEntry(account, { kind, amountMinor, ...(method && { method }) });
  if (paid === undefined && isSound(totals)) return;
  throw new DomainError(
    'OVER_REFUND',
    `Other entries of the case rest on entry ${entry.id}: undo these first`,
    { details: { entryId: entry.id, kind } },
  );
}
