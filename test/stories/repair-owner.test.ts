import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peopleRepository } from '../../db/repositories/people.repository.ts';
import { assigns, classified, contacted, feeTold, refusalOf } from '../support/repair-steps.ts';
import type { Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

/* Who answers for a repair (repair process, 1 "owner", 5 `reassign`). At C the agents own the first round. */

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const reported = (day: string, company = 'C'): Promise<Story> =>
  world.openRepair('shen.qiang', day, {
    company,
    channel: 'web',
    unit: { productModel: 'CT-900', serialNumber: `CT900-${randomUUID().slice(0, 8)}` },
    site: { address: 'Hall 3', region: 'city' },
    description: 'The display stays dark',
  });

const naming = async (handle: string, reason = 'Knows the customer') => ({
  ownerId: await world.personId(handle),
  reason,
});

/** To whom messages of a kind went, by handle or role. */
async function toldOf(story: Story, kind: string): Promise<readonly string[]> {
  const told = (await story.messages(kind)).map(({ to }) => to as { personId?: string; role?: string });
  const names: string[] = [];
  for (const { personId, role = '' } of told) {
    names.push(personId === undefined ? role : await world.handleOf(personId));
  }
  return names;
}

const HOLD = {
  reason: 'thirdParty',
  text: 'The maker looks for a display',
  until: '2026-08-06T09:00:00+08:00',
};

describe('the owner of a repair', () => {
  it('is named by those who lead, among the holders of the role, and both sides hear of it', async () => {
    const story = await reported('08-04 09:30');
    expect(await story.read()).toMatchObject({ ownerRole: 'agent', ownerId: null });
    const liuYang = await naming('liu.yang');
    for (const who of ['liu.yang', 'huang.lin', 'zhao.ming', 'shen.qiang']) {
      expect(await refusalOf(story.post(who, 'reassign', liuYang)), who).toBe('403 ROLE_MISSING');
    }
    expect(await story.post('li.na', 'reassign', await naming('wang.lei'))).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/ownerId', message: 'holds none of the roles agent' }] },
    });
    expect(await refusalOf(story.post('li.na', 'reassign', { ownerId: liuYang.ownerId }))).toBe(
      '400 MALFORMED',
    );

    const key = randomUUID();
    const address = `/v1/cases/${story.caseId}/reassign`;
    const first = await world.call('li.na', 'POST', address, liuYang, key);
    expect(first).toMatchObject({ status: 200, body: { ownerId: liuYang.ownerId } });
    expect((await world.call('li.na', 'POST', address, liuYang, key)).body).toEqual(first.body);
    await story.orders('wang.lei', 'reassign', liuYang);
    expect(await toldOf(story, 'ownerAssigned')).toEqual(['liu.yang']);
    expect(await toldOf(story, 'ownerReleased')).toEqual([]);

    await story.orders('sun.yan', 'reassign', await naming('mei.lan', 'Liu Yang has a course'));
    expect(await toldOf(story, 'ownerAssigned')).toEqual(['liu.yang', 'mei.lan']);
    expect(await toldOf(story, 'ownerReleased')).toEqual(['liu.yang']);
    await expect
      .poll(async () => (await story.messages('ownerAssigned'))[1]?.['body'], { timeout: 20_000 })
      .toContain('（原负责人：刘洋）。原因：Liu Yang has a course。');
    expect((await story.timeline('ownerReassigned')).map(({ data }) => [data['from'], data['to']])).toEqual([
      [null, liuYang.ownerId],
      [liuYang.ownerId, await world.personId('mei.lan')],
    ]);
    const theirs = await world.call(
      'li.na',
      'GET',
      `/v1/cases?assigneeId=${await world.personId('mei.lan')}`,
    );
    expect(theirs.body).toMatchObject({ items: [{ id: story.caseId }] });
    const shown = await world.call('shen.qiang', 'GET', `/v1/cases/${story.caseId}`);
    expect(shown.body).toMatchObject({ ownerRole: 'agent', ownerId: null });
  });

  it('alone may what owners may, and gets what goes to them, until the role has it back', async () => {
    const story = await reported('08-03 09:30');
    await story.does('zhang.min', 'contactCustomer', contacted('08-03 09:30'));
    await story.does(
      'zhang.min',
      'classify',
      classified({ skills: ['electronics'], ...feeTold('08-03 09:30') }),
    );
    await story.orders('li.na', 'reassign', await naming('mei.lan'));
    expect(await refusalOf(story.post('zhang.min', 'hold', HOLD))).toBe('403 ROLE_MISSING');
    const merged = { targetKind: 'complaint', text: 'No repair' };
    expect(await refusalOf(story.post('zhang.min', 'convert', merged))).toBe('403 ROLE_MISSING');
    const { id } = await story.task('assign');
    const toLead = { role: 'repair_lead', reason: 'They know who is free' };
    const reassign = (who: string) => world.call(who, 'POST', `/v1/tasks/${id}/reassign`, toLead);
    expect(await refusalOf(reassign('zhang.min'))).toBe('403 ROLE_MISSING');
    expect(await reassign('mei.lan')).toMatchObject({ status: 200 });
    await story.orders('mei.lan', 'hold', HOLD);
    await story.orders('mei.lan', 'resume');

    await story.goTo('08-10 09:00');
    expect(await toldOf(story, 'warning')).toEqual(['mei.lan']);
    expect(await story.task('announceDelay')).toMatchObject({
      roles: ['agent'],
      assigneeId: await world.personId('mei.lan'),
    });
    await story.orders('li.na', 'reassign', { reason: 'Whoever is there goes on' });
    expect(await story.read()).toMatchObject({ ownerId: null });
    expect(await toldOf(story, 'ownerReleased')).toEqual(['mei.lan']);
    expect((await toldOf(story, 'ownerAssigned')).at(-1)).toBe('agent');
    expect((await story.task('announceDelay')).assigneeId).toBeNull();
    await story.orders('zhang.min', 'cancel', { reason: 'Entered twice' });
  });

  it('hears of what climbs to the role, and by hand, instead of everybody in it', async () => {
    const story = await reported('08-04 09:30', 'A');
    await story.does('zhang.min', 'contactCustomer', contacted('08-04 09:30'));
    await story.does(
      'zhang.min',
      'classify',
      classified({ skills: ['electronics'], ...feeTold('08-04 09:30') }),
    );
    await story.orders('sun.yan', 'reassign', await naming('wang.lei'));
    await story.orders('zhang.min', 'escalate', { reason: 'Nobody comes' });
    await assigns(story, 'wang.lei');
    await story.goTo('08-04 14:10');
    expect(await story.escalations('contact')).toMatchObject([
      { level: 1, role: 'repair_lead' },
      { level: 2, role: 'manager' },
    ]);
    const wangLei = { type: 'person', role: 'repair_lead', personId: await world.personId('wang.lei') };
    const told = (await story.messages('escalated')).map(({ to }) => to);
    expect(told).toEqual([wangLei, { type: 'role', role: 'manager' }]);
    expect((await story.messages('escalatedByHand')).map(({ to }) => to)).toEqual([wangLei]);
  });

  it('who leaves gives the case back to the role, with what was theirs to do', async () => {
    const story = await reported('08-05 09:30');
    await story.does('zhang.min', 'contactCustomer', contacted('08-05 09:30'));
    await story.orders('li.na', 'reassign', await naming('liu.yang'));
    expect(await refusalOf(story.post('zhang.min', 'hold', HOLD))).toBe('403 ROLE_MISSING');
    const { id, version } = await peopleRepository(world.db).findById(await world.personId('liu.yang'));
    const left = await world.change('song.qi', `/v1/people/${id}`, version, { active: false });
    expect(left, JSON.stringify(left.body)).toMatchObject({ status: 200 });
    await expect.poll(async () => (await story.read())['ownerId'], { timeout: 20_000 }).toBeNull();
    expect(await story.timeline('ownerLeft')).toMatchObject([{ data: { role: 'agent', from: id } }]);
    expect(await toldOf(story, 'ownerAssigned')).toEqual(['liu.yang', 'agent']);
    expect(await story.post('li.na', 'reassign', await naming('liu.yang'))).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/ownerId', message: 'is not active any more' }] },
    });
    await story.orders('zhang.min', 'hold', HOLD);
  });
});
