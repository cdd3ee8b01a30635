import { accountOf, linesOf } from '../support/repair-parts-steps.ts';
import {
  checkedIn,
  classified,
  contacted,
  followedUp,
  handedOver,
  paid,
  planned,
  resultTold,
  tested,
  worked,
} from '../support/repair-steps.ts';
import { at, type Form, type Story } from '../support/story.ts';
import type { Answer } from './autopilot.ts';

interface Line {
  readonly lineId: string;
  readonly quantity: number;
}

/** Pieces of the case's lines that are in a state, as forms name them. */
async function pieces(story: Story, state: string): Promise<readonly Line[]> {
  const lines = await linesOf(story);
  return lines
    .map(({ id, quantities }) => ({ lineId: id, quantity: quantities[state] ?? 0 }))
    .filter(({ quantity }) => quantity > 0);
}

const assign: Answer = ({ task }) => {
  const [proposed] = task.about['proposed'] as readonly { readonly personId: string }[];
  return { technicianId: proposed?.personId, briefing: 'As reported' };
};

const agreeAppointment: Answer = ({ later }) => ({
  reached: true,
  spokeWith: 'The customer',
  place: 'onSite',
  windowFrom: at(later(60)),
  windowTo: at(later(180)),
  customerWish: false,
});

const checkIn: Answer = async ({ story, later }) => {
  await story.goTo(later(70));
  return checkedIn(later(70));
};

const quote: Answer = ({ task }) => ({ lines: task.about['lines'] });

const confirmPayment: Answer = ({ task, now, story, before }) =>
  paid(now, Number(task.about['outstandingMinor']), `TT-${story.caseId.slice(0, 8)}-${before}`);

const issueParts: Answer = async ({ story }) => ({
  lines: await pieces(story, 'reserved'),
  receivedBy: 'The technician',
});

const doWork: Answer = async ({ story, now }) =>
  worked(now, now, { consumed: await pieces(story, 'issued') });

const handOver: Answer = async ({ story }) => {
  const names = (await linesOf(story)).map(({ part }) => part.nameZh);
  return handedOver(names.length === 0 ? {} : { partsTold: names.join(', ') });
};

const feeDetail: Answer = ({ task }) => {
  const agreedMinor = Number(task.about['agreedMinor']);
  const lines = [{ kind: 'labour', text: 'Labour', quantity: 1, amountMinor: agreedMinor }];
  return { lines: agreedMinor > 0 ? lines : [] };
};

const costFees: Answer = ({ task }) => ({
  lines: [{ kind: 'labour', costMinor: 8_000, account: task.about['account'] }],
});

const settleBalance: Answer = async ({ story }): Promise<Form> => {
  const { refundOpenMinor } = await accountOf(story);
  if (refundOpenMinor === 0) return { method: 'none' };
  return { method: 'bank', reference: `RF-${story.caseId.slice(0, 8)}` };
};

const announceDelay: Answer = ({ later, now }) => ({
  reason: 'The part is late',
  newUntil: at(later(3 * 24 * 60)),
  toldAt: at(now),
  understood: 'yes',
});

/** How people answer each task when nothing goes wrong. */
export const USUAL_ANSWERS: Readonly<Record<string, Answer>> = {
  contactCustomer: ({ now }) => contacted(now),
  classify: () => classified({ skills: ['electronics'] }),
  solveRemotely: () => ({ steps: 'Restarted by phone', solved: true, text: 'It works again' }),
  assign,
  agreeAppointment,
  checkIn,
  planWork: ({ later }) => planned(later(24 * 60)),
  quote,
  answerQuote: () => ({ answer: 'accepted' }),
  confirmPayment,
  issueParts,
  doWork,
  testUnit: () => tested(),
  handOver,
  tellResult: ({ now }) => resultTold(now, 'yes'),
  followUp: ({ now }) => followedUp(now),
  answerSurvey: () => ({ score: 95, satisfied: 'yes' }),
  feeDetail,
  costFees,
  settleBalance,
  announceDelay,
  answerRight: () => ({ choice: 'repair' }),
};
