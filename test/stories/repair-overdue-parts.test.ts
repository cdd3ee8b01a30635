import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controllerPlanned, lineIn } from '../support/controller-steps.ts';
import { delivers, linesOf, soon, stockOf } from '../support/repair-parts-steps.ts';
import { planned } from '../support/repair-steps.ts';
import { at, type Form, minuteOf, type Story, type TaskView } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

/* A part that does not come on the date that was told (repair process, 3.2 `sourceLine`, 3.3 part, 3.4 delay; R-12). */

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const wish = async (number: string, quantity: number): Promise<Form> => ({
  partId: (await stockOf(world, number)).partId,
  quantity,
});

const ordered = (expected: string, more: Form = {}): Form => ({
  ...{ way: 'purchase', reference: 'PO-9', reason: 'Sold out' },
  expectedAt: at(expected),
  ...more,
});

/** A controller of A, in warranty: its switches are not in store, the requisition is signed on that day at 10:10. */
async function switchesShort(day: string, quantity = 1): Promise<{ story: Story; technician: string }> {
  const { story, technician } = await controllerPlanned(world, day, [await wish('SW-01', quantity)]);
  await soon(() => story.pending('requisition'));
  await story.approves('chen.hao', 'requisition');
  await soon(() => story.task('sourceLine'));
  return { story, technician };
}

const switchesArrive = (day: string, accepted: number): Promise<void> =>
  delivers(world, day, [{ partNumber: 'SW-01', accepted, lot: 'SW01-2606' }]);

const kindsOf = async (story: Story): Promise<readonly string[]> =>
  (await story.tasks()).map(({ kind }) => kind);

const openedAgain = (story: Story): Promise<TaskView> => soon(() => story.task('sourceLine'));

