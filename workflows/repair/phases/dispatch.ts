import { roleOf } from '../../domain/policy/service-policy.ts';
import { effect } from '../../runtime/effects.ts';
import { effects } from '../effects.ts';
import { promiseContact, within } from '../promises.ts';
import type { RepairCase, RepairPhase, TasksOf } from '../repair.case.ts';
import { ownerOf } from '../repair.rules.ts';
import { agreeAppointment } from '../visit.ts';

/** dispatch 派工: the right technician, an agreed window. */

export const dispatchTasks: TasksOf<'assign'> = {
  assign: {
    // After the second refusal of technicians their lead decides (3.2).
    role: (c) =>
      c.data.declines >= 2
        ? [c.policy.leadRole]
        : [roleOf(c.policy, c.policy.dispatchRole), c.policy.leadRole],
    due: (c) => within(c, c.policy.assignWithin[c.data.priority], 'field'),
  },
};

export async function dispatch(c: RepairCase): Promise<RepairPhase> {
  for (;;) {
    const technicianId = await assign(c);
    promiseContact(c);
    c.tell('assigned', { technicianName: technicianId });
    const agreement = await agreeAppointment(c);
    switch (agreement) {
      case 'window':
        return 'diagnosis';
      case 'solvedOnPhone':
        c.state.outcome = 'solvedRemotely';
        return 'completion';
      case 'silent':
        c.state.outcome = 'customerSilent';
        return 'completion';
      case 'declined':
        c.data.declines += 1;
        notAgain(c);
    }
  }
}

async function assign(c: RepairCase): Promise<string> {
  const skills = c.data.classification?.skills ?? [];
  const proposed = await effect(() =>
    effects.proposeTechnicians({ skills, at: c.now(), excludedIds: c.data.notAgain }),
  );
  if (proposed.length === 0) {
    c.notify('noTechnician', { type: 'role', role: c.policy.leadRole }, { skills: skills.join(', ') });
  }
  const { form } = await c.task('assign', {
    about: { proposed, skills, notAgain: c.data.notAgain, owner: ownerOf(c.policy, c.state.round) },
  });
  c.data.technicianId = form.technicianId;
  c.data.briefing = form.briefing;
  return form.technicianId;
}

/** The technician is not proposed again in this case: declined, or worked on a round that did not satisfy. */
export function notAgain(c: RepairCase): void {
  if (c.data.technicianId === null) return;
  c.data.notAgain = [...new Set([...c.data.notAgain, c.data.technicianId])];
  c.data.technicianId = null;
}
