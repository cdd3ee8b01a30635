import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controllerClassified, newController, reportOf } from '../support/controller-steps.ts';
import { PHOTO } from '../support/evidence.ts';
import { assigns, checkedIn, classified, contacted, feeTold, windowAgreed } from '../support/repair-steps.ts';
import { at, type Form, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

/* Whose delay counts: clocks wait for a customer who is late, and for nobody else (repair process, 3.3, 3.4, 5). */

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const unreached = (day: string): Form => ({ at: at(day), reached: false });

const refusedAt = (pointer: string) => ({ status: 422, body: { errors: [{ pointer }] } });

/** Assigned to Ma Chao at 09:00 of the day. */
async function assigned(day: string): Promise<Story> {
  const { story } = await controllerClassified(world, day);
  await assigns(story, 'wang.lei', 'ma.chao');
  return story;
}

const move = (from: string, to: string): Form => ({
  ...{ reason: 'Something came between', windowFrom: at(from), windowTo: at(to) },
});

describe('a customer who moves an agreed window to a later day', () => {
  it('has the clocks wait from the old window to the new one; those of a technician who moves it run on', async () => {
    const story = await assigned('07-06');
    await story.does('ma.chao', 'agreeAppointment', windowAgreed('07-07 10:00', '07-07 12:00'));
    expect([await story.due('visit/1'), await story.due('repair')]).toEqual(['07-08 18:00', '07-13 18:00']);
    await story.orders('shen.qiang', 'changeAppointment', move('07-09 10:00', '07-09 12:00'));
    expect([await story.due('visit/1'), await story.due('repair')]).toEqual(['07-10 18:00', '07-15 18:00']);
    await story.orders('ma.chao', 'changeAppointment', move('07-10 10:00', '07-10 12:00'));
    expect([await story.due('visit/1'), await story.due('repair')]).toEqual(['07-10 18:00', '07-15 18:00']);
    await story.goTo('07-10 10:00');
    await story.does('ma.chao', 'checkIn', checkedIn('07-10 10:00'));
    expect(await story.commitment('visit/1')).toMatchObject({ status: 'met', isMissed: false });
  });
});

describe('a customer who is not there, or does not come', () => {
  it('has had the visit that was promised, and the repair waits until the next window', async () => {
    const story = await assigned('07-13');
    await story.does('ma.chao', 'agreeAppointment', windowAgreed('07-14 10:00', '07-14 12:00'));
    expect(await story.due('repair')).toBe('07-20 18:00');
    await story.goTo('07-14 10:10');
    const absent = { customerAbsent: true, workConfirmed: false, photos: [PHOTO] };
    await story.does('ma.chao', 'checkIn', checkedIn('07-14 10:10', absent));
    expect(await story.commitment('visit/1')).toMatchObject({ status: 'met', isMissed: false });
    expect(await story.commitment('repair')).toMatchObject({ status: 'running', dueAt: null });
    await story.goTo('07-14 11:00');
    await story.does('ma.chao', 'agreeAppointment', windowAgreed('07-15 11:00', '07-15 12:00'));
    expect(await story.read()).toMatchObject({ pausedBecause: [] });
    // From Tuesday 10:10 to Wednesday 11:00: a working day, and a little.
    expect(await story.due('repair')).toBe('07-21 18:00');
  });

  it('has the clocks wait from the day on which the unit was not brought', async () => {
    const story = await assigned('07-20');
    const bringIn = { place: 'workshop' };
    await story.does('ma.chao', 'agreeAppointment', windowAgreed('07-21 10:00', '07-21 12:00', bringIn));
    expect(await story.due('visit/1')).toBe('07-22 18:00');
    await story.goTo('07-21 12:16');
    expect(await story.commitment('visit/1')).toMatchObject({ status: 'running', dueAt: null });
    await story.does('ma.chao', 'agreeAppointment', windowAgreed('07-23 14:00', '07-23 16:00', bringIn));
    expect([await story.due('visit/1'), await story.due('repair')]).toEqual(['07-24 18:00', '07-29 18:00']);
    await story.goTo('07-23 14:00');
    expect(await story.escalations('visit')).toEqual([]);
  });
});

describe('a window that is the customer’s wish', () => {
  it('says what was offered first, and nothing that nobody could have offered', async () => {
    const story = await assigned('07-27');
    const wish = (more: Form) =>
      story.tries('ma.chao', 'agreeAppointment', windowAgreed('07-30 10:00', '07-30 12:00', more));
    expect(await wish({ customerWish: true })).toMatchObject(refusedAt('/firstOffer'));
    const before = { customerWish: true, firstOffer: at('07-24 10:00') };
    expect(await wish(before)).toMatchObject(refusedAt('/firstOffer'));
    expect(await wish({ customerWish: true, firstOffer: at('07-28 10:00') })).toMatchObject({ status: 200 });
    expect(await story.due('repair')).toBe('08-05 18:00');
  });
});

describe('a customer whom the agent does not reach (R-03)', () => {
  it('is written to, which is no first response: that is given by whoever speaks with them first', async () => {
    const serialNumber = await newController(world);
    const story = await world.openRepair('shen.qiang', '08-03 09:00', reportOf(serialNumber));
    for (const time of ['09:05', '09:10', '09:15']) {
      await story.goTo(`08-03 ${time}`);
      await story.does('zhang.min', 'contactCustomer', unreached(`08-03 ${time}`));
    }
    expect(await story.messages('unreachable')).toHaveLength(1);
    expect(await story.commitment('firstResponse')).toMatchObject({ status: 'running', isMissed: false });
    await story.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
    await assigns(story, 'wang.lei', 'ma.chao');
    await story.goTo('08-03 09:31');
    await story.does('ma.chao', 'agreeAppointment', windowAgreed('08-04 10:00', '08-04 12:00'));
    expect(await story.escalations('firstResponse')).toMatchObject([
      { level: 1, role: 'service_lead', firedAt: '08-03 09:30' },
    ]);
    expect(await story.commitment('firstResponse')).toMatchObject({ status: 'met', isMissed: true });
  });
});

describe('a case that becomes urgent (repair process, 5)', () => {
  const urgent = { priority: 'urgent', reason: 'The line stops' };

  it('hastens its open tasks as its promises, and lets them have their time again when it is urgent no more', async () => {
    const serialNumber = await newController(world);
    const story = await world.openRepair('shen.qiang', '08-10 09:00', reportOf(serialNumber));
    const dueOf = async (kind: string) => minuteOf((await story.task(kind)).dueAt ?? '');
    expect(await dueOf('classify')).toBe('08-10 10:00');
    await story.goTo('08-10 09:05');
    await story.orders('zhang.min', 'changePriority', urgent);
    expect(await dueOf('classify')).toBe('08-10 09:20');
    expect(await story.due('firstResponse')).toBe('08-10 09:20');
    await story.does('zhang.min', 'contactCustomer', contacted('08-10 09:05'));
    await story.orders('wang.lei', 'changePriority', { ...urgent, priority: 'normal' });
    expect(await dueOf('classify')).toBe('08-10 10:00');
    await story.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
    expect(await dueOf('assign')).toBe('08-10 11:05');
    await story.goTo('08-10 09:30');
    await story.orders('zhang.min', 'changePriority', urgent);
    expect(await dueOf('assign')).toBe('08-10 10:00');
  });

  it('by its class is hastened from that instant, and misses nothing that was not due yet', async () => {
    const serialNumber = await newController(world);
    const story = await world.openRepair('shen.qiang', '08-11 09:00', reportOf(serialNumber));
    await story.goTo('08-11 09:20');
    const facts = { priority: 'urgent', urgentReasons: ['productionStopped'], skills: ['electronics'] };
    await story.does('zhang.min', 'classify', classified(facts));
    expect(await story.due('firstResponse')).toBe('08-11 09:30');
    expect(await story.due('repair')).toBe('08-13 18:00');
    await story.does('zhang.min', 'contactCustomer', contacted('08-11 09:20'));
    expect(await story.commitment('firstResponse')).toMatchObject({ status: 'met', isMissed: false });
  });
});

describe('an instant that is reported', () => {
  it('lies neither before the report that it is about nor ahead', async () => {
    const serialNumber = await newController(world, '2022-03-01');
    const story = await world.openRepair('shen.qiang', '08-17 09:00', reportOf(serialNumber));
    const call = (day: string) => story.tries('zhang.min', 'contactCustomer', contacted(day));
    expect(await call('08-17 08:59')).toMatchObject(refusedAt('/at'));
    expect(await call('08-17 09:30')).toMatchObject(refusedAt('/at'));
    expect(await call('08-17 09:00')).toMatchObject({ status: 200 });
    const told = (day: string) =>
      story.tries('zhang.min', 'classify', classified({ skills: ['electronics'], ...feeTold(day) }));
    expect(await told('08-17 10:00')).toMatchObject(refusedAt('/feeToldAt'));
    expect(await told('08-17 09:00')).toMatchObject({ status: 200 });
    await assigns(story, 'wang.lei', 'ma.chao');
    await story.does('ma.chao', 'agreeAppointment', windowAgreed('08-17 09:00', '08-17 12:00'));
    const arrived = await story.tries('ma.chao', 'checkIn', checkedIn('08-16 09:00'));
    expect(arrived).toMatchObject(refusedAt('/at'));
    const delay = { reason: 'Stuck', newUntil: at('08-28 18:00'), toldAt: at('08-18 09:00') };
    const announced = await story.post('zhang.min', 'announceDelay', { ...delay, understood: 'yes' });
    expect(announced).toMatchObject(refusedAt('/toldAt'));
  });
});
