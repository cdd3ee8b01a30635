import { invalidFields } from '../../domain/errors.ts';
import type { Instant } from '../../domain/limits.ts';
import { checkPast, checkSince } from '../../domain/reported.ts';
import { PEOPLE_TOLD } from '../../runtime/announcements.ts';
import { first } from '../../runtime/concurrency.ts';
import { since } from '../../runtime/generations.ts';
import type { Completed } from '../../runtime/tasks.ts';
import { book, mayOverlap, saveAppointment } from './appointments.ts';
import { checkFirstOffer, customerBack, notBrought, visitedInVain } from '../promises/customers-delay.ts';
import { requestParts } from '../parts/requests.ts';
import { visitAgreed, workshopWaitBegins } from '../parts/loan.ts';
import { untilVisitsGoOn } from './mass-hold.ts';
import { chargeVisitFee } from './no-show.ts';
import { tellTeam } from '../promises/notices.ts';
import { contactMade, contactName, newsTold, roundBegan, visitName, within } from '../promises/promises.ts';
import type { Appointment, RepairCase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { before, checkAfterHolds, checkSerialSeen, checkWindow } from '../repair.rules.ts';
import { beginDaysInRepair } from '../replacement/rights.ts';
import { customerStaysSilent } from '../promises/silence.ts';
import { checkSite, siteOf } from './reported-unit.ts';
import { receiptOf } from './unit-return.ts';
import { foundIn, isAtUnit, isInWorkshop, unitInPlace } from './whereabouts.ts';

/** The shared rule of a visit: reach the customer, agree on a window, be there in time (3.4 visit; ). */

export const visitTasks: TasksOf<'agreeAppointment' | 'checkIn' | 'receiveUnit'> = {
  agreeAppointment: {
    role: () => 'technician',
    assignee: (c) => c.data.technicianId,
    due: (c) =>
      c.commitments.isRunning(contactName(c))
        ? { commitment: contactName(c) }
        : within(c, c.policy.contactWithin[c.data.priority], 'field'),
    onDecline: 'ends',
    about: (c) => ({
      place: c.data.classification?.place ?? 'onSite',
      site: siteOf(c),
      preferredTimes: c.body.preferredTimes ?? [],
      attempts: c.data.contactAttempts,
      attemptsWanted: c.policy.contactAttempts,
    }),
    check(c, form, task) {
      if (!form.reached || form.solvedOnPhone === true) return;
      if (form.windowFrom === undefined || form.windowTo === undefined || form.place === undefined) {
        throw invalidFields(
          (['place', 'windowFrom', 'windowTo'] as const)
            .filter((field) => form[field] === undefined)
            .map((field) => ({ pointer: `/${field}`, message: 'is required for a window' })),
          'Reached and not solved on the phone: a window is agreed',
        );
      }
      checkSite(form.place, form.site ?? siteOf(c));
      checkWindow(form.windowFrom, form.windowTo, c.now());
      checkAfterHolds(c.holds.ofBatches(), form.windowFrom);
      checkFirstOffer(form, task.openedAt);
    },
  },
  checkIn: {
    role: () => 'technician',
    assignee: (c) => c.data.technicianId,
    due: (c) => ({ commitment: `appointment/${c.data.appointment?.no ?? 0}` }),
    check(c, form) {
      checkPast(form.at, c.now(), '/at');
      checkSince(form.at, roundBegan(c), '/at');
    },
  },
  receiveUnit: {
    role: () => ['agent', 'parts_clerk'],
    due: (c) => ({ commitment: visitName(c) }),
    check(c, form) {
      checkPast(form.at, c.now(), '/at');
      checkSince(form.at, roundBegan(c), '/at');
      const { serialNumber: known } = unitInPlace(c);
      checkSerialSeen(form.serialSeen, known, 'The unit is not the one that the case is about');
    },
  },
};

export type Agreement = 'window' | 'declined' | 'solvedOnPhone' | 'silent';

/** The technician reaches the customer and agrees on a window. */
export async function agreeAppointment(c: RepairCase): Promise<Agreement> {
  for (;;) {
    const agreed = await tryToAgree(c);
    if (agreed !== 'notReached') return agreed;
    c.data.contactAttempts += 1;
    if (c.data.contactAttempts < c.policy.contactAttempts) continue;
    if ((await whileUnreachable(c)) === 'silent') return 'silent';
    c.data.contactAttempts = 0;
  }
}

async function tryToAgree(c: RepairCase): Promise<Exclude<Agreement, 'silent'> | 'notReached'> {
  const result = await c.offer('agreeAppointment');
  if (result.declined) return 'declined';
  return result.form.reached ? takeAgreement(c, result) : 'notReached';
}

/** All attempts failed: a written message stands in for the contact, and clocks wait for the customer. */
function whileUnreachable(c: RepairCase): Promise<'spoke' | 'silent'> {
  tellUnreachable(c);
  contactMade(c);
  return untilCustomerSpeaks(c, 'unreachable');
}

async function untilCustomerSpeaks(c: RepairCase, source: string): Promise<'spoke' | 'silent'> {
  const ended = await c.whilePaused('waitingForCustomer', source, () =>
    first({
      spoke: () => c.next('customerSpoke'),
      silent: () =>
        customerStaysSilent(c, {
          task: 'agreeAppointment',
          remind: () => {
            tellUnreachable(c);
          },
        }),
    }),
  );
  return ended.branch;
}

function tellUnreachable(c: RepairCase): void {
  c.tell('unreachable', {});
}

async function takeAgreement(
  c: RepairCase,
  { form, by }: Completed<RepairForms['agreeAppointment']>,
): Promise<'window' | 'solvedOnPhone'> {
  c.meet('firstResponse');
  contactMade(c);
  newsTold(c);
  c.data.contactAttempts = 0;
  const { windowFrom, windowTo, firstOffer, bringParts = [], place = 'onSite' } = form;
  if (form.solvedOnPhone === true || windowFrom === undefined || windowTo === undefined) {
    return 'solvedOnPhone';
  }
  c.data.site = form.site ?? c.data.site;
  customerBack(c, windowFrom);
  if (form.customerWish === true && firstOffer !== undefined) {
    c.commitments.pauseBetween('waitingForCustomer', { from: firstOffer, to: windowFrom });
  }
  if (bringParts.length > 0) requestParts(c, bringParts, by);
  await book(c, { from: windowFrom, to: windowTo, place, forced: mayOverlap(c, form.force, by) });
  visitAgreed(c);
  return 'window';
}

export type Arrival = 'arrived' | Exclude<Agreement, 'window'>;

/** Where the case goes on when there is no visit after all. */
export function withoutVisit(c: RepairCase, why: Exclude<Arrival, 'arrived'>): 'dispatch' | 'completion' {
  if (why === 'declined') {
    c.data.declines += 1;
    notAgain(c);
    return 'dispatch';
  }
  c.state.outcome = why === 'silent' ? 'customerSilent' : 'solvedRemotely';
  c.data.result = null;
  return 'completion';
}

/** The technician is not proposed again in this case: declined, or worked on a round that did not satisfy. */
export function notAgain(c: RepairCase): void {
  if (c.data.technicianId === null) return;
  c.data.notAgain = [...new Set([...c.data.notAgain, c.data.technicianId])];
  c.data.technicianId = null;
  c.data.helperIds = [];
}

/** Waits until the technician is at the customer's, or the unit is in the workshop. */
export async function arrive(c: RepairCase): Promise<Arrival> {
  if (isAtUnit(c)) return 'arrived';
  for (;;) {
    if (c.data.appointment === null) {
      await untilVisitsGoOn(c);
      const agreed = await agreeAppointment(c);
      if (agreed !== 'window') return agreed;
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
    arrived: () => (appointment.place === 'workshop' ? receiveUnit(c) : checkedIn(c)),
    moved: async () => {
      await c.next('appointmentMoved');
      return 'again' as const;
    },
    rebooked: () => rebookWhenMissed(c, appointment),
    reminded: () => remindBothSides(c, appointment),
  });
  return ended.value;
}

async function checkedIn(c: RepairCase): Promise<Arrival | 'again'> {
  const { form } = await c.task('checkIn');
  if (form.customerAbsent === true) return customerWasAbsent(c, form.at);
  foundIn(c, 'onSite');
  return arrivedAt(c, form.at);
}

/** The unit is in the workshop: brought by the customer, or taken along by the technician. */
export async function receiveUnit(c: RepairCase): Promise<Arrival> {
  const { form } = await c.task('receiveUnit');
  foundIn(c, 'workshop');
  c.data.unitInCustody = { condition: form.condition, accessories: form.accessories };
  c.tell('unitReceived', {
    receiptNumber: receiptOf(c),
    condition: form.condition,
    accessories: form.accessories.join(', '),
  });
  return arrivedAt(c, form.at);
}

async function arrivedAt(c: RepairCase, at: Instant): Promise<Arrival> {
  const { appointment } = c.data;
  c.data.arrivedAt = at;
  c.data.firstArrivedAt ??= at;
  c.data.inRepairSince ??= at;
  beginDaysInRepair(c, at);
  if (isInWorkshop(c)) workshopWaitBegins(c, at);
  else c.data.visits += 1;
  c.data.appointment = null;
  customerBack(c, null);
  c.meet(visitName(c), at);
  if (appointment !== null) {
    c.meet(`appointment/${appointment.no}`, at);
    await saveAppointment(c, appointment, 'kept', null);
  }
  return 'arrived';
}

/** Nobody was there: noted, and a new window is asked; too often, and the fee that was told falls due. */
async function customerWasAbsent(c: RepairCase, at: Instant): Promise<Arrival | 'again'> {
  const { appointment } = c.data;
  c.data.noShows += 1;
  visitedInVain(c, at);
  c.data.appointment = null;
  const visitFeeMinor = await chargeVisitFee(c);
  if (appointment !== null) {
    c.meet(`appointment/${appointment.no}`);
    await saveAppointment(c, appointment, 'missed', 'customer absent');
    c.tell('customerAbsent', {
      windowFrom: appointment.from,
      windowTo: appointment.to,
      ...(visitFeeMinor > 0 ? { visitFeeMinor } : {}),
    });
  }
  if (c.data.noShows < c.policy.maxNoShows) return 'again';
  return (await untilCustomerSpeaks(c, 'absent')) === 'silent' ? 'silent' : 'again';
}

/** The reminder never ends the window; it only waits for whatever does. */
async function remindBothSides(c: RepairCase, { from, to, place }: Appointment): Promise<never> {
  const agreedAt = c.now();
  const reminderAt = await c.after(before(c.policy.remindBefore), from);
  if (reminderAt >= agreedAt) {
    c.tell('appointmentReminder', { windowFrom: from, windowTo: to, place });
    tellTeam(c, 'appointmentReminderStaff', { windowFrom: from, windowTo: to, place });
  }
  return c.forever();
}

/** Nobody checked in by the end of the grace, or nobody brought the unit: a new window is asked. */
async function rebookWhenMissed(c: RepairCase, missed: Appointment): Promise<Arrival | 'again'> {
  await c.after(c.policy.appointmentGrace, missed.to);
  if (missed.place === 'onSite') {
    const window = { windowFrom: missed.from, windowTo: missed.to };
    c.tell('appointmentMissed', window);
    if (since(1, PEOPLE_TOLD)) tellTeam(c, 'appointmentMissedStaff', window);
  } else {
    notBrought(c);
  }
  await saveAppointment(c, missed, 'missed', null);
  const agreed = await tryToAgree(c);
  c.commitments.drop(`appointment/${missed.no}`);
  if (agreed === 'window') return 'again';
  c.data.appointment = null;
  return agreed === 'notReached' ? 'again' : agreed;
}
