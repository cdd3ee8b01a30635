import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controllerPlanned, lineIn } from '../support/controller-steps.ts';
import { SIGNED } from '../support/evidence.ts';
import { controllerReported } from '../support/linked-steps.ts';
import { linesOf, soon, stockOf } from '../support/repair-parts-steps.ts';
import { assigns, checkedIn, classified, refusalOf, windowAgreed, worked } from '../support/repair-steps.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

describe('a technician’s task that the lead gives to another one', () => {
  it('takes the repair and the agreed window along, and the customer hears who comes', async () => {
    const story = await controllerReported(world, '07-13');
    await story.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
    const { about } = await story.task('assign');
    const proposed = about['proposed'] as readonly { readonly personId: string }[];
    const first = await assigns(story, 'qian.wei');
    await story.does(first, 'agreeAppointment', windowAgreed('07-14 10:00', '07-14 12:00'));
    const second = proposed[1]?.personId ?? '';

    const { id } = await story.task('checkIn');
    const reassign = (who: string, assigneeId: string) =>
      world.call(who, 'POST', `/v1/tasks/${id}/reassign`, { assigneeId, reason: 'Ill' });
    expect(await refusalOf(reassign('zhang.min', second))).toBe('403 ROLE_MISSING');
    expect(await refusalOf(reassign('li.na', await world.personId('zhang.min')))).toBe('422 INVALID');
    expect(await reassign('li.na', second)).toMatchObject({ status: 200, body: { assigneeId: second } });
    expect(await story.read()).toMatchObject({ technicianId: second });
    expect(await story.messages('assigned')).toHaveLength(2);
    await story.settled();
    const windows = `/v1/appointments?technicianId=${second}&from=2026-07-14T00:00:00%2B08:00&to=2026-07-15T00:00:00%2B08:00`;
    const { body } = await world.call('song.qi', 'GET', windows);
    expect(body, windows).toMatchObject({ items: [{ caseId: story.caseId, technicianId: second }] });

    await story.goTo('07-14 10:05');
    const notTheirs = story.tries(first, 'checkIn', checkedIn('07-14 10:05'));
    expect(await refusalOf(notTheirs)).toBe('403 NOT_ASSIGNEE');
    const successor = await world.handleOf(second);
    await story.does(successor, 'checkIn', checkedIn('07-14 10:05'));
    expect((await story.task('diagnose')).assigneeId).toBe(second);
  });
});

describe('parts in the hands of a technician whose repair another one takes over', () => {
  /** Two fans are in the hands of the first technician, who is at the unit. */
  async function twoFansInHand(day: string) {
    const { partId } = await stockOf(world, 'FN-80');
    const { story, technician: first } = await controllerPlanned(world, day, [{ partId, quantity: 2 }]);
    await story.approves('chen.hao', 'requisition');
    const lineId = await lineIn(story, 'reserved');
    await story.does('he.jing', 'issueParts', { lines: [{ lineId, quantity: 2 }], receivedBy: 'Huang Lin' });
    const goesTo = async (handle: string): Promise<void> => {
      const { id } = await story.task('doWork');
      const to = { assigneeId: await world.personId(handle), reason: 'Ill' };
      expect(await world.call('wang.lei', 'POST', `/v1/tasks/${id}/reassign`, to)).toMatchObject({
        status: 200,
      });
    };
    return { story, first, lineId, goesTo };
  }
  const taken = (lineId: string, quantity: number) => ({ lines: [{ lineId, quantity }], signature: SIGNED });

  it('are handed on against a signature, and what is not comes back to the store', async () => {
    const { story, first, lineId, goesTo } = await twoFansInHand('07-15');
    await goesTo('ma.chao');
    const task = await soon(() => story.task('handOnParts'));
    expect(task).toMatchObject({
      assigneeId: await world.personId('ma.chao'),
      about: { lines: [{ lineId, inHand: 2 }], from: await world.personId(first) },
    });
    const byFirst = story.tries(first, 'handOnParts', taken(lineId, 1));
    expect(await refusalOf(byFirst)).toBe('403 NOT_ASSIGNEE');
    expect(await story.tries('ma.chao', 'handOnParts', taken(lineId, 3))).toMatchObject({
      status: 422,
      body: { code: 'OVER_QUANTITY', details: { remainder: 2 }, errors: [{ pointer: '/lines/0/quantity' }] },
    });
    await story.does('ma.chao', 'handOnParts', taken(lineId, 1));
    const [handedOn] = await story.timeline('partsHandedOn');
    expect(handedOn?.data).toMatchObject({ lines: [{ lineId, quantity: 1 }], from: task.about['from'] });
    expect(handedOn?.data['signature']).toMatch(/^[0-9a-f-]{36}$/);

    expect((await soon(() => story.task('returnParts'))).about).toMatchObject({
      lines: [{ lineId, inHand: 1 }],
    });
    await story.does('he.jing', 'returnParts', { lines: [{ lineId, good: 1, damaged: 0, lost: 0 }] });
    await story.settled();
    expect((await linesOf(story))[0]?.quantities).toMatchObject({ issued: 2, inHand: 1 });
    const work = (quantity: number) =>
      worked('07-15 10:10', '07-15 10:10', { consumed: [{ lineId, quantity }] });
    expect(await refusalOf(story.tries('ma.chao', 'doWork', work(2)))).toBe('422 OVER_QUANTITY');
    await story.does('ma.chao', 'doWork', work(1));
    expect((await linesOf(story))[0]?.quantities).toMatchObject({ consumed: 1, inHand: 0 });
  });

  it('stay where they are when the first technician goes on after all', async () => {
    const { story, first, lineId, goesTo } = await twoFansInHand('07-16');
    await goesTo('ma.chao');
    await soon(() => story.task('handOnParts'));
    await goesTo(first);
    await story.settled();
    expect((await story.tasks()).map(({ kind }) => kind)).not.toContain('handOnParts');
    const work = worked('07-16 10:10', '07-16 10:10', { consumed: [{ lineId, quantity: 2 }] });
    await story.does(first, 'doWork', work);
  });
});
