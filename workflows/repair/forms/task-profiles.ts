import type { Role } from '../../domain/limits.ts';
import type { RepairPolicy } from '../../domain/policy/repair-policy.ts';
import { helperRoleOf, ownerRolesOf, roleOf } from '../../domain/policy/service-policy.ts';
import type { RepairForms } from '../repair.forms.ts';

/** Whom a task may be open to under a policy; which of them it is, the case decides when the task opens. */
type OpenTo = (policy: RepairPolicy) => readonly Role[];

const anyOf =
  (...roles: readonly Role[]): OpenTo =>
  () =>
    roles;

const leadOr =
  (...roles: readonly Role[]): OpenTo =>
  (policy) => [policy.leadRole, ...roles];

/**
 * Every task of a repair and the roles that it may be open to (repair process, section 3.2), for front ends that
 * draw a screen before there is a task for it. The rule beside each phase has to keep within what stands here.
 */
export const REPAIR_TASK_ROLES: Readonly<Record<keyof RepairForms, OpenTo>> = {
  contactCustomer: anyOf('agent'),
  classify: anyOf('agent'),
  solveRemotely: (policy) => Object.values(policy.remoteRole).map((role) => roleOf(policy, role)),
  assign: (policy) => [roleOf(policy, policy.dispatchRole), policy.leadRole],
  agreeAppointment: anyOf('technician'),
  checkIn: anyOf('technician'),
  receiveUnit: anyOf('agent', 'parts_clerk'),
  diagnose: anyOf('technician'),
  giveHelp: (policy) => policy.helpFrom.map((source) => helperRoleOf(policy, source)),
  planWork: leadOr('technician'),
  quote: anyOf('agent', 'technician'),
  answerQuote: anyOf('customer', 'agent', 'technician'),
  reviewCoverage: anyOf('manager'),
  confirmPayment: anyOf('finance', 'technician', 'agent'),
  handInCash: anyOf('finance'),
  placePayment: anyOf('finance'),
  issueParts: anyOf('parts_clerk'),
  handOnParts: anyOf('technician'),
  sourceLine: anyOf('parts_clerk'),
  answerWait: anyOf('customer', 'agent'),
  doWork: anyOf('technician'),
  testUnit: (policy) => [policy.testBy],
  handOver: anyOf('agent', 'technician'),
  confirmUnit: anyOf('customer', 'agent'),
  decideRefusal: leadOr('manager'),
  decideUncollected: anyOf('manager'),
  answerRight: anyOf('customer', 'agent'),
  proposeScrap: leadOr('technician'),
  chooseReplacement: anyOf('customer', 'agent', 'sales_manager'),
  collectOld: leadOr('technician'),
  scrapUnit: anyOf('parts_clerk'),
  tellResult: anyOf('agent'),
  followUp: anyOf('agent'),
  answerFeedback: anyOf('manager'),
  answerSurvey: anyOf('customer', 'agent'),
  returnParts: anyOf('parts_clerk'),
  returnLoan: anyOf('parts_clerk', 'technician'),
  giveUnitBack: anyOf('agent', 'parts_clerk'),
  feeDetail: anyOf('agent'),
  costFees: anyOf('finance'),
  settleBalance: anyOf('finance'),
  closeOut: leadOr(),
  announceDelay: (policy) => ['technician', 'parts_clerk', ...ownerRolesOf(policy)],
};
