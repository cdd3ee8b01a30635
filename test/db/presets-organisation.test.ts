import { describe, expect, it } from 'vitest';
import { DEPARTMENTS, DUTY_SHIFTS, PEOPLE, SKILLS, TEAMS } from '../../db/presets/people.ts';
import { ROLES, type Role } from '../../workflows/domain/limits.ts';

const codesOf = (rows: readonly { readonly code: string }[]) => new Set<string>(rows.map(({ code }) => code));
const handles = new Set(PEOPLE.map(({ handle }) => handle));
const rolesOf = (handle: string): readonly Role[] =>
  PEOPLE.find((person) => person.handle === handle)?.roles ?? [];

describe('the demo organisation', () => {
  it('has somebody for every role of the staff', () => {
    const held = new Set(PEOPLE.flatMap(({ roles }) => roles));
    expect(ROLES.filter((role) => role !== 'customer' && !held.has(role))).toEqual([]);
  });

  it('gives every person a handle, an address and a number of their own', () => {
    for (const field of ['handle', 'email', 'phone', 'wechatId'] as const) {
      expect(new Set(PEOPLE.map((person) => person[field])).size).toBe(PEOPLE.length);
    }
  });

  it('has at least four technicians with different skills, and every skill in somebody', () => {
    const technicians = PEOPLE.filter(({ roles }) => roles.includes('technician'));
    expect(technicians.length).toBeGreaterThanOrEqual(4);
    expect(new Set(technicians.map(({ skills }) => skills.join())).size).toBe(technicians.length);
    expect(new Set(technicians.flatMap(({ skills }) => skills))).toEqual(codesOf(SKILLS));
  });

  it('refers only to teams, departments and people that it has', () => {
    expect(PEOPLE.filter(({ team }) => !codesOf(TEAMS).has(team))).toEqual([]);
    expect(TEAMS.filter(({ department }) => !codesOf(DEPARTMENTS).has(department))).toEqual([]);
    expect(TEAMS.filter(({ lead }) => lead !== null && !handles.has(lead))).toEqual([]);
  });

  it('reports to the general manager in the end, superiors listed first', () => {
    const seen = new Set<string>();
    for (const { handle, superior } of PEOPLE) {
      expect(superior === null ? rolesOf(handle).includes('general_manager') : seen.has(superior)).toBe(true);
      seen.add(handle);
    }
  });
});

describe('the duty roster', () => {
  const holdersAt = (role: Role, at: number) =>
    DUTY_SHIFTS.filter((shift) => shift.role === role && shift.startsAt <= at && at < shift.endsAt).map(
      ({ person }) => person,
    );

  it('names only people who hold the role', () => {
    expect(DUTY_SHIFTS.filter(({ role, person }) => !rolesOf(person).includes(role))).toEqual([]);
  });

  it('names exactly one agent, technician and manager at any hour from 2026 to 2028', () => {
    const hour = 3_600_000;
    for (let at = Date.parse('2026-01-01T00:00:00+08:00'); at < Date.parse('2029-01-01T00:00:00+08:00');) {
      for (const role of ['agent', 'technician', 'manager'] as const) {
        expect(holdersAt(role, at)).toHaveLength(1);
      }
      at += 83 * hour;
    }
  });

  it('changes on Monday at midnight in Shanghai', () => {
    expect(DUTY_SHIFTS[0]?.startsAt).toBe(Date.parse('2025-12-29T00:00:00+08:00'));
    const nextWeek = Date.parse('2026-01-05T00:00:00+08:00');
    expect(holdersAt('agent', nextWeek - 1)).not.toEqual(holdersAt('agent', nextWeek));
  });
});
