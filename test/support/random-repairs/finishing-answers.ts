import { accountOf } from '../repair-parts-steps.ts';
import { followedUp, resultTold, unitFetched } from '../repair-steps.ts';
import { at, type Form } from '../story.ts';
import type { Choices } from './choices.ts';
import { type Pieces, piecesInHand } from './pieces.ts';
import { type RandomAnswer, usual } from './turn.ts';

/* How people end a repair, as chance will have it. */

/** Good, damaged or lost, however many there are. */
function backAgain(choose: Choices, { lineId, quantity, lot, serial }: Pieces): Form {
  const lost = choose.chance(15) ? choose.between(1, quantity) : 0;
  const damaged = choose.chance(15) ? choose.between(0, quantity - lost) : 0;
  return {
    lineId,
    ...{ good: quantity - lost - damaged, damaged, lost },
    ...(lot === undefined ? {} : { lot }),
    ...(serial === undefined ? {} : { serial }),
    ...(lost > 0 ? { reason: 'Left behind somewhere' } : {}),
  };
}

const returnParts: RandomAnswer = async ({ story, choose }) => {
  const inHand = await piecesInHand(story);
  return inHand.length === 0 ? null : { lines: inHand.map((pieces) => backAgain(choose, pieces)) };
};

const returnLoan: RandomAnswer = ({ task, choose }) => {
  const condition = choose.mostly('good', 'damaged', 'lost');
  if (condition === 'lost') return { condition, reason: 'Nobody knows where' };
  const damage = condition === 'damaged' ? { reason: 'Dented' } : {};
  return { serialSeen: task.about['serial'], condition, ...damage };
};

const giveUnitBack: RandomAnswer = ({ now, choose }) => {
  const manner = choose.mostly('fetched', 'brought', 'sent');
  const to = manner === 'sent' ? { shipment: 'SF-1', receivedBy: undefined } : {};
  return unitFetched(now, { manner, ...to });
};

const feeDetail: RandomAnswer = ({ task, choose }) => {
  const agreedMinor = Number(task.about['agreedMinor']);
  const amountMinor = choose.chance(30) ? choose.between(0, agreedMinor) : agreedMinor;
  const lines = [{ kind: 'labour', text: 'Labour', quantity: 1, amountMinor }];
  return { lines: agreedMinor > 0 ? lines : [] };
};

const settleBalance: RandomAnswer = async ({ story, task }) => {
  const { refundOpenMinor } = await accountOf(story);
  const toRefundMinor = Number(task.about['toRefundMinor']);
  if (refundOpenMinor === 0 && toRefundMinor === 0) return { method: 'none' };
  return { method: 'bank', reference: `RF-${task.id}` };
};

export const FINISHING_ANSWERS = {
  tellResult: ({ now, choose }) =>
    choose.chance(15)
      ? { manner: 'phone', at: at(now), reached: false }
      : resultTold(now, choose.mostly('yes', 'no', 'partly')),
  followUp: ({ now, choose, task }) => {
    const [manner] = task.about['manners'] as readonly string[];
    if (choose.chance(15)) return { manner, at: at(now), reached: false };
    const suggestions = choose.chance(20) ? { suggestions: 'Call before you come' } : {};
    return followedUp(now, { manner, satisfied: choose.mostly('yes', 'no', 'partly'), ...suggestions });
  },
  answerFeedback: ({ now }) => ({ text: 'We shall', toldAt: at(now) }),
  answerSurvey: ({ choose }) => ({
    score: choose.mostly(95, 40, 70),
    satisfied: choose.mostly('yes', 'partly', 'no'),
    heardFrom: 'The customer',
  }),
  ...{ returnParts, returnLoan, giveUnitBack, feeDetail, settleBalance },
  placePayment: ({ task }) => ({ decision: 'refund', method: 'bank', reference: `RF-${task.id.slice(-12)}` }),
  costFees: usual('costFees'),
  closeOut: ({ task, choose }) => ({
    unitSafe: true,
    chargeMinor: choose.between(0, Number(task.about['agreedMinor'])),
    text: 'Left as it was',
  }),
  announceDelay: usual('announceDelay'),
} satisfies Readonly<Record<string, RandomAnswer>>;
