import { type Actor, hasAnyRole, THE_PROCESS } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { attempt, effect } from '../../runtime/effects.ts';
import { movedByCustomer } from '../promises/customers-delay.ts';
import { effects } from '../effects.ts';
import { chargeVisitFee } from './no-show.ts';
import { tellTeam } from '../promises/notices.ts';
import { promiseAppointment } from '../promises/promises.ts';
import type { Appointment, RepairCase } from '../repair.case.ts';
import type { RepairCommands } from '../repair.forms.ts';
import { checkAfterHolds, checkWindow } from '../repair.rules.ts';

/** Agreed windows: booked, moved, cancelled (3.3 appointment, 5 `changeAppointment`; ). */

/** Writes an agreed window down and tells the customer. */
export async function book(c: RepairCase, window: Omit<Appointment, 'no'>): Promise<void> {
  c.data.appointmentsMade += 1;
  const appointment = { no: c.data.appointmentsMade, ...window };
  c.data.appointment = appointment;
  promiseAppointment(c, appointment);
  c.tell('appointment', {
    windowFrom: window.from,
    windowTo: window.to,
    place: window.place,
    ...(c.policy.visitFeeMinor > 0 ? { visitFeeMinor: c.policy.visitFeeMinor } : {}),
  });
  await reserve(c, appointment);
}

/** Overlaps are for whoever leads the technicians to allow (9 `TECHNICIAN_BUSY`). */
export function mayOverlap(c: RepairCase, force: boolean | undefined, by: Actor): boolean {
  return force === true && hasAnyRole(by, [c.policy.leadRole, 'manager', 'general_manager']);
}

/** Two cases may agree on one window in the same second: the later one calls it off, and it is asked anew. */
export async function reserve(c: RepairCase, appointment: Appointment): Promise<void> {
  const { refused } = await attempt(() => write(c, appointment, 'agreed', null));
  if (refused === null) return;
  c.note('windowTaken', { no: appointment.no, because: refused.code });
  if (c.data.appointment?.no !== appointment.no) return;
  dropWindow(c, appointment, null);
  c.happened('appointmentMoved');
}

/** What becomes of a window that was agreed. */
export async function saveAppointment(
  c: RepairCase,
  appointment: Appointment,
  status: 'kept' | 'missed' | 'cancelled',
  changeReason: string | null,
): Promise<void> {
  await effect(() => write(c, appointment, status, changeReason));
}

async function write(
  c: RepairCase,
  { no, from, to, place, forced = false }: Appointment,
  status: 'agreed' | 'kept' | 'missed' | 'cancelled',
  changeReason: string | null,
): Promise<void> {
  const { technicianId } = c.data;
  if (technicianId === null) return;
  const { caseId } = c.state.opening;
  const id = `${caseId}.w${no}`;
  await effects.saveAppointment({
    ...{ id, caseId, technicianId, status, from, to, place, changeReason, forced },
  });
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
  if (byCustomer) movedByCustomer(c, appointment.from, input.windowFrom);
  c.commitments.drop(name);
  c.data.appointment = null;
  const window = { windowFrom: input.windowFrom, windowTo: input.windowTo, place: appointment.place };
  c.tell('appointmentChanged', { ...window, reason: input.reason });
  tellTeam(c, 'appointmentChangedStaff', { ...window, reason: input.reason });
  c.data.appointmentsMade += 1;
  const moved = {
    no: c.data.appointmentsMade,
    from: input.windowFrom,
    to: input.windowTo,
    place: appointment.place,
    forced: mayOverlap(c, input.force, by),
  };
  c.data.appointment = moved;
  promiseAppointment(c, moved);
  c.aside(async () => {
    if (isLate && byCustomer) await chargeVisitFee(c);
    await saveAppointment(c, appointment, isLate ? 'missed' : 'cancelled', input.reason);
    await reserve(c, moved);
  });
  c.happened('appointmentMoved');
}

export function checkMove(c: RepairCase, input: RepairCommands['changeAppointment']): void {
  if (c.data.appointment === null) {
    throw new DomainError('ALREADY_CHECKED_IN', 'No window is open: none is agreed, or it was kept already');
  }
  checkWindow(input.windowFrom, input.windowTo, c.now());
  checkAfterHolds(c.holds.ofBatches(), input.windowFrom);
}

/** Compensation 1: the agreed window is cancelled and both sides are told (5). */
export async function cancelWindow(c: RepairCase): Promise<void> {
  const { appointment } = c.data;
  if (appointment === null) return;
  dropWindow(c, appointment, null);
  await saveAppointment(c, appointment, 'cancelled', null);
}

/** Both sides are told that nobody comes in this window. */
export function dropWindow(c: RepairCase, { no, from, to }: Appointment, reason: string | null): void {
  const told = { windowFrom: from, windowTo: to, ...(reason === null ? {} : { reason }) };
  c.data.appointment = null;
  c.commitments.drop(`appointment/${no}`);
  c.tell('appointmentCancelled', told);
  tellTeam(c, 'appointmentCancelledStaff', told);
  c.note('appointmentCancelled', { no, reason }, 'customer', THE_PROCESS);
}
