import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHOTO } from '../support/evidence.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  declines,
  diagnosed,
  planned,
  refusalOf,
  windowAgreed,
  worked,
} from '../support/repair-steps.ts';
import { at, type Form, minuteOf, moment, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const FROM = '03-11 14:00';
const TO = '03-11 16:00';

/** A wardrobe of B whose technician has agreed on Wednesday 03-11, 14:00–16:00. */
async function windowIsAgreed(technician: string): Promise<Story> {
  const repair = await world.openRepair('chen.xiao.self', '03-09 09:00', {
    company: 'B',
    channel: 'web',
    unit: { productModel: 'WD-2200', serialNumber: 'WD2200-250317-0042' },
    site: { address: '漕溪北路 500 弄 3 号', region: 'city' },
    description: 'A door hangs askew',
  });
  await repair.goTo('03-09 09:20');
  await repair.does('zhang.min', 'contactCustomer', contacted('03-09 09:20'));
  await repair.does('zhang.min', 'classify', classified({ skills: ['furniture'] }));
  await assigns(repair, 'wang.lei', technician);
  await repair.goTo('03-09 10:00');
  await repair.does(technician, 'agreeAppointment', windowAgreed(FROM, TO));
  return repair;
}

const move = (from: string, to: string, more: Form = {}): Form => ({
  reason: 'Something came between',
  windowFrom: at(from),
  windowTo: at(to),
  ...more,
});

/** What became of each window, the oldest first. */
async function windowsOf(repair: Story): Promise<readonly (readonly [string, string])[]> {
  const { body } = await world.call('wang.lei', 'GET', `/v1/cases/${repair.caseId}/appointments`);
  const { items } = body as { items: readonly { from: string; status: string }[] };
  return items
    .map(({ from, status }) => [minuteOf(from), status] as const)
    .toSorted(([one], [other]) => one.localeCompare(other));
}

/** When the customer was told something of a kind, to the minute. */
async function toldAt(repair: Story, kind: string): Promise<readonly string[]> {
  return (await repair.timeline(`told.${kind}`)).map((entry) => minuteOf(entry.at));
}

/** The roles that messages of a kind went to. */
async function rolesTold(repair: Story, kind: string): Promise<readonly unknown[]> {
  return (await repair.messages(kind)).map(({ to }) => (to as { readonly role?: string }).role);
}

const feeOf = async (repair: Story): Promise<unknown> =>
  (await world.call('lin.xia', 'GET', `/v1/cases/${repair.caseId}/account`)).body;

describe('an agreed window (repair scenario 7)', () => {
  it('is missed at the end of its grace and climbs until the technician checks in', async () => {
    const repair = await windowIsAgreed('wu.gang');
    expect(await repair.due('appointment/1')).toBe('03-11 16:15');

    await repair.goTo('03-11 12:01');
    expect(await toldAt(repair, 'appointmentReminder')).toEqual(['03-11 12:00']);
    expect(await repair.messages('appointmentReminderStaff')).toHaveLength(1);

    await repair.goTo('03-11 16:20');
    expect(await toldAt(repair, 'appointmentMissed')).toEqual(['03-11 16:15']);
    expect(await repair.commitment('appointment/1')).toMatchObject({ status: 'running', isMissed: true });
    expect((await repair.task('agreeAppointment')).assigneeId).toBe(await world.personId('wu.gang'));

    await repair.goTo('03-11 16:50');
    await repair.does('wu.gang', 'checkIn', checkedIn('03-11 16:50'));
    await repair.goTo('03-11 17:50');
    expect(await repair.escalations('appointment')).toEqual([
      { level: 1, role: 'repair_lead', firedAt: '03-11 16:15' },
      { level: 2, role: 'manager', firedAt: '03-11 16:45' },
    ]);
    expect(await rolesTold(repair, 'escalated')).toEqual(['repair_lead', 'manager']);
    const { dueAt, missedAt, metAt } = await repair.commitment('appointment/1');
    expect(Math.abs(moment(missedAt) - moment(dueAt))).toBeLessThan(5_000);
    expect(metAt).toBe(at('03-11 16:50'));
    expect((await repair.tasks()).map(({ kind }) => kind)).toEqual(['diagnose']);
    expect(minuteOf((await repair.task('diagnose')).dueAt ?? '')).toBe('03-11 18:00');
    expect(await windowsOf(repair)).toEqual([['03-11 14:00', 'kept']]);
  });

  it('falls away, with nothing missed, when the technician moves it before it begins', async () => {
    const repair = await windowIsAgreed('wu.gang');
    await repair.goTo('03-11 11:00');
    const unexplained = move('03-12 09:00', '03-12 11:00', { reason: undefined });
    expect(await refusalOf(repair.post('wu.gang', 'changeAppointment', unexplained))).toBe('400 MALFORMED');
    await repair.orders('wu.gang', 'changeAppointment', move('03-12 09:00', '03-12 11:00'));

    const [told] = await repair.timeline('told.appointmentChanged');
    expect(minuteOf(told?.at ?? '')).toBe('03-11 11:00');
    expect(told?.data).toMatchObject({ reason: 'Something came between', windowFrom: at('03-12 09:00') });
    expect(await repair.commitment('appointment/1')).toMatchObject({ status: 'dropped', isMissed: false });
    expect(await repair.due('appointment/2')).toBe('03-12 11:15');
    expect(await windowsOf(repair)).toEqual([
      ['03-11 14:00', 'cancelled'],
      ['03-12 09:00', 'agreed'],
    ]);

    await repair.goTo('03-12 09:10');
    await repair.does('wu.gang', 'checkIn', checkedIn('03-12 09:10'));
    expect(await repair.escalations('appointment')).toEqual([]);
    expect(await repair.messages('appointmentMissed')).toEqual([]);
    expect(await toldAt(repair, 'appointmentReminder')).toEqual(['03-12 07:00']);
    expect(await refusalOf(repair.post('wu.gang', 'changeAppointment', move(FROM, TO)))).toBe(
      '409 ALREADY_CHECKED_IN',
    );
  });

  it('is missed at once, and the lead told, when the technician moves it after it began', async () => {
    const repair = await windowIsAgreed('zheng.kai');
    await repair.goTo('03-11 14:05');
    await repair.orders('zheng.kai', 'changeAppointment', move('03-11 17:00', '03-11 18:00'));

    expect(await repair.escalations('appointment')).toEqual([
      { level: 1, role: 'repair_lead', firedAt: '03-11 14:05' },
    ]);
    const missed = await repair.commitment('appointment/1');
    expect(missed).toMatchObject({ status: 'dropped', isMissed: true });
    expect(minuteOf(missed.missedAt ?? '')).toBe('03-11 14:05');
    expect(await toldAt(repair, 'appointmentChanged')).toEqual(['03-11 14:05']);
    expect(await windowsOf(repair)).toEqual([
      ['03-11 14:00', 'missed'],
      ['03-11 17:00', 'agreed'],
    ]);

    await repair.goTo('03-11 17:10');
    await repair.does('zheng.kai', 'checkIn', checkedIn('03-11 17:10'));
    expect(await repair.commitment('appointment/2')).toMatchObject({ status: 'met', isMissed: false });
    expect(await repair.escalations('appointment')).toHaveLength(1);
  });

  it('counts as a no-show of the customer, and not as missed, when the customer moves it late', async () => {
    const repair = await windowIsAgreed('wu.gang');
    await repair.goTo('03-11 14:20');
    await repair.orders('chen.xiao.self', 'changeAppointment', move('03-12 14:00', '03-12 16:00'));

    expect(await repair.escalations('appointment')).toEqual([]);
    expect(await repair.commitment('appointment/1')).toMatchObject({ status: 'dropped', isMissed: false });
    expect(await repair.messages('appointmentChangedStaff')).toHaveLength(1);
    expect(await feeOf(repair)).toMatchObject({ dueMinor: 0 });

    await repair.goTo('03-12 14:30');
    await repair.orders(
      'zhang.min',
      'changeAppointment',
      move('03-13 14:00', '03-13 16:00', { heardFrom: 'Chen Xiao' }),
    );
    await repair.settled();
    expect(await feeOf(repair)).toMatchObject({
      dueMinor: 5_000,
      entries: [{ kind: 'due', amountMinor: 5_000, cause: 'visitFee' }],
    });
    await repair.goTo('03-13 14:10');
    await repair.does('wu.gang', 'checkIn', checkedIn('03-13 14:10'));
    expect(await repair.phase()).toBe('diagnosis');
  });
});

describe('a customer who is absent', () => {
  const absent = (day: string): Form =>
    checkedIn(day, { customerAbsent: true, workConfirmed: false, photos: [PHOTO] });

  it('is given a new window, then owes the fee that was told, and stops the silence by any message', async () => {
    const repair = await windowIsAgreed('wu.gang');
    const [agreed] = await repair.timeline('told.appointment');
    expect(agreed?.data).toMatchObject({ visitFeeMinor: 5_000 });
    await repair.goTo('03-11 14:30');
    const withoutPhoto = { ...absent('03-11 14:30'), photos: undefined };
    expect(await refusalOf(repair.tries('wu.gang', 'checkIn', withoutPhoto))).toBe('400 MALFORMED');
    await repair.does('wu.gang', 'checkIn', absent('03-11 14:30'));
    expect(await repair.messages('customerAbsent')).toHaveLength(1);
    // The visit was made; what comes now waits for the customer.
    expect(await repair.commitment('visit/1')).toMatchObject({ status: 'met', isMissed: false });
    expect(await repair.read()).toMatchObject({ pausedBecause: ['waitingForCustomer'] });

    await repair.does('wu.gang', 'agreeAppointment', windowAgreed('03-12 09:00', '03-12 11:00'));
    expect(await repair.read()).toMatchObject({ pausedBecause: [] });
    await repair.goTo('03-12 09:30');
    await repair.does('wu.gang', 'checkIn', absent('03-12 09:30'));
    await repair.settled();
    expect(await feeOf(repair)).toMatchObject({ dueMinor: 5_000, outstandingMinor: 5_000 });
    expect((await repair.tasks()).map(({ kind }) => kind)).toEqual(['confirmPayment']);
    expect((await repair.timeline('told.paymentAsked')).map(({ data }) => data['amountMinor'])).toEqual([
      5_000,
    ]);

    await repair.goTo('03-12 10:00');
    await repair.orders('chen.xiao.self', 'comments', {
      text: 'I was held up; please come again',
      shared: true,
    });
    await repair.does('wu.gang', 'agreeAppointment', windowAgreed('03-13 14:00', '03-13 16:00'));
    await repair.goTo('03-13 14:10');
    await repair.does('wu.gang', 'checkIn', checkedIn('03-13 14:10'));
    expect(await repair.commitment('visit/1')).toMatchObject({ status: 'met' });
  });

  it('and then silent ends the case after a reminder and an announced closing, owing the fee', async () => {
    const repair = await windowIsAgreed('zheng.kai');
    await repair.goTo('03-11 14:30');
    await repair.does('zheng.kai', 'checkIn', absent('03-11 14:30'));
    await repair.does('zheng.kai', 'agreeAppointment', windowAgreed('03-12 09:00', '03-12 11:00'));
    await repair.goTo('03-12 09:30');
    await repair.does('zheng.kai', 'checkIn', absent('03-12 09:30'));

    await repair.goTo('03-19 17:59');
    expect(await toldAt(repair, 'unreachable')).toEqual(['03-16 18:00']);
    expect(await toldAt(repair, 'silenceNotice')).toEqual(['03-18 18:00']);
    expect(await repair.phase()).toBe('diagnosis');
    await repair.goTo('03-23 18:01');
    expect(await repair.read()).toMatchObject({ phase: 'completion', outcome: 'customerSilent' });
    expect(await feeOf(repair)).toMatchObject({ dueMinor: 5_000, outstandingMinor: 5_000 });

    await repair.does('lin.xia', 'settleBalance', { method: 'none' });
    await repair.settled();
    await expect
      .poll(() => repair.read(), { timeout: 20_000 })
      .toMatchObject({ phase: 'closed', outcome: 'customerSilent' });
    expect(await feeOf(repair)).toMatchObject({ receivableMinor: 5_000, balanced: true });
  });
});

describe('a customer whom nobody reaches', () => {
  it('is written to after the last attempt, which counts as contact; clocks wait until the customer speaks', async () => {
    const repair = await world.openRepair('chen.xiao.self', '03-09 09:00', {
      company: 'B',
      channel: 'web',
      unit: { productModel: 'WD-2200', serialNumber: 'WD2200-250317-0042' },
      site: { address: '漕溪北路 500 弄 3 号', region: 'city' },
      description: 'A door hangs askew',
    });
    await repair.does('zhang.min', 'contactCustomer', contacted('03-09 09:00'));
    await repair.does('zhang.min', 'classify', classified({ skills: ['furniture'] }));
    await assigns(repair, 'wang.lei', 'wu.gang');
    expect(await repair.due('contact/1')).toBe('03-09 14:30');
    await repair.does('wu.gang', 'agreeAppointment', { reached: false });
    await repair.goTo('03-09 11:00');
    await repair.does('wu.gang', 'agreeAppointment', { reached: false });
    expect(await repair.messages('unreachable')).toEqual([]);
    await repair.goTo('03-09 14:00');
    await repair.does('wu.gang', 'agreeAppointment', { reached: false });

    expect(await repair.messages('unreachable')).toHaveLength(1);
    expect(await repair.commitment('contact/1')).toMatchObject({ status: 'met', isMissed: false });
    expect(await repair.commitment('visit/1')).toMatchObject({ status: 'running', dueAt: null });
    await repair.goTo('03-10 14:00');
    await repair.orders('chen.xiao.self', 'comments', { text: 'Please call in the evening', shared: true });
    expect(await repair.due('visit/1')).toBe('03-13 18:00');
    await repair.does('wu.gang', 'agreeAppointment', windowAgreed('03-11 18:00', '03-11 19:00'));
    expect(await repair.phase()).toBe('diagnosis');
    expect((await repair.commitments()).filter(({ kind }) => kind === 'contact')).toHaveLength(1);
  });
});

describe('a technician who cannot come again', () => {
  it('hands the begun work to another one, who goes on with it without examining or promising anew', async () => {
    const repair = await windowIsAgreed('zheng.kai');
    await repair.goTo('03-11 14:05');
    await repair.does('zheng.kai', 'checkIn', checkedIn('03-11 14:05'));
    const found = { serialSeen: 'WD2200-250317-0042', causedBy: 'product', coverage: 'warranty' };
    await repair.does('zheng.kai', 'diagnose', diagnosed(found));
    await repair.does('zheng.kai', 'planWork', planned('03-13 18:00'));
    const interrupted = { result: 'interrupted', reason: 'No power in the house' };
    await repair.does('zheng.kai', 'doWork', worked('03-11 14:05', '03-11 14:05', interrupted));
    const { assigneeId, dueAt } = await repair.task('agreeAppointment');
    expect(assigneeId).toBe(await world.personId('zheng.kai'));
    expect(minuteOf(dueAt ?? '')).toBe('03-12 09:05');

    await declines(repair, 'zheng.kai', 'agreeAppointment', 'On leave from tomorrow');
    expect(await repair.phase()).toBe('dispatch');
    const { proposed } = (await repair.task('assign')).about as { proposed: readonly { personId: string }[] };
    expect(proposed.map(({ personId }) => personId)).not.toContain(await world.personId('zheng.kai'));
    await assigns(repair, 'wang.lei', 'wu.gang');
    await repair.does('wu.gang', 'agreeAppointment', windowAgreed('03-12 09:00', '03-12 11:00'));
    expect(await repair.phase()).toBe('work');
    await repair.goTo('03-12 09:10');
    await repair.does('wu.gang', 'checkIn', checkedIn('03-12 09:10'));
    await repair.does('wu.gang', 'doWork', worked('03-12 09:10', '03-12 09:10'));
    expect(await repair.phase()).toBe('acceptance');
    const kinds = (await repair.commitments()).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'contact' || kind === 'visit')).toHaveLength(2);
  });
});
