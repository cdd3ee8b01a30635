import type { CaseAccount } from '../../../activities/repair-contracts.ts';
import { type Actor, hasAnyRole } from '../../domain/actors.ts';
import type { ApprovalDecision } from '../../domain/cases.ts';
import { DomainError, type ErrorCode, invalid } from '../../domain/errors.ts';
import type { Instant, Limit } from '../../domain/limits.ts';
import { approversFor } from '../../domain/policy/authority.ts';
import { checkPast } from '../../domain/reported.ts';
import { attempt, effect } from '../../runtime/effects.ts';
import { first } from '../../runtime/concurrency.ts';
import { since } from '../../runtime/generations.ts';
import { cashTaken } from './cash.ts';
import { effects, keyed } from '../effects.ts';
import {
  askPayment,
  deferAgain,
  deferUntil,
  dropOwed,
  isAsked,
  isStopped,
  openOwed,
  owedFollows,
  UNPAID,
} from './owed.ts';
import { placeIfUnplaced } from './placing.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import type { RepairCommands, RepairForms } from '../repair.forms.ts';
import { checkAhead, checkOffered } from '../repair.rules.ts';
import type { PaymentReported } from '../repair.messages.ts';
import { isInWorkshop } from '../visits/whereabouts.ts';
import { customerStaysSilent } from '../promises/silence.ts';

/** The shared rule of payment before work (3.4 payment; R-10, F-02). */

export const paymentTasks: TasksOf<'confirmPayment'> = {
  confirmPayment: {
    role: (c) =>
      c.policy.paymentMethods.includes('cash') ? ['finance', 'technician', 'agent'] : ['finance'],
    // The customer's time, not that of whoever confirms: nobody of ours is late when it has passed (3.4 silence).
    due: (c) => (isAskedLater(c) ? null : { within: timeToPay(c), ladder: [], start: askedAt(c) }),
    about: (c) => ({ outstandingMinor: c.data.outstandingMinor, methods: c.policy.paymentMethods }),
    check(c, form, _task, by) {
      checkPast(form.paidAt, c.now(), '/paidAt');
      if (form.amountMinor === 0) {
        throw invalid('/amountMinor', 'must be at least 1', 'A payment is more than nothing');
      }
      const { paymentMethods } = c.policy;
      checkOffered(form.method, paymentMethods, '/method', `Payment by ${form.method} is not offered`);
      checkTaker(c, form.method, by);
    },
    done(c, form, by, task) {
      if (task.about['beside'] === true) c.aside(() => takeOwed(c, form, by));
    },
  },
};

/** Cash is taken by whoever of the case is with the customer; whatever comes another way finance alone sees (3.4). */
function checkTaker(c: RepairCase, method: RepairForms['confirmPayment']['method'], by: Actor): void {
  if (hasAnyRole(by, ['finance'])) return;
  if (method !== 'cash') {
    throw new DomainError('ROLE_MISSING', 'Only finance confirms what came by bank or online');
  }
  const { technicianId, helperIds } = c.data;
  const isThere = by.type === 'person' && [technicianId, ...helperIds].includes(by.personId);
  if (isThere || (hasAnyRole(by, ['agent']) && isInWorkshop(c))) return;
  throw new DomainError(
    'NOT_ASSIGNEE',
    'Cash is taken by the technician of the case, at the counter where the unit is in the workshop, or by finance',
  );
}

export type PaymentEnd = 'mayBegin' | 'silent';

/** When the payment that is waited for was asked. */
const askedAt = (c: RepairCase): Instant =>
  c.state.pauses.find(({ source }) => source === 'payment' || source === UNPAID)?.from ?? c.now();

function timeToPay(c: RepairCase): Limit {
  const { payWithin } = c.policy;
  if (payWithin === null) throw new Error('A policy that charges nothing asks for no payment');
  return payWithin;
}

