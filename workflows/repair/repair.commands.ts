import { hasAnyRole } from '../domain/actors.ts';
import { DomainError } from '../domain/errors.ts';
import type { Givers } from '../domain/givers.ts';
import { REPAIR_COMMAND_GIVERS } from '../domain/policy/repair-commands.ts';
import type { RepairPolicy } from '../domain/policy/repair-policy.ts';
import { leadsOf } from '../domain/policy/service-policy.ts';
import { checkHeardFrom } from '../domain/reported.ts';
import type { caseCommands } from '../runtime/case.forms.ts';
import type { CommandRule } from '../runtime/process.ts';
import { endEarly } from './endings/ending.ts';
import { correctMoney } from './money/correction.ts';
import { checkGrant, grantRefund } from './money/granted-refund.ts';
import { checkDeferral, type DeferralWanted } from './money/payment.ts';
import { checkLoan, lendDevice } from './parts/loan.ts';
import { requestParts as askForParts } from './parts/requests.ts';
import { serveByPriority } from './parts/requisition.ts';
import { checkNotBegun, checkNotMerging, handingOverCommands } from './people/handing-over.ts';
import { checkHelp, requestHelp } from './phases/diagnosis.ts';
import { tellUrgent } from './phases/intake.ts';
import { checkDelay, delayAnnounced } from './promises/delay.ts';
import { hastenByPriority, limitsByPriority } from './promises/priority.ts';
import { newsTold, stopUrgentNews, workName } from './promises/promises.ts';
import type { RepairCase, RepairPhase } from './repair.case.ts';
import type { RepairCommands } from './repair.forms.ts';
import { checkPriority } from './repair.rules.ts';
import { checkWriteOff, isWriteOffPending, type ProposedWriteOff } from './replacement/write-off.ts';
import { checkMove, moveAppointment } from './visits/appointments.ts';
import { correctRegister } from './visits/register-correction.ts';

/** Commands of a repair at any time (repair process, 5). */

type Command<Name extends keyof RepairCommands> = CommandRule<RepairCase, RepairCommands[Name]>;

/** There is work that helps or hinders, and a customer who waits for it. */
const BEFORE_COMPLETION: readonly RepairPhase[] = [
  'intake',
  'dispatch',
  'diagnosis',
  'proposal',
  'parts',
  'work',
  'acceptance',
  'replacement',
];

function onlyIn(c: RepairCase, phases: readonly RepairPhase[], what: string): void {
  if (phases.includes(c.state.phase)) return;
  throw new DomainError('WRONG_PHASE', `${what} in: ${phases.join(', ')}; the case is in ${c.state.phase}`, {
    details: { phase: c.state.phase, allowed: phases },
  });
}

const changeAppointment: Command<'changeAppointment'> = {
  check: checkMove,
  run: moveAppointment,
};

const changePriority: Command<'changePriority'> = {
  check(c, input, by) {
    checkPriority(c.policy, c.body, input.priority);
    if (input.priority === 'normal' && !hasAnyRole(by, [...leadsOf(c.policy), 'general_manager'])) {
      throw new DomainError('ROLE_MISSING', 'A lead takes urgency back');
    }
  },
  run(c, input) {
    if (input.priority === c.data.priority) return;
    c.data.priority = input.priority;
    if (input.priority === 'urgent') {
      hastenByPriority(c);
      tellUrgent(c);
    } else {
      limitsByPriority(c);
      stopUrgentNews(c);
    }
    c.aside(() => serveByPriority(c));
  },
};

const requestParts: Command<'requestParts'> = {
  check(c) {
    onlyIn(c, ['dispatch', 'diagnosis', 'proposal', 'parts', 'work', 'acceptance'], 'Parts are requested');
  },
  run(c, input, by) {
    askForParts(c, input.lines, by);
  },
};

const changePlan: Command<'changePlan'> = {
  check(c) {
    onlyIn(c, ['proposal', 'parts', 'work'], 'A plan is changed');
  },
  run(c) {
    c.data.plan = null;
    c.interrupt('proposal');
  },
};

const deferPayment: Command<'deferPayment'> = {
  check: checkDeferral,
  run(c, input, by) {
    const wanted: DeferralWanted = { input, by };
    c.happened('deferralWanted', wanted);
  },
};

/** Another value or ground: the approval that was asked for falls, and a new one is asked (6 `scrap`). */
const changeWriteOff: Command<'changeWriteOff'> = {
  check(c, input) {
    if (!isWriteOffPending(c)) throw new DomainError('WRONG_PHASE', 'No write-off waits for its approval');
    checkWriteOff(c, input);
  },
  run(c, form, by) {
    const proposed: ProposedWriteOff = { form, by };
    c.happened('writeOffChanged', proposed);
  },
};

/** Beyond what the rules give by themselves: by authority, and paid with the next settlement (6 `refund`). */
const grantARefund: Command<'grantRefund'> = {
  check: checkGrant,
  run: grantRefund,
};

/** Whether the books can be corrected so, they say themselves before the command is given. */
const correctTheBooks: Command<'correctMoney'> = {
  run: correctMoney,
};

const lendADevice: Command<'lendDevice'> = {
  check: checkLoan,
  run: lendDevice,
};

const announceDelay: Command<'announceDelay'> = {
  check(c, input) {
    onlyIn(c, BEFORE_COMPLETION, 'A delay is announced');
    checkDelay(c, input);
  },
  run(c, input, by) {
    delayAnnounced(c, input, by, workName(c));
  },
};

const requestHelpWith: Command<'requestHelp'> = {
  check(c, input) {
    onlyIn(c, BEFORE_COMPLETION, 'Help is asked for');
    checkHelp(c, input);
  },
  run: requestHelp,
};

const sendNews: Command<'sendNews'> = {
  run(c, input) {
    c.tell('news', { text: input.text });
    newsTold(c);
  },
};

const withdraw: Command<'withdraw'> = {
  check(c, input, by) {
    if (c.data.signedAt !== null) {
      throw new DomainError(
        'ACCEPTED',
        'The repaired unit was accepted; raise a complaint or a return instead',
      );
    }
    onlyIn(c, BEFORE_COMPLETION, 'A request is withdrawn');
    checkNotMerging(c, 'A request is withdrawn');
    if (c.data.newUnit !== null) {
      throw new DomainError(
        'WRONG_PHASE',
        'The unit is exchanged already: the new one is refused or signed for',
      );
    }
    checkHeardFrom(by, input);
  },
  run(c, input, by) {
    endEarly(c, 'withdrawn', input.reason ?? '', by);
  },
};

const cancel: Command<'cancel'> = {
  check(c) {
    checkNotBegun(c, 'A case is cancelled');
    checkNotMerging(c, 'A case is cancelled');
  },
  run(c, input, by) {
    endEarly(c, 'cancelled', input.reason, by);
  },
};

export const repairCommandRules = {
  changeAppointment,
  changePriority,
  requestParts,
  requestHelp: requestHelpWith,
  changePlan,
  deferPayment,
  changeWriteOff,
  grantRefund: grantARefund,
  correctMoney: correctTheBooks,
  lendDevice: lendADevice,
  announceDelay,
  sendNews,
  correctRegister,
  withdraw,
  cancel,
  ...handingOverCommands,
};

/** Of every command that a repair knows. */
const GIVERS: Readonly<
  Record<keyof RepairCommands | keyof typeof caseCommands, (policy: RepairPolicy) => Givers>
> = REPAIR_COMMAND_GIVERS;

export const giversOf = (c: RepairCase, command: string): Givers =>
  GIVERS[command as keyof typeof GIVERS](c.policy);
