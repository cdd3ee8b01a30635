import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { delivers, linesOf, soon, stockOf } from '../support/repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  handedOver,
  planned,
  tested,
  windowAgreed,
  worked,
} from '../support/repair-steps.ts';
import { at, type Form, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const WARDROBE = { productModel: 'WD-2200', serialNumber: 'WD2200-250317-0042' };
const DESK = { productModel: 'DK-140', serialNumber: 'DK140-240905-0118' };

/** A piece of furniture of B, in warranty, at which the technician checks in on Wednesday 03-04 at 11:00. */
async function seenOnSite(customer: string, unit: typeof WARDROBE, technician: string): Promise<Story> {
  const repair = await world.openRepair(customer, '03-02 09:00', {
    company: 'B',
    channel: 'web',
    unit,
    site: { address: '漕溪北路 500 弄 3 号', region: 'city' },
    description: 'A hinge is broken',
  });
  await repair.does('zhang.min', 'contactCustomer', contacted('03-02 09:00'));
  await repair.does('zhang.min', 'classify', classified({ skills: ['furniture'] }));
  await assigns(repair, 'wang.lei', technician);
  await repair.does(technician, 'agreeAppointment', windowAgreed('03-04 10:30', '03-04 12:00'));
  await repair.goTo('03-04 11:00');
  await repair.does(technician, 'checkIn', checkedIn('03-04 11:00'));
  await repair.does(
    technician,
    'diagnose',
    diagnosed({ serialSeen: unit.serialNumber, causedBy: 'product', coverage: 'warranty' }),
  );
  return repair;
}

const hinges = async (quantity: number): Promise<Form> => ({
  parts: [{ partId: (await stockOf(world, 'HG-110')).partId, quantity }],
  minutes: 30,
});

const purchase = (expected: string, more: Form = {}): Form => ({
  way: 'purchase',
  expectedAt: at(expected),
  reference: 'PO-110',
  reason: 'The maker is out of stock',
  ...more,
});

describe('a hinge that is short (repair scenario 8)', () => {
  it('is signed for by climbing, awaited with clocks standing, and fitted before the moved due instant', async () => {
    const repair = await seenOnSite('chen.xiao.self', WARDROBE, 'wu.gang');
    expect(await repair.due('repair')).toBe('03-11 18:00');
    await repair.goTo('03-04 11:30');
    await repair.does('wu.gang', 'planWork', planned('03-11 18:00', await hinges(2)));
    expect(await repair.phase()).toBe('parts');
    const asked = await repair.pending('requisition');
    expect([asked.role, minuteOf(asked.dueAt ?? '')]).toEqual(['parts_lead', '03-04 14:00']);

    await repair.goTo('03-04 13:59');
    expect((await repair.pending('requisition')).role).toBe('parts_lead');
    expect(await stockOf(world, 'HG-110')).toMatchObject({ onHand: 1, reserved: 0, free: 1 });
    await repair.goTo('03-04 14:00');
    await soon(async () => {
      expect((await repair.pending('requisition')).role).toBe('manager');
    });
    expect(await stockOf(world, 'HG-110')).toMatchObject({ reserved: 0, free: 1 });
    const [climbed] = await repair.timeline('approval.climbed');
    expect(minuteOf(climbed?.at ?? '')).toBe('03-04 14:00');
    await repair.approves('sun.yan', 'requisition');
    expect(await stockOf(world, 'HG-110')).toMatchObject({ onHand: 1, reserved: 1, free: 0 });
    const [line] = await linesOf(repair);
    expect(line?.quantities).toMatchObject({ signed: 2, reserved: 1, short: 1 });
    expect((await repair.timeline('paused')).map((entry) => minuteOf(entry.at))).toEqual(['03-04 14:00']);

    await repair.does('he.jing', 'sourceLine', purchase('03-13 12:00'));
    const [delayed] = await repair.timeline('told.partDelayed');
    expect(delayed?.data).toMatchObject({
      reason: 'The maker is out of stock',
      expectedAt: at('03-13 12:00'),
    });
    expect(await repair.due('news')).toBe('03-09 18:00');
    expect(await repair.due(`part/${line?.id ?? ''}`)).toBe('03-13 12:00');

    await repair.goTo('03-09 17:00');
    await repair.orders('zhang.min', 'sendNews', { text: 'The hinge is under way' });
    expect(await repair.due('news')).toBe('03-12 18:00');
    await repair.goTo('03-12 09:30');
    expect(await repair.commitment('repair')).toMatchObject({
      status: 'running',
      isMissed: false,
      dueAt: null,
    });
    expect(await repair.escalations('repair')).toEqual([]);
    await repair.orders('zhang.min', 'sendNews', { text: 'The maker promises it for tomorrow' });

    await repair.goTo('03-13 17:59');
    expect(await repair.escalations('part')).toEqual([
      { level: 1, role: 'parts_lead', firedAt: '03-13 12:00' },
      { level: 2, role: 'manager', firedAt: '03-13 17:30' },
    ]);
    expect(await repair.messages('choiceOffered')).toEqual([]);
    await repair.goTo('03-13 18:01');
    const [offered] = await repair.timeline('told.choiceOffered');
    expect(minuteOf(offered?.at ?? '')).toBe('03-13 18:00');
    expect(minuteOf((await repair.task('answerWait')).dueAt ?? '')).toBe('03-17 18:00');

    await repair.goTo('03-17 10:00');
    await delivers(world, '03-17 10:00', [{ partNumber: 'HG-110', accepted: 1 }]);
    await soon(() => repair.task('issueParts'));
    expect(await repair.due('repair')).toBe('03-23 18:00');
    expect((await repair.timeline('resumed')).map((entry) => minuteOf(entry.at))).toContain('03-17 10:00');
    expect(await repair.commitment('news')).toMatchObject({ status: 'dropped', isMissed: false });
    expect(await repair.commitment(`part/${line?.id ?? ''}`)).toMatchObject({
      status: 'met',
      isMissed: true,
    });
    expect((await repair.tasks()).map(({ kind }) => kind)).not.toContain('answerWait');
    expect(await repair.messages('partArrived')).toHaveLength(1);
    expect(await repair.messages('partsArrived')).toHaveLength(1);

    await repair.does('he.jing', 'issueParts', {
      lines: [{ lineId: line?.id, quantity: 2 }],
      receivedBy: 'Wu Gang',
    });
    await repair.does('wu.gang', 'agreeAppointment', windowAgreed('03-18 09:00', '03-18 11:00'));
    await repair.goTo('03-18 09:30');
    await repair.does('wu.gang', 'checkIn', checkedIn('03-18 09:30'));
    await repair.goTo('03-18 10:10');
    const consumed = [{ lineId: line?.id, quantity: 2 }];
    await repair.does('wu.gang', 'doWork', worked('03-18 09:35', '03-18 10:10', { consumed }));
    await repair.does('wu.gang', 'testUnit', tested());
    await repair.does('wu.gang', 'handOver', handedOver({ partsTold: 'Two hinges HG-110' }));
    expect(await repair.phase()).toBe('completion');
    expect(await repair.commitment('repair')).toMatchObject({ status: 'met', isMissed: false });
    expect((await repair.commitments()).filter(({ kind }) => kind === 'visit')).toHaveLength(1);
    expect(await stockOf(world, 'HG-110')).toMatchObject({ onHand: 0, reserved: 0, free: 0 });
  });
});

describe('a date told for a part', () => {
  it('gives way to a new one in time; too far away, the customer may choose at once, and withdraws', async () => {
    const repair = await seenOnSite('chen.xiao.self', WARDROBE, 'wu.gang');
    await repair.does('wu.gang', 'planWork', planned('03-11 18:00', await hinges(1)));
    await repair.approves('chen.hao', 'requisition');
    const [line] = await linesOf(repair);
    const part = `part/${line?.id ?? ''}`;
    await repair.does('he.jing', 'sourceLine', purchase('03-10 12:00'));

    await repair.goTo('03-09 18:01');
    const warned = await repair.task('announceDelay');
    expect(warned).toMatchObject({ about: { commitment: part }, roles: ['parts_clerk'] });
    expect(minuteOf(warned.dueAt ?? '')).toBe('03-10 12:00');
    await repair.does('he.jing', 'announceDelay', {
      reason: 'The lorry broke down',
      newUntil: at('04-01 12:00'),
      toldAt: at('03-09 18:01'),
      understood: 'no',
    });
    expect(await repair.due(part)).toBe('04-01 12:00');
    expect(await repair.messages('delayAnnounced')).toHaveLength(1);
    await repair.settled();
    const [redated] = await linesOf(repair);
    expect(redated?.shortage).toMatchObject({ expectedAt: at('04-01 12:00'), reference: 'PO-110' });
    const [offered] = await repair.timeline('told.choiceOffered');
    expect(minuteOf(offered?.at ?? '')).toBe('03-09 18:01');

    await repair.does('chen.xiao.self', 'answerWait', { choice: 'withdraw' });
    await repair.settled();
    await expect
      .poll(() => repair.read(), { timeout: 20_000 })
      .toMatchObject({ phase: 'closed', outcome: 'withdrawn' });
    const [released] = await linesOf(repair);
    expect(released?.quantities).toMatchObject({ reserved: 0, short: 0, givenUp: 1 });
    expect(await repair.commitment(part)).toMatchObject({ status: 'dropped', isMissed: false });
  });
});

describe('parts beside and between plans', () => {
  it('are signed for and handed out before the visit, so that the work needs no other one (B3.3)', async () => {
    const { partId } = await stockOf(world, 'DS-450');
    const repair = await world.openRepair('lin.tao.self', '03-02 09:00', {
      company: 'B',
      channel: 'web',
      unit: DESK,
      site: { address: '文三路 269 号', region: 'city' },
      description: 'A drawer is stuck',
    });
    await repair.does('zhang.min', 'contactCustomer', contacted('03-02 09:00'));
    await repair.does('zhang.min', 'classify', classified({ skills: ['furniture'] }));
    await assigns(repair, 'wang.lei', 'zheng.kai');
    const bringParts = [{ partId, quantity: 1 }];
    await repair.does(
      'zheng.kai',
      'agreeAppointment',
      windowAgreed('03-03 14:00', '03-03 16:00', { bringParts }),
    );
    await repair.approves('chen.hao', 'requisition');
    const [line] = await linesOf(repair);
    const pieces = [{ lineId: line?.id, quantity: 1 }];
    await repair.does('he.jing', 'issueParts', { lines: pieces, receivedBy: 'Zheng Kai' });
    expect((await linesOf(repair))[0]?.quantities).toMatchObject({ issued: 1, inHand: 1 });

    await repair.goTo('03-03 14:10');
    await repair.does('zheng.kai', 'checkIn', checkedIn('03-03 14:10'));
    const found = { serialSeen: DESK.serialNumber, causedBy: 'product', coverage: 'warranty' };
    await repair.does('zheng.kai', 'diagnose', diagnosed(found));
    await repair.does('zheng.kai', 'planWork', planned('03-03 18:00', { parts: bringParts }));
    expect(await repair.phase()).toBe('work');
    expect(await repair.approvals()).toEqual([]);
    await repair.does('zheng.kai', 'doWork', worked('03-03 14:10', '03-03 14:10', { consumed: pieces }));
    expect(await repair.phase()).toBe('acceptance');
  });

  it('go back to the store when the plan changes to other ones', async () => {
    const repair = await seenOnSite('chen.xiao.self', WARDROBE, 'wu.gang');
    const before = await stockOf(world, 'DS-450');
    const other = await stockOf(world, 'HG-105');
    const slides = { parts: [{ partId: before.partId, quantity: 2 }], minutes: 30 };
    await repair.does('wu.gang', 'planWork', planned('03-11 18:00', slides));
    await repair.approves('chen.hao', 'requisition');
    expect(await stockOf(world, 'DS-450')).toMatchObject({ free: before.free - 2 });

    await repair.orders('wu.gang', 'changePlan', { reason: 'The hinge is what is broken' });
    expect(await repair.phase()).toBe('proposal');
    const hinge = { parts: [{ partId: other.partId, quantity: 1 }], minutes: 30 };
    await repair.does('wu.gang', 'planWork', planned('03-11 18:00', hinge));
    await repair.approves('chen.hao', 'requisition');
    expect(await stockOf(world, 'DS-450')).toMatchObject({ free: before.free });
    expect((await repair.task('issueParts')).about['lines']).toMatchObject([{ partId: other.partId }]);
  });
});

describe('two requisitions for one hinge, signed in the same second (repair scenario 20)', () => {
  it('reserve it once: one case has it, the other is short, and each customer hears the truth', async () => {
    await delivers(world, '03-01 10:00', [{ partNumber: 'HG-110', accepted: 1 }]);
    expect(await stockOf(world, 'HG-110')).toMatchObject({ free: 1 });
    const cases = [
      await seenOnSite('chen.xiao.self', WARDROBE, 'wu.gang'),
      await seenOnSite('lin.tao.self', DESK, 'zheng.kai'),
    ] as const;
    await Promise.all([
      cases[0].does('wu.gang', 'planWork', planned('03-11 18:00', await hinges(1))),
      cases[1].does('zheng.kai', 'planWork', planned('03-11 18:00', await hinges(1))),
    ]);
    await Promise.all(cases.map((repair) => repair.approves('chen.hao', 'requisition')));

    expect(await stockOf(world, 'HG-110')).toMatchObject({ onHand: 1, reserved: 1, free: 0 });
    const lines = await Promise.all(cases.map(async (repair) => (await linesOf(repair))[0]?.quantities));
    const reserved = lines.findIndex((quantities) => quantities?.['reserved'] === 1);
    expect(lines[reserved]).toMatchObject({ signed: 1, reserved: 1, short: 0 });
    expect(lines[1 - reserved]).toMatchObject({ signed: 1, reserved: 0, short: 1 });

    const [served, other] = reserved === 0 ? cases : [cases[1], cases[0]];
    expect((await served.tasks()).map(({ kind }) => kind)).toEqual(['issueParts']);
    await other.does('he.jing', 'sourceLine', purchase('03-11 12:00'));
    expect(await other.messages('partDelayed')).toHaveLength(1);
    expect(await served.messages('partDelayed')).toEqual([]);
  });
});