/** What was agreed is paid, or paid later by agreement, before work starts. */
export async function collectPayment(c: RepairCase): Promise<PaymentEnd> {
  const account = await effect(() => effects.account({ caseId: c.state.opening.caseId }));
  if (account.mayBeginWork) return 'mayBegin';
  if (c.policy.payBefore === false && isPaidAfterWork()) {
    owedFollows(c, account);
    return 'mayBegin';
  }
  c.data.outstandingMinor = account.outstandingMinor;
  const { deferredUntil } = c.data;
  dropOwed(c);
  const ended = await c.whilePaused('waitingForCustomer', 'payment', () => {
    askPayment(c);
    return first({
      paid: () => takePayments(c),
      paidOnline: () => c.next('paidOnline'),
      deferred: () => deferral(c),
      silent: () => paymentSilence(c),
    });
  });
  if (ended.branch === 'silent') return 'silent';
  deferAgain(c, deferredUntil);
  return 'mayBegin';
}

/** The customer is reminded once of what is to be paid, and told when the case ends without it. */
export const paymentSilence = (c: RepairCase): Promise<void> =>
  customerStaysSilent(c, {
    task: 'confirmPayment',
    within: timeToPay(c),
    remind: () => {
      askPayment(c);
    },
  });

/** In cases from before all work waits for its payment, whatever the policy says. */
const isPaidAfterWork = (): boolean => since(1, 'paid-after-work');

/** Where work does not wait for its payment the customer is asked when it is done, and may pay before. */
const isAskedLater = (c: RepairCase): boolean =>
  c.policy.payBefore === false && !isAsked(c) && c.state.phase !== 'completion';

/** The payment of work that did not wait for it: asked for, reminded once, and left as a receivable if nothing comes. */
export async function collectAfterWork(c: RepairCase): Promise<void> {
  if (c.policy.payBefore !== false || !isPaidAfterWork()) return;
  const account = await effect(() => effects.account({ caseId: c.state.opening.caseId }));
  if (account.outstandingMinor === 0) return;
  dropOwed(c);
  owedFollows(c, account);
  askPayment(c);
  await first({ paid: () => c.next('nothingOwed'), unpaid: () => payTimeOver(c) });
}

async function payTimeOver(c: RepairCase): Promise<Instant> {
  const reminded = await c.after(timeToPay(c));
  askPayment(c);
  return c.after(c.policy.customerAnswerWithin, reminded);
}

/** Less is recorded and work waits for the rest; more becomes a refund due. */
async function takePayments(c: RepairCase): Promise<void> {
  for (;;) {
    const {
      form,
      by,
      value: account,
    } = await c.taskWithEffect('confirmPayment', (done) => recordPayment(c, done.form, done.by));
    paymentTaken(c, form, account, by);
    if (account.mayBeginWork) return;
  }
}

function recordPayment(
  c: RepairCase,
  { amountMinor, method, reference, paidAt }: RepairForms['confirmPayment'],
  by: Actor | undefined,
): Promise<CaseAccount> {
  const key = keyed(c, `payment/${method}/${reference}`, by);
  return effects.recordPayment({ ...key, amountMinor, method, reference, paidAt });
}

function paymentTaken(
  c: RepairCase,
  form: Pick<RepairForms['confirmPayment'], 'amountMinor' | 'method' | 'reference'>,
  account: CaseAccount,
  by: Actor | undefined,
): void {
  c.data.booksMoved = true;
  c.tell('paymentReceived', {
    amountMinor: form.amountMinor,
    ...(account.outstandingMinor > 0 ? { remainingMinor: account.outstandingMinor } : {}),
    ...(account.refundOpenMinor > 0 ? { surplusMinor: account.refundOpenMinor } : {}),
  });
  placeIfUnplaced(c, account, form);
  owedFollows(c, account);
  if (form.method === 'cash') cashTaken(c, form.amountMinor, by);
}

