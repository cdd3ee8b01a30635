import type { Recipient } from '../../activities/contracts.ts';
import type { Actor } from '../domain/actors.ts';
import type { TaskState } from '../domain/cases.ts';
import type { CaseOwner } from '../domain/givers.ts';
import type { Role } from '../domain/limits.ts';
import type { Case } from './case.ts';
import type { ProcessShape } from './case-state.ts';
import type { CommandRule } from './process.ts';

/**
 * Who answers for a case: whoever holds the role that the process says, until one of them is named. The name falls with
 * the role: when another one owns the case, and when the person leaves it (repair process, 5 `reassign`).
 */
export const ownerOf = <S extends ProcessShape>(c: Case<S>): CaseOwner => ({
  role: c.process.ownerRole(c),
  personId: c.state.ownerId,
});

/** Whoever is told as a holder of a role: in the role that owns the case its owner alone, where one is named. */
export function inRole<S extends ProcessShape>(c: Case<S>, role: Role): Recipient {
  const owner = ownerOf(c);
  if (owner.role !== role || owner.personId === null) return { type: 'role', role };
  return { type: 'person', personId: owner.personId, orRole: role };
}

/** Whoever answers for the case. */
export const toOwner = <S extends ProcessShape>(c: Case<S>): Recipient => inRole(c, c.process.ownerRole(c));

interface ReassignInput {
  readonly ownerId?: string;
  readonly reason: string;
}

export function ownerCommands<S extends ProcessShape>(c: Case<S>) {
  const reassign: CommandRule<Case<S>, ReassignInput> = {
    run(_, { ownerId = null, reason }, by) {
      passTo(c, ownerId, reason, by);
    },
  };
  return { reassign };
}

/** Both sides hear of it; naming who owns the case already changes nothing. */
function passTo<S extends ProcessShape>(c: Case<S>, to: string | null, reason: string, by: Actor): void {
  const { role, personId: from } = ownerOf(c);
  if (from === to) return;
  name(c, to);
  c.note('ownerReassigned', { role, from, to, reason }, 'staff', by);
  if (from !== null) release(c, from, to === null ? { ownerRole: role, reason } : { ownerName: to, reason });
  c.notify('ownerAssigned', toOwner(c), { reason, ...(from !== null && { formerOwnerName: from }) });
}

/** The process lets another role own the case; that role is told by the process. */
export function passToRole<S extends ProcessShape>(c: Case<S>, role: Role): void {
  const { role: before, personId: from } = ownerOf(c);
  if (from === null || role === before) return;
  name(c, null);
  release(c, from, { ownerRole: role });
}

/** The owner is not there any more: whoever else holds the role answers for the case. */
export function ownerHasLeft<S extends ProcessShape>(c: Case<S>, personId: string): void {
  const { role, personId: from } = ownerOf(c);
  if (from !== personId) return;
  name(c, null);
  c.note('ownerLeft', { role, from });
  c.notify('ownerAssigned', toOwner(c), { formerOwnerName: from });
}

function release<S extends ProcessShape>(
  c: Case<S>,
  personId: string,
  said: { readonly ownerName?: string; readonly ownerRole?: Role; readonly reason?: string },
): void {
  c.notify('ownerReleased', { type: 'person', personId }, said);
}

/** Open tasks that are the owner's by their rule go along; what a person took on otherwise stays theirs. */
function name<S extends ProcessShape>(c: Case<S>, ownerId: string | null): void {
  const role = c.process.ownerRole(c);
  const before = Object.values(c.state.tasks)
    .filter(({ roles }) => roles.includes(role))
    .map((task) => ({ task, byRule: assigneeByRule(c, task) }));
  c.state.ownerId = ownerId;
  for (const { task, byRule } of before) {
    const assigneeId = assigneeByRule(c, task);
    if (task.assigneeId === byRule && assigneeId !== byRule) c.tasks.giveTo(task.id, assigneeId);
  }
}

const assigneeByRule = <S extends ProcessShape>(c: Case<S>, { kind }: TaskState): string | null =>
  c.process.tasks[kind as keyof S['Forms']].assignee?.(c) ?? null;
