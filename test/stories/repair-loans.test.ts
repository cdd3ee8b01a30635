import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SIGNED } from '../support/evidence.ts';
import { reportsClosed, requestsOf } from '../support/linked-steps.ts';
import { delivers, soon, stockOf } from '../support/repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  followedUp,
  handedOver,
  planned,
  received,
  refusalOf,
  resultTold,
  tested,
  unitFetched,
  windowAgreed,
  worked,
} from '../support/repair-steps.ts';
import { registers } from '../support/replacement-steps.ts';
import { at, type Form, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

async function device(number: string, serial: string): Promise<Form> {
  const { partId } = await stockOf(world, number);
  return { partId, serial, signedBy: 'Zhu Li', signature: SIGNED };
}

const lentIn = async (story: Story): Promise<unknown> => {
  const { details } = (await story.read()) as { details: { loan: unknown } };
  return details.loan;
};

/** Tells the result, follows up and settles the fees of a free repair. */
async function settles(story: Story, day: string): Promise<void> {
  await story.does('zhang.min', 'tellResult', resultTold(day, 'yes'));
  await story.does('zhang.min', 'followUp', followedUp(day));
  await story.does('zhang.min', 'feeDetail', { lines: [] });
  await story.approves('zhou.jie', 'feeDetail');
  const cost = { kind: 'labour', costMinor: 8_000, account: 'warranty' };
  await story.does('lin.xia', 'costFees', { lines: [cost] });
  await story.does('lin.xia', 'settleBalance', { method: 'none' });
}

describe('a school’s cooler that fails on a Sunday (repair scenario 19)', () => {
  const SERIAL = 'CL650-24-00071';

  async function reported(): Promise<Story> {
    const story = await world.openRepair('guo.ping', '03-15 05:30', {
      company: 'E',
      channel: 'web',
      unit: { productModel: 'CL-650', serialNumber: SERIAL },
      site: { address: '樱花路 88 号', region: 'city' },
      description: 'It does not cool, the yoghurt gets warm',
      urgentReasons: ['foodAtRisk'],
    });
    expect(await story.due('firstResponse')).toBe('03-15 05:40');
    expect(await story.due('repair')).toBe('03-15 13:30');
    await story.goTo('03-15 05:38');
    await story.does('zhang.min', 'contactCustomer', contacted('03-15 05:38'));
    const urgent = { priority: 'urgent', urgentReasons: ['foodAtRisk'], skills: ['refrigeration'] };
    await story.does('zhang.min', 'classify', classified(urgent));
    return story;
  }

  /** The compressor is broken, and none is in the store. */
  async function compressorMissing(story: Story, technician: string): Promise<void> {
    const found = { serialSeen: SERIAL, coverage: 'warranty', causedBy: 'product' };
    await story.does(technician, 'diagnose', diagnosed(found));
    const parts = [{ partId: (await stockOf(world, 'CMP-90')).partId, quantity: 1 }];
    await story.does(technician, 'planWork', planned('03-15 13:30', { parts }));
    await story.approves('sun.yan', 'plan');
    await story.approves('chen.hao', 'requisition');
    const purchase = { way: 'purchase', expectedAt: at('03-16 10:00'), reason: 'Comes tomorrow' };
    await story.does('he.jing', 'sourceLine', purchase);
  }

  it('gets a loan cooler with the first visit, hears of the delay in time, and closes when it is back', async () => {
    const story = await reported();
    const spoiled = { kind: 'return-exchange', text: 'The yoghurt in it is spoiled', waits: true };
    await story.orders('zhang.min', 'openLinkedCase', spoiled);
    const technician = await assigns(story, 'sun.yan', 'feng.bo');
    await story.does(technician, 'agreeAppointment', windowAgreed('03-15 08:00', '03-15 09:00'));
    expect(await story.messages('loanOffered')).toHaveLength(1);
    await story.goTo('03-15 08:10');
    await story.does(technician, 'checkIn', checkedIn('03-15 08:10'));
    await story.goTo('03-15 08:30');
    await story.orders('zhang.min', 'lendDevice', await device('LD-200', 'LD200-001'));
    await story.settled();
    expect(await lentIn(story)).toMatchObject({ deviceName: '备用台式冷藏柜', serial: 'LD200-001' });
    const twice = story.post('zhang.min', 'lendDevice', await device('LD-200', 'LD200-002'));
    expect(await refusalOf(twice)).toBe('409 DEVICE_LENT');
    await compressorMissing(story, technician);

    await story.goTo('03-15 11:31');
    const [warned] = await story.timeline('warned');
    expect(minuteOf(warned?.at ?? '')).toBe('03-15 11:30');
    const delay = { reason: 'The compressor comes tomorrow', newUntil: at('03-16 14:00') };
    const told = { toldAt: at('03-15 11:31'), understood: 'yes' };
    await story.does(technician, 'announceDelay', { ...delay, ...told });
    expect(await story.due('repair')).toBe('03-15 13:30');
    await story.goTo('03-15 15:31');
    expect(await story.escalations('repair')).toEqual([
      { level: 1, role: 'manager', firedAt: '03-15 13:30' },
      { level: 2, role: 'general_manager', firedAt: '03-15 15:30' },
    ]);

    await story.goTo('03-16 10:00');
    const { partId } = await stockOf(world, 'CMP-90');
    await delivers(world, '03-16 10:00', [{ partId, accepted: 1, rejected: 0, serials: ['CMP90-1'] }]);
    const { about } = await soon(() => story.task('issueParts'));
    const [line] = about['lines'] as readonly { readonly lineId: string }[];
    const lines = [{ lineId: line?.lineId, quantity: 1, serial: 'CMP90-1' }];
    await story.does('he.jing', 'issueParts', { lines, receivedBy: technician });
    await story.does(technician, 'agreeAppointment', windowAgreed('03-16 10:30', '03-16 12:00'));
    await story.goTo('03-16 10:30');
    await story.does(technician, 'checkIn', checkedIn('03-16 10:30'));
    await story.does(technician, 'doWork', worked('03-16 10:30', '03-16 10:30', { consumed: lines }));
    await story.does(technician, 'testUnit', tested());
    await story.does(technician, 'handOver', handedOver());
    expect(await story.due('loanReturn')).toBe('03-17 18:00');
    expect(await story.messages('loanReminder')).toHaveLength(1);

    await settles(story, '03-16 10:30');
    await story.goTo('03-17 10:31');
    await story.does('guo.ping', 'answerSurvey', { score: 96, satisfied: 'yes' });
    await story.goTo('03-17 20:01');
    expect(await story.read()).toMatchObject({ phase: 'completion', outcome: 'repaired' });
    expect(await story.escalations('loanReturn')).toEqual([
      { level: 1, role: 'manager', firedAt: '03-17 18:00' },
      { level: 2, role: 'general_manager', firedAt: '03-17 20:00' },
    ]);
    expect(await story.messages('loanReminder')).toHaveLength(2);
    const other = story.tries('he.jing', 'returnLoan', { serialSeen: 'LD200-002', condition: 'good' });
    expect(await refusalOf(other)).toBe('409 SERIAL_MISMATCH');
    await story.does('he.jing', 'returnLoan', { serialSeen: 'LD200-001', condition: 'good' });
    await story.settled();
    expect(await requestsOf(story)).toMatchObject([{ ...spoiled, cause: 'byHand', state: 'requested' }]);
    expect(await story.read()).toMatchObject({ phase: 'completion' });
    await reportsClosed(story, 'return-exchange', 'refunded');
    await soon(async () => {
      await expect
        .poll(() => story.read(), { timeout: 20_000 })
        .toMatchObject({ phase: 'closed', outcome: 'repaired' });
    });
    expect(await stockOf(world, 'LD-200')).toMatchObject({ onHand: 2, reserved: 0, free: 2 });
  });

  it('is not repaired where it is the yoghurt itself: a return is offered', async () => {
    const answer = await world.call('guo.ping', 'POST', '/v1/repairs', {
      company: 'E',
      channel: 'web',
      unit: { productModel: 'YG-100', lot: 'YG100-20260312-B' },
      description: 'It got warm',
      clock: { now: at('03-15 05:30') },
    });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'PRODUCT_NOT_REPAIRABLE', details: { alternative: 'return-exchange' } },
    });
  });
});

