import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import {
  EMPTY_ACCOUNT,
  reductionByRefund,
  reductionTo,
  refundableOf,
  standingOf,
  type ChargeReduction,
  type PaymentMethod,
} from '../../workflows/domain/money.ts';
import type { Database } from '../client.ts';
import { oncePerKey, type Effect } from './effects.ts';
import {
  findOptionalEntryByCause,
  lockAccount,
  lockOptionalAccount,
  notCountered,
  notReplaced,
  postEntries,
  requireAmount,
  type AccountAfter,
  type NewEntry,
} from './money-ledger.ts';

export interface VoidDue {
  readonly caseId: string;
  readonly cause: string;
  readonly reason: string;
  readonly person: string | null;
}

/** Nobody asks for the unpaid part of the due any more (repair §5 compensation 7). */
export async function voidDue(
  db: Database,
  key: string,
  args: VoidDue,
  at: Instant,
): Promise<{ readonly voidedMinor: number }> {
  const effect: Effect = { key, name: 'voidDue', at };
  return oncePerKey(db, effect, async (tx) => {
    const { caseId, ...why } = args;
    const account = await lockOptionalAccount(tx, caseId);
    const voidedMinor = standingOf(account ?? EMPTY_ACCOUNT).outstandingMinor;
    if (account !== undefined && voidedMinor > 0) {
      await postEntries(tx, effect, account, [{ kind: 'due_voided', amountMinor: voidedMinor, ...why }]);
    }
    return { voidedMinor };
  });
}

export interface ReduceDue {
  readonly caseId: string;
  /** What stays charged in all. */
  readonly toMinor: number;
  /** Once per case, such as `withdrawal` or `substitute/<line>`. */
  readonly cause: string;
  readonly reason: string;
  readonly person: string | null;
}

/**
 * Lowers what is charged to `toMinor`: the unpaid part is voided, the paid part becomes a refund of `cause`
 * (withdrawal less visit fee and close-out charge, repair §5 compensations 7 and 8; a cheaper substitute, §11 13).
 */
export async function reduceDue(
  db: Database,
  key: string,
  args: ReduceDue,
  at: Instant,
): Promise<AccountAfter & { readonly refundMinor: number }> {
  const effect: Effect = { key, name: 'reduceDue', at };
  return oncePerKey(db, effect, async (tx) => {
    const account = await lockAccount(tx, args.caseId);
    if (!Number.isSafeInteger(args.toMinor) || args.toMinor < 0 || args.toMinor > account.dueMinor) {
      throw new DomainError('OVER_CHARGE', `The charge can be lowered to 0 to ${account.dueMinor}`, {
        details: { remainderMinor: account.dueMinor, currency: account.currency },
      });
    }
    const reduction = reductionTo(account, args.toMinor);
    if (reduction.refundMinor > 0) await requireNewCause(tx, args.caseId, args.cause);
    const after = await postEntries(tx, effect, account, reductionEntries(reduction, args));
    return { ...after, refundMinor: reduction.refundMinor };
  });
}

export interface RecordRefundDue {
  readonly caseId: string;
  readonly amountMinor: number;
  /** Once per case (repair §7 `refund/<cause>`). */
  readonly cause: string;
  readonly reason: string;
  readonly person: string | null;
}

/**
 * Money is to be given back (repair §6 `refund`, §9 `placePayment`): unplaced money first; the rest lowers the due.
 * Refused: more than was paid and is not given back yet (OVER_REFUND with the remainder), a second one for the same
 * cause (ALREADY_REFUNDED).
 */
export async function recordRefundDue(
  db: Database,
  key: string,
  args: RecordRefundDue,
  at: Instant,
): Promise<AccountAfter> {
  requireAmount(args.amountMinor);
  const effect: Effect = { key, name: 'recordRefundDue', at };
  return oncePerKey(db, effect, async (tx) => {
    const account = await lockAccount(tx, args.caseId);
    await requireNewCause(tx, args.caseId, args.cause);
    const remainderMinor = refundableOf(account);
    if (args.amountMinor > remainderMinor) {
      throw new DomainError('OVER_REFUND', `At most ${remainderMinor} can be refunded`, {
        details: { remainderMinor, currency: account.currency },
      });
    }
    const reduction = reductionByRefund(account, args.amountMinor);
    return postEntries(tx, effect, account, reductionEntries(reduction, args));
  });
}

export interface PayRefund {
  readonly caseId: string;
  readonly cause: string;
  /** Exactly what is to be given back for the cause. */
  readonly amountMinor: number;
  readonly method: PaymentMethod;
  readonly reference: string;
  readonly person: string | null;
}

/** A refund went out. Refused: a second time (ALREADY_REFUNDED), another amount than is due for its cause (OVER_REFUND). */
export async function payRefund(
  db: Database,
  key: string,
  args: PayRefund,
  at: Instant,
): Promise<AccountAfter> {
  requireAmount(args.amountMinor);
  const effect: Effect = { key, name: 'payRefund', at };
  return oncePerKey(db, effect, async (tx) => {
    const { caseId, cause, amountMinor } = args;
    const account = await lockAccount(tx, caseId);
    const paid = await findOptionalEntryByCause(tx, caseId, 'refund_paid', cause, notCountered);
    if (paid !== undefined) throw alreadyRefunded(cause, paid.at);
    const undone = await findOptionalEntryByCause(tx, caseId, 'refund_paid', cause, notReplaced);
    const due = await findOptionalEntryByCause(tx, caseId, 'refund_due', cause, notCountered);
    const dueMinor = due?.amountMinor ?? 0;
    if (amountMinor > dueMinor) {
      throw new DomainError('OVER_REFUND', `${dueMinor} is due for "${cause}", not ${amountMinor}`, {
        details: { cause, remainderMinor: dueMinor, currency: account.currency },
      });
    }
    if (amountMinor < dueMinor) {
      throw invalid('/amountMinor', `must be ${dueMinor}: a refund is paid in one sum`);
    }
    const { method, reference, person } = args;
    return postEntries(tx, effect, account, [
      {
        ...{ kind: 'refund_paid', amountMinor, cause, method, reference, person },
        // One that was entered and had not gone out is stated rightly by this one.
        ...(undone && { replacesEntryId: undone.id }),
      },
    ]);
  });
}

/** Refuses a second refund for one cause of a case (repair §7 "Never"). */
export async function requireNewCause(db: Database, caseId: string, cause: string): Promise<void> {
  const earlier = await findOptionalEntryByCause(db, caseId, 'refund_due', cause);
  if (earlier !== undefined) throw alreadyRefunded(cause, earlier.at);
}

function alreadyRefunded(cause: string, at: Instant): DomainError {
  return new DomainError('ALREADY_REFUNDED', `The refund for "${cause}" is recorded already`, {
    details: { cause, at },
  });
}

/** Voids and refunds of a lowered charge, as ledger entries. */
export function reductionEntries(
  reduction: ChargeReduction,
  of: { readonly cause: string; readonly reason?: string; readonly person: string | null },
): NewEntry[] {
  const { cause, person } = of;
  const why = of.reason === undefined ? {} : { reason: of.reason };
  const entries: NewEntry[] = [
    { kind: 'due_voided', amountMinor: reduction.voidMinor, cause, person, ...why },
    { kind: 'refund_due', amountMinor: reduction.refundMinor, cause, person, ...why },
  ];
  return entries.filter((entry) => entry.amountMinor > 0);
}
