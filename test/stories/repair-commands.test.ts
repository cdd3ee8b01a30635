import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controllerClassified } from '../support/controller-steps.ts';
import { accountOf, sofaAccepted, sofaPaid } from '../support/repair-money-steps.ts';
import { stockOf } from '../support/repair-parts-steps.ts';
import {
  assigns,
  classified,
  contacted,
  paid,
  refusalOf,
  unitFetched,
  windowAgreed,
} from '../support/repair-steps.ts';
import { openWorld, type World } from '../support/world.ts';

/* Commands of repairs at any time (repair process, 5) that no scenario tells of. */

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

describe('a customer who withdraws during the work', () => {
  it('pays at most what was accepted for what was done, and gets the rest and the unit back', async () => {
    const { story } = await sofaAccepted(world);
    await story.goTo('04-29 09:00');
    await story.does('lin.xia', 'confirmPayment', paid('04-29 09:00', 48_000, 'TT-90'));
    await expect.poll(() => story.phase(), { timeout: 20_000 }).toBe('work');

    await story.orders('zhang.min', 'withdraw', { heardFrom: 'Ms Chen', reason: 'Moves abroad' });
    const closed = { unitSafe: true, text: 'The old springs are out, the seat is covered' };
    const tooMuch = story.tries('wang.lei', 'closeOut', { ...closed, chargeMinor: 48_001 });
    expect(await refusalOf(tooMuch)).toBe('422 INVALID');
    const byAgent = story.tries('zhang.min', 'closeOut', { ...closed, chargeMinor: 10_000 });
    expect(await refusalOf(byAgent)).toBe('403 ROLE_MISSING');
    await story.does('wang.lei', 'closeOut', { ...closed, chargeMinor: 10_000 });
    await story.does('zhang.min', 'giveUnitBack', unitFetched('04-29 09:00'));
    await story.settled();
    expect(await accountOf(story)).toMatchObject({ dueMinor: 10_000, refundOpenMinor: 38_000 });

    await story.does('zhang.min', 'feeDetail', {
      lines: [{ kind: 'labour', text: 'Taken apart', quantity: 1, amountMinor: 10_000 }],
    });
    await story.approves('zhou.jie', 'feeDetail');
    const costs = [{ kind: 'labour', costMinor: 6_000, account: 'customer' }];
    await story.does('lin.xia', 'costFees', { lines: costs });
    await story.does('lin.xia', 'settleBalance', { method: 'bank', reference: 'RF-90' });
    await expect.poll(() => story.phase(), { timeout: 20_000 }).toBe('closed');
    expect(await story.read()).toMatchObject({ outcome: 'withdrawn' });
    expect(await accountOf(story)).toMatchObject({ refundedMinor: 38_000, balanced: true });
    expect(await story.messages('survey')).toEqual([]);
  });
});

describe('a repair whose urgency is taken back', () => {
  it('is due as normal ones are from its receipt on, by the lead alone; levels that fired stay fired', async () => {
    const repair = await world.openRepair('shen.qiang', '05-29 16:00', {
      company: 'A',
      channel: 'web',
      unit: { productModel: 'CT-900', serialNumber: 'CT900-26-00031' },
      site: { address: 'Hall 3', region: 'shanghai' },
      description: 'The display stays dark',
      urgentWanted: true,
    });
    expect(await repair.due('firstResponse')).toBe('05-29 16:15');
    expect(await repair.due('repair')).toBe('06-02 18:00');
    await repair.goTo('05-29 16:16');
    const fired = await repair.escalations('firstResponse');
    expect(fired).toMatchObject([{ level: 1, firedAt: '05-29 16:15' }]);

    const calm = { priority: 'normal', reason: 'The spare line took over' };
    expect(await refusalOf(repair.post('zhang.min', 'changePriority', calm))).toBe('403 ROLE_MISSING');
    await repair.orders('wang.lei', 'changePriority', calm);
    await repair.settled();
    expect(await repair.read()).toMatchObject({ priority: 'normal' });
    expect(await repair.due('repair')).toBe('06-05 18:00');
    expect(await repair.escalations('firstResponse')).toEqual(fired);

    await repair.does('zhang.min', 'contactCustomer', contacted('05-29 16:16'));
    await repair.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
    expect(await repair.phase()).toBe('dispatch');
  });
});

describe('a case that the company cancels', () => {
  it('has the window called off, the parts put back and the customer told why, and asks nobody anything', async () => {
    const before = await stockOf(world, 'FN-80');
    const { story } = await controllerClassified(world, '07-06');
    const technician = await assigns(story, 'wang.lei', 'huang.lin');
    await story.does(technician, 'agreeAppointment', windowAgreed('07-07 10:00', '07-07 12:00'));
    const lines = [{ partId: before.partId, quantity: 1 }];
    await story.orders(technician, 'requestParts', { lines });
    await story.approves('chen.hao', 'requisition');
    expect(await stockOf(world, 'FN-80')).toMatchObject({ reserved: before.reserved + 1 });

    const reason = { reason: 'Entered twice' };
    expect(await refusalOf(story.post('shen.qiang', 'cancel', reason))).toBe('403 ROLE_MISSING');
    expect(await refusalOf(story.post('zhang.min', 'cancel', reason))).toBe('403 ROLE_MISSING');
    await story.orders('wang.lei', 'cancel', reason);
    await expect.poll(() => story.phase(), { timeout: 20_000 }).toBe('closed');
    expect(await story.read()).toMatchObject({ outcome: 'cancelled' });
    const steps = ['told.appointmentCancelled', 'partsReleased', 'moneyUnwound', 'told.cancelled'];
    const kinds = (await story.timeline()).map(({ kind }) => kind);
    expect(kinds.filter((kind) => steps.includes(kind))).toEqual(steps);
    expect((await story.timeline('told.cancelled'))[0]?.data).toMatchObject(reason);
    expect(await stockOf(world, 'FN-80')).toEqual(before);
    expect(await story.tasks()).toEqual([]);
    for (const kind of ['result', 'survey']) expect(await story.messages(kind), kind).toEqual([]);
  });
});

describe('a customer who withdraws while parts are in the technician’s hands', () => {
  it('gets the money back at once; the case closes when the store has the parts again', async () => {
    const before = await stockOf(world, 'HG-105');
    const { story, technician } = await sofaPaid(world, [{ partId: before.partId, quantity: 1 }]);
    await story.approves('chen.hao', 'requisition');
    const { about } = await story.task('issueParts');
    const [line] = about['lines'] as readonly { readonly lineId: string }[];
    const lines = [{ lineId: line?.lineId, quantity: 1 }];
    await story.does('he.jing', 'issueParts', { lines, receivedBy: technician });
    expect(await stockOf(world, 'HG-105')).toMatchObject({ onHand: before.onHand - 1 });

    await story.orders('chen.xiao.self', 'withdraw', { reason: 'Bought another one' });
    await story.settled();
    await story.does('lin.xia', 'settleBalance', { method: 'bank', reference: 'RF-23' });
    await story.settled();
    expect(await story.read()).toMatchObject({ phase: 'completion', outcome: 'withdrawn' });
    expect((await story.tasks()).map(({ kind }) => kind)).toEqual(['returnParts']);
    const back = { lineId: line?.lineId, good: 1, damaged: 0, lost: 0 };
    await story.does('he.jing', 'returnParts', { lines: [back] });
    await expect.poll(() => story.phase(), { timeout: 20_000 }).toBe('closed');
    expect(await stockOf(world, 'HG-105')).toEqual(before);
    expect(await accountOf(story)).toMatchObject({ refundedMinor: 30_000, balanced: true });
  });
});
