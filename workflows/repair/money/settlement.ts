import type { CaseAccount } from '../../../activities/repair-contracts.ts';
import type { Actor } from '../../domain/actors.ts';
import { type DomainError, invalid } from '../../domain/errors.ts';
import { attempt, effect } from '../../runtime/effects.ts';
import { since } from '../../runtime/generations.ts';
import { effects, keyed } from '../effects.ts';
import { type Charged, feeChain, postCosts } from './fees.ts';
import { refundsDecided } from './granted-refund.ts';
import { owedFollows } from './owed.ts';
import { collectAfterWork } from './payment.ts';
import { paymentsPlaced } from './placing.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';

/** Money at the end: what is charged is settled, and nothing stays open (F-01, F-03). */

export const settlementTasks: TasksOf<'settleBalance'> = {
  settleBalance: {
    role: () => 'finance',
    due: () => ({ commitment: 'settle' }),
    check(_, form, task) {
      const toRefundMinor = Number(task.about['toRefundMinor']);
      if (toRefundMinor === 0 || (form.method !== 'none' && form.reference !== undefined)) return;
      throw refundNeeds(toRefundMinor);
    },
  },
};

/**
 * What was agreed is detailed, approved, costed and settled; what cost us alone is posted. Money settled in an earlier
 * round stays settled (3.4 completion).
 */
export async function moneyTrack(c: RepairCase): Promise<void> {
  const chain = c.data.chargeOpen || (c.policy.feeChainFor === 'all' && c.data.chargedMinor === 0);
  const [charged] = isWorkDone(c)
    ? await Promise.all([chain ? feeChain(c) : null, collectAfterWork(c)])
    : [null];
  if (charged === null) await postCosts(c);
  await settle(c, charged);
  await balance(c);
}

const isWorkDone = (c: RepairCase): boolean => c.data.workBegun || c.data.newUnit !== null;

/** Charges what was detailed; a difference to what was paid is given back once, or stays as a receivable. */
async function settle(c: RepairCase, charged: Charged | null): Promise<void> {
  await paymentsPlaced(c);
  await refundsDecided(c);
  c.data.booksMoved = false;
  const account = await accountNow(c);
  if (charged === null && account.balanced && (await listedAsItIs(c, account))) return;
  await settleBalance(c, account, charged);
  c.data.chargedMinor = charged?.chargedMinor ?? account.dueMinor;
  c.data.chargeOpen = false;
  c.data.doneMinor = 0;
}

/** What cost us alone needs nobody to settle it, and is listed in the month all the same (F-03, F-04). */
async function listedAsItIs(c: RepairCase, account: CaseAccount): Promise<boolean> {
  const isEmpty = account.dueMinor + account.paidMinor + account.costMinor === 0;
  if (isEmpty || !since(1, 'free-repairs-listed')) return true;
  c.data.settlements += 1;
  const no = c.data.settlements;
  const listed = await attempt(() =>
    effects.settleFees({ ...keyed(c, `fee/settle/${no}`), revision: null, invoiceNumber: null }),
  );
  return listed.refused === null;
}

/** Nothing stays open: cash is handed in, and money that came in after the settlement goes back (7 "Never"). */
export async function balance(c: RepairCase): Promise<void> {
  for (;;) {
    while (c.data.cashInHandMinor > 0) await c.next('cashHandedIn');
    await paymentsPlaced(c);
    await refundsDecided(c);
    if (!c.data.booksMoved) return;
    c.data.booksMoved = false;
    const account = await accountNow(c);
    if (!account.balanced && account.cashInHandMinor === 0) await settleBalance(c, account, null);
  }
}

async function settleBalance(c: RepairCase, account: CaseAccount, charged: Charged | null): Promise<void> {
  c.data.settlements += 1;
  const no = c.data.settlements;
  const { value: settled } = await c.taskWithEffect(
    'settleBalance',
    async ({ form, by }) => {
      const after = await effects.settleFees({
        ...keyed(c, `fee/settle/${no}`, by),
        revision: charged?.revision ?? null,
        invoiceNumber: form.invoiceNumber ?? null,
      });
      await payRefunds(c, no, form, by);
      return after;
    },
    { about: aboutBalance(account, charged?.chargedMinor ?? null) },
  );
  owedFollows(c, settled);
}

/** What finance sees with the task; `chargedMinor`: by the fee detail, where there is one. */
function aboutBalance(account: CaseAccount, chargedMinor: number | null) {
  const { refundOpenMinor, unplacedMinor, paidMinor, refundDueMinor } = account;
  const surplusMinor =
    chargedMinor === null ? unplacedMinor : Math.max(0, paidMinor - refundDueMinor - chargedMinor);
  return { account, chargedMinor, toRefundMinor: refundOpenMinor + surplusMinor };
}

/** The books were corrected while the balance waits to be settled. */
export function balanceFollows(c: RepairCase, account: CaseAccount): void {
  for (const { id, about } of c.tasks.openOfKind('settleBalance')) {
    const { chargedMinor = null } = about as { readonly chargedMinor?: number | null };
    c.tasks.tell(id, aboutBalance(account, chargedMinor));
  }
}

async function payRefunds(
  c: RepairCase,
  no: number,
  { method, reference }: RepairForms['settleBalance'],
  by: Actor,
): Promise<void> {
  const once = keyed(c, `refund/settlement/${no}/open`, by);
  const { refundOpenMinor } = await effects.account({ caseId: c.state.opening.caseId, once });
  if (refundOpenMinor === 0) return;
  if (method === 'none' || reference === undefined) throw refundNeeds(refundOpenMinor);
  await effects.payRefund({ ...keyed(c, `refund/settlement/${no}`, by), method, reference });
  c.tell('refundPaid', { amountMinor: refundOpenMinor });
}

function refundNeeds(amountMinor: number): DomainError {
  return invalid(
    '/reference',
    `is required, with a method, for the refund of ${amountMinor}`,
    'A refund is open: give its method and reference',
  );
}

const accountNow = (c: RepairCase): Promise<CaseAccount> =>
  effect(() => effects.account({ caseId: c.state.opening.caseId }));
