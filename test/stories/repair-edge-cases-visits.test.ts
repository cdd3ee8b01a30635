import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controllerClassified, controllerVisited, ownFault } from '../support/controller-steps.ts';
import { stockOf } from '../support/repair-parts-steps.ts';
import { assigns, checkedIn, planned, received, refusalOf, windowAgreed } from '../support/repair-steps.ts';
import { at, type Form, minuteOf } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** Assigned at 09:00 of the day to a technician. */
async function assigned(day: string, technician: string, place: 'onSite' | 'workshop' = 'onSite') {
  const { story, serialNumber } = await controllerClassified(world, day, { place });
  await assigns(story, 'wang.lei', technician);
  return { story, serialNumber, technician };
}

describe('a window that cannot be kept (repair process, 9)', () => {
  it('runs backwards, is over, or says no place: 422 with the field, and nothing is agreed', async () => {
    const { story, technician } = await assigned('03-02', 'ma.chao');
    const agree = (from: string, to: string, more: Form = {}) =>
      story.tries(technician, 'agreeAppointment', windowAgreed(from, to, more));
    const refused = (pointer: string) => ({ status: 422, body: { errors: [{ pointer }] } });
    expect(await agree('03-03 12:00', '03-03 10:00')).toMatchObject(refused('/windowTo'));
    expect(await agree('03-01 10:00', '03-01 12:00')).toMatchObject(refused('/windowFrom'));
    const placeless = { place: undefined };
    expect(await agree('03-03 10:00', '03-03 12:00', placeless)).toMatchObject(refused('/place'));
    const windowless = { windowFrom: undefined, windowTo: undefined };
    expect(await agree('03-03 10:00', '03-03 12:00', windowless)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/windowFrom' }, { pointer: '/windowTo' }] },
    });
    expect(await story.task('agreeAppointment')).toMatchObject({ status: 'open' });
    expect(await story.commitment('contact/1')).toMatchObject({ status: 'running' });
  });

  it('overlaps another one of the technician, unless their lead forces it', async () => {
    const first = await assigned('03-03', 'ma.chao');
    const window = windowAgreed('03-04 10:00', '03-04 12:00');
    await first.story.does('ma.chao', 'agreeAppointment', window);
    const { story } = await assigned('03-03', 'ma.chao');
    const overlapping = windowAgreed('03-04 11:00', '03-04 13:00');
    const busy = await story.tries('ma.chao', 'agreeAppointment', overlapping);
    expect(busy).toMatchObject({
      status: 409,
      body: { code: 'TECHNICIAN_BUSY', details: { from: new Date(at('03-04 10:00')).toISOString() } },
    });
    const byHimself = story.tries('ma.chao', 'agreeAppointment', { ...overlapping, force: true });
    expect(await refusalOf(byHimself)).toBe('403 ROLE_MISSING');
    await story.does('ma.chao', 'agreeAppointment', windowAgreed('03-04 13:30', '03-04 15:00'));
    const moved = { reason: 'The line stops', windowFrom: at('03-04 11:00'), windowTo: at('03-04 12:00') };
    expect(await refusalOf(story.post('ma.chao', 'changeAppointment', moved))).toBe('409 TECHNICIAN_BUSY');
    await story.orders('wang.lei', 'changeAppointment', { ...moved, force: true });
    expect(await story.due('appointment/2')).toBe('03-04 12:15');
  });
});

describe('a case that nobody has the skills for (repair process, 9)', () => {
  it('keeps its assignment open, and the lead is told at once', async () => {
    const { story } = await controllerClassified(world, '03-05', {
      classification: { skills: ['electronics', 'refrigeration', 'surface'] },
    });
    const { about } = await story.task('assign');
    expect(about).toMatchObject({ proposed: [] });
    const [told] = await story.messages('noTechnician');
    expect(told).toMatchObject({ to: { type: 'role', role: 'repair_lead' } });
    expect(minuteOf(told?.['queuedAt'] as string)).toBe('03-05 09:00');
    const technicianId = await world.personId('ma.chao');
    expect(await story.tries('wang.lei', 'assign', { technicianId, briefing: 'Try' })).toMatchObject({
      status: 422,
      body: { details: { missingSkills: ['refrigeration', 'surface'] } },
    });
    expect(await story.phase()).toBe('dispatch');
  });
});

describe('a technician who does not come alone (X-10)', () => {
  it('has the helpers told of the window as well: reminded, moved, missed and called off', async () => {
    const { story } = await controllerClassified(world, '03-06');
    const helper = await world.personId('huang.lin');
    const team = { technicianId: await world.personId('ma.chao'), helpers: [helper] };
    await story.does('wang.lei', 'assign', { ...team, briefing: 'Two are needed to lift it' });
    expect(await story.read()).toMatchObject({ details: { helperIds: [helper] } });
    await story.does('ma.chao', 'agreeAppointment', windowAgreed('03-09 10:00', '03-09 12:00'));
    const told = async (kind: string): Promise<readonly unknown[]> =>
      Promise.all(
        (await story.messages(kind)).map(({ to }) => world.handleOf((to as { personId: string }).personId)),
      );
    const both = ['ma.chao', 'huang.lin'];
    await story.goTo('03-09 08:01');
    expect(await told('appointmentReminderStaff')).toEqual(both);
    const later = { reason: 'Stuck in traffic', windowFrom: at('03-09 13:30'), windowTo: at('03-09 15:00') };
    await story.orders('ma.chao', 'changeAppointment', later);
    expect(await told('appointmentChangedStaff')).toEqual(both);
    await story.goTo('03-09 15:16');
    expect(await told('appointmentMissedStaff')).toEqual(both);
    await story.does('ma.chao', 'agreeAppointment', windowAgreed('03-10 10:00', '03-10 12:00'));
    await story.orders('shen.qiang', 'withdraw', { reason: 'It works again' });
    await story.settled();
    expect(await told('appointmentCancelledStaff')).toEqual(both);
  });
});

