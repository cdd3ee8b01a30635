import type { CaseAccount, PricedLine } from '../../../activities/repair-contracts.ts';
import type { Actor } from '../../domain/actors.ts';
import type { ApprovalDecision } from '../../domain/cases.ts';
import type { CostAccount } from '../../domain/money.ts';
import { type DomainError, invalid } from '../../domain/errors.ts';
import { attempt, effect, entered } from '../../runtime/effects.ts';
import { since } from '../../runtime/generations.ts';
import type { Completed } from '../../runtime/tasks.ts';
import { effects, keyed } from '../effects.ts';
import { refundsDecided } from './granted-refund.ts';
import { owedFollows } from './owed.ts';
import { collectAfterWork } from './payment.ts';
import { paymentsPlaced } from './placing.ts';
import { NOTHING_COSTED } from './money-state.ts';
import type { Coverage, RepairCase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { siteOf } from '../visits/reported-unit.ts';
import { isInWorkshop } from '../visits/whereabouts.ts';

/** Money at the end: fees detailed, approved, costed and settled (F-01, F-04). */

export const settlementTasks: TasksOf<'feeDetail' | 'costFees' | 'settleBalance'> = {
  feeDetail: {
    role: () => 'agent',
    due: () => ({ commitment: 'settle' }),
    check(c, form) {
      const chargedMinor = form.lines.reduce((sum, line) => sum + line.amountMinor, 0);
      if (chargedMinor <= c.data.agreedMinor) return;
      throw invalid(
        '/lines',
        `must sum up to at most ${c.data.agreedMinor}`,
        'Nothing is charged beyond what the customer accepted',
      );
    },
  },
  costFees: { role: () => 'finance', due: () => ({ commitment: 'settle' }) },
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

/** A fee detail that was approved and costed. */
interface Charged {
  readonly revision: number;
  readonly chargedMinor: number;
}

async function feeChain(c: RepairCase): Promise<Charged> {
  let refused: string | null = null;
  for (;;) {
    const { agreedMinor, chargeOpen } = c.data;
    // What is free is detailed all the same, at nothing; what it cost goes to its account (F-04).
    const lines = (await prefilled(c, chargeOpen ? 'charge' : 'cost')).map((line) =>
      chargeOpen ? line : { ...line, amountMinor: 0 },
    );
    const detailed: Completed<RepairForms['feeDetail']> = await c.task('feeDetail', {
      about: { lines, agreedMinor, refused },
    });
    c.data.feeRevisions += 1;
    const revision = c.data.feeRevisions;
    const saved = await entered(() =>
      effects.saveFeeDetail({
        ...keyed(c, `fee/${revision}`, detailed.by),
        revision,
        currency: currencyOf(c),
        lines: detailed.form.lines,
      }),
    );
    if (saved.refused !== null) {
      refused = saved.refused.message;
      continue;
    }
    const { chargedMinor } = saved.value;
    const decided = await approveDetail(c, revision, chargedMinor, detailed);
    if (decided.decision === 'approved') {
      await costFees(c, revision, lines);
      return { revision, chargedMinor };
    }
    refused = decided.reason;
  }
}

async function approveDetail(
  c: RepairCase,
  revision: number,
  chargedMinor: number,
  { form, by }: Completed<RepairForms['feeDetail']>,
): Promise<ApprovalDecision> {
  const decided = await c.approval({
    subject: 'feeDetail',
    revision,
    requestedBy: by,
    chain: ['department_head', 'manager'],
    within: c.policy.approvalWithin.usual,
    amountMinor: chargedMinor,
    about: { lines: form.lines },
  });
  const { decision, reason } = decided;
  await effect(() =>
    effects.decideFeeDetail({
      ...keyed(c, `fee/${revision}/decision`, decided.by),
      revision,
      decision,
      reason,
    }),
  );
  return decided;
}

async function costFees(c: RepairCase, revision: number, detailed: readonly PricedLine[]): Promise<void> {
  // Cases from before show finance the lines of the detail at list prices.
  const lines = since(1, 'lines-at-cost') ? await prefilled(c, 'cost') : detailed;
  await c.taskWithEffect(
    'costFees',
    ({ form, by }) =>
      effects.costFees({
        ...keyed(c, `fee/${revision}/cost`, by),
        revision,
        currency: currencyOf(c),
        lines: form.lines,
      }),
    { about: { lines, account: accountOf(c) } },
  );
  costsPosted(c);
}

/** Free repairs cost too: what the case cost is posted to whoever bears it (F-04). */
async function postCosts(c: RepairCase): Promise<void> {
  const lines = await prefilled(c, 'cost');
  if (lines.length > 0) {
    await effect(() =>
      effects.costFees({
        ...keyed(c, `fee/cost/${c.state.round}`),
        revision: null,
        currency: currencyOf(c),
        lines: lines.map(({ kind, amountMinor }) => ({
          kind,
          costMinor: amountMinor,
          account: accountOf(c),
        })),
      }),
    );
  }
  costsPosted(c);
}

/** What a later round costs is counted from here. */
function costsPosted(c: RepairCase): void {
  const { workedMinutes, visits, lines } = c.data;
  c.data.costed = {
    minutes: workedMinutes,
    visits,
    pieces: lines.map(({ lineId, consumed }) => ({ lineId, quantity: consumed })),
  };
}

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
  const { refundOpenMinor, unplacedMinor, paidMinor, refundDueMinor } = account;
  const surplusMinor =
    charged === null ? unplacedMinor : Math.max(0, paidMinor - refundDueMinor - charged.chargedMinor);
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
    { about: { account, toRefundMinor: refundOpenMinor + surplusMinor } },
  );
  owedFollows(c, settled);
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

const currencyOf = (c: RepairCase): string => c.data.priced?.currency ?? 'CNY';

/** `charge`: all that the customer may be charged for; `cost`: what it cost us since costs were posted last. */
function prefilled(c: RepairCase, what: 'charge' | 'cost'): Promise<readonly PricedLine[]> {
  const before = what === 'cost' ? c.data.costed : NOTHING_COSTED;
  const isOnSite = !isInWorkshop(c);
  return effect(() =>
    effects.prefillFees({
      caseId: c.state.opening.caseId,
      chargeable: what === 'charge',
      priceListCode: c.policy.priceList,
      openedAt: c.state.opening.openedAt,
      minutes: c.data.workedMinutes - before.minutes,
      trips: isOnSite ? c.data.visits - before.visits : 0,
      region: isOnSite ? (siteOf(c)?.region ?? '') : null,
      without: before.pieces,
    }),
  );
}

function accountOf(c: RepairCase): CostAccount {
  const byCoverage: Record<Coverage, CostAccount> = {
    warranty: 'warranty',
    workmanship: 'workmanship',
    goodwill: 'goodwill',
    chargeable: c.policy.payBefore === null ? 'goodwill' : 'customer',
  };
  return byCoverage[c.data.coverage ?? 'chargeable'];
}
