import { since } from '../../runtime/generations.ts';
import { customerBack } from './customers-delay.ts';
import { endsEarly } from '../endings/ending.ts';
import { promiseSettlement } from './promises.ts';
import type { RepairCase } from '../repair.case.ts';
import { endDaysInRepair, withdrawOffer } from '../replacement/rights.ts';
import { complaintSpeaks } from '../endings/satisfaction.ts';

/** What was promised about the work, and asked of people for its sake, ends with it (3.3, 3.4 completion). */

/** Promises of steps on the way to the work. */
const ON_THE_WAY = ['firstResponse', 'contact', 'visit', 'appointment', 'part'];

/** Completion entered: the promises of the work itself are met, or fall away with it; the settlement's begins (3.3). */
export function workEnded(c: RepairCase): void {
  const isKept = !endsEarly(c.state.outcome) && !complaintSpeaks(c);
  for (const promise of ['repair', `rework/${c.state.round}`, 'announced']) {
    if (isKept) c.meet(promise);
    else c.commitments.drop(promise);
  }
  c.commitments.drop('news');
  if (since(1, 'steps-end-with-the-work')) stepsEnded(c);
  customerBack(c, null);
  endDaysInRepair(c);
  withdrawOffer(c);
  promiseSettlement(c);
}

/** Nobody comes, calls or helps any more: solved on the phone, withdrawn, or done without what was asked for. */
function stepsEnded(c: RepairCase): void {
  for (const { kind, name } of Object.values(c.state.commitments)) {
    if (ON_THE_WAY.includes(kind)) c.commitments.drop(name);
  }
  for (const { id } of c.tasks.openOfKind('giveHelp')) c.tasks.drop(id);
}
