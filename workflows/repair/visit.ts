import type { Actor } from '../domain/actors.ts';
import { THE_PROCESS } from '../domain/actors.ts';
import { DomainError } from '../domain/errors.ts';
import type { Instant } from '../domain/limits.ts';
import { effect } from '../runtime/effects.ts';
import { first } from '../runtime/concurrency.ts';
import { effects } from './effects.ts';
import { contactName, newsTold, promiseAppointment, promiseVisit, visitName } from './promises.ts';
import type { Appointment, RepairCase, TasksOf } from './repair.case.ts';
import type { RepairCommands, RepairForms } from './repair.forms.ts';
import { before, checkPast, checkWindow, isStillThere } from './repair.rules.ts';
import { customerStaysSilent } from './silence.ts';

/** The shared rule of a visit: reach the customer, agree on a window, be there in time (3.4 visit; ). */

export const visitTasks: TasksOf<'agreeAppointment' | 'checkIn' | 'receiveUnit'> = {
  agreeAppointment: {
    role: () => 'technician',
    assignee: (c) => c.data.technicianId,
    due: (c) => ({ commitment: contactName(c) }),
    onDecline: 'ends',
    about: (c) => ({
      place: c.data.classification?.place ?? 'onSite',
      preferredTimes: c.body.preferredTimes ?? [],
      attempts: c.data.contactAttempts,
      attemptsWanted: c.policy.contactAttempts,
    }),
    check(c, form) {
      if (!form.reached || form.solvedOnPhone === true) return;
      if (form.windowFrom === undefined || form.windowTo === undefined) {
        throw new DomainError('INVALID', 'Reached and not solved on the phone: a window is agreed', {
          faults: [{ pointer: '/windowFrom', message: 'is required, with windowTo' }],
        });
      }
      checkWindow(form.windowFrom, form.windowTo, c.now());
    },
  },
  checkIn: {
    role: () => 'technician',
    assignee: (c) => c.data.technicianId,
    due: (c) => ({ commitment: `appointment/${c.data.appointment?.no ?? 0}` }),
    check(c, form) {
      checkPast(form.at, c.now(), '/at');
    },
  },
  receiveUnit: {
    role: () => ['agent', 'parts_clerk'],
    due: (c) => ({ commitment: visitName(c) }),
    check(c, form) {
      checkPast(form.at, c.now(), '/at');
      const known = c.body.unit.serialNumber;
      if (known === undefined || form.serialSeen === undefined || form.serialSeen === known) return;
      throw new DomainError('SERIAL_MISMATCH', 'The unit is not the one that the case is about', {
        faults: [
          { pointer: '/serialSeen', message: `the case is about ${known}; correct the register first` },
        ],
      });
    },
  },
};

export type Agreement = 'window' | 'declined' | 'solvedOnPhone' | 'silent';

/** The technician reaches the customer and agrees on a window. */
export async function agreeAppointment(c: RepairCase): Promise<Agreement> {
  for (;;) {
    const result = await c.offer('agreeAppointment');
    if (result.declined) return 'declined';
    if (result.form.reached) return takeAgreement(c, result.form);
    c.data.contactAttempts += 1;
    if (c.data.contactAttempts < c.policy.contactAttempts) continue;
    if ((await whileUnreachable(c)) === 'silent') return 'silent';
  }
}

/** All attempts failed: a written message stands in for the contact, and clocks wait for the customer. */
async function whileUnreachable(c: RepairCase): Promise<'spoke' | 'silent'> {
  c.tell('unreachable', {});
  c.meet(contactName(c));
  promiseVisit(c);
  c.pause('waitingForCustomer', 'unreachable');
  const ended = await first({
    spoke: () => c.next('customerSpoke'),
    silent: () =>
      customerStaysSilent(c, {
        task: 'agreeAppointment',
        remind: () => {
          c.tell('unreachable', {});
        },
      }),
  });
  c.resume('unreachable');
  return ended.branch;
}

async function takeAgreement(c: RepairCase, form: RepairForms['agreeAppointment']): Promise<Agreement> {
  c.meet(contactName(c));
  newsTold(c);
  c.data.contactAttempts = 0;
  if (form.solvedOnPhone === true) return 'solvedOnPhone';
  promiseVisit(c);
  const { windowFrom, windowTo } = form;
  if (windowFrom === undefined || windowTo === undefined) return 'declined';
  if (form.customerWish === true && form.firstOffer !== undefined) {
    c.commitments.pauseBetween('waitingForCustomer', { from: form.firstOffer, to: windowFrom });
  }
  if (form.bringParts !== undefined && form.bringParts.length > 0) {
    c.data.partsWanted = form.bringParts;
    c.happened('partsWanted');
  }
  await book(c, { from: windowFrom, to: windowTo, place: form.place ?? 'onSite' });
  return 'window';
}

