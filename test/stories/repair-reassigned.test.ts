import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controllerReported } from '../support/linked-steps.ts';
import { assigns, checkedIn, classified, refusalOf, windowAgreed } from '../support/repair-steps.ts';
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
