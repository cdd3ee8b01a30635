import { and, asc, eq, gt, lte, notExists, notInArray, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { absences, people, personRoles } from '../schema/people.ts';

/** Who is wanted, and when. */
export interface TechnicianWish {
  /** Skill codes; all of them are needed. */
  readonly skills: readonly string[];
  readonly at: Instant;
  /** Technicians of earlier rounds of the case, and those who declined. */
  readonly excludedIds: readonly string[];
}

/** A technician who can be sent. */
export interface TechnicianProposal {
  readonly personId: string;
  readonly name: string;
  /** Minutes of agreed windows that are not kept, missed or cancelled yet. */
  readonly openMinutes: number;
  /** Open tasks in the technician's name. */
  readonly openTasks: number;
  /** The duty roster names this technician for the wished instant; what counts outside office hours. */
  readonly onDuty: boolean;
}

/** Technicians by skill, presence and workload. */
export const techniciansRepository = (db: Database) => ({
  /** Active technicians with all wanted skills who are not absent then; fewest open minutes first, then fewest tasks. */
  propose: async (wish: TechnicianWish): Promise<TechnicianProposal[]> =>
    db
      .select({
        personId: people.id,
        name: people.name,
        openMinutes: openMinutes.mapWith(Number),
        openTasks: openTasks.mapWith(Number),
        onDuty: isOnDuty(wish.at),
      })
      .from(people)
      .innerJoin(personRoles, and(eq(personRoles.personId, people.id), eq(personRoles.role, 'technician')))
      .where(
        and(
          people.active,
          hasSkills(wish.skills),
          isPresent(db, wish.at),
          wish.excludedIds.length === 0 ? undefined : notInArray(people.id, [...wish.excludedIds]),
        ),
      )
      .orderBy(asc(openMinutes), asc(openTasks), asc(people.handle)),
});

const openMinutes = sql<number>`(
  select coalesce(sum(extract(epoch from to_at - from_at)) / 60, 0) from appointments
  where technician_id = ${people.id} and status = 'agreed'
)`;

const openTasks = sql<number>`(
  select count(*) from tasks where assignee_id = ${people.id} and status = 'open'
)`;

const hasSkills = (skills: readonly string[]) =>
  sql`array(select skill_code from person_skills where person_id = ${people.id}) @> ${sql.param([...skills])}::text[]`;

const isOnDuty = (at: Instant) => sql<boolean>`exists (
  select from duty_shifts
  where person_id = ${people.id} and role = 'technician'
    and starts_at <= ${new Date(at).toISOString()} and ends_at > ${new Date(at).toISOString()}
)`;

const isPresent = (db: Database, at: Instant) =>
  notExists(
    db
      .select({ one: sql`1` })
      .from(absences)
      .where(and(eq(absences.personId, people.id), lte(absences.startsAt, at), gt(absences.endsAt, at))),
  );