describe('a window later than the first offer at the customer’s wish (repair process, 3.4)', () => {
  it('lets the clocks wait for the customer between the two, and no longer', async () => {
    const { story, technician } = await assigned('03-11', 'ma.chao');
    expect(await story.due('repair')).toBe('03-18 18:00');
    await story.does(
      technician,
      'agreeAppointment',
      windowAgreed('03-13 10:00', '03-13 12:00', { firstOffer: at('03-12 10:00'), customerWish: true }),
    );
    // A whole working day between the first offer and the window.
    expect(await story.due('repair')).toBe('03-19 18:00');
    expect(await story.due('visit/1')).toBe('03-16 18:00');
    expect(await story.read()).toMatchObject({ pausedBecause: [] });
  });
});

describe('a fault that is gone before anybody came', () => {
  it('is solved on the phone by the technician, and no window is agreed', async () => {
    const { story, technician } = await assigned('03-16', 'ma.chao');
    const solved = { reached: true, spokeWith: 'Mr Shen', customerWish: false, solvedOnPhone: true };
    await story.does(technician, 'agreeAppointment', solved);
    expect(await story.read()).toMatchObject({ phase: 'completion', outcome: 'solvedRemotely' });
    expect(await story.commitment('contact/1')).toMatchObject({ status: 'met' });
    expect(await story.messages('appointment')).toEqual([]);
  });
});

describe('a unit in the workshop (R-06)', () => {
  it('is received by its serial number alone, with a receipt and photos, and its repair is told to begin', async () => {
    const { story, serialNumber, technician } = await assigned('03-17', 'ma.chao', 'workshop');
    await story.does(
      technician,
      'agreeAppointment',
      windowAgreed('03-17 10:00', '03-17 12:00', { place: 'workshop' }),
    );
    await story.goTo('03-17 11:00');
    const unseen = received('03-17 11:00');
    expect(await refusalOf(story.tries('zhang.min', 'receiveUnit', unseen))).toBe('409 SERIAL_MISMATCH');
    const other = { ...unseen, serialSeen: 'CT900-SOMEBODY-ELSES' };
    expect(await refusalOf(story.tries('zhang.min', 'receiveUnit', other))).toBe('409 SERIAL_MISMATCH');
    const photoless = { ...unseen, serialSeen: serialNumber, photos: [] };
    expect(await refusalOf(story.tries('zhang.min', 'receiveUnit', photoless))).toBe('400 MALFORMED');
    await story.does('zhang.min', 'receiveUnit', { ...unseen, serialSeen: serialNumber });
    expect(await story.timeline('told.unitReceived')).toMatchObject([{ data: { condition: 'Scratched' } }]);
    expect(minuteOf((await story.task('diagnose')).dueAt ?? '')).toBe('03-18 18:00');

    await story.does(technician, 'diagnose', ownFault(serialNumber));
    await story.does(technician, 'planWork', planned('03-20 18:00'));
    await story.approves('wang.lei', 'plan');
    expect(await story.timeline('told.repairStarted')).toMatchObject([
      { data: { promisedUntil: at('03-20 18:00') } },
    ]);
  });

  it('is taken along by the technician who cannot repair it on site', async () => {
    const { story, serialNumber, technician } = await controllerVisited(world, '03-18');
    await story.does(technician, 'diagnose', ownFault(serialNumber, { go: 'takeAway' }));
    await story.does('he.jing', 'receiveUnit', received('03-18 10:10', { serialSeen: serialNumber }));
    const again = await story.task('diagnose');
    expect(minuteOf(again.dueAt ?? '')).toBe('03-19 18:00');
    expect(await story.commitment('visit/1')).toMatchObject({ status: 'met' });
    await story.does(technician, 'diagnose', ownFault(serialNumber));
    expect(await story.phase()).toBe('proposal');
  });
});

describe('a technician who has to come back (R-06)', () => {
  it('agrees on another window, and is promised no second first visit', async () => {
    const { story, serialNumber, technician } = await controllerVisited(world, '03-23');
    await story.does(technician, 'diagnose', ownFault(serialNumber, { go: 'comeBack' }));
    await story.does(technician, 'agreeAppointment', windowAgreed('03-24 10:00', '03-24 12:00'));
    await story.goTo('03-24 10:05');
    await story.does(technician, 'checkIn', checkedIn('03-24 10:05'));
    await story.does(technician, 'diagnose', ownFault(serialNumber));
    expect((await story.commitments()).filter(({ kind }) => kind === 'visit')).toHaveLength(1);
    expect(await story.read()).toMatchObject({ phase: 'proposal', details: { visits: 2 } });
    const { partId } = await stockOf(world, 'FN-80');
    const noPart = { parts: [{ partId, quantity: 0 }] };
    expect(await refusalOf(story.tries(technician, 'planWork', planned('03-24 18:00', noPart)))).toBe(
      '422 INVALID',
    );
  });
});
