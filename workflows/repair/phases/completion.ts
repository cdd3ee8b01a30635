import { first } from '../../runtime/concurrency.ts';
import { since } from '../../runtime/generations.ts';
import { linkedCasesAwaited } from '../../runtime/linked-wait.ts';
import { isWaiting } from '../../runtime/links.ts';
import { passToRole, toOwner } from '../../runtime/owner.ts';
import { endsEarly, putBack } from '../endings/ending.ts';
import { complaintSpeaks, customerTrack, resultOf } from '../endings/satisfaction.ts';
import { balance, moneyTrack } from '../money/settlement.ts';
import { thingsTrack } from '../parts/things.ts';
import { complaintAbout } from '../people/linked-cases.ts';
import { dropCompletion, promiseCompletion, promiseNews, promiseRework } from '../promises/promises.ts';
import { workEnded } from '../promises/work-ended.ts';
import type { RepairCase, RepairData, RepairPhase } from '../repair.case.ts';
import { ownerOf } from '../repair.rules.ts';
import { notAgain } from '../visits/visit.ts';

/** completion 完工: three tracks, the customer, things and money; dissatisfied → the next round. */

export async function completion(c: RepairCase): Promise<RepairPhase> {
  workEnded(c);
  if (endsEarly(c.state.outcome)) {
    await putBack(c);
    return settled(c);
  }
  if (complaintSpeaks(c)) return leftToComplaint(c);
  promiseCompletion(c);
  const ended = await first({
    through: () => tracks(c),
    dissatisfied: () => c.next('dissatisfied'),
  });
  if (ended.branch === 'dissatisfied') return nextRound(c);
  await closeBooks(c);
  c.meet('settle');
  await afterLinkedCases(c);
  c.tell('closed', { outcome: c.state.outcome ?? '' });
  return 'closed';
}

/** What is granted to a customer who is still being asked is given back at once. */
async function tracks(c: RepairCase): Promise<void> {
  let isAsked = false;
  await Promise.all([
    customerTrack(c).then(() => {
      isAsked = true;
      c.happened('booksMoved');
    }),
    settlement(c).then(async () => {
      while (!isAsked) {
        await c.next('booksMoved');
        await balance(c);
      }
    }),
  ]);
}

/** The promise to settle is kept when money and parts are closed, however long the customer is asked after that. */
async function settlement(c: RepairCase): Promise<void> {
  await Promise.all([thingsTrack(c), moneyTrack(c)]);
  if (since(1, 'settled-before-the-survey')) c.meet('settle');
}

/** Without a customer to be asked, things and money alone are settled. */
async function settled(c: RepairCase): Promise<RepairPhase> {
  await settlement(c);
  await closeBooks(c);
  c.meet('settle');
  if (isWaiting(c) && since(1, 'early-ends-wait')) await afterLinkedCases(c);
  return 'closed';
}

/** Whatever its outcome, a case closes after those that it was to wait for, and its books once more after them. */
async function afterLinkedCases(c: RepairCase): Promise<void> {
  if (!isWaiting(c)) return;
  await linkedCasesAwaited(c);
  await closeBooks(c);
}

/** What goes on beside the phases may move the books once more: they are closed when nothing is under way. */
async function closeBooks(c: RepairCase): Promise<void> {
  do {
    await balance(c);
    await c.endAsides();
  } while (c.data.booksMoved || c.data.cashInHandMinor > 0);
}

/** Worked again, one level higher, by another technician; at the policy's last "no" a complaint takes over. */
async function nextRound(c: RepairCase): Promise<RepairPhase> {
  if (c.data.dissatisfied >= c.policy.complaintAtNo) return handOverToComplaint(c);
  c.commitments.dropAll();
  passToRole(c, ownerOf(c.policy, c.state.round + 1));
  c.state.round += 1;
  c.state.attempt = 1;
  c.state.outcome = null;
  notAgain(c);
  const faultCode = c.data.diagnosis?.faultCode;
  Object.assign(c.data, {
    plan: null,
    result: null,
    rightTaken: null,
    arrivedAt: null,
    inRepairSince: null,
    appointment: null,
    declines: 0,
    contactAttempts: 0,
    quoteScope: 'addition',
    surveyExpiredAt: null,
    doneMinor: c.data.chargeOpen ? c.data.agreedMinor : 0,
    repairedFaults: [...c.data.repairedFaults, ...(faultCode === undefined ? [] : [faultCode])],
  } satisfies Partial<RepairData>);
  promiseRework(c);
  if (c.data.priority === 'urgent') promiseNews(c, 'urgent');
  tellOwner(c);
  return 'dispatch';
}

/** Whoever answers for the case in this round hears of it at once (2 `ownerByRound`). */
function tellOwner(c: RepairCase): void {
  const { round } = c.state;
  const role = ownerOf(c.policy, round);
  c.note('ownerChanged', { round, role }, 'customer');
  if (!since(1, 'owner-of-round-told')) return;
  c.notify('notSatisfied', toOwner(c), { round }, c.dueOf(`rework/${round}`));
}

async function handOverToComplaint(c: RepairCase): Promise<RepairPhase> {
  const { round } = c.state;
  const result = resultOf(c) ?? c.body.description;
  c.state.outcome = 'handedToComplaint';
  await complaintAbout(c, 'notSatisfied', result);
  c.notify('complaintWanted', toOwner(c), { round });
  if (complaintSpeaks(c)) dropCompletion(c);
  return leftToComplaint(c);
}

/** Things and money are settled here; whatever else the customer hears, they hear from the complaint. */
async function leftToComplaint(c: RepairCase): Promise<RepairPhase> {
  const next = await settled(c);
  c.tell('closed', { outcome: 'handedToComplaint' });
  return next;
}
