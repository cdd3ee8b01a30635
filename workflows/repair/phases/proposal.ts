import type { Actor } from '../../domain/actors.ts';
import type { ApprovalDecision } from '../../domain/cases.ts';
import { invalid } from '../../domain/errors.ts';
import { approversFor } from '../../domain/policy/authority.ts';
import { effect } from '../../runtime/effects.ts';
import { effects } from '../effects.ts';
import { confirmGiveaway } from '../money/coverage.ts';
import { collectPayment } from '../money/payment.ts';
import { quoteAndAgree, withdrawQuote } from '../money/quotation.ts';
import { workshopWaitKnown } from '../parts/loan.ts';
import { dropRequests, partsOutstanding } from '../parts/requests.ts';
import { missingParts, provided, requestsProvided } from '../parts/requisition.ts';
import { newsTold, promiseAnnounced, within } from '../promises/promises.ts';
import type { RepairCase, RepairPhase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { checkAhead, isFree, planNeedsApproval, sumOfParts } from '../repair.rules.ts';
import { siteOf } from '../visits/reported-unit.ts';
import { technicianWaits } from '../visits/whereabouts.ts';
import { planner } from './parts.ts';

/** proposal 方案报价: plan approved, price agreed, paid. */

export const proposalTasks: TasksOf<'planWork'> = {
  planWork: {
    role: (c) => (c.state.round > 1 ? c.policy.leadRole : 'technician'),
    assignee: (c) => (c.state.round > 1 ? null : c.data.technicianId),
    due: (c) => within(c, c.policy.planWithin, 'slow'),
    check(c, form) {
      const { promisedUntil } = form;
      checkAhead(promisedUntil, c.now(), '/promisedUntil', 'The date promised to the customer lies ahead');
      const isRisky = c.data.diagnosis?.safetyRisk !== 'none';
      if (isRisky && form.safetyMeasures === undefined) {
        throw invalid(
          '/safetyMeasures',
          'is required where the diagnosis names a risk',
          'A risk asks for safety measures',
        );
      }
    },
  },
};

export async function proposal(c: RepairCase): Promise<RepairPhase> {
  await withdrawQuote(c);
  await approveAnewIfDearer(c);
  const plan = c.data.plan ?? (await planAndApprove(c));
  await confirmGiveaway(c, c.data.priced?.totalMinor ?? 0, planner(c));
  if (isFree(c.policy, c.data.coverage)) {
    c.tell('proposal', { measures: plan.measures, promisedUntil: plan.promisedUntil });
  } else {
    const agreement = await quoteAndAgree(c, plan);
    if (agreement === 'declined' && c.data.agreedPlan !== null) return await backToAgreedPlan(c);
    if (agreement !== 'accepted') {
      c.state.outcome = agreement === 'silent' ? 'customerSilent' : 'declined';
      return 'completion';
    }
    if (!isFree(c.policy, c.data.coverage) && (await collectPayment(c)) === 'silent') {
      c.state.outcome = 'customerSilent';
      return 'completion';
    }
  }
  joinAgreedPlan(c, plan);
  if (missingParts(c).length > 0 || partsOutstanding(c)) return 'parts';
  if (requestsProvided()) c.data.requisitionedPlan = c.data.planRevision;
  return 'work';
}

/** The addition is declined: only what was agreed before is done, and nothing more is charged (3.1 scopeGrew). */
async function backToAgreedPlan(c: RepairCase): Promise<RepairPhase> {
  await dropRequests(c, `addition/${c.data.planRevision}`);
  const { agreedPlan } = c.data;
  c.data.plan = agreedPlan;
  c.data.agreedPlan = null;
  if (agreedPlan !== null) promiseAnnounced(c, agreedPlan.promisedUntil, 'date told with the plan');
  // What it needs was handed out before the scope grew.
  c.data.requisitionedPlan = c.data.planRevision;
  return 'work';
}

/** An agreed addition is done together with what is left of the plan that it adds to. */
function joinAgreedPlan(c: RepairCase, addition: RepairForms['planWork']): void {
  const { agreedPlan } = c.data;
  if (agreedPlan === null) return;
  const left = agreedPlan.parts.map(({ partId, quantity }) => ({
    partId,
    quantity: Math.min(quantity, provided(c, partId)),
  }));
  c.data.plan = {
    ...addition,
    measures: `${agreedPlan.measures}; ${addition.measures}`,
    parts: sumOfParts([...left, ...addition.parts]),
  };
  c.data.agreedPlan = null;
}

/** A substitute has made the plan dearer: priced anew, and approved anew where that is needed (6 `plan`). */
async function approveAnewIfDearer(c: RepairCase): Promise<void> {
  const { plan, priced } = c.data;
  if (plan === null || priced !== null) return;
  c.data.planRevision += 1;
  c.data.priced = await priceWork(c, plan);
  const decision = await approvalOf(c, plan, c.data.priced.totalMinor, planner(c));
  if (decision?.decision !== 'refused') return;
  c.data.plan = null;
  c.data.planRefused = decision.reason;
}

async function planAndApprove(c: RepairCase): Promise<RepairForms['planWork']> {
  for (;;) {
    const revision = c.data.planRevision + 1;
    const { form, by } = await c.task('planWork', { about: { refused: c.data.planRefused, revision } });
    c.data.planRevision = revision;
    const priced = await priceWork(c, form);
    const decision = await approvalOf(c, form, priced.totalMinor, by);
    if (decision?.decision === 'refused') {
      c.data.planRefused = decision.reason;
      continue;
    }
    c.data.plan = form;
    c.data.planRefused = null;
    c.data.plannedBy = by;
    c.data.priced = priced;
    promiseAnnounced(c, form.promisedUntil, 'date told with the plan');
    await workshopWaitKnown(c, form.promisedUntil);
    newsTold(c);
    return form;
  }
}

function priceWork(c: RepairCase, plan: RepairForms['planWork']) {
  const isOnSite = c.data.classification?.place !== 'workshop';
  return effect(() =>
    effects.priceWork({
      caseId: c.state.opening.caseId,
      priceListCode: c.policy.priceList,
      openedAt: c.state.opening.openedAt,
      parts: plan.parts,
      minutes: plan.minutes,
      region: isOnSite ? (siteOf(c)?.region ?? '') : null,
      // What is added while the technician is there takes no trip of its own.
      trips: isOnSite && c.data.agreedPlan === null ? Math.max(1, c.data.visits) : 0,
    }),
  );
}

/** null: the policy asks for no approval of such a plan. */
async function approvalOf(
  c: RepairCase,
  plan: RepairForms['planWork'],
  costMinor: number,
  by: Actor,
): Promise<ApprovalDecision | null> {
  const { diagnosis } = c.data;
  const needed = planNeedsApproval(c.policy, {
    costMinor,
    complex: diagnosis?.complex ?? false,
    risky: (diagnosis?.safetyRisk ?? 'none') !== 'none',
  });
  if (!needed) return null;
  return c.approval({
    subject: 'plan',
    revision: c.data.planRevision,
    requestedBy: by,
    chain: approversFor(c.policy, c.policy.planAuthority, costMinor),
    within: technicianWaits(c) ? c.policy.approvalWithin.technicianWaiting : c.policy.approvalWithin.usual,
    amountMinor: costMinor,
    about: { measures: plan.measures, parts: plan.parts, promisedUntil: plan.promisedUntil },
  });
}
