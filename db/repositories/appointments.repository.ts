import { and, asc, eq, gt, lt, ne, sql, type SQL } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { appointments } from '../schema/appointments.ts';
import { cases } from '../schema/cases.ts';
import { customers } from '../schema/customers.ts';
import { pageOf, type Page } from './support.ts';

export type Appointment = typeof appointments.$inferSelect;

/** A window with the case that it is part of. */
export interface AppointmentOfCase extends Appointment {
  readonly caseNumber: string;
  readonly caseKind: string;
  readonly phase: string;
  readonly priority: string;
  readonly customerName: string | null;
}

/** Where a page of windows ends: its first instant, and its id. */
export type AppointmentPosition = readonly [fromAt: Instant, id: string];

export interface AppointmentsFilter {
  readonly technicianId: string;
  /** Windows that share time with `[from, to)`. */
  readonly from: Instant;
  readonly to: Instant;
  readonly status?: string;
}

/** Windows that technicians have agreed with customers. Read only (design §3). */
export const appointmentsRepository = (db: Database) => ({
  /** Agreed windows of a case. */
  listAgreedOfCase: async (caseId: string): Promise<Appointment[]> =>
    db
      .select()
      .from(appointments)
      .where(and(eq(appointments.caseId, caseId), eq(appointments.status, 'agreed')))
      .orderBy(asc(appointments.fromAt)),

  /** Every window that a case ever had, in order of time. */
  listByCase: (caseId: string): Promise<Appointment[]> =>
    db
      .select()
      .from(appointments)
      .where(eq(appointments.caseId, caseId))
      .orderBy(asc(appointments.fromAt), asc(appointments.id)),

  /** A technician's calendar, in order of time. */
  listByTechnician: async (
    filter: AppointmentsFilter,
    page: { readonly after: AppointmentPosition | null; readonly limit: number },
  ): Promise<Page<AppointmentOfCase, AppointmentPosition>> => {
    const rows = await db
      .select({
        appointment: appointments,
        caseNumber: cases.number,
        caseKind: cases.kind,
        phase: cases.phase,
        priority: cases.priority,
        customerName: customers.name,
      })
      .from(appointments)
      .innerJoin(cases, eq(cases.id, appointments.caseId))
      .leftJoin(customers, eq(customers.id, cases.customerId))
      .where(and(isInCalendar(filter), page.after === null ? undefined : isAfter(page.after)))
      .orderBy(asc(appointments.fromAt), asc(appointments.id))
      .limit(page.limit + 1);
    const windows = rows.map(({ appointment, ...ofCase }) => ({ ...appointment, ...ofCase }));
    return pageOf(windows, page.limit, ({ fromAt, id }) => [fromAt, id]);
  },

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

function isInCalendar({ technicianId, from, to, status }: AppointmentsFilter): SQL | undefined {
  return and(
    eq(appointments.technicianId, technicianId),
    lt(appointments.fromAt, to),
    gt(appointments.toAt, from),
    status === undefined ? undefined : eq(appointments.status, status),
  );
}

const isAfter = ([at, id]: AppointmentPosition): SQL =>
  sql`(${appointments.fromAt}, ${appointments.id}) > (${new Date(at).toISOString()}::timestamptz, ${id})`;
