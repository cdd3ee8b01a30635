import type { Givers } from '../givers.ts';
import type { Role } from '../limits.ts';
import type { RepairPolicy } from './repair-policy.ts';
import { leadsOf } from './service-policy.ts';

/** Who may give a command of a repair under a policy (repair process, 5). */
type GivenBy = (policy: RepairPolicy) => Givers;

const anyone: GivenBy = () => 'anyone';

const ofRoles =
  (...roles: readonly Role[]): GivenBy =>
  () => ({ roles, owner: false });

const leadsAnd =
  (...others: readonly Role[]): GivenBy =>
  (policy) => ({ roles: [...new Set([...others, ...leadsOf(policy)])], owner: false });

/** Beside the owner of the case these answer for it: hold it, give its tasks to others, speak for it. */
export const answerableBesideOwner = (policy: Pick<RepairPolicy, 'leadRole'>): readonly Role[] => [
  ...leadsOf(policy),
  'service_lead',
];

const answerableAnd =
  (...others: readonly Role[]): GivenBy =>
  (policy) => ({ roles: [...new Set([...others, ...answerableBesideOwner(policy)])], owner: true });

const ownerAnd =
  (...others: readonly Role[]): GivenBy =>
  () => ({ roles: others, owner: true });

/**
 * Every command of a repair and who may give it: asked by the process whenever one is given, and by front ends that
 * show what can be done (repair process, 5). What depends on the content of a command, the process checks beside it.
 */
export const REPAIR_COMMAND_GIVERS = {
  hold: answerableAnd(),
  resume: answerableAnd(),
  reassign: leadsAnd('service_lead'),
  escalate: anyone,
  comment: anyone,
  attachEvidence: anyone,
  link: anyone,
  unlink: anyone,
  openLinkedCase: anyone,
  openAction: anyone,
  correctRegister: anyone,
  changeAppointment: answerableAnd('customer', 'technician', 'agent'),
  changePriority: answerableAnd('agent', 'general_manager'),
  requestParts: leadsAnd('technician'),
  requestHelp: leadsAnd('technician'),
  changePlan: leadsAnd('technician'),
  deferPayment: answerableAnd('customer', 'agent', 'technician'),
  changeWriteOff: leadsAnd('technician'),
  grantRefund: answerableAnd('agent'),
  correctMoney: ofRoles('finance'),
  lendDevice: leadsAnd('agent'),
  announceDelay: answerableAnd('agent', 'technician', 'parts_clerk'),
  sendNews: answerableAnd('agent', 'technician', 'parts_clerk'),
  withdraw: ofRoles('customer', 'agent'),
  merge: ownerAnd(),
  convert: ownerAnd(),
  cancel: ownerAnd('manager'),
} as const satisfies Readonly<Record<string, GivenBy>>;

/** Whether a command adds to a case beside its walk, so that whoever may see the case may give it. */
export const isGivenByAnyone = (command: string): boolean =>
  Object.entries(REPAIR_COMMAND_GIVERS).some(([name, givenBy]) => name === command && givenBy === anyone);