/** Writes an agreed window down and tells the customer. */
async function book(c: RepairCase, window: Omit<Appointment, 'no'>): Promise<void> {
  c.data.appointmentsMade += 1;
  const appointment = { no: c.data.appointmentsMade, ...window };
  c.data.appointment = appointment;
  promiseAppointment(c, appointment.no, appointment.to);
  c.tell('appointment', {
    windowFrom: window.from,
    windowTo: window.to,
    place: window.place,
    ...(c.policy.visitFeeMinor > 0 ? { visitFeeMinor: c.policy.visitFeeMinor } : {}),
  });
  await saveAppointment(c, appointment, 'agreed', null);
}

async function saveAppointment(
  c: RepairCase,
  appointment: Appointment,
  status: 'agreed' | 'kept' | 'missed' | 'cancelled',
  changeReason: string | null,
): Promise<void> {
  const { technicianId } = c.data;
  if (technicianId === null) return;
  const { caseId } = c.state.opening;
  await effect(() =>
    effects.saveAppointment({
      id: `${caseId}.w${appointment.no}`,
      caseId,
      technicianId,
      status,
      from: appointment.from,
      to: appointment.to,
      place: appointment.place,
      changeReason,
    }),
  );
}

export type Arrival = 'arrived' | 'silent' | 'declined';

/** Waits until the technician is at the customer's, or the unit is in the workshop. */
export async function arrive(c: RepairCase): Promise<Arrival> {
  if (isStillThere(c.data.arrivedAt, c.now())) return 'arrived';
  for (;;) {
    if (c.data.appointment === null) {
      const agreed = await agreeAppointment(c);
      if (agreed !== 'window') return agreed === 'silent' ? 'silent' : 'declined';
    }
    const arrived = await keepWindow(c);
    if (arrived !== 'again') return arrived;
  }
}

/** One agreed window: reminded of, kept, moved, missed, or in vain because nobody was there. */
async function keepWindow(c: RepairCase): Promise<Arrival | 'again'> {
  const { appointment } = c.data;
  if (appointment === null) return 'again';
  const ended = await first({
    arrived: () => (appointment.place === 'workshop' ? unitReceived(c) : checkedIn(c)),
    moved: () => c.next('appointmentMoved'),
    rebooked: () => rebookWhenMissed(c, appointment),
    reminded: () => remindBothSides(c, appointment),
  });
  if (ended.branch !== 'arrived') return 'again';
  return ended.value;
}

async function checkedIn(c: RepairCase): Promise<Arrival | 'again'> {
  const { form } = await c.task('checkIn');
  return form.customerAbsent === true ? customerWasAbsent(c) : arrivedAt(c, form.at);
}

async function unitReceived(c: RepairCase): Promise<Arrival> {
  const { form } = await c.task('receiveUnit');
  c.tell('unitReceived', {
    receiptNumber: `${c.state.number ?? ''}-U`,
    condition: form.condition,
    accessories: form.accessories.join(', '),
  });
  return arrivedAt(c, form.at);
}

async function arrivedAt(c: RepairCase, at: Instant): Promise<Arrival> {
  const { appointment } = c.data;
  c.data.arrivedAt = at;
  c.data.firstArrivedAt ??= at;
  c.data.visits += 1;
  c.data.appointment = null;
  c.meet(visitName(c), at);
  if (appointment !== null) {
    c.meet(`appointment/${appointment.no}`, at);
    await saveAppointment(c, appointment, 'kept', null);
  }
  return 'arrived';
}

