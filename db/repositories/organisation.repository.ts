import { and, asc, eq, sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { departments, skills, teams } from '../schema/people.ts';
import { explainViolations, requireCurrent, requireFound, requireWritten } from './support.ts';

export type Department = typeof departments.$inferSelect;
export type Team = typeof teams.$inferSelect;
export type Skill = typeof skills.$inferSelect;

export type NewDepartment = Pick<Department, 'code' | 'name'>;
export type NewTeam = Pick<Team, 'code' | 'name' | 'departmentId' | 'leadId'>;

const FAULTS = {
  departments_code_unique: { pointer: '/code', message: 'is taken by another department' },
  teams_code_unique: { pointer: '/code', message: 'is taken by another team' },
  teams_department_id_departments_id_fk: { pointer: '/departmentId', message: 'names no department' },
  teams_lead_id_people_id_fk: { pointer: '/leadId', message: 'names no person' },
  skills_pkey: { pointer: '/code', message: 'is taken by another skill' },
};

/** Departments, teams and skills (H-01). */
export const organisationRepository = (db: Database) => ({
  listDepartments: async (): Promise<Department[]> =>
    db.select().from(departments).orderBy(asc(departments.code)),

  findDepartmentById: async (id: string): Promise<Department> =>
    requireFound((await db.select().from(departments).where(eq(departments.id, id)))[0], 'department', id),

  createDepartment: async (department: NewDepartment): Promise<Department> =>
    explainViolations(FAULTS, async () =>
      requireWritten(await db.insert(departments).values(department).returning()),
    ),

  updateDepartment: async (
    id: string,
    expectedVersion: number,
    changes: Partial<NewDepartment>,
  ): Promise<Department> =>
    explainViolations(FAULTS, async () => {
      const rows = await db
        .update(departments)
        .set({ ...changes, version: sql`${departments.version} + 1` })
        .where(and(eq(departments.id, id), eq(departments.version, expectedVersion)))
        .returning();
      return requireCurrent(
        rows,
        'department',
        id,
        async () => (await db.$count(departments, eq(departments.id, id))) > 0,
      );
    }),

  listTeams: async (): Promise<Team[]> => db.select().from(teams).orderBy(asc(teams.code)),

  findTeamById: async (id: string): Promise<Team> =>
    requireFound((await db.select().from(teams).where(eq(teams.id, id)))[0], 'team', id),

  createTeam: async (team: NewTeam): Promise<Team> =>
    explainViolations(FAULTS, async () => requireWritten(await db.insert(teams).values(team).returning())),

  updateTeam: async (id: string, expectedVersion: number, changes: Partial<NewTeam>): Promise<Team> =>
    explainViolations(FAULTS, async () => {
      const rows = await db
        .update(teams)
        .set({ ...changes, version: sql`${teams.version} + 1` })
        .where(and(eq(teams.id, id), eq(teams.version, expectedVersion)))
        .returning();
      return requireCurrent(rows, 'team', id, async () => (await db.$count(teams, eq(teams.id, id))) > 0);
    }),

  listSkills: async (): Promise<Skill[]> => db.select().from(skills).orderBy(asc(skills.code)),

  createSkill: async (skill: Skill): Promise<Skill> =>
    explainViolations(FAULTS, async () => requireWritten(await db.insert(skills).values(skill).returning())),
});
