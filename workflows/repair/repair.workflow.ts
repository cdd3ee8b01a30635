import type { CommitmentState } from '../domain/cases.ts';
import type { Process, TaskTable } from '../runtime/process.ts';
import { type CaseEnd, type CaseInput, runCase } from '../runtime/run-case.ts';
import { endingTasks } from './ending.ts';
import { issuingTasks } from './issuing.ts';
import { collectionTasks } from './collection.ts';
import { handingOnTasks } from './handing-on.ts';
import { callOffWindow } from './mass-hold.ts';
import { whyNotOpen } from './not-open.ts';
import { tellOwnerOfAnswer, tellOwnerOfWarning } from './notices.ts';
import { loanTasks, waitLasted } from './loan.ts';
import { paymentTasks, takeReportedPayment } from './payment.ts';
import { acceptance, acceptanceTasks } from './phases/acceptance.ts';
import { completion } from './phases/completion.ts';
import { diagnosis, diagnosisTasks } from './phases/diagnosis.ts';
import { dispatch, dispatchTasks } from './phases/dispatch.ts';
import { intake, intakeTasks } from './phases/intake.ts';
import { parts } from './phases/parts.ts';
import { proposal, proposalTasks } from './phases/proposal.ts';
import { replacement, replacementTasks } from './phases/replacement.ts';
import { work, workTasks } from './phases/work.ts';
import { placingTasks } from './placing.ts';
import { ladder } from './promises.ts';
import { quotationTasks } from './quotation.ts';
import { newUnitTasks } from './new-unit.ts';
import { newRepairData, type RepairCase, type RepairShape, type TasksOf } from './repair.case.ts';
import { checkDelay, delayAnnounced, repairCommandRules } from './repair.commands.ts';
import { answerableFor, ownerOf, priorityAtOpening } from './repair.rules.ts';
import { asReported, lookupsOf, reportedUnit } from './reported-unit.ts';
import { daysReached, rightsTasks } from './rights.ts';
import { satisfactionTasks } from './satisfaction.ts';
import { settlementTasks } from './settlement.ts';
import { choiceTasks } from './short-line-choice.ts';
import { sourcingTasks, takeArrival } from './sourcing.ts';
import { technicianReassigned } from './succession.ts';
import { thingsTasks } from './things.ts';
import { unitReturnTasks } from './unit-return.ts';
import { visitTasks } from './visit.ts';
import { writeOffTasks } from './write-off.ts';

/** At each warning the responsible person tells the customer before the promise is missed (3.4 delay, R-19). */
const delayTasks: TasksOf<'announceDelay'> = {
  announceDelay: {
    role: (c) => (c.data.technicianId === null ? ownerOf(c.policy, c.state.round) : 'technician'),
    assignee: (c) => c.data.technicianId,
    check: checkDelay,
    done(c, form, by, task) {
      delayAnnounced(c, form, by, String(task.about['commitment']));
    },
  },
};

const tasks: TaskTable<RepairShape> = {
  ...intakeTasks,
  ...dispatchTasks,
  ...visitTasks,
  ...diagnosisTasks,
  ...proposalTasks,
  ...quotationTasks,
  ...paymentTasks,
  ...placingTasks,
  ...issuingTasks,
  ...handingOnTasks,
  ...sourcingTasks,
  ...choiceTasks,
  ...workTasks,
  ...acceptanceTasks,
  ...collectionTasks,
  ...replacementTasks,
  ...writeOffTasks,
  ...newUnitTasks,
  ...loanTasks,
  ...unitReturnTasks,
  ...rightsTasks,
  ...satisfactionTasks,
  ...thingsTasks,
  ...settlementTasks,
  ...endingTasks,
  ...delayTasks,
};

/** Repair 报修、维修: one repair of one unit, from the report to the last survey answer. */
const repairProcess: Process<RepairShape> = {
  kind: 'repair',
  firstPhase: 'intake',
  phases: { intake, dispatch, diagnosis, proposal, parts, work, acceptance, replacement, completion },
  tasks,
  commands: repairCommandRules,
  signals: { partsArrived: takeArrival, paymentReported: takeReportedPayment },
  newData: (opening) => newRepairData(priorityAtOpening(opening.policy, opening.body)),
  receivedAt: (c) => c.body.receivedAt,
  escalationLadder: (c) => ladder(c, 'slow'),
  leads: (c) => answerableFor(c.policy, c.state.round),
  longHolds: (c) => ({ max: c.policy.holdMax, approvers: ['manager'] }),
  onWarning: warnResponsible,
  onCustomerAnswer: tellOwnerOfAnswer,
  onMark: (c, mark) => {
    daysReached(c, mark);
    waitLasted(c, mark);
  },
  onReassigned: technicianReassigned,
  onMassHold: callOffWindow,
  whyNotOpen,
  snapshot: (c) => ({
    priority: c.data.priority,
    ownerRole: ownerOf(c.policy, c.state.round),
    ownerId: null,
    technicianId: c.data.technicianId,
    details: {
      bundleId: c.body.bundleId ?? null,
      helperIds: c.data.helperIds,
      productModel: reportedUnit(c).productModel,
      serialNumber: reportedUnit(c).serialNumber ?? null,
      asReported: asReported(c),
      description: c.body.description,
      channel: c.body.channel,
      region: c.body.site?.region ?? null,
      address: c.body.site?.address ?? null,
      lot: c.body.unit.lot ?? null,
      purchasedOn: reportedUnit(c).purchasedOn ?? null,
      orderNumber: c.body.unit.orderNumber ?? null,
      preferredTimes: c.body.preferredTimes ?? [],
      classification: c.data.classification,
      coverage: c.data.coverage,
      sameFaultAs: sameFaultOf(c),
      warranty: lookupsOf(c).warranty,
      possibleDuplicates: lookupsOf(c).possibleDuplicates,
      appointment: c.data.appointment,
      diagnosis: c.data.diagnosis,
      plan: c.data.plan,
      quote: c.data.quote,
      agreedMinor: c.data.agreedMinor,
      currency: c.data.priced?.currency ?? null,
      lines: c.data.lines,
      newUnit: c.data.newUnit,
      loan: c.data.loan,
      rightTaken: c.data.rightTaken,
      signedAt: c.data.signedAt,
      workmanshipUntil: c.data.workmanshipUntil,
      satisfaction: c.data.satisfaction,
      surveyScore: c.data.surveyScore,
      visits: c.data.visits,
    },
  }),
};

/** The earlier repair whose fault has come back: the newest finding counts (3.4 after closing). */
function sameFaultOf(c: RepairCase): string | null {
  const { diagnosis, classification } = c.data;
  return diagnosis?.sameFaultAs ?? classification?.sameFaultAs ?? c.body.sameFaultAs ?? null;
}

export function repairWorkflow(input: CaseInput<RepairShape>): Promise<CaseEnd> {
  return runCase(repairProcess, input);
}

function warnResponsible(c: RepairCase, commitment: CommitmentState): void {
  tellOwnerOfWarning(c, commitment);
  const { kind, name } = commitment;
  const whose = kind === 'part' ? ({ role: 'parts_clerk', assigneeId: null } as const) : {};
  c.openTask('announceDelay', { ...whose, about: { commitment: name }, due: { commitment: name } });
}