describe('a unit that stays in the workshop of company A', () => {
  /** A laptop received on Tue 07-07 at 09:30. */
  async function inWorkshop(): Promise<{ story: Story; technician: string }> {
    const serialNumber = await registers(world, 'LB-15', '2025-07-01');
    const story = await world.openRepair('emma.wong', '07-06 09:00', {
      company: 'A',
      channel: 'web',
      unit: { productModel: 'LB-15', serialNumber },
      description: 'The laptop does not start',
    });
    await story.does('zhang.min', 'contactCustomer', contacted('07-06 09:00'));
    await story.does('zhang.min', 'classify', classified({ place: 'workshop', skills: ['electronics'] }));
    const technician = await assigns(story, 'wang.lei', 'ma.chao');
    const window = windowAgreed('07-07 09:00', '07-07 12:00', { place: 'workshop' });
    await story.does(technician, 'agreeAppointment', window);
    await story.goTo('07-07 09:30');
    await story.does('zhang.min', 'receiveUnit', received('07-07 09:30', { serialSeen: serialNumber }));
    const found = { serialSeen: serialNumber, coverage: 'warranty', causedBy: 'product' };
    await story.does(technician, 'diagnose', diagnosed(found));
    return { story, technician };
  }

  it('brings an offer of a loan device when the promised date lies more than three working days ahead', async () => {
    const { story, technician } = await inWorkshop();
    await story.does(technician, 'planWork', planned('07-10 17:00'));
    await story.approves('wang.lei', 'plan');
    expect(await story.messages('loanOffered')).toEqual([]);
    await story.orders('wang.lei', 'changePlan', { reason: 'Takes longer' });
    await story.does(technician, 'planWork', planned('07-13 12:00'));
    await story.approves('wang.lei', 'plan');
    expect(await story.messages('loanOffered')).toHaveLength(1);
  });

  it('brings it when the wait has lasted as long, and takes the device back also when the customer withdraws', async () => {
    const { story } = await inWorkshop();
    await story.goTo('07-10 18:01');
    const [offered] = await story.timeline('told.loanOffered');
    expect(minuteOf(offered?.at ?? '')).toBe('07-10 18:00');
    const none = story.post('zhang.min', 'lendDevice', await device('LD-15', 'LD15-999'));
    expect(await none).toMatchObject({ status: 422, body: { code: 'NO_DEVICE_FREE' } });
    await story.orders('zhang.min', 'lendDevice', await device('LD-15', 'LD15-001'));
    await story.settled();

    await story.orders('emma.wong', 'withdraw', { reason: 'Bought another' });
    await story.settled();
    expect(await story.read()).toMatchObject({ phase: 'completion', outcome: 'withdrawn' });
    const unexplained = story.tries('he.jing', 'returnLoan', {
      serialSeen: 'LD15-001',
      condition: 'damaged',
    });
    expect(await refusalOf(unexplained)).toBe('400 MALFORMED');
    const damaged = { serialSeen: 'LD15-001', condition: 'damaged', reason: 'Screen broken' };
    await story.does('he.jing', 'returnLoan', damaged);
    await story.does('zhang.min', 'giveUnitBack', unitFetched('07-10 18:01'));
    await soon(async () => {
      await expect
        .poll(() => story.read(), { timeout: 20_000 })
        .toMatchObject({ phase: 'closed', outcome: 'withdrawn' });
    });
    expect(await stockOf(world, 'LD-15')).toMatchObject({ onHand: 0, free: 0 });
  });
});
