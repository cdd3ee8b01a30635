import type { HoldState } from '../../domain/cases.ts';
import { dropWindow, saveAppointment } from './appointments.ts';
import type { RepairCase } from '../repair.case.ts';

/** Held together with many others: windows inside are cancelled, and asked anew afterwards (5 `massHold`; X-16). */

/** While nobody knows when the hold ends, every agreed window may lie inside it. */
export function callOffWindow(c: RepairCase, hold: HoldState): void {
  const { appointment } = c.data;
  if (appointment === null || appointment.to <= c.now()) return;
  if (hold.until !== null && appointment.from >= hold.until) return;
  dropWindow(c, appointment, hold.text);
  c.data.calledOffBy = hold.id;
  c.aside(() => saveAppointment(c, appointment, 'cancelled', hold.text));
  c.happened('appointmentMoved');
}

/** Waits until the hold that called the last window off is over. */
export async function untilVisitsGoOn(c: RepairCase): Promise<void> {
  while (c.data.calledOffBy !== null && c.data.calledOffBy in c.state.holds) await c.next('holdEnded');
  c.data.calledOffBy = null;
}
