import { laterLimit } from '../domain/policy/later-fields.ts';
import { answerableBesideOwner } from '../domain/policy/repair-commands.ts';
import type { Process, TaskTable } from '../runtime/process.ts';
import { type CaseEnd, type CaseInput, runCase } from '../runtime/run-case.ts';
import { endingTasks } from './endings/ending.ts';
import { satisfactionTasks } from './endings/satisfaction.ts';
import { cashTasks } from './money/cash.ts';
import { feeTasks } from './money/fees.ts';
import { deferralBroughtAlong, deferralOver } from './money/owed.ts';
import { paymentTasks, takeReportedPayment } from './money/payment.ts';
import { placingTasks } from './money/placing.ts';
import { quotationTasks } from './money/quotation.ts';
import { settlementTasks } from './money/settlement.ts';
import { whyNotOpen } from './not-open.ts';
import { issuingTasks } from './parts/issuing.ts';
import { loanTasks, waitLasted } from './parts/loan.ts';
import { choiceTasks } from './parts/short-line-choice.ts';
import { sourcingTasks, takeArrival } from './parts/sourcing.ts';
import { thingsTasks } from './parts/things.ts';
import { handingOnTasks } from './people/handing-on.ts';
import { technicianReassigned } from './people/succession.ts';
import { acceptance, acceptanceTasks } from './phases/acceptance.ts';
import { completion } from './phases/completion.ts';
import { diagnosis, diagnosisTasks } from './phases/diagnosis.ts';
import { dispatch, dispatchTasks } from './phases/dispatch.ts';
import { intake, intakeTasks } from './phases/intake.ts';
import { parts } from './phases/parts.ts';
import { proposal, proposalTasks } from './phases/proposal.ts';
import { replacement, replacementTasks } from './phases/replacement.ts';
import { work, workTasks } from './phases/work.ts';
import { delayTasks, warnResponsible } from './promises/delay.ts';
import { tellOwnerOfAnswer } from './promises/notices.ts';
import { ladder, noDelayToTell } from './promises/promises.ts';
import { newRepairData, type RepairCase, type RepairShape } from './repair.case.ts';
import { giversOf, repairCommandRules } from './repair.commands.ts';
import type { RepairForms } from './repair.forms.ts';
import { ownerOf, priorityAtOpening } from './repair.rules.ts';
import { newUnitTasks } from './replacement/new-unit.ts';
import { daysReached, rightsTasks } from './replacement/rights.ts';
import { writeOffTasks } from './replacement/write-off.ts';
import { snapshot } from './snapshot.ts';
import { collectionTasks } from './visits/collection.ts';
import { callOffWindow } from './visits/mass-hold.ts';
import { unitReturnTasks } from './visits/unit-return.ts';
import { visitTasks } from './visits/visit.ts';

const tasks: TaskTable<RepairForms, RepairCase> = {
  ...intakeTasks,
  ...dispatchTasks,
  ...visitTasks,
  ...diagnosisTasks,
  ...proposalTasks,
  ...quotationTasks,
  ...paymentTasks,
  ...cashTasks,
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
  ...feeTasks,
  ...settlementTasks,
  ...endingTasks,
  ...delayTasks,
};

/** Repair 报修、维修: one repair of one unit, from the report to the last survey answer. */
const repairProcess: Process<RepairShape, RepairCase> = {
  kind: 'repair',
  firstPhase: 'intake',
  phases: { intake, dispatch, diagnosis, proposal, parts, work, acceptance, replacement, completion },
  tasks,
  commands: repairCommandRules,
  givers: giversOf,
  signals: { partsArrived: takeArrival, paymentReported: takeReportedPayment },
  newData: (opening) => newRepairData(priorityAtOpening(opening.policy, opening.body)),
  broughtAlong: deferralBroughtAlong,
  receivedAt: (c) => c.body.receivedAt,
  escalationLadder: (c) => ladder(c, 'slow'),
  ownerRole: (c) => ownerOf(c.policy, c.state.round),
  leads: (c) => answerableBesideOwner(c.policy),
  longHolds: (c) => ({ max: c.policy.holdMax, approvers: ['manager'] }),
  approvalRemindEvery: (c) => laterLimit(c.policy, 'approvalRemindEvery'),
  holdReviewEvery: (c) => laterLimit(c.policy, 'holdReviewEvery'),
  linkedCaseWithin: (c) => laterLimit(c.policy, 'linkedCaseWithin'),
  onWarning: warnResponsible,
  onCommitmentEnded: (c, { name }) => {
    noDelayToTell(c, name);
  },
  onCustomerAnswer: tellOwnerOfAnswer,
  onMark: (c, mark) => {
    daysReached(c, mark);
    waitLasted(c, mark);
    deferralOver(c, mark);
  },
  onReassigned: technicianReassigned,
  onMassHold: callOffWindow,
  whyNotOpen,
  snapshot,
};

export function repairWorkflow(input: CaseInput<RepairShape>): Promise<CaseEnd> {
  return runCase(repairProcess, input);
}
