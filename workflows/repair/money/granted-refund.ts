import type { Actor } from '../../domain/actors.ts';
import type { ApprovalDecision } from '../../domain/cases.ts';
import { invalid } from '../../domain/errors.ts';
import { grantedCause } from '../../domain/money.ts';
import { approversFor } from '../../domain/policy/authority.ts';
import { first } from '../../runtime/concurrency.ts';
import { attempt } from '../../runtime/effects.ts';
import { effects, keyed } from '../effects.ts';
import { owedFollows } from './owed.ts';
import type { RepairCase } from '../repair.case.ts';
import type { RepairCommands } from '../repair.forms.ts';

/**
 * A refund beyond what the rules give by themselves: asked for by staff, granted by whoever has the authority for the
 * amount, given back by finance with the next settlement of the case (6 `refund`, 7 `refund/<cause>`).
 */

type Wanted = RepairCommands['grantRefund'];

export function checkGrant(c: RepairCase, { amountMinor }: Wanted): void {
  const refuse = (message: string): never => {
    throw invalid('/amountMinor', message);
  };
  if (c.policy.refundAuthority === null) refuse('cannot be given back: under this policy nothing is charged');
  if (amountMinor === 0) refuse('must be at least 1');
}

/** Another amount for the same cause: the approval that was asked for falls, and a new one is asked. */
export function grantRefund(c: RepairCase, wanted: Wanted, by: Actor): void {
  c.happened(`refundChanged/${wanted.cause}`);
  c.aside(() => decided(c, wanted, by));
}

/** Nothing is settled while a refund is being decided. */
export async function refundsDecided(c: RepairCase): Promise<void> {
  while (c.data.refundsUnderWay > 0) await c.next('refundDecided');
}

async function decided(c: RepairCase, wanted: Wanted, by: Actor): Promise<void> {
  c.data.refundsUnderWay += 1;
  try {
    const ended = await first({
      decided: () => askApproval(c, wanted, by),
      changed: () => c.next(`refundChanged/${wanted.cause}`),
    });
    if (ended.branch === 'changed') return;
    const { decision, reason, by: decider } = ended.value;
    if (decision === 'approved') await granted(c, wanted, decider);
    else c.tell('refundRefused', { amountMinor: wanted.amountMinor, reason: reason ?? '' });
  } finally {
    c.data.refundsUnderWay -= 1;
    c.happened('refundDecided');
  }
}

function askApproval(
  c: RepairCase,
  { amountMinor, cause, reason }: Wanted,
  requestedBy: Actor,
): Promise<ApprovalDecision> {
  const { refundAuthority } = c.policy;
  if (refundAuthority === null) throw new Error('A policy that charges nothing gives nothing back');
  return c.approval({
    subject: 'refund',
    revision: c.serial(),
    requestedBy,
    chain: approversFor(c.policy, refundAuthority, amountMinor),
    within: c.policy.approvalWithin.usual,
    amountMinor,
    about: { cause, reason },
  });
}

/** The books have the last word: what was paid may have gone back for another cause meanwhile. */
async function granted(c: RepairCase, { amountMinor, cause, reason }: Wanted, by: Actor): Promise<void> {
  const booked = await attempt(() =>
    effects.recordRefund({
      ...keyed(c, `refund/${grantedCause(cause)}`, by),
      ...{ amountMinor, cause: grantedCause(cause), reason },
    }),
  );
  if (booked.refused !== null) {
    c.note('refundNotBooked', { cause, amountMinor, because: booked.refused.code }, 'staff', by);
    return;
  }
  c.data.agreedMinor = Math.min(c.data.agreedMinor, booked.value.dueMinor);
  c.data.booksMoved = true;
  owedFollows(c, booked.value);
  c.note('refundGranted', { amountMinor, reason }, 'customer', by);
  c.happened('booksMoved');
}
