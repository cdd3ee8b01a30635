import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  declines,
  feeTold,
  refusalOf,
  windowAgreed,
} from '../support/repair-steps.ts';
import { minuteOf, moment } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

describe('a technician who declines (repair scenario 12)', () => {
  it('is replaced by another one, who keeps the contact due as it was', async () => {
    const story = await world.openRepair('shen.qiang', '08-04 09:30', {
      company: 'C',
      channel: 'web',
      unit: { productModel: 'CT-900', serialNumber: 'CT900-26-00031' },
      site: { address: 'Hall 3', region: 'city' },
      description: 'The display stays dark',
    });
    await story.does('zhang.min', 'contactCustomer', contacted('08-04 09:30'));
    await story.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
    // The hours are open until 12:00 sharp: whoever assigns a moment after 10:00 promises the afternoon.
    await story.post('song.qi', 'clock', { to: '2026-08-04T09:59:50+08:00' });
    const first = await assigns(story, 'zhang.min');
    const { dueAt, startedAt } = await story.commitment('contact/1');
    expect(minuteOf(startedAt as string)).toBe('08-04 09:59');
    expect(moment(dueAt)).toBe(moment(startedAt as string) + 2 * 3_600_000);
    expect((await story.task('agreeAppointment')).dueAt).toBe(dueAt);

    await story.goTo('08-04 11:30');
    await declines(story, first, 'agreeAppointment', 'On another site all day');
    expect(await story.phase()).toBe('dispatch');
    const [declined] = await story.timeline('taskDeclined');
    expect(declined?.data).toMatchObject({ reason: 'On another site all day', reopens: false });
    expect(await story.messages('taskDeclined')).not.toEqual([]);
    const { about } = await story.task('assign');
    const proposed = about['proposed'] as readonly { readonly personId: string }[];
    const handles = await Promise.all(proposed.map(({ personId }) => world.handleOf(personId)));
    expect(handles).not.toContain(first);

    await story.goTo('08-04 11:40');
    const second = await assigns(story, 'zhang.min');
    expect(second).not.toBe(first);
    expect((await story.commitment('contact/1')).dueAt).toBe(dueAt);
    await story.goTo('08-04 11:55');
    await story.does(second, 'agreeAppointment', windowAgreed('08-05 10:00', '08-05 12:00'));
    expect(await story.commitment('contact/1')).toMatchObject({ status: 'met', isMissed: false });
    expect(await story.escalations('contact')).toEqual([]);
    expect(await story.messages('assigned')).toHaveLength(2);

    await story.goTo('08-05 10:05');
    const notHis = await story.tries(first, 'checkIn', checkedIn('08-05 10:05'));
    expect(notHis).toMatchObject({ status: 403, body: { code: 'NOT_ASSIGNEE' } });
    await story.does(second, 'checkIn', checkedIn('08-05 10:05'));
  });
});

describe('an urgent report on a holiday weekend (repair scenario 11)', () => {
  it('is told to the lead and whoever is on duty at once, and everybody is in time', async () => {
    const story = await world.openRepair('zhang.min', '06-20 22:00', {
      company: 'C',
      channel: 'system',
      customerId: await world.customerId('lin.tao'),
      unit: { productModel: 'CL-200', serialNumber: 'CL200-22-05519' },
      site: { address: 'Wensan Road 269', region: 'city' },
      description: 'Temperature alarm',
      urgentReasons: ['outOfUse'],
    });
    const notices = await story.messages('urgent');
    expect(notices.map(({ to }) => (to as { role: string }).role).toSorted()).toEqual([
      'agent',
      'repair_lead',
    ]);
    for (const notice of notices) expect(minuteOf(notice['queuedAt'] as string)).toBe('06-20 22:00');
    expect(await story.read()).toMatchObject({ priority: 'urgent' });
    expect(await story.due('firstResponse')).toBe('06-20 22:10');
    expect(minuteOf((await story.task('classify')).dueAt ?? '')).toBe('06-20 22:15');

    const onDuty = 'zhang.min';
    await story.goTo('06-20 22:06');
    await story.does(onDuty, 'contactCustomer', contacted('06-20 22:06'));
    await story.goTo('06-20 22:12');
    const urgent = { priority: 'urgent', urgentReasons: ['outOfUse'], skills: ['refrigeration'] };
    const calmed = await story.tries(
      onDuty,
      'classify',
      classified({ skills: ['refrigeration'], ...feeTold('06-20 22:06') }),
    );
    expect(calmed).toMatchObject({ status: 422, body: { code: 'TRIGGER_HOLDS' } });
    await story.does(onDuty, 'classify', classified({ ...urgent, ...feeTold('06-20 22:06') }));
    const assign = await story.task('assign');
    expect(minuteOf(assign.dueAt ?? '')).toBe('06-20 22:27');
    const proposed = assign.about['proposed'] as readonly { personId: string; onDuty: boolean }[];
    expect(proposed.map((technician) => technician.onDuty)).toEqual([true, false]);
    expect(await world.handleOf(proposed[0]?.personId ?? '')).toBe('feng.bo');

    await story.goTo('06-20 22:20');
    const technician = await assigns(story, onDuty);
    expect(await story.due('contact/1')).toBe('06-20 22:50');
    await story.goTo('06-20 22:45');
    await story.does(technician, 'agreeAppointment', windowAgreed('06-21 08:00', '06-21 10:00'));
    for (const name of ['firstResponse', 'contact/1']) {
      expect(await story.commitment(name), name).toMatchObject({ status: 'met', isMissed: false });
    }
    expect((await story.timeline()).filter(({ kind }) => ['missed', 'escalated'].includes(kind))).toEqual([]);
  });
});

describe('a second technician who declines (repair process, 3.2)', () => {
  it('leaves it to the lead alone to send a third one', async () => {
    const story = await world.openRepair('shen.qiang', '08-06 09:30', {
      company: 'C',
      channel: 'web',
      unit: { productModel: 'CT-900', serialNumber: 'CT900-26-00031' },
      site: { address: 'Hall 3', region: 'city' },
      description: 'The display stays dark',
    });
    await story.does('zhang.min', 'contactCustomer', contacted('08-06 09:30'));
    await story.does('zhang.min', 'classify', classified({ skills: ['electrical'] }));
    const sent: string[] = [];
    for (const roles of [
      ['agent', 'repair_lead'],
      ['agent', 'repair_lead'],
    ]) {
      expect(await story.task('assign')).toMatchObject({ roles });
      const technician = await assigns(story, 'zhang.min');
      await declines(story, technician, 'agreeAppointment', 'On another site all day');
      sent.push(technician);
    }
    const last = await story.task('assign');
    expect(last).toMatchObject({ roles: ['repair_lead'] });
    const proposed = last.about['proposed'] as readonly { readonly personId: string }[];
    const technicianId = proposed[0]?.personId ?? '';
    expect(sent).not.toContain(await world.handleOf(technicianId));
    const byAgent = story.tries('zhang.min', 'assign', { technicianId, briefing: 'As reported' });
    expect(await refusalOf(byAgent)).toBe('403 ROLE_MISSING');
    await assigns(story, 'wang.lei');
    expect(await story.task('agreeAppointment')).toMatchObject({ assigneeId: technicianId });
  });
});
