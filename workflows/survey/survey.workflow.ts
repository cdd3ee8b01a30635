import { DomainError } from '../domain/errors.ts';
import type { Process } from '../runtime/process.ts';
import { toOwner } from '../runtime/owner.ts';
import { type CaseEnd, type CaseInput, runCase } from '../runtime/run-case.ts';
import { answerSurvey, asking } from './asking.ts';
import { callBack, callBackCustomer } from './call-back.ts';
import { newSurveyData, type SurveyCase, type SurveyShape } from './survey.case.ts';
import { giversOf, surveyCommandRules, takeDecline } from './survey.commands.ts';

/** Survey by period 定期满意度调查: one customer is asked once after a period, and called back if not satisfied. */
const surveyProcess: Process<SurveyShape, SurveyCase> = {
  kind: 'survey',
  firstPhase: 'asking',
  phases: { asking, callBack },
  tasks: { answerSurvey, callBackCustomer },
  commands: surveyCommandRules,
  givers: giversOf,
  signals: { surveysDeclined: takeDecline },
  newData: newSurveyData,
  receivedAt: (c) => c.state.opening.openedAt,
  escalationLadder: (c) => c.policy.ladder,
  ownerRole: (c) => c.policy.ownerRole,
  leads: () => ['manager'],
  longHolds: (c) => ({ max: c.policy.expiresAfter, approvers: ['manager'] }),
  approvalRemindEvery: (c) => c.policy.callBackWithin,
  holdReviewEvery: (c) => c.policy.expiresAfter,
  linkedCaseWithin: (c) => c.policy.callBackWithin,
  whyNotOpen: (c, kind) =>
    new DomainError('WRONG_PHASE', `No task "${kind}" is open; the survey is in ${c.state.phase}`, {
      details: { phase: c.state.phase },
    }),
  onWarning: (c, { kind, deadlineId }) => {
    const dueAt = c.deadlines.get(deadlineId)?.dueAt ?? null;
    if (dueAt !== null) c.notify('warning', toOwner(c), { what: kind, dueAt });
  },
  snapshot: ({ body, data: { askedAt, answer, calls, calledBack } }) => ({
    priority: 'normal',
    technicianId: null,
    details: {
      ...body,
      askedAt,
      satisfaction: answer?.satisfied ?? 'unknown',
      surveyScore: answer?.score ?? null,
      remark: answer?.remark ?? null,
      calls,
      calledBack,
    },
  }),
};

export function surveyWorkflow(input: CaseInput<SurveyShape>): Promise<CaseEnd> {
  return runCase(surveyProcess, input);
}
