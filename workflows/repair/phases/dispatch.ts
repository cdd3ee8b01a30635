import type { ProposedTechnician } from '../../../activities/repair-contracts.ts';
import { roleOf } from '../../domain/policy/service-policy.ts';
import { effect } from '../../runtime/effects.ts';
import { since } from '../../runtime/generations.ts';
import { effects } from '../effects.ts';
import { contactName, promiseContact, within } from '../promises/promises.ts';
import type { RepairCase, RepairPhase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { ownerOf } from '../repair.rules.ts';
import { agreeAppointment, withoutVisit } from '../visits/visit.ts';

/** dispatch 派工: the right technician, an agreed window. */

export const dispatchTasks: TasksOf<'assign'> = {
  assign: {
    // After the second refusal of technicians their lead decides (3.2).
    role: (c) =>
      c.data.declines >= 2
        ? [c.policy.leadRole]
        : [...new Set([roleOf(c.policy, c.policy.dispatchRole), c.policy.leadRole])],
    due: (c) => within(c, c.policy.assignWithin[c.data.priority], 'field'),
  },
};

export async function dispatch(c: RepairCase): Promise<RepairPhase> {
  for (;;) {
    const technicianId = await assign(c);
    promiseContact(c);
    c.tell('assigned', { technicianName: technicianId }, c.dueOf(contactName(c)));
    const agreement = await agreeAppointment(c);
    if (agreement === 'window') return whereToGoOn(c);
    const next = withoutVisit(c, agreement);
    if (next !== 'dispatch') return next;
  }
}

async function assign(c: RepairCase): Promise<string> {
  const skills = c.data.classification?.skills ?? [];
  const present = await effect(() =>
    effects.proposeTechnicians({ skills, at: c.now(), excludedIds: c.data.notAgain }),
  );
  const proposed = c.data.priority === 'urgent' ? onDutyFirst(present) : present;
  if (proposed.length === 0) {
    c.notify('noTechnician', { type: 'role', role: c.policy.leadRole }, { skills: skills.join(', ') });
  }
  const { form } = await c.task('assign', {
    about: { proposed, skills, notAgain: c.data.notAgain, owner: ownerOf(c.policy, c.state.round) },
  });
  c.data.technicianId = form.technicianId;
  c.data.helperIds = helpersOf(form);
  c.data.briefing = form.briefing;
  return form.technicianId;
}

/** Cases from before know of no helpers. */
function helpersOf({ helpers = [] }: RepairForms['assign']): readonly string[] {
  return helpers.length > 0 && since(1, 'helpers-told') ? helpers : [];
}

/** Urgent cases go by the duty roster first, at whatever hour they come (9). */
function onDutyFirst(technicians: readonly ProposedTechnician[]): readonly ProposedTechnician[] {
  return technicians.toSorted((a, b) => Number(b.onDuty) - Number(a.onDuty));
}

/** Whoever takes over what has been agreed on already goes on with it. */
function whereToGoOn(c: RepairCase): RepairPhase {
  if (c.data.unitComing !== null) return 'replacement';
  return c.data.plan === null ? 'diagnosis' : 'work';
}
