import type { CommitmentState, TaskState } from '../../domain/cases.ts';
import type { MessageVariables } from '../../domain/messages.ts';
import { PEOPLE_TOLD } from '../../runtime/announcements.ts';
import { since } from '../../runtime/generations.ts';
import { toOwner } from '../../runtime/owner.ts';
import type { RepairCase } from '../repair.case.ts';

/** Who of the staff hears of what happens in a repair (repair process, 8). */

type TeamNotice =
  | 'appointmentReminderStaff'
  | 'appointmentChangedStaff'
  | 'appointmentCancelledStaff'
  | 'appointmentMissedStaff';

/** The technician and those who come along. */
export function tellTeam<Kind extends TeamNotice>(
  c: RepairCase,
  kind: Kind,
  variables: MessageVariables<Kind>,
): void {
  const { technicianId, helperIds } = c.data;
  if (technicianId === null) return;
  for (const personId of [technicianId, ...helperIds]) {
    c.notify(kind, { type: 'person', personId }, variables);
  }
}

/** The owner learns what the customer chose, whoever wrote it down. */
export function tellOwnerOfAnswer(c: RepairCase, { kind }: TaskState): void {
  // The answer about a right is told where it is taken.
  if (kind === 'answerRight' || kind === 'answerSurvey' || !since(1, PEOPLE_TOLD)) return;
  c.notify('customerAnswered', toOwner(c), { what: kind });
}

/** The responsible person has a task to tell the customer; the owner learns that a promise is at risk. */
export function tellOwnerOfWarning(c: RepairCase, { kind, deadlineId }: CommitmentState): void {
  const dueAt = c.deadlines.get(deadlineId)?.dueAt ?? null;
  if (dueAt === null || !since(1, PEOPLE_TOLD)) return;
  c.notify('warning', toOwner(c), { what: kind, dueAt });
}
