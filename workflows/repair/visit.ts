import { DomainError } from '../domain/errors.ts';
import type { Instant } from '../domain/limits.ts';
import { first } from '../runtime/concurrency.ts';
import { book, saveAppointment } from './appointments.ts';
import { contactName, newsTold, promiseVisit, visitName } from './promises.ts';
import type { Appointment, RepairCase, TasksOf } from './repair.case.ts';
import type { RepairForms } from './repair.forms.ts';
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
