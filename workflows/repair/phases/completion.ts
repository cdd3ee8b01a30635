import { first } from '../../runtime/concurrency.ts';
import { endsEarly, putBack } from '../ending.ts';
import { promiseCompletion, promiseRework, promiseSettlement } from '../promises.ts';
import type { RepairCase, RepairData, RepairPhase } from '../repair.case.ts';
import { endDaysInRepair, withdrawOffer } from '../rights.ts';
import { customerTrack } from '../satisfaction.ts';
import { moneyTrack, thingsTrack } from '../settlement.ts';
import { notAgain } from '../visit.ts';

/** completion 完工: three tracks, the customer, things and money; dissatisfied → the next round. */

export async function completion(c: RepairCase): Promise<RepairPhase> {
  workEnded(c);
  if (endsEarly(c.state.outcome)) {
    await putBack(c);
    await Promise.all([thingsTrack(c), moneyTrack(c)]);
    return 'closed';
  }
  promiseCompletion(c);
  const ended = await first({
    through: () => Promise.all([customerTrack(c), thingsTrack(c), moneyTrack(c)]),
    dissatisfied: () => c.next('dissatisfied'),
  });
  if (ended.branch === 'dissatisfied') return nextRound(c);
  c.meet('settle');
  c.tell('closed', { outcome: c.state.outcome ?? '' });
  return 'closed';
}

/** Completion entered: the promises of the work itself are met, or fall away with it; the settlement's begins (3.3). */
function workEnded(c: RepairCase): void {
  const isKept = !endsEarly(c.state.outcome);
  for (const promise of ['repair', `rework/${c.state.round}`, 'announced']) {
    if (isKept) c.meet(promise);
    else c.commitments.drop(promise);
  }
  c.commitments.drop('news');
  endDaysInRepair(c);
  withdrawOffer(c);
  promiseSettlement(c);
}

/** Worked again, one level higher, by another technician; at the policy's last "no" a complaint takes over. */
async function nextRound(c: RepairCase): Promise<RepairPhase> {
  if (c.data.dissatisfied >= c.policy.complaintAtNo) {
    c.state.outcome = 'handedToComplaint';
    c.notify(
      'escalatedByHand',
      { type: 'role', role: 'manager' },
      {
        level: c.state.round,
        reason: 'complaint',
      },
    );
    await Promise.all([thingsTrack(c), moneyTrack(c)]);
    return 'closed';
  }
  c.commitments.dropAll();
  c.state.round += 1;
  c.state.attempt = 1;
  c.state.outcome = null;
  notAgain(c);
  Object.assign(c.data, {
    plan: null,
    rightTaken: null,
    arrivedAt: null,
    appointment: null,
    declines: 0,
    contactAttempts: 0,
    feeRevision: null,
    quoteScope: 'addition',
  } satisfies Partial<RepairData>);
  promiseRework(c);
  return 'dispatch';
}
