import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { PHOTO } from '../support/evidence.ts';
import { reportsClosed } from '../support/linked-steps.ts';
import { linesOf, stockOf } from '../support/repair-parts-steps.ts';
import {
  classified,
  contacted,
  diagnosed,
  feeTold,
  paid,
  planned,
  resultTold,
} from '../support/repair-steps.ts';
import { chosen, collected, writtenOff } from '../support/replacement-steps.ts';
import { at, type Form } from '../support/story.ts';
import type { World } from '../support/world.ts';
import type { Answer, Life } from './autopilot.ts';

/** Lives of repairs whose histories make up the corpus, each on days of its own. */

const IN_WARRANTY = '2026-01-15';
const OUT_OF_WARRANTY = '2022-03-01';

interface ReportedUnit extends Form {
  readonly productModel: string;
  readonly serialNumber: string;
}

const report = (unit: ReportedUnit, more: Form = {}): Form => ({
  company: 'A',
  channel: 'web',
  unit,
  site: { address: 'Hall 3', region: 'city' },
  description: 'The display stays dark',
  ...more,
});

/** Does something about the case instead of the task, once. */
const instead =
  (act: (turn: Parameters<Answer>[0]) => Promise<unknown>): Answer =>
  async (turn) => {
    await act(turn);
    return null;
  };

/** A unit that no other case is about. */
async function newUnit(world: World, purchasedOn: string): Promise<ReportedUnit> {
  const unit = { productModel: 'CT-900', serialNumber: `CT900-${randomUUID().slice(0, 8)}` };
  const registered = await world.call('li.na', 'POST', '/v1/units', {
    ...unit,
    customer: 'yuanhang',
    purchasedOn,
  });
  expect(registered.status, JSON.stringify(registered.body)).toBe(201);
  return unit;
}

/** A repair that costs the customer nothing. */
async function free(world: World, name: string, day: string, more: Partial<Life> = {}): Promise<Life> {
  const unit = await newUnit(world, IN_WARRANTY);
  const answers = { diagnose: found({ causedBy: 'product' }), ...more.answers };
  return { name, day, reporter: 'shen.qiang', report: report(unit), ...more, answers };
}

/** A repair at the customer's cost. */
async function chargeable(world: World, name: string, day: string, answers: Life['answers']): Promise<Life> {
  const unit = await newUnit(world, OUT_OF_WARRANTY);
  const usual: Life['answers'] = {
    classify: ({ now }) => classified({ skills: ['electronics'], ...feeTold(now) }),
    diagnose: () => diagnosed({ serialSeen: unit.serialNumber }),
  };
  return { name, day, reporter: 'shen.qiang', report: report(unit), answers: { ...usual, ...answers } };
}

const inPartPayments: Answer = ({ task, now, story, before }) => {
  const outstandingMinor = Number(task.about['outstandingMinor']);
  const amountMinor = before === 0 ? Math.floor(outstandingMinor / 2) : outstandingMinor;
  return paid(now, amountMinor, `TT-${story.caseId.slice(0, 8)}-${before}`);
};

async function withSubstitute(world: World): Promise<Life> {
  const [original, substitute] = await Promise.all([stockOf(world, 'SW-01'), stockOf(world, 'SW-02')]);
  const parts = [{ partId: original.partId, quantity: 1 }];
  const lots = async (turn: Parameters<Answer>[0], state: string): Promise<readonly Form[]> =>
    (await linesOf(turn.story))
      .filter(({ quantities }) => (quantities[state] ?? 0) > 0)
      .map(({ id, quantities }) => ({ lineId: id, quantity: quantities[state], lot: 'SW02-2511' }));
  return chargeable(world, 'short-part-with-substitute', '09-14 09:00', {
    planWork: ({ later }) => planned(later(24 * 60), { parts }),
    sourceLine: () => ({
      way: 'substitute',
      substitutePartId: substitute.partId,
      reason: 'The original is not made any more',
    }),
    issueParts: async (turn) => ({ lines: await lots(turn, 'reserved'), receivedBy: 'The technician' }),
    doWork: async (turn) => ({
      startedAt: turn.task['openedAt'],
      finishedAt: turn.task['openedAt'],
      measures: 'Fitted the substitute',
      minutes: 60,
      result: 'done',
      consumed: await lots(turn, 'issued'),
    }),
  });
}

/** Written off and replaced by the same model. */
function replaced(world: World): Life {
  const [oldSerial, newSerial] = ['LB15-7Q2M9', 'LB15-9K4T1'];
  const unit = { productModel: 'LB-15', serialNumber: oldSerial };
  return {
    ...{ name: 'replaced', day: '10-08 09:00', reporter: 'emma.wong' },
    report: report(unit, { company: 'D', site: { address: '1 Harbour Road', region: 'hongkong' } }),
    answers: {
      diagnose: () =>
        diagnosed({
          ...{ serialSeen: oldSerial, coverage: 'warranty', repairable: 'uneconomic' },
          ...{ go: 'nothingToDo', evidence: [PHOTO] },
        }),
      proposeScrap: () => writtenOff(),
      chooseReplacement: () => chosen(world, 'LB-15'),
      issueParts: async ({ story }) => {
        const lines = (await linesOf(story)).map(({ id }) => ({
          lineId: id,
          quantity: 1,
          serial: newSerial,
        }));
        return { lines, receivedBy: 'The technician' };
      },
      collectOld: () => collected(oldSerial, newSerial),
      scrapUnit: ({ now }) => ({ recordNumber: 'SCR-1', disposal: 'scrap', at: at(now) }),
    },
  };
}

