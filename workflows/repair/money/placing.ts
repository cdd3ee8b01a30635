import type { CaseAccount } from '../../../activities/repair-contracts.ts';
import type { Actor } from '../../domain/actors.ts';
import { invalid } from '../../domain/errors.ts';
import type { PaymentMethod } from '../../domain/money.ts';
import { attempt, effect } from '../../runtime/effects.ts';
import { since } from '../../runtime/generations.ts';
import { effects, keyed, ofTask } from '../effects.ts';
import { endsEarly } from '../endings/ending.ts';
import { promiseAnnounced, promiseNews, promiseRepair, within } from '../promises/promises.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';

/** Money that came although nothing was due: after a withdrawal, or when the price did not hold any more (9). */

/** A payment as it came. */
interface Unplaced {
  readonly amountMinor: number;
  readonly method: PaymentMethod;
  readonly reference: string;
}

export const placingTasks: TasksOf<'placePayment'> = {
  placePayment: {
    role: () => 'finance',
    due: (c) => within(c, c.policy.approvalWithin.usual, 'slow'),
    about: (c) => ({ mayRevive: mayRevive(c), quote: c.data.lastOffer, outcome: c.state.outcome }),
    check: checkPlacing,
    done(c, form, by, task) {
      if (form.decision === 'revive') revive(c, form, by);
      else c.aside(() => refund(c, form, by, ofTask(c, task.id)));
    },
  },
};

/** Finance decides where money belongs that is neither due nor to be given back; books wait for it. */
export function placeIfUnplaced(c: RepairCase, account: CaseAccount, payment: Unplaced): void {
  if (account.unplacedMinor === 0 || !since(1, 'payments-placed')) return;
  c.data.paymentsToPlace += 1;
  c.openTask('placePayment', { about: { ...payment } });
}

/** Nothing is settled while finance still decides about money that came. */
export async function paymentsPlaced(c: RepairCase): Promise<void> {
  while (c.data.paymentsToPlace > 0) await c.next('paymentPlaced');
}

function placed(c: RepairCase): void {
  c.data.paymentsToPlace -= 1;
  c.data.booksMoved = true;
  c.happened('paymentPlaced');
}

/** The whole of the work was quoted and nothing of it is begun: it can be done at the price that was named. */
function mayRevive(c: RepairCase): boolean {
  const { lastOffer, plan, technicianId, workBegun, unitComing, quoteScope } = c.data;
  const isEnded = c.state.phase === 'completion' && endsEarly(c.state.outcome);
  return (
    (isEnded || c.state.phase === 'proposal') &&
    lastOffer !== null &&
    lastOffer.measures === plan?.measures &&
    technicianId !== null &&
    quoteScope === 'whole' &&
    unitComing === null &&
    !workBegun
  );
}

function checkPlacing(c: RepairCase, form: RepairForms['placePayment']): void {
  if (form.decision === 'refund') return;
  if (!mayRevive(c)) {
    throw invalid('/decision', 'must be "refund"', 'There is no quotation that the repair can go on by');
  }
  if ((form.promisedUntil ?? c.data.plan?.promisedUntil ?? 0) > c.now()) return;
  throw invalid(
    '/promisedUntil',
    'is required, and must lie ahead',
    'The date that the customer was told has passed',
  );
}

/** The payment stands for the answer: the repair goes on at the same price, promised anew from now. */
function revive(c: RepairCase, { promisedUntil }: RepairForms['placePayment'], by: Actor): void {
  const { plan } = c.data;
  if (plan === null) return;
  c.note(
    'revived',
    { outcome: c.state.outcome, price: c.data.lastOffer?.totalMinor ?? null },
    'customer',
    by,
  );
  if (c.state.phase === 'completion') {
    c.commitments.drop('settle');
    promiseRepair(c, c.now());
    if (c.data.priority === 'urgent' && since(1, 'news-after-revival')) promiseNews(c, 'urgent');
  }
  c.state.outcome = null;
  Object.assign(c.data, {
    ending: null,
    plan: { ...plan, promisedUntil: promisedUntil ?? plan.promisedUntil },
    requisitionedPlan: 0,
    revivals: c.data.revivals + 1,
    isRevived: true,
  });
  promiseAnnounced(c, promisedUntil ?? plan.promisedUntil, 'date told when the repair was revived');
  placed(c);
  c.interrupt('proposal');
}

/** Given back at once, and once; where the settlement was faster, nothing is left to give back. */
async function refund(
  c: RepairCase,
  { method, reference }: RepairForms['placePayment'],
  by: Actor,
  task: string,
): Promise<void> {
  const step = `refund/placed/${task}`;
  const { refundOpenMinor } = await effect(() =>
    effects.unwindMoney({
      ...keyed(c, step, by),
      // All that can be due by now: a fee may have been charged, or a price agreed on, since the money came.
      keepMinor: c.data.agreedMinor + c.policy.visitFeeMinor,
      cause: `placed/${task}`,
    }),
  );
  if (method !== undefined && reference !== undefined) {
    const paid = await attempt(() =>
      effects.payRefund({ ...keyed(c, `${step}/paid`, by), method, reference }),
    );
    if (paid.refused === null) c.tell('refundPaid', { amountMinor: refundOpenMinor });
    else c.note('refundNotNeeded', { because: paid.refused.code }, 'staff', by);
  }
  placed(c);
}
