import { dutyRosterRepository } from '../../db/repositories/duty-roster.repository.ts';
import { peopleRepository, type Person } from '../../db/repositories/people.repository.ts';
import type { TaskRow } from '../../db/repositories/tasks.repository.ts';
import { invalid } from '../../workflows/domain/errors.ts';
import type { Role } from '../../workflows/domain/limits.ts';
import { checkTakenOverWindows } from './appointments.ts';
import type { Form, Precheck } from './context.ts';

/** Whom a task is given to: one person, or everybody in a role. */
export interface NewAssignee {
  readonly assigneeId?: string;
  readonly role?: Role;
}

/** Whoever takes a task over is active, present, and holds its role; a technician has the skills too. */
export async function checkReassignment(check: Precheck, task: TaskRow, to: NewAssignee): Promise<void> {
  if ((to.assigneeId === undefined) === (to.role === undefined)) {
    throw invalid('/assigneeId', 'or role: name one of both');
  }
  if (to.role !== undefined) {
    const holders = await peopleRepository(check.db).listByRole(to.role);
    if (holders.length === 0) throw invalid('/role', `is held by nobody: ${to.role}`);
    return;
  }
  const person = await findPresent(check, to.assigneeId ?? '', '/assigneeId');
  assertHolds(person, task.roles, '/assigneeId');
  if (!task.roles.includes('technician')) return;
  assertSkilled(person, skillsWanted(check, task), '/assigneeId');
  if (task.assigneeId === check.found.technicianId) await checkTakenOverWindows(check, person.id, {});
}

/** Whoever is named to answer for a case is active, present, and holds the role that owns it (repair process, 5). */
export async function checkNewOwner(check: Precheck, { ownerId }: Form): Promise<void> {
  const { ownerRole } = check.found;
  // The process refuses a customer, who learns nothing about members of staff before that.
  if (typeof ownerId !== 'string' || ownerRole === null || check.by.type === 'customer') return;
  assertHolds(await findPresent(check, ownerId, '/ownerId'), [ownerRole], '/ownerId');
}

/** A technician who is sent exists, is active and present, and has the skills. */
export async function checkTechnician(
  check: Precheck,
  task: TaskRow,
  personId: string,
  pointer: string,
): Promise<void> {
  const person = await findPresent(check, personId, pointer);
  assertHolds(person, ['technician'], pointer);
  assertSkilled(person, skillsWanted(check, task), pointer);
}

export async function findPresent(check: Precheck, personId: string, pointer: string): Promise<Person> {
  const [person] = await peopleRepository(check.db).listByIds([personId]);
  if (person === undefined) throw invalid(pointer, 'names no person');
  if (!person.active) throw invalid(pointer, 'is not active any more');
  const now = await check.now();
  const absences = await dutyRosterRepository(check.db).listAbsences({ from: now, to: now + 1, personId });
  if (absences.length > 0) throw invalid(pointer, 'is absent now');
  return person;
}

function assertHolds(person: Person, roles: readonly Role[], pointer: string): void {
  if (person.roles.some((role) => roles.includes(role))) return;
  throw invalid(pointer, `holds none of the roles ${roles.join(', ')}`);
}

function assertSkilled(person: Person, wanted: readonly string[], pointer: string): void {
  const missing = wanted.filter((skill) => !person.skills.includes(skill));
  if (missing.length === 0) return;
  throw invalid(
    pointer,
    `lacks the skills ${missing.join(', ')}`,
    `The technician lacks the skills ${missing.join(', ')}`,
    { details: { missingSkills: missing } },
  );
}

/** Skills that the case was classified to need. */
function skillsWanted({ found }: Precheck, task: TaskRow): readonly string[] {
  const { classification } = found.details as { classification?: { skills?: readonly string[] } | null };
  return (task.about as { skills?: readonly string[] }).skills ?? classification?.skills ?? [];
}
