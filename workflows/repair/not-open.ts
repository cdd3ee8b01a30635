import { DomainError } from '../domain/errors.ts';
import type { RepairCase } from './repair.case.ts';

/** Why a task cannot be done now, for whoever tries (repair process, 9). */
export function whyNotOpen(c: RepairCase, kind: string): DomainError {
  const whyNot = REASONS[kind];
  return (
    whyNot?.(c) ??
    new DomainError('WRONG_PHASE', `No task "${kind}" is open; the case is in ${c.state.phase}`, {
      details: { phase: c.state.phase },
    })
  );
}

export const paymentOpen = (): DomainError =>
  new DomainError('PAYMENT_OPEN', 'The work waits for the payment');

function whyNoWork(c: RepairCase): DomainError | null {
  if (c.state.pauses.some((pause) => pause.source === 'payment')) {
    return paymentOpen();
  }
  if (c.state.phase === 'proposal') {
    return new DomainError('PLAN_NOT_APPROVED', 'The work waits for the plan to be approved and agreed');
  }
  return null;
}

/** The first answer counts; who comes second learns what it was. */
function whyNoAnswer(c: RepairCase): DomainError | null {
  const { quoteOutcome } = c.data;
  if (quoteOutcome === null) return null;
  const { answer, revision } = quoteOutcome;
  const details = { ...quoteOutcome };
  if (answer === 'lapsed') {
    return new DomainError(
      'QUOTE_EXPIRED',
      `Quotation ${revision} is not valid any more; a new one is made`,
      {
        details,
      },
    );
  }
  return new DomainError('QUOTE_ANSWERED', `Quotation ${revision} was ${answer} already`, { details });
}

/** What the customer still wants to say is kept as a comment. */
function whyNoSurvey(c: RepairCase): DomainError | null {
  const { surveyExpiredAt } = c.data;
  if (surveyExpiredAt === null) return null;
  return new DomainError('SURVEY_EXPIRED', 'The survey is over; leave a comment instead', {
    details: { expiredAt: surveyExpiredAt },
  });
}

const REASONS: Readonly<Record<string, (c: RepairCase) => DomainError | null>> = {
  doWork: whyNoWork,
  answerQuote: whyNoAnswer,
  answerSurvey: whyNoSurvey,
};
