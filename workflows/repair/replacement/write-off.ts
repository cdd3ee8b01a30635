import type { Actor } from '../../domain/actors.ts';
import type { ApprovalDecision } from '../../domain/cases.ts';
import { invalid } from '../../domain/errors.ts';
import { approversFor } from '../../domain/policy/authority.ts';
import { first } from '../../runtime/concurrency.ts';
import { within } from '../promises/promises.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { worthOfUnit } from './worth.ts';

/** Nothing is written off before management has agreed (报废; 3.2 `proposeScrap`, 6 `scrap`, R-15). */

export type WriteOff = RepairForms['proposeScrap'];

/** A write-off as somebody proposed it. */
export interface ProposedWriteOff {
  readonly form: WriteOff;
  readonly by: Actor;
}

export const writeOffTasks: TasksOf<'proposeScrap'> = {
  proposeScrap: {
    role: (c) => ['technician', c.policy.leadRole],
    due: (c) => within(c, c.policy.planWithin, 'slow'),
    check: checkWriteOff,
  },
};

export function checkWriteOff(c: RepairCase, form: WriteOff): void {
  const isRight = c.data.rightTaken !== null;
  if ((form.ground === 'right') !== isRight) {
    throw invalid(
      '/ground',
      isRight ? 'must be "right"' : 'must not be "right"',
      'The ground is a right exactly where the customer has one and took it',
    );
  }
  if (isRight || form.evidence.length > 0) return;
  throw invalid('/evidence', 'must name at least one file', 'A write-off is shown by evidence');
}

/** Proposes and asks; null: refused. A right of the customer needs no approval. */
export async function writeOff(c: RepairCase): Promise<WriteOff | null> {
  const worth = { ...(await worthOfUnit(c)), repairCostMinor: c.data.priced?.totalMinor ?? null };
  let proposed: ProposedWriteOff = await c.task('proposeScrap', { about: worth });
  while (proposed.form.ground !== 'right') {
    const { form, by } = proposed;
    // Whoever proposes does not choose the approver by the value that they write down.
    const amountMinor = Math.max(form.unitValueMinor, worth.unitValueMinor ?? 0);
    const ended = await first({
      decided: () => askApproval(c, form, by, amountMinor),
      // Another value or ground is asked for anew (6).
      changed: () => c.next<ProposedWriteOff>('writeOffChanged'),
    });
    if (ended.branch === 'decided') return ended.value.decision === 'approved' ? form : null;
    proposed = ended.value;
  }
  return proposed.form;
}

export const isWriteOffPending = (c: RepairCase): boolean =>
  Object.values(c.state.approvals).some(({ subject }) => subject === 'scrap');

function askApproval(
  c: RepairCase,
  form: WriteOff,
  by: Actor,
  amountMinor: number,
): Promise<ApprovalDecision> {
  const { ground, repairCostMinor, unitValueMinor, evidence, disposal } = form;
  return c.approval({
    subject: 'scrap',
    revision: c.serial(),
    requestedBy: by,
    chain: approversFor(c.policy, c.policy.scrapAuthority, amountMinor),
    within: c.policy.approvalWithin.usual,
    amountMinor,
    about: { ground, repairCostMinor, unitValueMinor, evidence, disposal },
  });
}
