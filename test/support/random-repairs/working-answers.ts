import { replacementProductsRepository } from '../../../db/repositories/replacement-products.repository.ts';
import type { ReplacementKind, ReplacementShare } from '../../../workflows/domain/replacement.ts';
import { handedOver, paid, planned, quotedOffList, tested, worked } from '../repair-steps.ts';
import { chosen, collected, writtenOff } from '../replacement-steps.ts';
import { SIGNED } from '../evidence.ts';
import { linesOf } from '../repair-parts-steps.ts';
import { at, type Form } from '../story.ts';
import type { Choices } from './choices.ts';
import { partIds, type Pieces, piecesInHand, reservedPieces } from './pieces.ts';
import { detail, type RandomAnswer, serialSeen, wishes } from './turn.ts';

/* How people propose, pay, get parts, work, hand over and replace, as chance will have it. */

/** Some of what could be named, at least one entry; homewards all of it. */
function some(choose: Choices, pieces: readonly Pieces[]): readonly Pieces[] {
  if (!choose.chance(30)) return pieces;
  return pieces.slice(0, choose.between(1, pieces.length)).map((piece) => ({
    ...piece,
    quantity: choose.between(1, piece.quantity),
  }));
}

const planWork: RandomAnswer = async ({ choose, later, story }) =>
  planned(later(choose.between(24 * 60, 10 * 24 * 60)), {
    parts: choose.chance(65) ? await wishes(story, choose) : [],
    minutes: choose.between(30, 300),
    safetyMeasures: 'Switched off',
  });

interface ListedLine extends Form {
  readonly amountMinor: number;
}

const quote: RandomAnswer = ({ task, choose }) => {
  const lines = task.about['lines'] as readonly ListedLine[];
  if (lines.length === 0) return quotedOffList(choose.between(10_000, 20_000));
  if (!choose.chance(20)) return { lines };
  const cheaper = lines.map((line) => ({ ...line, amountMinor: Math.floor(line.amountMinor / 2) }));
  return { lines: cheaper, deviation: true, reason: 'A good customer' };
};

const answerQuote: RandomAnswer = ({ choose }) => {
  const heard = { heardFrom: 'The customer' };
  const answer = choose.mostly('accepted', 'declined', 'counter');
  if (answer !== 'counter') return { answer, ...heard };
  return { answer, about: choose.oneOf('price', 'coverage', 'scope'), text: 'Too dear', ...heard };
};

/** All, less, more, or what was paid before once more. */
const confirmPayment: RandomAnswer = ({ task, now, story, before, choose }) => {
  const outstandingMinor = Number(task.about['outstandingMinor']);
  const amountMinor = choose.mostly(
    outstandingMinor,
    Math.ceil(outstandingMinor / 3),
    outstandingMinor + 700,
  );
  const no = before > 0 && choose.chance(15) ? before - 1 : before;
  const method = choose.mostly('bank', 'cash');
  return paid(now, Math.max(1, amountMinor), `TT-${story.caseId.slice(0, 8)}-${no}`, { method });
};

const issueParts: RandomAnswer = async ({ story, task, choose }) => {
  const wanted = new Map(
    (task.about['lines'] as readonly { lineId: string; reserved: number }[]).map((line) => [
      line.lineId,
      line.reserved,
    ]),
  );
  const lines = (await reservedPieces(story)).flatMap((pieces): Pieces[] => {
    const left = wanted.get(pieces.lineId) ?? 0;
    const quantity = Math.min(left, pieces.quantity);
    wanted.set(pieces.lineId, left - quantity);
    return quantity > 0 ? [{ ...pieces, quantity }] : [];
  });
  return lines.length === 0 ? null : { lines: some(choose, lines), receivedBy: 'The technician' };
};

const SUBSTITUTES: Readonly<Record<string, string>> = { 'SW-01': 'SW-02', 'HG-110': 'HG-105' };

const sourceLine: RandomAnswer = async ({ story, task, choose, later }) => {
  const line = (await linesOf(story)).find(({ id }) => id === task.about['lineId']);
  const substitute = SUBSTITUTES[line?.part.number ?? ''] ?? 'FN-80';
  const way = choose.oneOf('notObtainable', 'purchase', 'otherStore', 'production', 'substitute', 'purchase');
  if (way === 'notObtainable') return { way };
  if (way === 'substitute') {
    const ids = await partIds(story.world, [substitute]);
    return { way, substitutePartId: ids.get(substitute), reason: 'The original is not made any more' };
  }
  const expectedAt = at(later(choose.between(60, 12 * 24 * 60)));
  return { way, expectedAt, reason: 'Sold out', reference: 'PO-1' };
};

const answerWait: RandomAnswer = ({ task, choose }) => {
  const [first = 'wait', ...others] = (task.about['options'] as readonly string[]).toReversed();
  return { choice: choose.oneOf(first, ...others), heardFrom: 'The customer' };
};

