import { uuid4 } from '@temporalio/workflow';
import type { Actor } from '../../domain/actors.ts';
import { DomainError, refusedAt } from '../../domain/errors.ts';
import type { Instant } from '../../domain/limits.ts';
import { attempt, effect } from '../../runtime/effects.ts';
import { first } from '../../runtime/concurrency.ts';
import { effects, keyed } from '../effects.ts';
import { promiseLoanReturn } from '../promises/promises.ts';
import type { Loan, RepairCase, RepairPhase, TasksOf } from '../repair.case.ts';
import type { RepairCommands } from '../repair.forms.ts';
import { isInWorkshop } from '../visits/whereabouts.ts';

/** A loan device (备用机) while the repair lasts: offered, lent on a signed note, back before closing (3.4; X-14). */

/** While the customer is without the unit. */
const PHASES: readonly RepairPhase[] = [
  'dispatch',
  'diagnosis',
  'proposal',
  'parts',
  'work',
  'acceptance',
  'replacement',
];

const WAITED_IN_WORKSHOP = 'loanOffer';

export const loanTasks: TasksOf<'returnLoan'> = {
  returnLoan: {
    role: () => ['parts_clerk', 'technician'],
    due: () => ({ commitment: 'loanReturn' }),
    about: (c) => ({ ...c.data.loan }),
    check(c, form) {
      const serial = c.data.loan?.serial ?? '';
      if (form.condition === 'lost' || form.serialSeen === serial) return;
      throw refusedAt(
        'SERIAL_MISMATCH',
        '/serialSeen',
        `the case lent ${serial}`,
        'The device is not the one that was lent',
      );
    },
  },
};

/** With the first visit, where the policy lends always (2 `loanOffer`). */
export function visitAgreed(c: RepairCase): void {
  if (c.policy.loanOffer.when === 'firstVisit') offerLoan(c);
}

/** The unit is in the workshop: a device is offered once the wait has been too long. */
export function workshopWaitBegins(c: RepairCase, since: Instant): void {
  const { loanOffer } = c.policy;
  if (loanOffer.when !== 'workshopWait') return;
  c.marks.set(WAITED_IN_WORKSHOP, { start: since, limit: loanOffer.longerThan });
}

/** The date that the customer is told lies further ahead than they need to wait without a device. */
export async function workshopWaitKnown(c: RepairCase, until: Instant): Promise<void> {
  const { loanOffer } = c.policy;
  const { arrivedAt } = c.data;
  if (loanOffer.when !== 'workshopWait' || !isInWorkshop(c) || arrivedAt === null) return;
  const { calendarCode } = c.state.opening;
  const limit = loanOffer.longerThan;
  const longest = await effect(() => effects.dueInstant({ calendarCode, start: arrivedAt, limit }));
  if (until > longest) offerLoan(c);
}

/** A wait has lasted (`Process.onMark`). */
export function waitLasted(c: RepairCase, mark: string): void {
  if (mark === WAITED_IN_WORKSHOP && isInWorkshop(c) && PHASES.includes(c.state.phase)) offerLoan(c);
}

/** Offered once a case. */
function offerLoan(c: RepairCase): void {
  if (c.data.loanOffered || c.data.loan !== null) return;
  c.data.loanOffered = true;
  c.tell('loanOffered', {});
}

export function checkLoan(c: RepairCase): void {
  if (!PHASES.includes(c.state.phase)) {
    throw new DomainError('WRONG_PHASE', `A device is lent in: ${PHASES.join(', ')}`, {
      details: { phase: c.state.phase, allowed: PHASES },
    });
  }
  const { loan } = c.data;
  if (loan === null) return;
  throw new DomainError('DEVICE_LENT', 'The customer has a loan device already', {
    details: { serial: loan.serial },
  });
}

/** The command `lendDevice`: the note is signed, the device goes out of the pool. */
export function lendDevice(c: RepairCase, input: RepairCommands['lendDevice'], by: Actor): void {
  c.data.loans += 1;
  const no = c.data.loans;
  const loan: Loan = { no, lineId: uuid4(), deviceName: '', serial: input.serial, lentAt: c.now() };
  c.data.loan = loan;
  c.aside(async () => {
    const lent = await attempt(() =>
      effects.lendDevice({
        ...keyed(c, `loan/${no}/lend`, by),
        number: `${c.state.number ?? ''}-L${no}`,
        requisitionId: uuid4(),
        lineId: loan.lineId,
        partId: input.partId,
        serial: input.serial,
        urgent: c.data.priority === 'urgent',
        receivedBy: input.signedBy,
      }),
    );
    if (lent.refused !== null) {
      c.data.loan = null;
      c.note('loanRefused', { serial: input.serial, because: lent.refused.code }, 'staff', by);
      return;
    }
    c.data.loan = { ...loan, ...lent.value };
    const { deviceName, serial } = c.data.loan;
    const { signature, accessories = [] } = input;
    c.note('deviceLent', { deviceName, serial, accessories, signature }, 'customer', by);
  });
}

/** The repaired or new unit is with the customer: the device is asked back, and closing waits for it. */
export async function takeLoanBack(c: RepairCase): Promise<void> {
  const { loan } = c.data;
  if (loan === null) return;
  promiseLoanReturn(c);
  const remind = (): void => {
    c.tell('loanReminder', { deviceName: loan.deviceName }, c.dueOf('loanReturn'));
  };
  remind();
  await first({
    back: () => deviceBack(c, loan),
    reminded: async () => {
      await c.after(c.policy.loanReturnWithin);
      remind();
      return c.forever();
    },
  });
  c.data.loan = null;
  c.meet('loanReturn');
}

async function deviceBack(c: RepairCase, { no, lineId, serial }: Loan): Promise<void> {
  const { form, by } = await c.taskWithEffect('returnLoan', (returned) =>
    effects.takeDeviceBack({
      ...keyed(c, `loan/${no}/return`, returned.by),
      ...{ lineId, serial, condition: returned.form.condition, reason: returned.form.reason ?? null },
    }),
  );
  c.note('deviceReturned', { serial, condition: form.condition }, 'customer', by);
}
