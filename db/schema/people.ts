import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import { ROLES } from '../../workflows/domain/limits.ts';
import { id, instant, isOneOf, version } from './columns.ts';

/** Departments of the company (H-01). */
export const departments = pgTable('departments', {
  id: id(),
  code: text('code').notNull().unique(),
  name: text('name').notNull(),
  version: version(),
});

/** Teams inside a department: repair, customer service, parts … (H-01). */
export const teams = pgTable(
  'teams',
  {
    id: id(),
    code: text('code').notNull().unique(),
    name: text('name').notNull(),
    departmentId: uuid('department_id')
      .notNull()
      .references(() => departments.id),
    leadId: uuid('lead_id').references((): AnyPgColumn => people.id),
    version: version(),
  },
  (table) => [index().on(table.departmentId), index().on(table.leadId)],
);

/** Members of staff. Names and addresses are personal data (S-01). */
export const people = pgTable(
  'people',
  {
    id: id(),
    /** Short name used on the command line and in mentions, such as `wang.lei`. */
    handle: text('handle').notNull().unique(),
    name: text('name').notNull(),
    email: text('email'),
    phone: text('phone'),
    wechatId: text('wechat_id'),
    /** BCP 47 tag of the messages this person gets. */
    language: text('language').notNull(),
    /** IANA zone in which this person reads instants. */
    timeZone: text('time_zone').notNull(),
    teamId: uuid('team_id').references(() => teams.id),
    active: boolean('active').notNull().default(true),
    version: version(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [index().on(table.teamId), index().on(table.name)],
);

/** The roles a person may act in. */
export const personRoles = pgTable(
  'person_roles',
  {
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    role: text('role', { enum: ROLES }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.role] }),
    index().on(table.role),
    check('person_roles_role_known', isOneOf(table.role, ROLES)),
  ],
);

/** What technicians can be sent for. */
export const skills = pgTable('skills', {
  code: text('code').primaryKey(),
  name: text('name').notNull(),
});

export const personSkills = pgTable(
  'person_skills',
  {
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    skillCode: text('skill_code')
      .notNull()
      .references(() => skills.code),
  },
  (table) => [primaryKey({ columns: [table.personId, table.skillCode] }), index().on(table.skillCode)],
);

/** Who a person reports to; escalation and "one role up" climb along it. A guard refuses circles. */
export const reportingLines = pgTable(
  'reporting_lines',
  {
    personId: uuid('person_id')
      .primaryKey()
      .references(() => people.id, { onDelete: 'cascade' }),
    superiorId: uuid('superior_id')
      .notNull()
      .references(() => people.id),
  },
  (table) => [
    index().on(table.superiorId),
    check('reporting_lines_not_self', sql`${table.personId} <> ${table.superiorId}`),
  ],
);

/** The duty roster: who stands in for a role outside office hours, nights and holidays (H-01). */
export const dutyShifts = pgTable(
  'duty_shifts',
  {
    id: id(),
    role: text('role', { enum: ROLES }).notNull(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    startsAt: instant('starts_at').notNull(),
    /** The first instant after the shift. */
    endsAt: instant('ends_at').notNull(),
  },
  (table) => [
    unique('duty_shifts_once').on(table.role, table.personId, table.startsAt),
    index().on(table.personId),
    index().on(table.role, table.endsAt),
    check('duty_shifts_role_known', isOneOf(table.role, ROLES)),
    check('duty_shifts_forwards', sql`${table.startsAt} < ${table.endsAt}`),
  ],
);

/** Leave, illness, training: the person gets no new work in it. */
export const absences = pgTable(
  'absences',
  {
    id: id(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    startsAt: instant('starts_at').notNull(),
    /** The first instant after the absence. */
    endsAt: instant('ends_at').notNull(),
    reason: text('reason'),
  },
  (table) => [
    index().on(table.personId, table.endsAt),
    check('absences_forwards', sql`${table.startsAt} < ${table.endsAt}`),
  ],
);
