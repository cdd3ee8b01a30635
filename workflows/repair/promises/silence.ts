import type { Instant, Limit } from '../../domain/limits.ts';
import { first } from '../../runtime/concurrency.ts';
import type { RepairCase } from '../repair.case.ts';

export interface Question {
  /** What the customer is asked: the kind of the task that waits for the answer. */
  readonly task: string;
  /** The customer's time before the reminder; the policy's usual time if not given. */
  readonly within?: Limit;
  readonly remind: () => void;
}

/**
 * The customer does not answer: a reminder, the same time once more, then a notice with the closing date; after
 * that the case may end (repair process, 3.4 silence; X-15). Any message of the customer starts it over.
 * Ends only when the customer has stayed silent throughout.
 */
export async function customerStaysSilent(c: RepairCase, question: Question): Promise<void> {
  for (;;) {
    const ended = await first({
      silent: () => waitInSilence(c, question),
      spoke: () => c.next('customerSpoke'),
    });
    if (ended.branch === 'silent') return;
  }
}

async function waitInSilence(c: RepairCase, question: Question): Promise<Instant> {
  const { customerAnswerWithin, silenceNotice } = c.policy;
  const reminded = await c.after(question.within ?? customerAnswerWithin);
  question.remind();
  const noticed = await c.after(customerAnswerWithin, reminded);
  return c.after(silenceNotice, noticed, (closing) => {
    c.tell('silenceNotice', { question: question.task }, closing);
  });
}
