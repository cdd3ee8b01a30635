import type { Givers } from '../givers.ts';
import type { Role } from '../limits.ts';
import type { PeriodSurveyPolicy } from './period-survey.ts';

/** Every task of a survey by period and the roles that it is open to under a policy; front ends ask beforehand. */
export const SURVEY_TASK_ROLES = {
  answerSurvey: () => ['customer', 'agent'],
  callBackCustomer: ({ ownerRole }) => [ownerRole],
} as const satisfies Readonly<Record<string, (policy: PeriodSurveyPolicy) => readonly Role[]>>;

const byOwnerOrManager: Givers = { roles: ['manager'], owner: true };

/** Every command of a survey by period and who may give it; clocks of a customer's answer are not held. */
export const SURVEY_COMMAND_GIVERS = {
  reassign: byOwnerOrManager,
  escalate: 'anyone',
  comment: 'anyone',
  attachEvidence: 'anyone',
  link: 'anyone',
  unlink: 'anyone',
  openLinkedCase: 'anyone',
  openAction: 'anyone',
  cancel: byOwnerOrManager,
} as const satisfies Readonly<Record<string, Givers>>;
