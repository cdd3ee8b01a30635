import type { Actor } from '../../domain/actors.ts';
import type { CommitmentState } from '../../domain/cases.ts';
import { checkPast } from '../../domain/reported.ts';
import { tellOwnerOfWarning } from './notices.ts';
import { newsTold, noDelayToTell, promiseAnnounced } from './promises.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { checkAhead, ownerOf } from '../repair.rules.ts';
import { partRedated } from '../parts/sourcing.ts';

/** Delay: at each warning the customer is told before the promise is missed (3.4 delay, R-19). */

export const delayTasks: TasksOf<'announceDelay'> = {
  announceDelay: {
    role: (c) => (c.data.technicianId === null ? ownerOf(c.policy, c.state.round) : 'technician'),
    assignee: (c) => c.data.technicianId ?? c.state.ownerId,
    check: checkDelay,
    done(c, form, by, task) {
      delayAnnounced(c, form, by, String(task.about['commitment']));
    },
  },
};

export function warnResponsible(c: RepairCase, commitment: CommitmentState): void {
  tellOwnerOfWarning(c, commitment);
  const { kind, name } = commitment;
  const whose = kind === 'part' ? ({ role: 'parts_clerk', assigneeId: null } as const) : {};
  c.openTask('announceDelay', { ...whose, about: { commitment: name }, due: { commitment: name } });
}

export function checkDelay(c: RepairCase, { newUntil, toldAt }: RepairForms['announceDelay']): void {
  checkPast(toldAt, c.now(), '/toldAt');
  checkAhead(newUntil, c.now(), '/newUntil', 'The new date lies ahead');
}

/**
 * The customer hears it beforehand; the first promise stays, the new date is one of its own (R-19, B4.1). Only the
 * date of a part that is awaited takes the place of the old one, given in time (3.3 part).
 */
export function delayAnnounced(
  c: RepairCase,
  { reason, newUntil }: RepairForms['announceDelay'],
  by: Actor,
  commitment: string,
): void {
  const [what = commitment, key = ''] = commitment.split('/');
  c.tell('delayAnnounced', { what, reason, newUntil });
  noDelayToTell(c, commitment);
  if (what === 'part') partRedated(c, key, newUntil, by);
  else promiseAnnounced(c, newUntil, 'date told with the delay');
  newsTold(c);
}
