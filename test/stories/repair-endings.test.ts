import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHOTO } from '../support/evidence.ts';
import { accountOf, entriesOf, sofaQuoted } from '../support/repair-money-steps.ts';
import { soon } from '../support/repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  feeTold,
  planned,
  quotedOffList,
  refusalOf,
  unitFetched,
  windowAgreed,
} from '../support/repair-steps.ts';
import { minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

describe('a unit in the workshop whose repair ends early', () => {
  it('goes back to the customer on its receipt before the case closes', async () => {
    const { story } = await sofaQuoted(world);
    await story.orders('chen.xiao.self', 'withdraw', { reason: 'Bought another one' });
    await soon(() => story.task('giveUnitBack'));
    const task = await story.task('giveUnitBack');
    // Five working days for fetching it, the May holidays and their make-up days between.
    expect(minuteOf(task.dueAt ?? '')).toBe('05-08 18:00');
    const { number } = (await story.read()) as { number: string };
    expect(task.about).toMatchObject({ receiptNumber: `${number}-U`, condition: 'Scratched' });
    expect(await story.messages('unitAwaitsCollection')).toHaveLength(1);

    await story.goTo('05-06 10:00');
    expect(await story.phase()).toBe('completion');
    const unnamed = unitFetched('05-06 10:00', { receivedBy: undefined });
    expect(await refusalOf(story.tries('zhang.min', 'giveUnitBack', unnamed))).toBe('400 MALFORMED');
    const tomorrow = unitFetched('05-07 10:00');
    expect(await refusalOf(story.tries('zhang.min', 'giveUnitBack', tomorrow))).toBe('422 INVALID');
    await story.does('zhang.min', 'giveUnitBack', unitFetched('05-06 10:00'));
    await soon(async () => {
      await expect
        .poll(() => story.read(), { timeout: 20_000 })
        .toMatchObject({ phase: 'closed', outcome: 'withdrawn' });
    });
    expect(await story.messages('unitGivenBack')).toHaveLength(1);
    expect(await story.commitment('settle')).toMatchObject({ status: 'met', isMissed: false });
  });
});

/** A sofa of B outside warranty; its technician has agreed on Tue 03-03, 10:00–12:00. */
async function sofaAppointed(): Promise<{ story: Story; technician: string }> {
  const story = await world.openRepair('chen.xiao.self', '03-02 09:00', {
    company: 'B',
    channel: 'web',
    unit: { productModel: 'SF-300', lot: 'SF300-2023-08' },
    site: { address: 'Flat 1201', region: 'city' },
    description: 'The seat sags',
  });
  await story.does('zhang.min', 'contactCustomer', contacted('03-02 09:00'));
  const skills = ['furniture', 'surface'];
  await story.does('zhang.min', 'classify', classified({ skills, ...feeTold('03-02 09:00') }));
  const technician = await assigns(story, 'wang.lei');
  const window = windowAgreed('03-03 10:00', '03-03 12:00', { force: true });
  await story.does(technician, 'agreeAppointment', window);
  expect((await story.timeline('told.appointment')).at(-1)?.data).toMatchObject({ visitFeeMinor: 5_000 });
  return { story, technician };
}

async function quotedAt(story: Story, technician: string, day: string): Promise<void> {
  await story.goTo(day);
  await story.does(technician, 'checkIn', checkedIn(day));
  await story.does(technician, 'diagnose', diagnosed());
  await story.does(technician, 'planWork', planned('03-10 18:00'));
  await story.does(technician, 'quote', quotedOffList(20_000));
}

describe('a visit fee that was told before the visit', () => {
  it('is due when the quotation is declined, and stays a receivable until it is paid', async () => {
    const { story, technician } = await sofaAppointed();
    await quotedAt(story, technician, '03-03 10:10');
    expect(await entriesOf(story)).toEqual([]);
    await story.does('chen.xiao.self', 'answerQuote', { answer: 'declined' });
    await story.does('lin.xia', 'settleBalance', { method: 'none' });
    await soon(async () => {
      await expect
        .poll(() => story.read(), { timeout: 20_000 })
        .toMatchObject({ phase: 'closed', outcome: 'declined' });
    });
    expect(await entriesOf(story)).toEqual(expect.arrayContaining(['due 5000', 'receivable 5000']));
    expect(await accountOf(story)).toMatchObject({ dueMinor: 5_000, balanced: true });
  });

  it('falls due after visits in vain, and is waived when the repair is agreed on after all', async () => {
    const { story, technician } = await sofaAppointed();
    const absent = { customerAbsent: true, workConfirmed: false, photos: [PHOTO] };
    await story.goTo('03-03 10:10');
    await story.does(technician, 'checkIn', checkedIn('03-03 10:10', absent));
    const second = windowAgreed('03-04 10:00', '03-04 12:00', { force: true });
    await story.does(technician, 'agreeAppointment', second);
    await story.goTo('03-04 10:10');
    await story.does(technician, 'checkIn', checkedIn('03-04 10:10', absent));
    await story.settled();
    expect(await accountOf(story)).toMatchObject({ dueMinor: 5_000 });

    await story.orders('chen.xiao.self', 'comments', { text: 'Please come again', shared: true });
    const third = windowAgreed('03-05 10:00', '03-05 12:00', { force: true });
    await story.does(technician, 'agreeAppointment', third);
    await quotedAt(story, technician, '03-05 10:10');
    await story.does('chen.xiao.self', 'answerQuote', { answer: 'accepted' });
    await story.settled();
    expect(await entriesOf(story)).toEqual(['due 5000', 'due 20000', 'due_voided 5000']);
    const { about } = await story.task('confirmPayment');
    expect(about).toMatchObject({ outstandingMinor: 20_000 });
  });
});