/** The technician finds something about the unit of the case, inside its warranty. */
const found =
  (what: Form): Answer =>
  async ({ story }) => {
    const { details } = (await story.read()) as { details: { serialNumber: string } };
    return diagnosed({ coverage: 'warranty', serialSeen: details.serialNumber, ...what });
  };

/** Beyond repair, and the customer does not want another unit. */
const writtenOffInVain = (answer: 'refund' | 'keepUnit'): NonNullable<Life['answers']> => ({
  diagnose: found({ repairable: 'no', go: 'nothingToDo', evidence: [PHOTO] }),
  proposeScrap: () => writtenOff({ ground: 'unrepairable' }),
  chooseReplacement: () => {
    const reason = answer === 'keepUnit' ? { reason: 'It does what it has to' } : {};
    return { answer, heardFrom: 'The customer', ...reason };
  },
  tellResult: async ({ story, now }) => {
    if (answer === 'refund') await reportsClosed(story, 'return-exchange', 'refunded');
    return resultTold(now, 'yes');
  },
});

/** Reported twice: the second report belongs to the first case. */
async function merged(world: World): Promise<Life> {
  const unit = await newUnit(world, IN_WARRANTY);
  const { caseId: targetId } = await world.openRepair('shen.qiang', '04-06 09:00', report(unit));
  const belongsThere = { place: 'remote', route: 'merge', routeText: 'Reported before', targetId };
  return free(world, 'merged', '04-06 10:00', {
    report: report(unit),
    answers: { classify: () => classified(belongsThere) },
  });
}

/** How repairs end that are not repaired. */
async function otherEnds(world: World): Promise<readonly Life[]> {
  const convert = { place: 'remote', route: 'convert', routeText: 'A complaint', targetKind: 'complaint' };
  return [
    await free(world, 'converted', '03-30 09:00', { answers: { classify: () => classified(convert) } }),
    await merged(world),
    await free(world, 'no-fault-found', '05-18 09:00', {
      answers: { diagnose: found({ causedBy: 'nothingFound', useTaught: true, go: 'nothingToDo' }) },
    }),
    await chargeable(world, 'declined', '06-22 09:00', { answerQuote: () => ({ answer: 'declined' }) }),
    await free(world, 'unrepaired', '06-01 09:00', { answers: writtenOffInVain('keepUnit') }),
    await free(world, 'refunded-by-return', '07-06 09:00', { answers: writtenOffInVain('refund') }),
    await handedToComplaint(world),
  ];
}

/** At company D the second “no” opens a complaint. */
async function handedToComplaint(world: World): Promise<Life> {
  const unit = await newUnit(world, IN_WARRANTY);
  return free(world, 'handed-to-complaint', '08-24 09:00', {
    report: report(unit, { company: 'D' }),
    answers: { diagnose: found({}), tellResult: ({ now }) => resultTold(now, 'no') },
  });
}

/** Every life of the corpus; each lived in one run of the workflow. */
export async function livesOfRepairs(world: World): Promise<readonly Life[]> {
  return [
    await free(world, 'solved-remotely', '03-02 09:00', {
      answers: { classify: () => classified({ place: 'remote', route: 'remote' }) },
    }),
    await free(world, 'refused', '03-09 09:00', {
      answers: {
        classify: () => classified({ place: 'remote', route: 'refuse', routeText: 'Not sold by us' }),
      },
    }),
    await free(world, 'cancelled', '03-16 09:00', {
      answers: {
        assign: instead(({ story }) => story.orders('sun.yan', 'cancel', { reason: 'Entered twice' })),
      },
    }),
    await free(world, 'withdrawn-in-dispatch', '03-23 09:00', {
      answers: {
        agreeAppointment: instead(({ story }) =>
          story.orders('shen.qiang', 'withdraw', { reason: 'It works again' }),
        ),
      },
    }),
    await free(world, 'escalated-to-general-manager', '04-13 09:00', {
      idleMinutes: 20,
      answers: {
        contactCustomer: async ({ story, now }) =>
          (await story.escalations('firstResponse')).length < 3 ? null : contacted(now),
        classify: async ({ story }) =>
          (await story.escalations('firstResponse')).length < 3
            ? null
            : classified({ place: 'remote', route: 'refuse', routeText: 'Served elsewhere meanwhile' }),
      },
    }),
    await free(world, 'free-in-one-visit', '05-11 09:00'),
    await chargeable(world, 'chargeable-in-part-payments', '06-08 09:00', { confirmPayment: inPartPayments }),
    await chargeable(world, 'customer-silent', '07-13 09:00', { answerQuote: () => null }),
    await free(world, 'dissatisfied-once', '08-10 09:00', {
      answers: { tellResult: ({ now, before }) => resultTold(now, before === 0 ? 'no' : 'yes') },
    }),
    await withSubstitute(world),
    replaced(world),
    ...(await otherEnds(world)),
  ];
}

/** A life in a world where each phase begins a new run. */
export const lifeInManyRuns = (world: World): Promise<Life> =>
  free(world, 'free-in-one-visit-in-many-runs', '10-12 09:00');