const doWork: RandomAnswer = async ({ story, now, choose }) => {
  const inHand = await piecesInHand(story);
  const result = choose.mostly('done', 'interrupted', 'scopeGrew', 'notRepairable');
  const isUsed = inHand.length > 0 && !choose.chance(20);
  return worked(now, now, {
    consumed: isUsed ? some(choose, inHand) : [],
    minutes: choose.between(20, 120),
    result,
    ...(result === 'done' ? {} : { reason: 'It went otherwise' }),
  });
};

const handOver: RandomAnswer = async ({ story, choose, task }) => {
  const names = [
    ...(await linesOf(story)).map(({ part }) => part.nameZh),
    ...(task.about['substitutes'] as readonly string[]),
  ];
  const told = { partsTold: names.length === 0 ? 'None' : names.join(', '), useTaught: true };
  const signed = choose.mostly('yes', 'refused', 'absent');
  if (signed === 'yes') return handedOver(told);
  const refusal = choose.oneOf('function', 'appearance', 'price', 'damage', 'other');
  const { demonstrated, placeLeftClean, damageDone } = handedOver();
  const why = signed === 'refused' ? { refusal, text: 'Not like this' } : {};
  return { demonstrated, placeLeftClean, damageDone, ...told, signed, ...why };
};

const confirmUnit: RandomAnswer = ({ choose }) =>
  choose.chance(25)
    ? { accepted: false, refusal: choose.oneOf('function', 'price'), text: 'No', heardFrom: 'The customer' }
    : { accepted: true, heardFrom: 'The customer' };

const proposeScrap: RandomAnswer = async ({ story, choose }) =>
  writtenOff({
    ground: (await detail(story, 'rightTaken')) === null ? choose.oneOf('uneconomic', 'noPart') : 'right',
    unitValueMinor: choose.between(50_000, 400_000),
    disposal: choose.oneOf('scrap', 'refurbish'),
  });

/** As the units of the stories can be replaced. */
const chooseReplacement: RandomAnswer = async ({ story, task, choose }) => {
  const heard = { heardFrom: 'The customer' };
  if (choose.chance(35)) return { answer: 'refund', ...heard };
  if (choose.chance(15)) return { answer: 'keepUnit', reason: 'Too much trouble', ...heard };
  const { productModel, share, creditMinor } = task.about as {
    productModel: string;
    share: ReplacementShare;
    creditMinor: number;
  };
  const kind: ReplacementKind = 'sameModel';
  const wish = await chosen(story.world, productModel, { kind });
  const productId = String(wish['productId']);
  const found = await replacementProductsRepository(story.world.db)
    .findByWish({ productId, kind, productModel, share })
    .catch(() => null);
  if (found === null) return { answer: 'refund', ...heard };
  return { ...wish, ...heard, differenceMinor: found.priceMinor - creditMinor };
};

const collectOld: RandomAnswer = async ({ story }) => {
  const seen = await serialSeen(story);
  const unit = (await piecesInHand(story)).findLast(({ serial }) => serial !== undefined);
  return collected(String(seen['serialSeen']), unit?.serial ?? 'none');
};

export const WORKING_ANSWERS = {
  ...{ planWork, quote, answerQuote, confirmPayment, issueParts, sourceLine, answerWait, doWork },
  ...{ handOver, confirmUnit, proposeScrap, chooseReplacement, collectOld },
  reviewCoverage: ({ choose }) => ({
    decision: choose.oneOf('chargeable', 'goodwill', 'warranty'),
    reason: 'Looked at again',
  }),
  handOnParts: ({ task, choose }) => ({
    lines: (task.about['lines'] as readonly { lineId: string; inHand: number }[])
      .filter(() => !choose.chance(30))
      .map(({ lineId, inHand }) => ({ lineId, quantity: choose.between(1, inHand) })),
    signature: SIGNED,
  }),
  handInCash: ({ task, now, choose }) => {
    const amountMinor = Number(task.about['amountMinor']);
    return { amountMinor: choose.chance(20) ? Math.ceil(amountMinor / 2) : amountMinor, at: at(now) };
  },
  testUnit: ({ choose }) => tested(!choose.chance(15)),
  decideRefusal: ({ choose }) => ({
    route: choose.oneOf('complaint', 'work', 'diagnosis', 'proposal', 'replacement'),
    text: 'So be it',
  }),
  decideUncollected: ({ choose }) => ({ route: choose.oneOf('ship', 'keep'), text: 'So be it' }),
  answerRight: ({ choose }) => ({
    choice: choose.oneOf('repair', 'replacement', 'refund'),
    heardFrom: 'The customer',
  }),
  scrapUnit: ({ task, now, story }) => ({
    recordNumber: `SCR-${story.caseId.slice(0, 8)}`,
    disposal: task.about['disposal'],
    at: at(now),
  }),
} satisfies Readonly<Record<string, RandomAnswer>>;
