import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestsOf } from '../support/linked-steps.ts';
import { delivers, linesOf, soon, stockOf } from '../support/repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  followedUp,
  handedOver,
  planned,
  resultTold,
  tested,
  windowAgreed,
  worked,
} from '../support/repair-steps.ts';
import { registers } from '../support/replacement-steps.ts';
import { at, type Form, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

/*
 * Ninety days of one repair at company D: Wed 01-07 to Tue 04-07 2026, with the Spring Festival (02-15 to 02-23, make-up
 * days Sat 02-14 and Sat 02-28) and Qingming (04-04 to 04-06). Office hours 09:00–12:00 and 13:30–18:00, 7.5 h a day.
 */

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const TECHNICIAN = 'huang.lin';
const SECOND = 'ma.chao';
const LOT = 'SW01-2603';

let story: Story;
let serialSeen: string;

/** What a promise came to: when it was due, and when it was met. */
async function promise(name: string): Promise<Record<string, unknown>> {
  const { dueAt, metAt, isMissed } = await story.commitment(name);
  return {
    due: dueAt === null ? null : minuteOf(dueAt),
    met: metAt === null ? null : minuteOf(metAt),
    isMissed,
  };
}

const kept = (due: string, met: string | null) => ({ due, met, isMissed: false });
const missed = (due: string, met: string | null) => ({ due, met, isMissed: true });

const dueOfTask = async (kind: string): Promise<string> => minuteOf((await story.task(kind)).dueAt ?? '');

async function pieces(state: string): Promise<readonly Form[]> {
  return (await linesOf(story))
    .filter(({ quantities }) => (quantities[state] ?? 0) > 0)
    .map(({ id, quantities }) => ({ lineId: id, quantity: quantities[state], lot: LOT }));
}

describe('a repair of ninety days', () => {
  it('is reported on Wed 01-07, taken up, and a visit later than offered is the customer’s wish', async () => {
    serialSeen = await registers(world, 'LB-15', '2025-06-02');
    story = await world.openRepair('emma.wong', '01-07 10:00', {
      company: 'D',
      channel: 'web',
      unit: { productModel: 'LB-15', serialNumber: serialSeen },
      site: { address: '1 Harbour Road', region: 'hongkong' },
      description: 'The laptop does not start',
    });
    expect(await promise('firstResponse')).toEqual(kept('01-09 10:00', null));
    expect(await promise('repair')).toEqual(kept('01-21 18:00', null));
    await story.goTo('01-07 11:00');
    await story.does('zhang.min', 'contactCustomer', contacted('01-07 11:00'));
    expect(await promise('firstResponse')).toEqual(kept('01-09 10:00', '01-07 11:00'));
    expect(await dueOfTask('classify')).toBe('01-08 18:00');
    await story.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
    await story.goTo('01-07 11:30');
    await assigns(story, 'qian.wei', TECHNICIAN);
    expect(await promise('contact/1')).toEqual(kept('01-09 11:30', null));
    await story.goTo('01-08 10:00');
    const wish = { customerWish: true, firstOffer: at('01-09 14:00') };
    await story.does(TECHNICIAN, 'agreeAppointment', windowAgreed('01-12 14:00', '01-12 16:00', wish));
    expect(await promise('contact/1')).toEqual(kept('01-09 11:30', '01-08 10:00'));
  });

  it('pauses from the first offer to the window: 7.5 open hours', async () => {
    await story.goTo('01-12 14:30');
    await story.does(TECHNICIAN, 'checkIn', checkedIn('01-12 14:30'));
    expect(await promise('appointment/1')).toEqual(kept('01-12 17:00', '01-12 14:30'));
    expect(await promise('visit/1')).toEqual(kept('01-16 18:00', '01-12 14:30'));
    expect(await promise('repair')).toEqual(kept('01-22 18:00', null));
  });

  it('has a risky plan whose approval climbs from the technical head to the manager', async () => {
    await story.goTo('01-12 15:00');
    await story.does(
      TECHNICIAN,
      'diagnose',
      diagnosed({ serialSeen, causedBy: 'product', coverage: 'warranty', safetyRisk: 'risk' }),
    );
    await story.goTo('01-12 15:30');
    const { partId } = await stockOf(world, 'SW-01');
    await story.does(
      TECHNICIAN,
      'planWork',
      planned('01-21 18:00', { parts: [{ partId, quantity: 1 }], safetyMeasures: 'Battery taken out' }),
    );
    const asked = await story.pending('plan');
    expect([asked.role, minuteOf(asked.dueAt ?? '')]).toEqual(['department_head', '01-13 10:30']);
    await story.goTo('01-13 10:40');
    const climbed = await story.pending('plan');
    expect([climbed.role, minuteOf(climbed.dueAt ?? '')]).toEqual(['manager', '01-13 16:00']);
    await story.goTo('01-13 11:00');
    await story.approves('sun.yan', 'plan');
  });

  it('lacks a part: clocks stand from its signature on, and the customer chooses to wait', async () => {
    expect(minuteOf((await story.pending('requisition')).dueAt ?? '')).toBe('01-13 16:30');
    await story.goTo('01-13 14:00');
    await story.approves('chen.hao', 'requisition');
    expect(await promise('repair')).toEqual({ due: null, met: null, isMissed: false });
    expect(await dueOfTask('sourceLine')).toBe('01-14 18:00');
    expect(await promise('news')).toEqual(kept('01-20 18:00', null));
    await story.goTo('01-13 15:00');
    await story.does('he.jing', 'sourceLine', {
      ...{ way: 'purchase', reference: 'PO-90', reason: 'Sold out everywhere' },
      expectedAt: at('02-06 18:00'),
    });
    expect(await dueOfTask('answerWait')).toBe('01-16 18:00');
    await story.goTo('01-13 16:00');
    await story.does('emma.wong', 'answerWait', { choice: 'wait' });
    expect(await promise(await partPromise())).toEqual(kept('02-06 18:00', null));
  });

  it('tells the customer before each date of the part has passed', async () => {
    await story.goTo('01-20 10:00');
    expect(await promise('news')).toEqual(kept('01-20 18:00', null));
    await story.orders('zhang.min', 'sendNews', { text: 'Still on its way' });
    await story.goTo('01-27 10:00');
    expect(await promise('news')).toEqual(kept('01-27 18:00', null));
    await story.orders('zhang.min', 'sendNews', { text: 'Still on its way' });
    expect(await promise('news')).toEqual(kept('02-03 18:00', null));
    await story.goTo('02-03 10:00');
    await story.orders('zhang.min', 'sendNews', { text: 'Still on its way' });
    await story.goTo('02-04 17:59');
    expect((await story.tasks()).map(({ kind }) => kind)).toEqual([]);
    await story.goTo('02-05 10:00');
    await announces('02-05 10:00', '03-13 18:00');
    expect(await promise(await partPromise())).toEqual(kept('03-13 18:00', null));
    expect(await promise('news')).toEqual(kept('02-12 18:00', null));
  });

  it('is silent over the Spring Festival: its news climb to the general manager on a make-up Saturday', async () => {
    await story.goTo('02-12 15:00');
    await story.orders('zhang.min', 'sendNews', { text: 'After the festival' });
    expect(await promise('news')).toEqual(kept('02-26 18:00', null));
    await story.goTo('03-02 09:30');
    expect(await story.escalations('news')).toEqual([
      { level: 1, role: 'sales_manager', firedAt: '02-26 18:00' },
      { level: 2, role: 'manager', firedAt: '02-27 18:00' },
      { level: 3, role: 'general_manager', firedAt: '02-28 18:00' },
    ]);
    await story.orders('zhang.min', 'sendNews', { text: 'We are sorry' });
    expect(await promise('news')).toEqual(kept('03-09 18:00', null));
    await story.goTo('03-09 10:00');
    await story.orders('zhang.min', 'sendNews', { text: 'Nearly there' });
    await story.goTo('03-12 10:00');
    await announces('03-12 10:00', '03-18 18:00');
    expect(await promise('news')).toEqual(kept('03-19 18:00', null));
  });

  it('goes on when the part arrives on Wed 03-18: 321 open hours stood still in all', async () => {
    await story.goTo('03-18 11:00');
    const part = await partPromise();
    await delivers(world, '03-18 11:00', [{ partNumber: 'SW-01', accepted: 1, lot: LOT }]);
    await soon(() => story.task('issueParts'));
    expect(await promise(part)).toEqual(kept('03-18 18:00', '03-18 11:00'));
    expect(await promise('repair')).toEqual(kept('03-26 18:00', null));
    expect(await dueOfTask('issueParts')).toBe('03-19 18:00');
    await story.goTo('03-18 14:00');
    await story.does('he.jing', 'issueParts', { lines: await pieces('reserved'), receivedBy: TECHNICIAN });
    await story.goTo('03-18 15:00');
    await story.does(TECHNICIAN, 'agreeAppointment', windowAgreed('03-20 10:00', '03-20 12:00'));
  });

  it('is repaired in time on Fri 03-20', async () => {
    await works('03-20 10:20', '03-20 11:30', await pieces('issued'));
    await handsOver('03-20 11:50', TECHNICIAN);
    expect(await promise('repair')).toEqual(kept('03-26 18:00', '03-20 11:50'));
    expect(await promise('resultTold/1')).toEqual(kept('03-22 11:50', null));
    expect(await promise('followUp/1')).toEqual(kept('03-27 18:00', null));
    expect(await promise('settle')).toEqual(kept('04-03 18:00', '03-20 11:50'));
    const { workmanshipUntil } = (await story.read())['details'] as { workmanshipUntil: string };
    expect(minuteOf(workmanshipUntil)).toBe('06-19 00:00');
  });

  it('has a second round, one level higher and with another technician, after the first “no”', async () => {
    await story.goTo('03-20 17:00');
    await story.does('zhang.min', 'tellResult', resultTold('03-20 17:00', 'no'));
    expect(await promise('rework/2')).toEqual(kept('03-27 18:00', null));
    expect(await story.read()).toMatchObject({ round: 2, phase: 'dispatch', ownerRole: 'manager' });
    await assigns(story, 'qian.wei', SECOND);
    expect(await promise('contact/2')).toEqual(kept('03-22 17:00', null));
    await story.does(SECOND, 'agreeAppointment', windowAgreed('03-24 14:00', '03-24 16:00'));
    await story.goTo('03-24 14:10');
    await story.does(SECOND, 'checkIn', checkedIn('03-24 14:10'));
    await story.does(
      SECOND,
      'diagnose',
      diagnosed({ serialSeen, causedBy: 'earlierRepair', coverage: 'warranty' }),
    );
    await story.does('zhou.jie', 'planWork', planned('03-26 18:00'));
    await story.goTo('03-24 16:00');
    await story.does(SECOND, 'doWork', worked('03-24 14:40', '03-24 16:00'));
    await handsOver('03-24 16:20', SECOND);
    expect(await promise('rework/2')).toEqual(kept('03-27 18:00', '03-24 16:20'));
    expect(await promise('followUp/2')).toEqual(kept('03-31 18:00', null));
  });

  it('follows up late, and the second “no” after Qingming hands it to a complaint on day 90', async () => {
    await story.goTo('03-25 10:00');
    await story.does('zhang.min', 'tellResult', resultTold('03-25 10:00', 'yes'));
    await story.goTo('03-27 10:00');
    const unreached = { manner: 'phone', at: at('03-27 10:00'), reached: false };
    await story.does('zhang.min', 'followUp', unreached);
    await story.goTo('04-07 10:00');
    expect(await story.escalations('followUp')).toEqual([
      { level: 1, role: 'sales_manager', firedAt: '03-31 18:00' },
      { level: 2, role: 'manager', firedAt: '04-01 18:00' },
      { level: 3, role: 'general_manager', firedAt: '04-02 18:00' },
    ]);
    await story.does('zhang.min', 'followUp', followedUp('04-07 10:00', { satisfied: 'no' }));
    await soon(async () => {
      await expect.poll(() => story.phase(), { timeout: 20_000 }).toBe('closed');
    });
    expect(await promise('followUp/2')).toEqual(missed('03-31 18:00', '04-07 10:00'));
    expect(await requestsOf(story)).toMatchObject([{ kind: 'complaint', cause: 'notSatisfied' }]);
    const { outcome, closedAt } = await story.read();
    expect([outcome, minuteOf(closedAt as string)]).toEqual(['handedToComplaint', '04-07 10:00']);
  });
});

const partPromise = async (): Promise<string> => {
  const [line] = await linesOf(story);
  return `part/${line?.id ?? ''}`;
};

/** The clerk tells the customer of a new date, as the warning asked. */
async function announces(day: string, newUntil: string): Promise<void> {
  const told = { toldAt: at(day), newUntil: at(newUntil) };
  await story.does('he.jing', 'announceDelay', { reason: 'Held up', understood: 'yes', ...told });
}

async function works(arrived: string, done: string, consumed: readonly Form[]): Promise<void> {
  await story.goTo(arrived);
  await story.does(TECHNICIAN, 'checkIn', checkedIn(arrived));
  await story.goTo(done);
  await story.does(TECHNICIAN, 'doWork', worked(arrived, done, { consumed }));
}

async function handsOver(day: string, technician: string): Promise<void> {
  await story.goTo(day);
  await story.does('gao.feng', 'testUnit', tested());
  const names = (await linesOf(story)).map(({ part }) => part.nameZh).join(', ');
  await story.does(technician, 'handOver', handedOver({ partsTold: names }));
}
