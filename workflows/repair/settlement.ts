import type { CaseAccount, PricedLine } from '../../activities/repair-contracts.ts';
import type { CostAccount } from '../domain/money.ts';
import { DomainError } from '../domain/errors.ts';
import { effect } from '../runtime/effects.ts';
import { effects, keyed } from './effects.ts';
import { takeLoanBack } from './loan.ts';
import { disposeOfOldUnits } from './new-unit.ts';
import { within } from './promises.ts';
import type { Coverage, RepairCase, TasksOf } from './repair.case.ts';
import type { RepairForms } from './repair.forms.ts';
import { isFree } from './repair.rules.ts';

/** Things and money at the end: parts back, fees detailed, approved, costed and settled (P-03, F-01, F-04). */

export const settlementTasks: TasksOf<'returnParts' | 'feeDetail' | 'costFees' | 'settleBalance'> = {
  returnParts: {
    role: () => 'parts_clerk',
    due: (c) => within(c, c.policy.partsReturnWithin, 'parts'),
    check(_, form) {
      const index = form.lines.findIndex((line) => line.lost > 0 && line.reason === undefined);
      if (index === -1) return;
      throw new DomainError('INVALID', 'A lost part has a reason', {
        faults: [{ pointer: `/lines/${index}/reason`, message: 'is required where something is lost' }],
      });
    },
  },
  feeDetail: {
    role: () => 'agent',
    due: () => ({ commitment: 'settle' }),
    check(c, form) {
      const chargedMinor = form.lines.reduce((sum, line) => sum + line.amountMinor, 0);
      if (chargedMinor <= c.data.agreedMinor) return;
      throw new DomainError('INVALID', 'Nothing is charged beyond what the customer accepted', {
        faults: [{ pointer: '/lines', message: `must sum up to at most ${c.data.agreedMinor}` }],
      });
    },
  },
  costFees: { role: () => 'finance', due: () => ({ commitment: 'settle' }) },
  settleBalance: { role: () => 'finance', due: () => ({ commitment: 'settle' }) },
};

/** What was issued and not used comes back, and so does a loan device; a replaced unit is disposed of. */
export async function thingsTrack(c: RepairCase): Promise<void> {
  await Promise.all([returnUnused(c), disposeOfOldUnits(c), takeLoanBack(c)]);
}

async function returnUnused(c: RepairCase): Promise<void> {
  const { caseId } = c.state.opening;
  for (;;) {
    const inHand = await effect(() => effects.partsInHand({ caseId }));
    if (inHand.every((line) => line.inHand === 0)) return;
    await c.taskWithEffect(
      'returnParts',
      ({ form, by }) =>
        effects.returnParts({ ...keyed(c, `parts/return/${c.serial()}`, by), entries: form.lines }),
      { about: { lines: inHand } },
    );
  }
}

/** Free repairs cost too: what the case cost is posted to whoever bears it (F-04). */
export async function moneyTrack(c: RepairCase): Promise<void> {
  const isPaidFor = !isFree(c.policy, c.data.coverage) || (c.data.newUnit?.priceMinor ?? 0) > 0;
  const chargeable = isPaidFor && c.data.agreedMinor > 0;
  const chain = c.policy.feeChainFor === 'all' || chargeable;
  if (chain && (c.data.workBegun || c.data.newUnit !== null)) await feeChain(c, chargeable);
  else await postCosts(c, null, await prefilled(c, false));
  await settle(c);
}

async function feeChain(c: RepairCase, chargeable: boolean): Promise<void> {
  for (;;) {
    const lines = await prefilled(c, chargeable);
    // What is free is detailed all the same, at nothing; what it cost goes to its account (F-04).
    const charged = chargeable ? lines : lines.map((line) => ({ ...line, amountMinor: 0 }));
    const detailed = await c.task('feeDetail', {
      about: { lines: charged, agreedMinor: c.data.agreedMinor },
    });
    c.data.feeRevisions += 1;
    const revision = c.data.feeRevisions;
    const saved = await effect(() =>
      effects.saveFeeDetail({
        ...keyed(c, `fee/${revision}`, detailed.by),
        revision,
        currency: c.data.priced?.currency ?? 'CNY',
        lines: detailed.form.lines,
      }),
    );
    const decided = await c.approval({
      subject: 'feeDetail',
      revision,
      requestedBy: detailed.by,
      chain: ['department_head', 'manager'],
      within: c.policy.approvalWithin.usual,
      amountMinor: saved.chargedMinor,
      about: { lines: detailed.form.lines },
    });
    await effect(() =>
      effects.decideFeeDetail({
        ...keyed(c, `fee/${revision}/decision`, decided.by),
        revision,
        decision: decided.decision,
        reason: decided.reason,
      }),
    );
    if (decided.decision === 'refused') continue;
    c.data.feeRevision = revision;
    const costed = await c.task('costFees', { about: { lines, account: accountOf(c) } });
    await effect(() =>
      effects.costFees({
        ...keyed(c, `fee/${revision}/cost`, costed.by),
        revision,
        currency: c.data.priced?.currency ?? 'CNY',
        lines: costed.form.lines,
      }),
    );
    return;
  }
}

async function postCosts(c: RepairCase, revision: null, lines: readonly PricedLine[]): Promise<void> {
  if (lines.length === 0) return;
  await effect(() =>
    effects.costFees({
      ...keyed(c, `fee/cost/${c.state.round}`),
      revision,
      currency: c.data.priced?.currency ?? 'CNY',
      lines: lines.map(({ kind, amountMinor }) => ({ kind, costMinor: amountMinor, account: accountOf(c) })),
    }),
  );
}

/** Charges what was detailed; a difference to what was paid is given back once, or stays as a receivable. */
async function settle(c: RepairCase): Promise<void> {
  const revision = c.data.feeRevision;
  const before = await effect(() => effects.account({ caseId: c.state.opening.caseId }));
  if (revision === null && before.balanced) return;
  await c.taskWithEffect(
    'settleBalance',
    async ({ form, by }) => {
      await effects.settleFees({
        ...keyed(c, `fee/settle/${c.state.round}`, by),
        revision,
        invoiceNumber: form.invoiceNumber ?? null,
      });
      const account = await effects.account({ caseId: c.state.opening.caseId });
      await refundSurplus(c, account, form, by);
    },
    { about: { account: before } },
  );
}

async function refundSurplus(
  c: RepairCase,
  account: CaseAccount,
  form: RepairForms['settleBalance'],
  by: Parameters<typeof keyed>[2],
): Promise<void> {
  const amountMinor = account.refundOpenMinor;
  if (amountMinor === 0) return;
  if (form.method === 'none' || form.reference === undefined) {
    throw new DomainError('INVALID', 'A refund is open: give its method and reference');
  }
  await effects.payRefund({
    ...keyed(c, `refund/settlement/${c.state.round}`, by),
    method: form.method,
    reference: form.reference,
  });
  c.tell('refundPaid', { amountMinor });
}

function prefilled(c: RepairCase, chargeable: boolean): Promise<readonly PricedLine[]> {
  const isOnSite = c.data.classification?.place !== 'workshop';
  return effect(() =>
    effects.prefillFees({
      caseId: c.state.opening.caseId,
      chargeable,
      priceListCode: c.policy.priceList,
      openedAt: c.state.opening.openedAt,
      minutes: c.data.workedMinutes,
      trips: isOnSite ? c.data.visits : 0,
      region: isOnSite ? (c.body.site?.region ?? '') : null,
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
