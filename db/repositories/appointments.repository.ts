import { and, asc, eq, gt, lt, ne } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { appointments } from '../schema/cases.ts';

export type Appointment = typeof appointments.$inferSelect;

/** Windows that technicians have agreed with customers. Read only (design §3). */
export const appointmentsRepository = (db: Database) => ({
  /** Agreed windows of a case. */
  listAgreedOfCase: async (caseId: string): Promise<Appointment[]> =>
    db
      .select()
      .from(appointments)
      .where(and(eq(appointments.caseId, caseId), eq(appointments.status, 'agreed')))
      .orderBy(asc(appointments.fromAt)),

  /** Agreed windows of a technician in other cases that share time with the span `[from, to)`. */
  listAgreedOverlapping: async (
    technicianId: string,
    span: { readonly from: Instant; readonly to: Instant },
    exceptCaseId: string,
  ): Promise<Appointment[]> =>
    db
      .select()
      .from(appointments)
      .where(
        and(
          eq(appointments.technicianId, technicianId),
          eq(appointments.status, 'agreed'),
          lt(appointments.fromAt, span.to),
          gt(appointments.toAt, span.from),
          ne(appointments.caseId, exceptCaseId),
        ),
      )
      .orderBy(asc(appointments.fromAt)),
});