/** The provider's call: counts like a confirmation, once per reference. What the case cannot take waits for finance. */
export function takeReportedPayment(c: RepairCase, reported: PaymentReported): void {
  const { amountMinor, reference, paidAt, method = 'online', by } = reported;
  if (c.isClosing) {
    notTaken(c, reported, 'CASE_CLOSED');
    return;
  }
  c.aside(async () => {
    const recorded = await attempt(() => recordPayment(c, { amountMinor, method, reference, paidAt }, by));
    if (recorded.refused !== null) {
      notTaken(c, reported, recorded.refused.code);
      return;
    }
    c.note('paymentReported', { amountMinor, method, reference, paidAt }, 'staff', by);
    paymentTaken(c, { amountMinor, method, reference }, recorded.value, by);
    if (recorded.value.mayBeginWork) c.happened('paidOnline');
  });
}

function notTaken(c: RepairCase, reported: PaymentReported, because: ErrorCode): void {
  const { amountMinor, reference, paidAt, method = 'online', by } = reported;
  c.note('paymentRefused', { amountMinor, reference, because }, 'staff', by);
  if (!since(1, 'refused-payments-kept')) return;
  c.aside(() =>
    effect(() =>
      effects.keepPayment({
        ...keyed(c, `payment/${method}/${reference}/kept`),
        ...{ method, amountMinor, reference, paidAt, because },
      }),
    ),
  );
}

/** The command `deferPayment`, on its way to the payment that waits. */
export interface DeferralWanted {
  readonly input: RepairCommands['deferPayment'];
  readonly by: Actor;
}

export function checkDeferral(c: RepairCase, input: RepairCommands['deferPayment']): void {
  if (!isAsked(c) && !isStopped(c)) throw new DomainError('WRONG_PHASE', 'No payment is being waited for');
  checkAhead(input.until, c.now(), '/until', 'Payment is deferred to an instant ahead');
}

/** Payment later needs an approval; refused, the payment is asked for as before (6 `deferPayment`). */
export async function deferral(c: RepairCase): Promise<void> {
  let wanted = await c.next<DeferralWanted>('deferralWanted');
  for (;;) {
    const { input, by } = wanted;
    const ended = await first({
      decided: () => askDeferral(c, input, by),
      changed: () => c.next<DeferralWanted>('deferralWanted'),
    });
    if (ended.branch === 'changed') {
      wanted = ended.value;
      continue;
    }
    if (ended.value.decision === 'approved') return deferred(c, input, ended.value.by);
    c.tell('news', { text: ended.value.reason ?? '' });
    askPayment(c);
    wanted = await c.next<DeferralWanted>('deferralWanted');
  }
}

async function deferred(c: RepairCase, input: RepairCommands['deferPayment'], by: Actor): Promise<void> {
  const { until, reason } = input;
  await effect(() =>
    effects.recordDeferral({
      ...keyed(c, `deferral/${c.data.quoteRevision}/${until}`, by),
      until,
      reason,
    }),
  );
  c.notify(
    'paymentDeferred',
    { type: 'role', role: 'finance' },
    { amountMinor: c.data.outstandingMinor, deferredUntil: until, reason },
  );
  if (since(1, 'deferred-payments-taken')) deferUntil(c, until);
}

async function takeOwed(c: RepairCase, form: RepairForms['confirmPayment'], by: Actor): Promise<void> {
  const recorded = await attempt(() => recordPayment(c, form, by));
  if (recorded.refused === null) paymentTaken(c, form, recorded.value, by);
  else openOwed(c, recorded.refused);
}

function askDeferral(
  c: RepairCase,
  input: RepairCommands['deferPayment'],
  by: Actor,
): Promise<ApprovalDecision> {
  const { deferAuthority } = c.policy;
  if (deferAuthority === null) throw new Error('A policy that charges nothing defers nothing');
  return c.approval({
    subject: 'deferPayment',
    revision: c.serial(),
    requestedBy: by,
    chain: approversFor(c.policy, deferAuthority, c.data.outstandingMinor),
    within: c.policy.approvalWithin.usual,
    amountMinor: c.data.outstandingMinor,
    about: { until: input.until, reason: input.reason },
  });
}
