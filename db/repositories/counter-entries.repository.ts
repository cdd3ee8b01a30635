import { and, eq } from 'drizzle-orm';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { standingOf } from '../../workflows/domain/money.ts';
import type { Database, Transaction } from '../client.ts';
import { moneyEntries } from '../schema/money.ts';
import { type Corrected, type Correction, correctionOf, hasCounterableKind } from './corrected-entry.ts';
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
import { requireMonthOpenFor, requireOpenMonth } from './settlement-months.repository.ts';

export interface CounterEntry {
  readonly caseId: string;
  readonly entryId: number;
  readonly reason: string;
  /** What is right, written in the place of the entry; left out: what the entry says never happened. */
  readonly instead?: Correction;
  /** Books of a closed case stay balanced. */
  readonly isCaseClosed?: boolean;
  /** Finance. */
  readonly person: string | null;
}

/**
 * Undoes a wrong entry by an entry of its own, and states what is right by another one in the same transaction (repair §7
 * "undone by"). With a refund that is owed, the charge that it lowered comes back; with a payment, what was above the due
 * and is not given back is reckoned anew. Refused once the month that counts it is settled (MONTH_SETTLED), where others
 * rest on the entry, such as a refund on a payment (OVER_REFUND), and where more would be charged than was agreed
 * (OVER_CHARGE).
 */
export async function counterEntry(
  db: Database,
  key: string,
  args: CounterEntry,
  at: Instant,
): Promise<AccountAfter> {
  const effect: Effect = { key, name: 'counterEntry', at, request: args };
  return oncePerKey(db, effect, async (tx) => {
    const { account, corrected } = await checked(tx, args);
    const { caseId, person, reason } = args;
    const written = { caseId, currency: account.currency, person, reason, effectKey: key, at };
    const rows = corrected.entries.map((entry, position) => ({ ...entry, ...written, position }));
    // One statement each: every entry finds the sums as the one before left them.
    for (const row of rows) await tx.insert(moneyEntries).values(row);
    return accountAfter({ ...account, ...corrected.totals }, []);
  });
}

/** Refuses what `counterEntry` would refuse, and writes nothing. */
export async function requireCounterable(db: Database, args: CounterEntry): Promise<void> {
  await db.transaction((tx) => checked(tx, args));
}

async function checked(
  tx: Transaction,
  { caseId, entryId, instead, isCaseClosed = false }: CounterEntry,
): Promise<{ readonly account: CaseAccount; readonly corrected: Corrected }> {
  const account = await lockAccount(tx, caseId);
  await requireMonthOpenFor(tx, caseId, entryId);
  const undone = await entriesToUndo(tx, caseId, entryId);
  const corrected = correctionOf(account, { entryId, undone, ...(instead && { instead }), isCaseClosed });
  await requireStandsOnce(tx, caseId, corrected);
  await requireRefundsUnpaid(tx, caseId, undone);
  await requireAgreed(tx, account, corrected);
  if (isCaseClosed) await requireBalanced(tx, account, corrected);
  return { account, corrected };
}

/** The entry; with a refund the voiding of the due that it came with, with a payment the surplus that is not paid back. */
async function entriesToUndo(tx: Transaction, caseId: string, entryId: number): Promise<MoneyEntry[]> {
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
  if (entry.kind === 'refund_due') {
    return [...siblings.filter((sibling) => sibling.kind === 'due_voided'), entry];
  }
  if (entry.kind !== 'payment') return [entry];
  const surplus = siblings.find((sibling) => sibling.kind === 'refund_due');
  return surplus === undefined || (await isPaidBack(tx, surplus)) ? [entry] : [surplus, entry];
}

async function isPaidBack(tx: Transaction, { caseId, cause }: MoneyEntry): Promise<boolean> {
  if (cause === null) return false;
  return (await findOptionalEntryByCause(tx, caseId, 'refund_paid', cause, notCountered)) !== undefined;
}

function notUndoable(entryId: number, message: string): DomainError {
  return invalid('/entryId', message, `Entry ${entryId} ${message}`);
}

/** A payment of a reference stands once, whatever it replaces. */
async function requireStandsOnce(tx: Transaction, caseId: string, { entries }: Corrected): Promise<void> {
  const payment = entries.find(({ kind, replacesEntryId }) => kind === 'payment' && replacesEntryId != null);
  if (payment?.method == null || payment.reference == null) return;
  const standing = await tx
    .select({ id: moneyEntries.id })
    .from(moneyEntries)
    .where(
      and(
        eq(moneyEntries.caseId, caseId),
        eq(moneyEntries.kind, 'payment'),
        eq(moneyEntries.method, payment.method),
        eq(moneyEntries.reference, payment.reference),
        notCountered,
      ),
    );
  if (standing.every(({ id }) => id === payment.replacesEntryId)) return;
  throw invalid('/reference', 'is of another payment of the case');
}

async function requireRefundsUnpaid(
  tx: Transaction,
  caseId: string,
  undone: readonly MoneyEntry[],
): Promise<void> {
  for (const entry of undone.filter(({ kind }) => kind === 'refund_due')) {
    if (!(await isPaidBack(tx, entry))) continue;
    throw new DomainError('OVER_REFUND', `The refund of entry ${entry.id} is paid`, {
      details: { entryId: entry.id, kind: entry.kind, caseId },
    });
  }
}

async function requireAgreed(tx: Transaction, account: CaseAccount, { totals }: Corrected): Promise<void> {
  if (totals.dueMinor <= account.dueMinor) return;
  const agreedMinor = await agreedMinorOf(tx, account.caseId);
  if (totals.dueMinor > agreedMinor) {
    throw new DomainError('OVER_CHARGE', `The customer agreed to ${agreedMinor}, not to ${totals.dueMinor}`, {
      details: { remainderMinor: agreedMinor, currency: account.currency },
    });
  }
}

/** What is not paid of a closed case is its receivable; nothing else stays open (repair §7 "Never"). */
async function requireBalanced(tx: Transaction, account: CaseAccount, corrected: Corrected): Promise<void> {
  const standing = standingOf(corrected.totals);
  if (!standing.balanced) {
    const left = standing.refundOpenMinor + standing.unplacedMinor;
    const what =
      left > 0 ? `${left} to be given back` : `${corrected.totals.cashInHandMinor} to be handed in`;
    throw invalid('/entryId', `belongs to a closed case: this would leave ${what}`);
  }
  const restates = corrected.entries.some(({ kind }) => kind === 'receivable');
  if (restates && account.settlementMonth !== null) await requireOpenMonth(tx, account.settlementMonth);
}
