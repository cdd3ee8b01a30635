import type { CaseAccount } from '../../activities/repair-contracts.ts';
import type { Actor } from '../domain/actors.ts';
import type { ApprovalDecision } from '../domain/cases.ts';
import { DomainError } from '../domain/errors.ts';
import type { Role } from '../domain/limits.ts';
import { approversFor } from '../domain/policy/authority.ts';
import { effect } from '../runtime/effects.ts';
import { first } from '../runtime/concurrency.ts';
import { effects, keyed } from './effects.ts';
import { within } from './promises.ts';
import type { RepairCase, TasksOf } from './repair.case.ts';
import type { RepairCommands, RepairForms } from './repair.forms.ts';
import { checkPast } from './repair.rules.ts';
import type { PaymentReported } from './repair.messages.ts';
import { customerStaysSilent } from './silence.ts';

/** The shared rule of payment before work (3.4 payment; R-10, F-02). */

export const paymentTasks: TasksOf<'confirmPayment' | 'handInCash'> = {
  confirmPayment: {
    role: (c) => (c.policy.paymentMethods.includes('cash') ? ['finance', 'technician'] : ['finance']),
    about: (c) => ({ dueMinor: c.data.agreedMinor, methods: c.policy.paymentMethods }),
    check(c, form, _task, by) {
      checkPast(form.paidAt, c.now(), '/paidAt');
      if (form.amountMinor === 0) {
        throw new DomainError('INVALID', 'A payment is more than nothing', {
          faults: [{ pointer: '/amountMinor', message: 'must be at least 1' }],
        });
      }
      if (!c.policy.paymentMethods.includes(form.method)) {
        throw new DomainError('INVALID', `Payment by ${form.method} is not offered`, {
          faults: [{ pointer: '/method', message: `one of: ${c.policy.paymentMethods.join(', ')}` }],
        });
      }
      const roles: readonly Role[] = by.type === 'person' ? by.roles : [];
      if (form.method !== 'cash' && !roles.includes('finance')) {
        throw new DomainError('ROLE_MISSING', 'Only finance confirms what came by bank or online');
      }
    },
  },
  handInCash: {
    role: () => 'finance',
    due: (c) => {
      const limit = c.policy.cashHandInWithin;
      if (limit === null) throw new Error('A policy that charges nothing takes no cash');
      return within(c, limit, 'slow');
    },
    check(_, form, task) {
      const inHandMinor = Number(task.about['amountMinor']);
      if (form.amountMinor > 0 && form.amountMinor <= inHandMinor) return;
      throw new DomainError('INVALID', 'Cash is handed in as far as it was taken', {
        faults: [{ pointer: '/amountMinor', message: `between 1 and ${inHandMinor}` }],
      });
    },
    done(c, form, by, task) {
      const restMinor = Number(task.about['amountMinor']) - form.amountMinor;
      if (restMinor > 0) c.openTask('handInCash', { about: { amountMinor: restMinor } });
      c.aside(async () => {
        await effect(() =>
          effects.handInCash({ ...keyed(c, `cash/${c.serial()}`, by), amountMinor: form.amountMinor }),
        );
      });
    },
  },
};

export type PaymentEnd = 'mayBegin' | 'silent';

/** What was agreed is paid, or paid later by agreement, before work starts. */
export async function collectPayment(c: RepairCase): Promise<PaymentEnd> {
  const account = await effect(() => effects.account({ caseId: c.state.opening.caseId }));
  if (account.mayBeginWork) return 'mayBegin';
  const { payWithin } = c.policy;
  if (payWithin === null) throw new Error('A policy that charges nothing asks for no payment');
  c.pause('waitingForCustomer', 'payment');
  const remind = (): void => {
    c.tell('paymentAsked', {
      amountMinor: c.data.agreedMinor,
      methods: c.policy.paymentMethods.join(','),
    });
  };
  remind();
  const ended = await first({
    paid: () => takePayments(c),
    paidOnline: () => c.next('paidOnline'),
    deferred: () => deferral(c),
    silent: () => customerStaysSilent(c, { task: 'confirmPayment', within: payWithin, remind }),
  });
  c.resume('payment');
  return ended.branch === 'silent' ? 'silent' : 'mayBegin';
}

/** Less is recorded and work waits for the rest; more becomes a refund due. */
async function takePayments(c: RepairCase): Promise<void> {
  for (;;) {
    const { form, by } = await c.task('confirmPayment');
    const account = await effect(() =>
      effects.recordPayment({
        ...keyed(c, `payment/${form.method}/${form.reference}`, by),
        amountMinor: form.amountMinor,
        method: form.method,
        reference: form.reference,
        paidAt: form.paidAt,
      }),
    );
    paymentTaken(c, form, account);
    if (account.mayBeginWork) return;
  }
}

function paymentTaken(
  c: RepairCase,
  form: Pick<RepairForms['confirmPayment'], 'amountMinor' | 'method'>,
  account: CaseAccount,
): void {
  c.tell('paymentReceived', {
    amountMinor: form.amountMinor,
    ...(account.outstandingMinor > 0 ? { remainingMinor: account.outstandingMinor } : {}),
    ...(account.refundOpenMinor > 0 ? { surplusMinor: account.refundOpenMinor } : {}),
  });
  if (form.method === 'cash') c.openTask('handInCash', { about: { amountMinor: form.amountMinor } });
}

/** The provider's call: counts like a confirmation, once per reference. */
export function takeReportedPayment(c: RepairCase, reported: PaymentReported): void {
  c.aside(async () => {
    const account = await effect(() =>
      effects.recordPayment({
        ...keyed(c, `payment/online/${reported.reference}`),
        method: 'online',
        ...reported,
      }),
    );
    paymentTaken(c, { amountMinor: reported.amountMinor, method: 'online' }, account);
    if (account.mayBeginWork) c.happened('paidOnline');
  });
}

/** The command `deferPayment`, on its way to the payment that waits. */
export interface DeferralWanted {
  readonly input: RepairCommands['deferPayment'];
  readonly by: Actor;
}

/** Payment later needs an approval; refused, the payment is asked for as before (6 `deferPayment`). */
async function deferral(c: RepairCase): Promise<void> {
  for (;;) {
    const wanted = await c.next<DeferralWanted>('deferralWanted');
    const decision = await askDeferral(c, wanted.input, wanted.by);
    if (decision.decision === 'refused') continue;
    await effect(() =>
      effects.recordDeferral({
        ...keyed(c, `deferral/${c.data.quoteRevision}`, decision.by),
        until: wanted.input.until,
        reason: wanted.input.reason,
      }),
    );
    return;
  }
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
    revision: c.data.quoteRevision,
    requestedBy: by,
    chain: approversFor(c.policy, deferAuthority, c.data.agreedMinor),
    within: c.policy.approvalWithin.usual,
    amountMinor: c.data.agreedMinor,
    about: { until: input.until, reason: input.reason },
  });
}
