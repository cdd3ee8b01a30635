import type { Database } from '../client.ts';
import { appointments } from '../schema/cases.ts';
import type { Appointment } from './appointments.repository.ts';

/** Writes a window of a visit as it stands now; written again, it stays as it is. */
export async function saveAppointment(db: Database, appointment: Appointment): Promise<void> {
  const { id, caseId, ...changing } = appointment;
  await db
    .insert(appointments)
    .values({ id, caseId, ...changing })
    .onConflictDoUpdate({ target: appointments.id, set: changing });
}
