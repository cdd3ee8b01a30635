import type { Actor } from '../../domain/actors.ts';
import type { ApprovalDecision } from '../../domain/cases.ts';
import { since } from '../../runtime/generations.ts';
import type { Coverage, RepairCase } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { coverageApprovers, coveragesByLookup, mayGiveAway } from '../repair.rules.ts';
import { lookupsOf } from '../visits/reported-unit.ts';
import { technicianWaits } from '../visits/whereabouts.ts';

/** Who pays: looked up, decided by the technician, and approved where the two differ (3.4 warranty, 6 `coverage`). */

/** What holds by the records alone; the first is what holds where nobody decides otherwise. */
function coveragesOf(
  c: RepairCase,
  fault: { readonly sameFaultAs?: string; readonly faultCode?: string },
): readonly [Coverage, ...Coverage[]] {
  const { caseId } = c.state.opening;
  return coveragesByLookup(lookupsOf(c), fault, { caseId, faultCodes: c.data.repairedFaults });
}

/** What the customer can reckon with before anybody has seen the unit. */
export function coverageExpected(c: RepairCase, sameFaultAs: string | undefined): Coverage {
  return coveragesOf(c, sameFaultAs === undefined ? {} : { sameFaultAs })[0];
}

/** What the records give, whoever decided otherwise. */
export function coverageByRecords(c: RepairCase): Coverage {
  const { diagnosis, classification } = c.data;
  const sameFaultAs = classification?.sameFaultAs ?? c.body.sameFaultAs;
  return diagnosis === null ? coverageExpected(c, sameFaultAs) : coveragesOf(c, diagnosis)[0];
}

/** The technician decides who pays; where that differs from the lookup, a supervisor has to agree. */
export async function settleCoverage(c: RepairCase, form: RepairForms['diagnose'], by: Actor): Promise<void> {
  const held = coveragesOf(c, form);
  c.data.coverage = form.coverage;
  c.data.giveaway = null;
  const isGift = isGiftToMisuse(form);
  if (held.includes(form.coverage) && !isGift) return;
  const fallback = isGift ? 'chargeable' : held[0];
  const decision = await askCoverage(c, form, by, fallback, roughFeeOf(c));
  if (decision.decision === 'refused') c.data.coverage = fallback;
  else if (form.coverage !== 'chargeable') allow(c, decision);
}

/** Misuse is the customer's own cost: to repair it free is given away, whatever the records hold (R-08, D4.2.2.3). */
const isGiftToMisuse = ({ causedBy, coverage }: RepairForms['diagnose']): boolean =>
  causedBy === 'misuse' && coverage !== 'chargeable' && since(1, 'misuse-is-own-cost');

/**
 * What is given away is known when the work has been priced. More than whoever agreed may give away is asked again,
 * one level higher (2 `freeAuthority`). Null: nobody had to be asked.
 */
export async function confirmGiveaway(
  c: RepairCase,
  priceMinor: number,
  by: Actor,
): Promise<ApprovalDecision | null> {
  const { diagnosis, coverage, giveaway } = c.data;
  if (diagnosis === null || coverage === null || giveaway === null) return null;
  if (giveaway.upToMinor === null || priceMinor <= giveaway.upToMinor) return null;
  const lookup = isGiftToMisuse({ ...diagnosis, coverage }) ? 'chargeable' : coveragesOf(c, diagnosis)[0];
  const decision = await askCoverage(c, { ...diagnosis, coverage }, by, lookup, priceMinor);
  if (decision.decision === 'approved') {
    allow(c, decision);
  } else {
    c.data.coverage = lookup;
    c.data.giveaway = null;
  }
  return decision;
}

/**
 * Coverage as the manager's review finds it. What the records do not give is given away, as far as the manager may,
 * and beyond that by whoever has the authority (6 `coverage`, X-09). Gives what the customer is told of it.
 */
export async function coverageReviewed(
  c: RepairCase,
  { decision: coverage, reason }: RepairForms['reviewCoverage'],
  by: Actor,
): Promise<string> {
  const { diagnosis } = c.data;
  c.data.coverageReviewed = true;
  c.data.coverage = coverage;
  if (diagnosis === null || coverage === 'chargeable' || !since(1, 'review-within-authority')) return reason;
  const isGiven = coveragesOf(c, diagnosis).includes(coverage) && !isGiftToMisuse({ ...diagnosis, coverage });
  c.data.giveaway = isGiven ? null : { upToMinor: mayGiveAway(c.policy, 'manager') };
  const decided = await confirmGiveaway(c, c.data.priced?.totalMinor ?? 0, by);
  return decided?.decision === 'refused' ? (decided.reason ?? '') : reason;
}

function allow(c: RepairCase, { role }: ApprovalDecision): void {
  c.data.giveaway = { upToMinor: mayGiveAway(c.policy, role) };
}

function askCoverage(
  c: RepairCase,
  { coverage, causedBy, fault }: RepairForms['diagnose'],
  by: Actor,
  lookup: Coverage,
  amountMinor: number,
): Promise<ApprovalDecision> {
  return c.approval({
    subject: 'coverage',
    revision: c.serial(),
    requestedBy: by,
    chain: coverageApprovers(c.policy, coverage, amountMinor),
    within: technicianWaits(c) ? c.policy.approvalWithin.technicianWaiting : c.policy.approvalWithin.usual,
    ...(coverage === 'chargeable' ? {} : { amountMinor }),
    about: { lookup, coverage, causedBy, fault },
  });
}

/** What the customer was told beforehand that it may cost; 0 where nobody reckoned with a charge. */
function roughFeeOf(c: RepairCase): number {
  const { labour, travel, material } = c.data.classification?.roughFee ?? {
    labour: 0,
    travel: 0,
    material: 0,
  };
  return labour + travel + material;
}
