import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyEntry,
  EMPTY_ACCOUNT,
  isSound,
  reductionByRefund,
  reductionTo,
  refundableOf,
  standingOf,
  surplusOfPayment,
  totalOf,
  type AccountTotals,
} from '../../workflows/domain/money.ts';

const account = (sums: Partial<AccountTotals>): AccountTotals => ({ ...EMPTY_ACCOUNT, ...sums });

/** Accounts as they can come about: refunds within payments. */
const ACCOUNTS = fc
  .record({ due: fc.nat(100_000), paid: fc.nat(100_000), back: fc.nat(100), out: fc.nat(100) })
  .map(({ due, paid, back, out }) => {
    const refundDueMinor = Math.floor((paid * back) / 100);
    const refundedMinor = Math.floor((refundDueMinor * out) / 100);
    return account({ dueMinor: due, paidMinor: paid, refundDueMinor, refundedMinor });
  });

describe('the standing of an account', () => {
  it('is balanced and free to work while nothing was ever charged', () => {
    expect(standingOf(EMPTY_ACCOUNT)).toEqual({
      outstandingMinor: 0,
      unplacedMinor: 0,
      refundOpenMinor: 0,
      mayBeginWork: true,
      balanced: true,
    });
  });

  it('lets work begin when everything due is paid or deferred', () => {
    const due = { dueMinor: 48_000, paidMinor: 40_000 };
    expect(standingOf(account(due)).mayBeginWork).toBe(false);
    expect(standingOf(account({ ...due, deferredMinor: 8_000 })).mayBeginWork).toBe(true);
    expect(standingOf(account({ ...due, paidMinor: 48_000 })).mayBeginWork).toBe(true);
  });

  it('is not balanced with unplaced money, an open refund, cash not handed in, or an unpaid rest', () => {
    const paid = { dueMinor: 100, paidMinor: 100 };
    expect(standingOf(account(paid)).balanced).toBe(true);
    expect(standingOf(account({ ...paid, dueMinor: 90 })).balanced).toBe(false);
    expect(standingOf(account({ ...paid, dueMinor: 90, refundDueMinor: 10 })).balanced).toBe(false);
    expect(standingOf(account({ ...paid, cashInHandMinor: 1 })).balanced).toBe(false);
    expect(standingOf(account({ ...paid, dueMinor: 120 })).balanced).toBe(false);
    expect(standingOf(account({ ...paid, dueMinor: 120, receivableMinor: 20 })).balanced).toBe(true);
  });

  it('never shows an outstanding rest and unplaced money at once', () => {
    fc.assert(
      fc.property(ACCOUNTS, (totals) => {
        const { outstandingMinor, unplacedMinor } = standingOf(totals);
        expect(Math.min(outstandingMinor, unplacedMinor)).toBe(0);
      }),
    );
  });
});

describe('a payment', () => {
  it('above the due has a surplus; while nothing is due it has none and is unplaced', () => {
    expect(surplusOfPayment(account({ dueMinor: 800 }), 1_000)).toBe(200);
    expect(surplusOfPayment(account({ dueMinor: 800, paidMinor: 700 }), 90)).toBe(0);
    expect(surplusOfPayment(EMPTY_ACCOUNT, 500)).toBe(0);
  });
});

describe('lowering a charge', () => {
  it('voids what is unpaid and gives back what was paid above it', () => {
    expect(reductionTo(account({ dueMinor: 80_000, paidMinor: 80_000 }), 65_000)).toEqual({
      voidMinor: 15_000,
      refundMinor: 15_000,
    });
    expect(reductionTo(account({ dueMinor: 80_000, paidMinor: 30_000 }), 0)).toEqual({
      voidMinor: 80_000,
      refundMinor: 30_000,
    });
  });

  it('leaves no unplaced money and keeps the account sound', () => {
    fc.assert(
      fc.property(ACCOUNTS, fc.nat(100), (totals, percent) => {
        const charge = Math.floor((totals.dueMinor * percent) / 100);
        const { voidMinor, refundMinor } = reductionTo(totals, charge);
        const after = applyEntry(applyEntry(totals, { kind: 'due_voided', amountMinor: voidMinor }), {
          kind: 'refund_due',
          amountMinor: refundMinor,
        });
        expect(after.dueMinor).toBe(charge);
        expect(standingOf(after).unplacedMinor).toBe(0);
        expect(isSound(after)).toBe(true);
      }),
    );
  });

  it('by a refund never leaves the customer with a new debt', () => {
    fc.assert(
      fc.property(ACCOUNTS, fc.nat(100), (totals, percent) => {
        const refund = Math.floor((refundableOf(totals) * percent) / 100);
        const { voidMinor, refundMinor } = reductionByRefund(totals, refund);
        const after = applyEntry(applyEntry(totals, { kind: 'due_voided', amountMinor: voidMinor }), {
          kind: 'refund_due',
          amountMinor: refundMinor,
        });
        expect(refundMinor).toBe(refund);
        expect(standingOf(after).outstandingMinor).toBeLessThanOrEqual(standingOf(totals).outstandingMinor);
        expect(isSound(after)).toBe(true);
      }),
    );
  });
});

describe('the total of lines', () => {
  it('is their exact sum in minor units', () => {
    expect(totalOf([{ amountMinor: 10 }, { amountMinor: 20 }, { amountMinor: 3 }])).toBe(33);
    expect(totalOf([])).toBe(0);
  });
});
