import { and, asc, eq, exists, gt, ilike, inArray, lte, notExists, or, sql, type SQL } from 'drizzle-orm';
import type { Instant, Role } from '../../workflows/domain/limits.ts';
import type { Database, Transaction } from '../client.ts';
import { loginIdentities } from '../schema/customers.ts';
import { absences, dutyShifts, people, personRoles, personSkills, reportingLines } from '../schema/people.ts';
import {
  containing,
  explainViolations,
  pageOf,
  requireCurrent,
  requireFound,
  requireWritten,
  type Page,
} from './support.ts';

type PersonRow = typeof people.$inferSelect;

/** A member of staff with roles, skills and superior. */
export interface Person extends PersonRow {
  readonly roles: readonly Role[];
  /** Skill codes. */
  readonly skills: readonly string[];
  readonly superiorId: string | null;
}

/** What a person is entered with. */
export interface NewPerson {
  readonly handle: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly wechatId: string | null;
  readonly language: string;
  readonly timeZone: string;
  readonly teamId: string | null;
  readonly roles: readonly Role[];
  readonly skills: readonly string[];
  readonly superiorId: string | null;
}

/** What may be changed of a person; what is left out stays. */
export type PersonChanges = Partial<Omit<NewPerson, 'handle'> & { readonly active: boolean }>;

export interface PeopleFilter {
  readonly role?: Role;
  readonly teamId?: string;
  readonly active?: boolean;
  /** Part of the name or handle. */
  readonly text?: string;
}

/** Handles sort people in lists, because they are unique. */
export interface PeoplePageRequest {
  readonly afterHandle: string | null;
  readonly limit: number;
}

const personColumns = {
  id: people.id,
  handle: people.handle,
  name: people.name,
  email: people.email,
  phone: people.phone,
  wechatId: people.wechatId,
  language: people.language,
  timeZone: people.timeZone,
  teamId: people.teamId,
  active: people.active,
  version: people.version,
  createdAt: people.createdAt,
  updatedAt: people.updatedAt,
  roles: sql<Role[]>`array(select role from person_roles where person_id = people.id order by role)`,
  skills: sql<
    string[]
  >`array(select skill_code from person_skills where person_id = people.id order by skill_code)`,
  superiorId: sql<string | null>`(select superior_id from reporting_lines where person_id = people.id)`,
};

const FAULTS = {
  people_handle_unique: { pointer: '/handle', message: 'is taken by another person' },
  people_team_id_teams_id_fk: { pointer: '/teamId', message: 'names no team' },
  person_skills_skill_code_skills_code_fk: { pointer: '/skills', message: 'names a skill that is not known' },
  reporting_lines_superior_id_people_id_fk: { pointer: '/superiorId', message: 'names no person' },
  reporting_lines_not_self: { pointer: '/superiorId', message: 'is the person itself' },
  reporting_lines_no_circle: { pointer: '/superiorId', message: 'reports to this person already' },
  login_identities_pkey: { pointer: '/subject', message: 'is the login of somebody else' },
};

