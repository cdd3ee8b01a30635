import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import {
  applyEntry,
  isCounterable,
  isSound,
  standingOf,
  surplusOfPayment,
  withoutEntry,
  type AccountChange,
  type AccountTotals,
  type CostAccount,
  type CounterableKind,
  type PaymentMethod,
} from '../../workflows/domain/money.ts';
import type { moneyEntries } from '../schema/money.ts';
import { type MoneyEntry, requireAmount } from './money-ledger.ts';

/** What is right of an entry, as far as it was wrong. */
export interface Correction {
  readonly amountMinor?: number;
  readonly method?: PaymentMethod;
  readonly reference?: string;
  /** Who bears a cost. */
  readonly account?: CostAccount;
}

/** Entries of a correction in the order in which they are written, and the sums after them. */
export interface Corrected {
  readonly entries: readonly CorrectingEntry[];
  readonly totals: AccountTotals;
}

type Row = typeof moneyEntries.$inferInsert;
type CorrectingEntry = Omit<
  Row,
  'caseId' | 'currency' | 'effectKey' | 'position' | 'at' | 'person' | 'reason'
>;

/** What may be stated otherwise of each kind; the rest of an entry stays as it was. */
const CORRECTABLE: Readonly<Partial<Record<MoneyEntry['kind'], readonly (keyof Correction)[]>>> = {
  payment: ['amountMinor', 'method', 'reference'],
  cost: ['amountMinor', 'account'],
  refund_paid: ['method', 'reference'],
};

export function hasCounterableKind(
  entry: MoneyEntry,
): entry is MoneyEntry & { readonly kind: CounterableKind } {
  return isCounterable(entry.kind);
}

/** Works out a correction by the rules of the domain; the database keeps the same sums by itself. */
export function correctionOf(
  account: AccountTotals,
  {
    entryId,
    undone,
    instead,
    isCaseClosed,
  }: {
    readonly entryId: number;
    readonly undone: readonly MoneyEntry[];
    readonly instead?: Correction;
    readonly isCaseClosed: boolean;
  },
): Corrected {
  const wrong = undone.find(({ id }) => id === entryId);
  const without = undone.filter(hasCounterableKind).reduce<AccountTotals>(withoutOne, account);
  const right = wrong === undefined || instead === undefined ? [] : rightEntries(without, wrong, instead);
  const corrected = right.map(changeOf).reduce(applyEntry, without);
  requireSound(corrected, undone);
  const counters = undone.map(({ id, amountMinor }): CorrectingEntry => ({
    kind: 'counter_entry',
    amountMinor,
    countersEntryId: id,
  }));
  const [replacement, ...surplus] = right;
  const written = replacement === undefined ? [] : [replacement];
  // Paid at no moment less than what is given back of it, and given back never more than is due.
  const inOrder =
    wrong?.kind === 'refund_paid' ? [...counters, ...written] : [...written, ...counters, ...surplus];
  const receivable = isCaseClosed ? receivableOf(corrected) : [];
  return {
    entries: [...inOrder, ...receivable],
    totals: receivable.map(changeOf).reduce(applyEntry, corrected),
  };
}

const withoutOne = (
  totals: AccountTotals,
  { kind, amountMinor, method }: MoneyEntry & { readonly kind: CounterableKind },
): AccountTotals => withoutEntry(totals, { kind, amountMinor, ...(method && { method }) });

/** Entries of a correction are no counter entries here. */
const changeOf = ({ kind, amountMinor, method }: CorrectingEntry): AccountChange => {
  if (kind === 'counter_entry') throw new Error('A counter entry changes the sums by what it undoes');
  return { kind, amountMinor, ...(method && { method }) };
};

/** The entry as it is right, with what a payment of that amount is above the due. */
function rightEntries(totals: AccountTotals, wrong: MoneyEntry, instead: Correction): CorrectingEntry[] {
  requireCorrectable(wrong, instead);
  const { kind, cause, quoteId, feeDetailId, feeKind } = wrong;
  const { amountMinor, method, reference, account } = { ...wrong, ...instead };
  const stated: CorrectingEntry = {
    ...{ kind, amountMinor, cause, method, reference, account, feeKind, quoteId, feeDetailId },
    replacesEntryId: wrong.id,
  };
  if (kind !== 'payment') return [stated];
  const surplusMinor = surplusOfPayment(totals, amountMinor);
  if (surplusMinor === 0) return [stated];
  const surplusCause = `payment/${String(method)}/${String(reference)}/${wrong.id}`;
  return [stated, { kind: 'refund_due', amountMinor: surplusMinor, cause: surplusCause }];
}

function requireCorrectable(wrong: MoneyEntry, instead: Correction): void {
  const allowed = CORRECTABLE[wrong.kind] ?? [];
  const given = (Object.keys(instead) as (keyof Correction)[]).filter(
    (field) => instead[field] !== undefined,
  );
  const [foreign] = given.filter((field) => !allowed.includes(field));
  if (foreign !== undefined) {
    const can = allowed.length === 0 ? 'it can only be undone' : `${allowed.join(', ')} can be corrected`;
    throw invalid(`/${foreign}`, `is not corrected of a ${wrong.kind}: ${can}`);
  }
  if (instead.amountMinor !== undefined) requireAmount(instead.amountMinor);
  if (given.some((field) => instead[field] !== wrong[field])) return;
  throw invalid(`/${given[0] ?? 'entryId'}`, 'is what the entry says already');
}

function requireSound(totals: AccountTotals, undone: readonly MoneyEntry[]): void {
  if (isSound(totals)) return;
  throw new DomainError('OVER_REFUND', 'Other entries of the case rest on this one: undo these first', {
    details: { entryIds: undone.map((entry) => entry.id) },
  });
}

/** More is owed of a closed case than was left open: the receivable is stated anew. */
function receivableOf(totals: AccountTotals): CorrectingEntry[] {
  const { outstandingMinor } = standingOf(totals);
  if (outstandingMinor <= totals.receivableMinor) return [];
  return [{ kind: 'receivable', amountMinor: outstandingMinor }];
}
