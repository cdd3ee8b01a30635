import { sql } from 'drizzle-orm';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Database } from '../client.ts';
import { appointments } from '../schema/appointments.ts';
import type { Appointment } from './appointments.repository.ts';
import { constraintOf } from './support.ts';

/**
 * Writes a window of a visit as it stands now; written again, it stays as it is. Refused (TECHNICIAN_BUSY) where
 * another case was quicker.
 */
export async function saveAppointment(db: Database, appointment: Appointment): Promise<void> {
  const { id, caseId, ...changing } = appointment;
  try {
    await db.transaction(async (tx) => {
      // Rows that are new at the same moment would wait for each other in the constraint, and PostgreSQL end them as a deadlock.
      const windows = `windows of ${appointment.technicianId}`;
      await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${windows}, 0))`);
      await tx
        .insert(appointments)
        .values({ id, caseId, ...changing })
        .onConflictDoUpdate({ target: appointments.id, set: changing });
    });
  } catch (error) {
    if (constraintOf(error) !== 'appointments_one_at_a_time') throw error;
    throw new DomainError('TECHNICIAN_BUSY', 'The technician has agreed on another window then', {
      cause: error,
    });
  }
}
