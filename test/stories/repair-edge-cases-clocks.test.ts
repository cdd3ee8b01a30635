import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controllerClassified, controllerPlanned, lineIn } from '../support/controller-steps.ts';
import { delivers, soon, stockOf } from '../support/repair-parts-steps.ts';
import { at, type Form, moment } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const held = (until: string): Form => ({ reason: 'thirdParty', text: 'The lift stands', until: at(until) });

describe('a hold that comes after a due instant (repair process, 9)', () => {
  it('is placed all the same: what was missed stays missed, and what lies ahead is moved', async () => {
    const { story } = await controllerClassified(world, '07-06');
    expect(await story.due('repair')).toBe('07-13 18:00');
    const delay = { reason: 'No bench is free', toldAt: at('07-06 09:00'), understood: 'yes' };
    await story.orders('wang.lei', 'announceDelay', { ...delay, newUntil: at('07-17 18:00') });
    await story.goTo('07-14 09:00');
    expect(await story.commitment('repair')).toMatchObject({ isMissed: true });
    const fired = await story.escalations('repair');
    expect(fired[0]).toMatchObject({ level: 1, firedAt: '07-13 18:00' });

    await story.orders('wang.lei', 'hold', held('07-15 09:00'));
    expect(await story.read()).toMatchObject({ onHold: true });
    await story.goTo('07-15 09:01');
    expect(await story.commitment('repair')).toMatchObject({ isMissed: true });
    expect((await story.escalations('repair')).filter(({ level }) => level === 1)).toHaveLength(1);
    const { dueAt } = await story.commitment('announced');
    expect(Math.abs(moment(dueAt) - moment(at('07-18 18:00')))).toBeLessThan(60_000);
  });
});

describe('a pause that runs under a hold (repair process, 9)', () => {
  it('is counted once, from where the first began to where the last ended', async () => {
    const { partId } = await stockOf(world, 'SW-01');
    const { story } = await controllerPlanned(world, '07-20', [{ partId, quantity: 1 }]);
    await story.approves('chen.hao', 'requisition');
    await lineIn(story, 'short');
    const purchase = { way: 'purchase', expectedAt: at('07-22 09:00'), reason: 'Out of stock' };
    await story.does('he.jing', 'sourceLine', purchase);
    await story.goTo('07-21 09:00');
    await story.orders('wang.lei', 'hold', held('07-23 09:00'));
    expect(await story.read()).toMatchObject({ onHold: true });
    await story.goTo('07-22 09:00');
    await delivers(world, '07-22 09:00', [
      { partNumber: 'SW-01', accepted: 1, rejected: 0, lot: 'SW01-2607' },
    ]);
    await soon(() => story.task('issueParts'));
    expect((await story.commitment('repair')).dueAt).toBeNull();
    await story.goTo('07-23 09:01');
    // 07-20 10:10 to 07-23 09:00 are 21 h 20 of open time after 09:00 of the fifth working day.
    await soon(async () => {
      expect(await story.due('repair')).toBe('07-29 18:00');
    });
  });
});