describe('a part whose told date passes', () => {
  it('is asked for again at that instant and at each one after it, while the customer still may choose', async () => {
    const { story } = await switchesShort('03-03');
    const lineId = await lineIn(story, 'short');
    await story.does('he.jing', 'sourceLine', ordered('03-05 16:00'));
    await story.goTo('03-05 15:59');
    expect(await kindsOf(story)).toEqual(['announceDelay']);
    expect(await story.messages('partOverdue')).toEqual([]);

    await story.goTo('03-05 16:00');
    const asked = await openedAgain(story);
    expect(asked).toMatchObject({
      roles: ['parts_clerk'],
      about: {
        ...{ lineId, short: 1 },
        overdue: { way: 'purchase', reference: 'PO-9', expectedAt: at('03-05 16:00') },
      },
    });
    expect([minuteOf(asked['openedAt'] as string), minuteOf(asked.dueAt ?? '')]).toEqual([
      '03-05 16:00',
      '03-06 11:00',
    ]);
    // Nobody announces beforehand what has happened already.
    expect(await kindsOf(story)).toEqual(['sourceLine']);
    expect(await story.messages('partOverdue')).toMatchObject([
      { to: { type: 'role', role: 'repair_lead' } },
    ]);
    expect(await story.escalations('part')).toEqual([
      { level: 1, role: 'parts_lead', firedAt: '03-05 16:00' },
    ]);

    await story.goTo('03-05 17:00');
    const elsewhere = { way: 'otherStore', reference: 'TR-3', reason: 'The maker does not answer' };
    await story.does('he.jing', 'sourceLine', ordered('03-09 12:00', elsewhere));
    expect((await story.timeline('told.partDelayed')).map(({ data }) => data)).toMatchObject([
      { reason: 'Sold out', expectedAt: at('03-05 16:00') },
      { reason: 'The maker does not answer', expectedAt: at('03-09 12:00') },
    ]);
    expect(await story.messages('partDelayed')).toHaveLength(2);
    expect(await story.commitment(`part/${lineId}`)).toMatchObject({
      ...{ status: 'running', isMissed: true },
      dueAt: at('03-05 16:00'),
    });
    expect((await linesOf(story))[0]?.shortage).toMatchObject({
      ...{ state: 'sourced', way: 'otherStore', reference: 'TR-3' },
      expectedAt: at('03-09 12:00'),
    });

    await story.goTo('03-09 12:00');
    const again = await openedAgain(story);
    expect(again.about).toMatchObject({ overdue: { way: 'otherStore', expectedAt: at('03-09 12:00') } });
    expect(await story.messages('partOverdue')).toHaveLength(2);

    await story.goTo('03-10 18:00');
    await soon(() => story.task('answerWait'));
    await story.does('shen.qiang', 'answerWait', { choice: 'wait' });
    expect((await story.task('sourceLine')).id).toBe(again.id);

    await story.goTo('03-11 10:00');
    await switchesArrive('03-11 10:00', 1);
    await soon(() => story.task('issueParts'));
    expect(await kindsOf(story)).not.toContain('sourceLine');
    expect(await story.commitment(`part/${lineId}`)).toMatchObject({ status: 'met', isMissed: true });
    expect(await story.messages('partDelayed')).toHaveLength(2);
  });

  it('is asked for the pieces that are still to come, on hold as well, and by nobody once the customer withdraws', async () => {
    const { story } = await switchesShort('03-12', 3);
    await story.does('he.jing', 'sourceLine', ordered('03-16 12:00'));
    await story.goTo('03-16 09:00');
    const hold = { reason: 'thirdParty', text: 'The factory is shut', until: at('03-18 09:00') };
    await story.orders('wang.lei', 'hold', hold);
    await story.goTo('03-16 12:00');
    const asked = await openedAgain(story);
    expect(asked.about).toMatchObject({ short: 3 });
    await switchesArrive('03-16 12:00', 2);
    await soon(async () => {
      expect((await story.task('sourceLine')).about).toMatchObject({ short: 1 });
    });
    expect((await story.task('sourceLine')).id).toBe(asked.id);

    await story.orders('shen.qiang', 'withdraw', { reason: 'It takes too long' });
    await soon(async () => {
      expect(await story.read()).toMatchObject({ phase: 'closed', outcome: 'withdrawn' });
    });
    expect(await kindsOf(story)).toEqual([]);
    expect(await stockOf(world, 'SW-01')).toMatchObject({ free: 2 });
  });

  it('comes after all while a substitute waits for its approval, which then falls', async () => {
    const { story } = await switchesShort('03-19', 3);
    await story.does('he.jing', 'sourceLine', ordered('03-23 12:00'));
    await story.goTo('03-23 12:00');
    await openedAgain(story);
    const { partId } = await wish('FN-80', 1);
    const instead = { way: 'substitute', substitutePartId: partId, reason: 'Not made any more' };
    await story.does('he.jing', 'sourceLine', instead);
    await soon(() => story.pending('substitute'));
    expect(await kindsOf(story)).toEqual([]);
    await switchesArrive('03-23 12:00', 1);
    await soon(() => story.task('issueParts'));
    expect(await story.approvals()).toEqual([]);
    expect(await story.approvals('withdrawn')).toMatchObject([{ subject: 'substitute' }]);
    expect(await story.messages('substitute')).toEqual([]);
    expect((await linesOf(story))[0]?.quantities).toMatchObject({ reserved: 3, short: 0 });
  });

  it('is given up where it is not to be had, refused where the substitute is, and asked for per line', async () => {
    const parts = [await wish('SW-01', 1), await wish('LM-24', 3)];
    const { story } = await controllerPlanned(world, '03-24', parts);
    await soon(() => story.pending('requisition'));
    await story.approves('chen.hao', 'requisition');
    await soon(async () => {
      expect(await kindsOf(story)).toEqual(['sourceLine', 'sourceLine']);
    });
    const dates = ['03-26 12:00', '04-10 12:00'];
    for (const [index, { id }] of (await story.tasks()).entries()) {
      const form = ordered(dates[index] ?? '');
      const answer = await world.call('he.jing', 'POST', `/v1/tasks/${id}/complete`, form);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    }
    await story.goTo('03-26 12:00');
    const first = await openedAgain(story);
    expect(await kindsOf(story)).toEqual(['sourceLine']);
    const { partId } = await wish('FN-80', 1);
    await story.does('he.jing', 'sourceLine', { way: 'substitute', substitutePartId: partId });
    await soon(() => story.pending('substitute'));
    await story.decides('gao.feng', 'substitute', 'refused', 'A fan is no switch');
    const refused = await openedAgain(story);
    expect(refused.about).toMatchObject({
      ...{ lineId: first.about['lineId'], overdue: { expectedAt: at('03-26 12:00') } },
      refused: { by: 'inspector', reason: 'A fan is no switch' },
    });
    await story.does('he.jing', 'sourceLine', { way: 'notObtainable' });
    await soon(async () => {
      expect(await story.phase()).toBe('replacement');
    });
    expect(await kindsOf(story)).not.toContain('sourceLine');
  });

  it('is asked for anew when the case comes back to it with another plan', async () => {
    const { story, technician } = await switchesShort('03-30');
    await story.does('he.jing', 'sourceLine', ordered('04-01 12:00'));
    await story.goTo('04-01 12:00');
    const before = await openedAgain(story);
    await story.orders(technician, 'changePlan', { reason: 'It takes longer' });
    await soon(() => story.task('planWork'));
    expect(await kindsOf(story)).toEqual(['planWork']);
    const same = { parts: [await wish('SW-01', 1)], minutes: 40 };
    await story.does(technician, 'planWork', planned('04-08 18:00', same));
    await soon(() => story.pending('plan'));
    await story.approves('wang.lei', 'plan');
    const after = await openedAgain(story);
    expect(after.id).not.toBe(before.id);
    expect(after.about).toMatchObject({ overdue: { expectedAt: at('04-01 12:00') } });
    await switchesArrive('04-01 12:00', 1);
    await soon(() => story.task('issueParts'));
  });
});
