import { eq, inArray } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Transaction } from '../client.ts';
import { CLIENT_SYSTEMS } from '../presets/client-systems.ts';
import { DEPARTMENTS, DUTY_SHIFTS, PEOPLE, SKILLS, TEAMS } from '../presets/people.ts';
import { clientSystemsRepository } from '../repositories/client-systems.repository.ts';
import { peopleRepository } from '../repositories/people.repository.ts';
import { departments, dutyShifts, people, skills, teams } from '../schema/people.ts';
import { idOf } from './references.ts';

/**
 * Departments, teams, skills, people and connected systems of the demo organisation. Shifts and team leads come with the people that
 * they name, so that what a company takes out later does not come back.
 */
export async function seedOrganisation(tx: Transaction, at: Instant): Promise<void> {
  await tx
    .insert(departments)
    .values([...DEPARTMENTS])
    .onConflictDoNothing();
  await tx
    .insert(skills)
    .values([...SKILLS])
    .onConflictDoNothing();
  const teamIds = await seedTeams(tx);
  const entered = await seedPeople(tx, teamIds, at);
  await seedTeamLeads(tx, entered);
  await seedShifts(tx, entered);
  await seedClientSystems(tx, at);
}

async function seedTeams(tx: Transaction): Promise<ReadonlyMap<string, string>> {
  const departmentIds = new Map((await tx.select().from(departments)).map(({ code, id }) => [code, id]));
  const rows = TEAMS.map(({ code, name, department }) => ({
    code,
    name,
    departmentId: idOf(departmentIds, department),
  }));
  await tx.insert(teams).values(rows).onConflictDoNothing();
  return new Map((await tx.select().from(teams)).map(({ code, id }) => [code, id]));
}

/** Enters whoever is missing; gives the ids of those entered now, by handle. */
async function seedPeople(
  tx: Transaction,
  teamIds: ReadonlyMap<string, string>,
  at: Instant,
): Promise<ReadonlyMap<string, string>> {
  const handles = PEOPLE.map(({ handle }) => handle);
  const known = await tx
    .select({ handle: people.handle, id: people.id })
    .from(people)
    .where(inArray(people.handle, handles));
  const idByHandle = new Map(known.map(({ handle, id }) => [handle, id]));
  const entered = new Map<string, string>();
  for (const { team, superior, ...person } of PEOPLE) {
    if (idByHandle.has(person.handle)) continue;
    const teamId = idOf(teamIds, team);
    const superiorId = superior === null ? null : idOf(idByHandle, superior);
    const { id } = await peopleRepository(tx).create({ ...person, teamId, superiorId }, at);
    idByHandle.set(person.handle, id);
    entered.set(person.handle, id);
  }
  return entered;
}

async function seedTeamLeads(tx: Transaction, entered: ReadonlyMap<string, string>): Promise<void> {
  for (const { code, lead } of TEAMS) {
    const leadId = lead === null ? undefined : entered.get(lead);
    if (leadId !== undefined) await tx.update(teams).set({ leadId }).where(eq(teams.code, code));
  }
}

async function seedShifts(tx: Transaction, entered: ReadonlyMap<string, string>): Promise<void> {
  const rows = DUTY_SHIFTS.flatMap(({ person, ...shift }) => {
    const personId = entered.get(person);
    return personId === undefined ? [] : [{ ...shift, personId }];
  });
  if (rows.length > 0) await tx.insert(dutyShifts).values(rows);
}

async function seedClientSystems(tx: Transaction, at: Instant): Promise<void> {
  const systems = clientSystemsRepository(tx);
  for (const system of CLIENT_SYSTEMS) {
    const known = await systems.findOptionalByName(system.name);
    if (known === undefined) await systems.create({ ...system, authorizedParty: null }, at);
  }
}
