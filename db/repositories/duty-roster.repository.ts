import { and, asc, eq, gt, lt } from 'drizzle-orm';
import type { Instant, Role } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { absences, dutyShifts } from '../schema/people.ts';
import { explainViolations, requireFound, requireWritten } from './support.ts';

export type DutyShift = typeof dutyShifts.$inferSelect;
export type Absence = typeof absences.$inferSelect;

export type NewDutyShift = Omit<DutyShift, 'id'>;
export type NewAbsence = Omit<Absence, 'id'>;

/** Entries that touch the span `[from, to)`. */
export interface RosterFilter {
  readonly from: Instant;
  readonly to: Instant;
  readonly personId?: string;
}

const FAULTS = {
  duty_shifts_once: { pointer: '/startsAt', message: 'begins a shift that is in the roster already' },
  duty_shifts_person_id_people_id_fk: { pointer: '/personId', message: 'names no person' },
  duty_shifts_forwards: { pointer: '/endsAt', message: 'must be later than startsAt' },
  absences_person_id_people_id_fk: { pointer: '/personId', message: 'names no person' },
  absences_forwards: { pointer: '/endsAt', message: 'must be later than startsAt' },
};

/** Who is on duty outside office hours, and who is away (H-01). */
export const dutyRosterRepository = (db: Database) => ({
  listShifts: async (filter: RosterFilter & { readonly role?: Role }): Promise<DutyShift[]> =>
    db
      .select()
      .from(dutyShifts)
      .where(
        and(
          lt(dutyShifts.startsAt, filter.to),
          gt(dutyShifts.endsAt, filter.from),
          filter.role === undefined ? undefined : eq(dutyShifts.role, filter.role),
          filter.personId === undefined ? undefined : eq(dutyShifts.personId, filter.personId),
        ),
      )
      .orderBy(asc(dutyShifts.startsAt), asc(dutyShifts.id)),

  createShift: async (shift: NewDutyShift): Promise<DutyShift> =>
    explainViolations(FAULTS, async () =>
      requireWritten(await db.insert(dutyShifts).values(shift).returning()),
    ),

  deleteShift: async (id: string): Promise<DutyShift> =>
    requireFound((await db.delete(dutyShifts).where(eq(dutyShifts.id, id)).returning())[0], 'duty shift', id),

  listAbsences: async (filter: RosterFilter): Promise<Absence[]> =>
    db
      .select()
      .from(absences)
      .where(
        and(
          lt(absences.startsAt, filter.to),
          gt(absences.endsAt, filter.from),
          filter.personId === undefined ? undefined : eq(absences.personId, filter.personId),
        ),
      )
      .orderBy(asc(absences.startsAt), asc(absences.id)),

  createAbsence: async (absence: NewAbsence): Promise<Absence> =>
    explainViolations(FAULTS, async () =>
      requireWritten(await db.insert(absences).values(absence).returning()),
    ),

  deleteAbsence: async (id: string): Promise<Absence> =>
    requireFound((await db.delete(absences).where(eq(absences.id, id)).returning())[0], 'absence', id),
});
