import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountOf, linesOf, stockOf } from '../support/repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  feeTold,
  handedOver,
  paid,
  planned,
  quotedOffList,
  tested,
  windowAgreed,
  worked,
} from '../support/repair-steps.ts';
import { registers } from '../support/replacement-steps.ts';
import { type Form, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

interface PaidRepair {
  readonly story: Story;
  readonly technician: string;
}

const partsOf = async (number: string, quantity: number): Promise<Form> => ({
  parts: [{ partId: (await stockOf(world, number)).partId, quantity }],
});

/** A controller of A outside warranty on Mon 07-06: 1 600.00 are paid, one fan is issued, the technician is there. */
async function paidOnSite(technician: string): Promise<PaidRepair> {
  const serialNumber = await registers(world, 'CT-900', '2023-01-10');
  const story = await world.openRepair('emma.wong', '07-06 09:00', {
    company: 'A',
    channel: 'web',
    unit: { productModel: 'CT-900', serialNumber },
    site: { address: '1 Harbour Road', region: 'city' },
    description: 'The fan is loud',
  });
  await story.does('zhang.min', 'contactCustomer', contacted('07-06 09:00'));
  await story.does(
    'zhang.min',
    'classify',
    classified({ skills: ['electronics'], ...feeTold('07-06 09:00') }),
  );
  await assigns(story, 'wang.lei', technician);
  await story.does(
    technician,
    'agreeAppointment',
    windowAgreed('07-06 10:00', '07-06 12:00', { force: true }),
  );
  await story.goTo('07-06 10:00');
  await story.does(technician, 'checkIn', checkedIn('07-06 10:00'));
  await story.does(technician, 'diagnose', diagnosed({ serialSeen: serialNumber }));
  await story.does(technician, 'planWork', planned('07-06 18:00', await partsOf('FN-80', 1)));
  await story.approves('wang.lei', 'plan');
  await story.does('zhang.min', 'quote', quotedOffList(160_000));
  await story.does('emma.wong', 'answerQuote', { answer: 'accepted' });
  await story.does('lin.xia', 'confirmPayment', paid('07-06 10:00', 160_000, `TT-${technician}`));
  await story.approves('chen.hao', 'requisition');
  await story.does('he.jing', 'issueParts', { lines: await issue(story), receivedBy: technician });
  return { story, technician };
}

/** Everything that waits in the store for the case. */
async function issue(story: Story): Promise<readonly Form[]> {
  const { about } = await story.task('issueParts');
  const lines = about['lines'] as readonly { readonly lineId: string; readonly reserved: number }[];
  return lines.map(({ lineId, reserved }) => ({ lineId, quantity: reserved }));
}

/** On site more turns out to be needed: a second fan, for 300.00, which the technician asks the store for at once. */
async function scopeGrows({ story, technician }: PaidRepair): Promise<void> {
  const grew = { result: 'scopeGrew', reason: 'The second fan is worn too', minutes: 15 };
  await story.does(technician, 'doWork', worked('07-06 10:00', '07-06 10:00', grew));
  expect(await story.phase()).toBe('proposal');
  const { parts } = await partsOf('FN-80', 2);
  await story.orders(technician, 'requestParts', { lines: parts });
  await story.approves('chen.hao', 'requisition');
  await story.does(technician, 'planWork', planned('07-06 18:00', { parts, minutes: 60 }));
  await story.approves('wang.lei', 'plan');
  expect((await story.task('quote')).about['lines']).toMatchObject([
    { kind: 'labour', amountMinor: 12_000 },
    { kind: 'material', quantity: 2, amountMinor: 7_600 },
  ]);
  await story.does('zhang.min', 'quote', quotedOffList(30_000));
}

const used = async (story: Story): Promise<readonly Form[]> =>
  (await linesOf(story))
    .filter(({ quantities }) => (quantities['issued'] ?? 0) > 0)
    .map(({ id, quantities }) => ({ lineId: id, quantity: quantities['issued'] }));

async function quotesOf(story: Story): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { body } = await world.call('lin.xia', 'GET', `/v1/cases/${story.caseId}/quotes`);
  return (body as { items: readonly Readonly<Record<string, unknown>>[] }).items;
}

describe('a repair whose scope grows on site (repair scenario 4)', () => {
  it('does only what was agreed when the customer declines the addition', async () => {
    const before = await stockOf(world, 'FN-80');
    const repair = await paidOnSite('huang.lin');
    const { story, technician } = repair;
    await scopeGrows(repair);
    expect(await stockOf(world, 'FN-80')).toMatchObject({ reserved: before.reserved + 2 });

    await story.does('emma.wong', 'answerQuote', { answer: 'declined' });
    expect(await story.phase()).toBe('work');
    expect(await stockOf(world, 'FN-80')).toMatchObject({
      ...{ reserved: before.reserved, free: before.free - 1, onHand: before.onHand - 1 },
    });
    expect((await story.tasks()).map(({ kind }) => kind)).toEqual(['doWork']);
    expect((await story.task('doWork')).about['plan']).toMatchObject({ parts: [{ quantity: 1 }] });
    expect(await accountOf(story)).toMatchObject({ dueMinor: 160_000, paidMinor: 160_000 });
    expect(await quotesOf(story)).toMatchObject([
      { revision: 1, state: 'accepted', totalMinor: 160_000 },
      { revision: 2, state: 'declined', totalMinor: 30_000 },
    ]);

    const done = worked('07-06 10:00', '07-06 10:00', { consumed: await used(story) });
    await story.does(technician, 'doWork', done);
    await story.does(technician, 'testUnit', tested());
    await story.does(technician, 'handOver', handedOver());
    expect(await story.read()).toMatchObject({ phase: 'completion', outcome: 'repaired' });
    expect((await story.task('feeDetail')).about).toMatchObject({ agreedMinor: 160_000 });
  });

  it('does both when the customer accepts, once the addition is paid too', async () => {
    const repair = await paidOnSite('ma.chao');
    const { story, technician } = repair;
    await scopeGrows(repair);
    await story.does('emma.wong', 'answerQuote', { answer: 'accepted' });
    expect(await accountOf(story)).toMatchObject({ dueMinor: 190_000, outstandingMinor: 30_000 });
    await story.does('lin.xia', 'confirmPayment', paid('07-06 10:00', 30_000, 'TT-addition'));
    await story.does('he.jing', 'issueParts', { lines: await issue(story), receivedBy: technician });
    await story.settled();

    expect(await story.phase()).toBe('work');
    const { plan } = (await story.task('doWork')).about as { plan: { parts: readonly Form[] } };
    expect(plan.parts).toMatchObject([{ quantity: 3 }]);
    const consumed = await used(story);
    expect(consumed.map(({ quantity }) => quantity).sort()).toEqual([1, 2]);
    await story.does(technician, 'doWork', worked('07-06 10:00', '07-06 10:00', { consumed }));
    await story.does(technician, 'testUnit', tested());
    await story.does(technician, 'handOver', handedOver());
    expect((await story.task('feeDetail')).about).toMatchObject({ agreedMinor: 190_000 });
  });
});
