import type { PricedLine } from '../../../activities/repair-contracts.ts';
import type { ApprovalDecision } from '../../domain/cases.ts';
import { invalid } from '../../domain/errors.ts';
import type { CostAccount } from '../../domain/money.ts';
import { effect, entered } from '../../runtime/effects.ts';
import { since } from '../../runtime/generations.ts';
import type { Completed } from '../../runtime/tasks.ts';
import { effects, keyed } from '../effects.ts';
import type { Coverage, RepairCase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { siteOf } from '../visits/reported-unit.ts';
import { isInWorkshop } from '../visits/whereabouts.ts';
import { NOTHING_COSTED } from './money-state.ts';

/** Fees of the work that was done: detailed, approved and costed, or posted as cost alone (F-01, F-04, A6.2). */

export const feeTasks: TasksOf<'feeDetail' | 'costFees'> = {
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
};

/** A fee detail that was approved and costed. */
export interface Charged {
  readonly revision: number;
  readonly chargedMinor: number;
}

export async function feeChain(c: RepairCase): Promise<Charged> {
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
export async function postCosts(c: RepairCase): Promise<void> {
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
