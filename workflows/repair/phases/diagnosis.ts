import type { Actor } from '../../domain/actors.ts';
import { invalid } from '../../domain/errors.ts';
import { helperRoleOf } from '../../domain/policy/service-policy.ts';
import { PEOPLE_TOLD } from '../../runtime/announcements.ts';
import { since } from '../../runtime/generations.ts';
import { settleCoverage } from '../money/coverage.ts';
import { findingsHandedOn } from '../people/linked-cases.ts';
import { sameDay, within } from '../promises/promises.ts';
import type { RepairCase, RepairPhase, TasksOf } from '../repair.case.ts';
import type { RepairCommands, RepairForms } from '../repair.forms.ts';
import { checkOffered, checkSerialSeen } from '../repair.rules.ts';
import { faultDiagnosed } from '../replacement/rights.ts';
import { worthOfUnit } from '../replacement/worth.ts';
import { lookupsOf } from '../visits/reported-unit.ts';
import { arrive, receiveUnit, withoutVisit } from '../visits/visit.ts';
import { isInWorkshop, unitInPlace } from '../visits/whereabouts.ts';

/** diagnosis 检测: check-in, or unit received; fault, cause, who pays. */

export const diagnosisTasks: TasksOf<'diagnose' | 'giveHelp'> = {
  diagnose: {
    role: () => 'technician',
    assignee: (c) => c.data.technicianId,
    about: (c) => ({
      briefing: c.data.briefing,
      coverageByLookup: c.data.coverage,
      roughFee: c.data.classification?.roughFee ?? null,
      warranty: lookupsOf(c).warranty,
    }),
    check: checkDiagnosis,
  },
  giveHelp: {
    role: () => 'technical_support',
    due: (c) => within(c, c.policy.helpWithin, 'field'),
    done(c, form, by, task) {
      c.note('helpGiven', { answer: form.answer, comesAlong: form.comesAlong ?? false }, 'staff', by);
      const { askedBy } = task.about;
      if (typeof askedBy !== 'string' || !since(1, PEOPLE_TOLD)) return;
      c.notify('helpGiven', { type: 'person', personId: askedBy }, { text: form.answer });
    },
  },
};

export async function diagnosis(c: RepairCase): Promise<RepairPhase> {
  for (;;) {
    const arrival = await arrive(c);
    if (arrival !== 'arrived') return withoutVisit(c, arrival);
    const found = await diagnose(c);
    if (found.repairable !== 'yes') return 'replacement';
    switch (found.go) {
      case 'plan':
        // What was planned before this examination does not count any more.
        c.data.plan = null;
        return 'proposal';
      case 'nothingToDo':
        c.state.outcome = 'noFaultFound';
        c.data.result = found.fault;
        return 'completion';
      case 'takeAway':
        await receiveUnit(c);
        break;
      case 'comeBack':
        c.data.arrivedAt = null;
    }
  }
}

async function diagnose(c: RepairCase): Promise<RepairForms['diagnose']> {
  const due = isInWorkshop(c) ? within(c, c.policy.diagnoseWithin, 'field') : await sameDay(c, 'field');
  const worth = since(1, 'worth-before-diagnosis') ? await worthOfUnit(c) : null;
  const { form, by, taskId } = await c.task('diagnose', {
    due,
    about: worth === null ? {} : { ...worth, repairCostMinor: plannedMinor(c) },
  });
  c.data.diagnosis = form;
  if (form.safetyRisk !== 'none') c.tell('stopUse', { reason: form.fault });
  await findingsHandedOn(c, form, by, taskId);
  await settleCoverage(c, form, by);
  await faultDiagnosed(c, form);
  return form;
}

/** What the repair costs as it was planned before this examination. */
const plannedMinor = (c: RepairCase): number | null =>
  c.data.plan === null ? null : (c.data.priced?.totalMinor ?? null);

/** The command `requestHelp`: technical or production people answer within their limit. */
export function requestHelp(c: RepairCase, input: RepairCommands['requestHelp'], by: Actor): void {
  c.note('helpRequested', { question: input.question, from: input.from }, 'staff', by);
  c.openTask('giveHelp', {
    role: helperRoleOf(c.policy, input.from),
    about: {
      ...{ question: input.question, from: input.from },
      ...(by.type === 'person' ? { askedBy: by.personId } : {}),
    },
  });
}

export function checkHelp(c: RepairCase, input: RepairCommands['requestHelp']): void {
  checkOffered(input.from, c.policy.helpFrom, '/from', `Help is not asked from ${input.from} here`);
}

function checkDiagnosis(c: RepairCase, form: RepairForms['diagnose']): void {
  const { serialNumber } = unitInPlace(c);
  checkSerialSeen(form.serialSeen, serialNumber, 'The serial number seen is not the one of the case');
  if (form.go === 'plan' && form.repairable !== 'yes') {
    throw invalid(
      '/go',
      'must be another way for a unit beyond repair',
      'Only a repairable unit is planned for repair',
    );
  }
}
