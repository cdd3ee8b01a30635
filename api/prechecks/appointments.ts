import { appointmentsRepository } from '../../db/repositories/appointments.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { type Form, isForced, type Precheck } from './context.ts';

/** A technician is in one place at a time; whoever leads them may set that aside. */
export async function checkWindow(check: Precheck, technicianId: string | null, form: Form): Promise<void> {
  const { windowFrom: from, windowTo: to, place } = form;
  const isVisit = place !== 'workshop';
  if (!isVisit || technicianId === null || typeof from !== 'number' || typeof to !== 'number') return;
  await refuseOverlap(check, technicianId, { from, to }, form);
}

/** Whoever takes over a case takes over its windows too. */
export async function checkTakenOverWindows(
  check: Precheck,
  technicianId: string,
  form: Form,
): Promise<void> {
  const windows = await appointmentsRepository(check.db).listAgreedOfCase(check.found.id);
  for (const { fromAt, toAt } of windows) {
    await refuseOverlap(check, technicianId, { from: fromAt, to: toAt }, form);
  }
}

async function refuseOverlap(
  check: Precheck,
  technicianId: string,
  span: { readonly from: Instant; readonly to: Instant },
  form: Form,
): Promise<void> {
  const busy = await appointmentsRepository(check.db).listAgreedOverlapping(
    technicianId,
    span,
    check.found.id,
  );
  const [first] = busy;
  if (first === undefined || (await isForced(check, form))) return;
  throw new DomainError('TECHNICIAN_BUSY', 'The technician has agreed on another window then', {
    details: { from: new Date(first.fromAt).toISOString(), to: new Date(first.toAt).toISOString() },
  });
}