/** Members of staff: who they are, what they may and can do, whom they report to, when they are there. */
export const peopleRepository = (db: Database) => {
  const select = (condition: SQL | undefined) => db.select(personColumns).from(people).where(condition);

  const findById = async (personId: string): Promise<Person> =>
    requireFound((await select(eq(people.id, personId)))[0], 'person', personId);

  const holds = (role: Role) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(personRoles)
        .where(and(eq(personRoles.personId, people.id), eq(personRoles.role, role))),
    );

  const isPresent = (at: Instant) =>
    notExists(
      db
        .select({ one: sql`1` })
        .from(absences)
        .where(and(eq(absences.personId, people.id), lte(absences.startsAt, at), gt(absences.endsAt, at))),
    );

  const isOnShift = (role: Role, at: Instant) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(dutyShifts)
        .where(
          and(
            eq(dutyShifts.personId, people.id),
            eq(dutyShifts.role, role),
            lte(dutyShifts.startsAt, at),
            gt(dutyShifts.endsAt, at),
          ),
        ),
    );

  const write = (body: (tx: Transaction) => Promise<Person>) =>
    explainViolations(FAULTS, () => db.transaction(body));

  return {
    findById,

    findOptionalByHandle: async (handle: string): Promise<Person | undefined> =>
      (await select(eq(people.handle, handle)))[0],

    listByIds: async (personIds: readonly string[]): Promise<Person[]> =>
      select(inArray(people.id, [...personIds])).orderBy(asc(people.handle)),

    /** Active holders of a role. */
    listByRole: async (role: Role): Promise<Person[]> =>
      select(and(people.active, holds(role))).orderBy(asc(people.handle)),

    /** Active holders of a role who are not absent at that instant. */
    listPresentByRole: async (role: Role, at: Instant): Promise<Person[]> =>
      select(and(people.active, holds(role), isPresent(at))).orderBy(asc(people.handle)),

    /** Holders of a role whom the duty roster names for that instant, absent ones left out. */
    listByRoleOnDuty: async (role: Role, at: Instant): Promise<Person[]> =>
      select(and(people.active, holds(role), isOnShift(role, at), isPresent(at))).orderBy(asc(people.handle)),

    /** The next one up the reporting line; undefined at its top. */
    superiorOf: async (personId: string): Promise<Person | undefined> =>
      (
        await db
          .select(personColumns)
          .from(people)
          .where(
            inArray(
              people.id,
              db
                .select({ id: reportingLines.superiorId })
                .from(reportingLines)
                .where(eq(reportingLines.personId, personId)),
            ),
          )
      )[0],

    list: async (filter: PeopleFilter, request: PeoplePageRequest): Promise<Page<Person, string>> => {
      const rows = await select(
        and(
          filter.role === undefined ? undefined : holds(filter.role),
          filter.teamId === undefined ? undefined : eq(people.teamId, filter.teamId),
          filter.active === undefined ? undefined : eq(people.active, filter.active),
          filter.text === undefined
            ? undefined
            : or(ilike(people.name, containing(filter.text)), ilike(people.handle, containing(filter.text))),
          request.afterHandle === null ? undefined : gt(people.handle, request.afterHandle),
        ),
      )
        .orderBy(asc(people.handle))
        .limit(request.limit + 1);
      return pageOf(rows, request.limit, (person) => person.handle);
    },

    /** Enters a person, who may log in with `subject` (by default with the person's id). */
    create: async (person: NewPerson, at: Instant, subject?: string): Promise<Person> =>
      write(async (tx) => {
        const { roles, skills, superiorId, ...columns } = person;
        const { id } = requireWritten(
          await tx
            .insert(people)
            .values({ ...columns, createdAt: at, updatedAt: at })
            .returning({ id: people.id }),
        );
        await tx.insert(loginIdentities).values({ subject: subject ?? id, personId: id });
        await writeBelongings(tx, id, { roles, skills, superiorId });
        return peopleRepository(tx).findById(id);
      }),

    /** Changes a person if nobody else has since `expectedVersion` was read. */
    update: async (
      personId: string,
      expectedVersion: number,
      changes: PersonChanges,
      at: Instant,
    ): Promise<Person> =>
      write(async (tx) => {
        const { roles, skills, superiorId, ...columns } = changes;
        const rows = await tx
          .update(people)
          .set({ ...columns, updatedAt: at, version: sql`${people.version} + 1` })
          .where(and(eq(people.id, personId), eq(people.version, expectedVersion)))
          .returning({ id: people.id });
        await requireCurrent(rows, 'person', personId, () => peopleRepository(tx).existsById(personId));
        await writeBelongings(tx, personId, { roles, skills, superiorId });
        return peopleRepository(tx).findById(personId);
      }),

    existsById: async (personId: string): Promise<boolean> =>
      (await db.select({ id: people.id }).from(people).where(eq(people.id, personId))).length > 0,
  };
};

interface Belongings {
  readonly roles: readonly Role[] | undefined;
  readonly skills: readonly string[] | undefined;
  readonly superiorId: string | null | undefined;
}

async function writeBelongings(tx: Transaction, personId: string, belongings: Belongings): Promise<void> {
  const { roles, skills, superiorId } = belongings;
  if (roles !== undefined) {
    await tx.delete(personRoles).where(eq(personRoles.personId, personId));
    if (roles.length > 0) await tx.insert(personRoles).values(roles.map((role) => ({ personId, role })));
  }
  if (skills !== undefined) {
    await tx.delete(personSkills).where(eq(personSkills.personId, personId));
    if (skills.length > 0) {
      await tx.insert(personSkills).values(skills.map((skillCode) => ({ personId, skillCode })));
    }
  }
  if (superiorId !== undefined) {
    await tx.delete(reportingLines).where(eq(reportingLines.personId, personId));
    if (superiorId !== null) await tx.insert(reportingLines).values({ personId, superiorId });
  }
}