/** Nobody was there: noted, and a new window is asked; too often, and the fee that was told falls due. */
async function customerWasAbsent(c: RepairCase): Promise<Arrival | 'again'> {
  const { appointment } = c.data;
  c.data.noShows += 1;
  c.data.appointment = null;
  if (appointment !== null) {
    c.meet(`appointment/${appointment.no}`);
    await saveAppointment(c, appointment, 'missed', 'customer absent');
    c.tell('customerAbsent', { windowFrom: appointment.from, windowTo: appointment.to });
  }
  if (c.data.noShows < c.policy.maxNoShows) return 'again';
  c.pause('waitingForCustomer', 'absent');
  const ended = await first({
    spoke: () => c.next('customerSpoke'),
    silent: () =>
      customerStaysSilent(c, {
        task: 'agreeAppointment',
        remind: () => {
          c.tell('unreachable', {});
        },
      }),
  });
  c.resume('absent');
  return ended.branch === 'silent' ? 'silent' : 'again';
}

/** The reminder never ends the window; it only waits for whatever does. */
async function remindBothSides(c: RepairCase, { from, to, place }: Appointment): Promise<never> {
  const agreedAt = c.now();
  const reminderAt = await c.after(before(c.policy.remindBefore), from);
  if (reminderAt >= agreedAt) {
    c.tell('appointmentReminder', { windowFrom: from, windowTo: to, place });
    if (c.data.technicianId !== null) {
      c.notify(
        'appointmentReminderStaff',
        { type: 'person', personId: c.data.technicianId },
        { windowFrom: from, windowTo: to, place },
      );
    }
  }
  return c.forever();
}

/** Nobody checked in by the end of the grace: the customer is told, and a new window is asked. */
async function rebookWhenMissed(c: RepairCase, missed: Appointment): Promise<void> {
  await c.after(c.policy.appointmentGrace, missed.to);
  c.tell('appointmentMissed', { windowFrom: missed.from, windowTo: missed.to });
  await saveAppointment(c, missed, 'missed', null);
  const result = await c.offer('agreeAppointment');
  c.commitments.drop(`appointment/${missed.no}`);
  c.data.appointment = null;
  if (!result.declined && result.form.reached) await takeAgreement(c, result.form);
}

/** The command `changeAppointment`: in time the old window falls away, later it counts as missed at once (3.3). */
export function moveAppointment(c: RepairCase, input: RepairCommands['changeAppointment'], by: Actor): void {
  const { appointment } = c.data;
  if (appointment === null) return;
  const name = `appointment/${appointment.no}`;
  const isLate = c.now() > appointment.from;
  const byCustomer = by.type === 'customer' || input.heardFrom !== undefined;
  if (isLate && byCustomer) c.data.noShows += 1;
  if (isLate && !byCustomer) c.missNow(name);
  c.commitments.drop(name);
  c.data.appointment = null;
  const window = { windowFrom: input.windowFrom, windowTo: input.windowTo, place: appointment.place };
  c.tell('appointmentChanged', { ...window, reason: input.reason });
  if (c.data.technicianId !== null) {
    const person = { type: 'person', personId: c.data.technicianId } as const;
    c.notify('appointmentChangedStaff', person, { ...window, reason: input.reason });
  }
  c.data.appointmentsMade += 1;
  const moved = {
    no: c.data.appointmentsMade,
    from: input.windowFrom,
    to: input.windowTo,
    place: appointment.place,
  };
  c.data.appointment = moved;
  promiseAppointment(c, moved.no, moved.to);
  c.aside(async () => {
    await saveAppointment(c, appointment, isLate ? 'missed' : 'cancelled', input.reason);
    await saveAppointment(c, moved, 'agreed', null);
  });
  c.happened('appointmentMoved');
}

export function checkMove(c: RepairCase, input: RepairCommands['changeAppointment']): void {
  if (c.data.appointment === null) {
    throw new DomainError('ALREADY_CHECKED_IN', 'No window is open: none is agreed, or it was kept already');
  }
  checkWindow(input.windowFrom, input.windowTo, c.now());
}

/** Compensation 1: the agreed window is cancelled and both sides are told (5). */
export async function cancelWindow(c: RepairCase): Promise<void> {
  const { appointment, technicianId } = c.data;
  if (appointment === null) return;
  c.data.appointment = null;
  c.commitments.drop(`appointment/${appointment.no}`);
  c.tell('appointmentCancelled', { windowFrom: appointment.from, windowTo: appointment.to });
  if (technicianId !== null) {
    c.notify(
      'appointmentCancelledStaff',
      { type: 'person', personId: technicianId },
      { windowFrom: appointment.from, windowTo: appointment.to },
    );
  }
  c.note('appointmentCancelled', { no: appointment.no }, 'customer', THE_PROCESS);
  await saveAppointment(c, appointment, 'cancelled', null);
}
