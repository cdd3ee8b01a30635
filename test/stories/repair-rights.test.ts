import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stockOf } from '../support/repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  followedUp,
  handedOver,
  planned,
  received,
  refusalOf,
  resultTold,
  tested,
  windowAgreed,
  worked,
} from '../support/repair-steps.ts';
import {
  chosen,
  collected,
  comesAgain,
  handsOut,
  registers,
  writtenOff,
} from '../support/replacement-steps.ts';
import { at, type Form, minuteOf, moment, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

interface Visited {
  readonly story: Story;
  readonly serialNumber: string;
  readonly technician: string;
}

/** A laptop of the hotel inside its warranty, reported at 09:00; at 10:10 somebody is with it. */
async function visited(serialNumber: string, day: string, place: 'onSite' | 'workshop'): Promise<Visited> {
  const story = await world.openRepair('emma.wong', `${day} 09:00`, {
    company: 'A',
    channel: 'web',
    unit: { productModel: 'LB-15', serialNumber },
    site: { address: '1 Harbour Road', region: 'hongkong' },
    description: 'The laptop does not start',
  });
  await story.does('zhang.min', 'contactCustomer', contacted(`${day} 09:00`));
  await story.does('zhang.min', 'classify', classified({ place, skills: ['electronics'] }));
  const technician = await assigns(story, 'wang.lei');
  const window = windowAgreed(`${day} 10:00`, `${day} 12:00`, { place, force: true });
  await story.does(technician, 'agreeAppointment', window);
  await story.goTo(`${day} 10:10`);
  if (place === 'onSite') await story.does(technician, 'checkIn', checkedIn(`${day} 10:10`));
  else await story.does('zhang.min', 'receiveUnit', received(`${day} 10:10`, { serialSeen: serialNumber }));
  return { story, serialNumber, technician };
}

async function diagnoses({ story, serialNumber, technician }: Visited, more: Form = {}): Promise<void> {
  await story.does(
    technician,
    'diagnose',
    diagnosed({ serialSeen: serialNumber, coverage: 'warranty', ...more }),
  );
}

async function repairs(unit: Visited, day: string): Promise<void> {
  const { story, technician } = unit;
  await story.does(technician, 'planWork', planned(`${day} 13:00`));
  await story.approves('wang.lei', 'plan');
  await story.goTo(`${day} 11:20`);
  await story.does(technician, 'doWork', worked(`${day} 10:30`, `${day} 11:20`));
  await story.does(technician, 'testUnit', tested());
  await story.goTo(`${day} 11:30`);
  await story.does(technician, 'handOver', handedOver());
}

const offers = async (story: Story): Promise<readonly string[]> =>
  (await story.timeline('told.rightOffered')).map(
    ({ at: told, data }) => `${minuteOf(told)} ${String(data['ground'])}`,
  );

describe('a fault that comes back after two signed repairs (repair scenario 5)', () => {
  it('lets the customer take another unit without an approval, from the instant of its diagnosis', async () => {
    const serialNumber = 'LB15-7Q2M9';
    const first = await visited(serialNumber, '05-11', 'onSite');
    await diagnoses(first);
    await repairs(first, '05-11');
    const second = await visited(serialNumber, '05-18', 'onSite');
    await diagnoses(second, { coverage: 'workmanship' });
    expect(await offers(second.story)).toEqual([]);
    await repairs(second, '05-18');

    const third = await visited(serialNumber, '05-25', 'onSite');
    const { story, technician } = third;
    await story.goTo('05-25 10:20');
    await diagnoses(third, { coverage: 'workmanship' });
    expect(await offers(story)).toEqual(['05-25 10:20 repairsOfOneFault']);
    const [told] = await story.messages('rightOffered');
    expect(moment(told?.['queuedAt'] as string) - moment(at('05-25 10:20'))).toBeLessThan(5_000);
    expect(await story.messages('rightRipened')).toMatchObject([
      { to: { type: 'role', role: 'repair_lead' } },
    ]);
    expect((await story.task('answerRight')).about).toMatchObject({
      ground: 'repairsOfOneFault',
      options: ['replacement', 'refund', 'repair'],
    });

    // Silence changes nothing: the repair goes on, and the offer stands.
    await story.goTo('05-28 09:00');
    expect(await story.phase()).toBe('proposal');
    await story.task('planWork');
    const unnamed = story.tries('zhang.min', 'answerRight', { choice: 'replacement' });
    expect(await refusalOf(unnamed)).toBe('422 INVALID');
    await story.does('emma.wong', 'answerRight', { choice: 'replacement' });
    expect(await story.phase()).toBe('replacement');

    const other = story.tries(technician, 'proposeScrap', writtenOff());
    expect(await refusalOf(other)).toBe('422 INVALID');
    await story.does(technician, 'proposeScrap', writtenOff({ ground: 'right', evidence: [] }));
    await story.does('zhang.min', 'chooseReplacement', await chosen(world, 'LB-15'));
    await handsOut(story, technician, 'LB15-9K4T1');
    await comesAgain(third, '05-29 10:00');
    await story.does(technician, 'collectOld', collected(serialNumber, 'LB15-9K4T1'));
    await story.does(technician, 'testUnit', tested());
    await story.does(technician, 'handOver', handedOver());
    for (const status of ['pending', 'approved', 'refused', 'withdrawn']) {
      expect((await story.approvals(status)).map(({ subject }) => subject)).not.toContain('scrap');
    }
    expect(await story.read()).toMatchObject({
      phase: 'completion',
      outcome: 'replaced',
      details: { serialNumber, newUnit: { serialNumber: 'LB15-9K4T1' } },
    });
    await story.does('zhang.min', 'tellResult', resultTold('05-29 10:00', 'yes'));
    await story.does('zhang.min', 'followUp', followedUp('05-29 10:00'));
  });

  it('is a ground for nothing that the customer has no right to', async () => {
    const unit = await visited(await registers(world, 'LB-15', '2025-07-01'), '06-01', 'onSite');
    await diagnoses(unit, { repairable: 'no', go: 'nothingToDo' });
    const right = unit.story.tries(unit.technician, 'proposeScrap', writtenOff({ ground: 'right' }));
    expect(await refusalOf(right)).toBe('422 INVALID');
  });
});

describe('a unit that stays in the workshop for too long', () => {
  it('may be given back for a refund after exactly the days of the policy, those waiting for the customer added', async () => {
    const unit = await visited(await registers(world, 'LB-15', '2025-07-01'), '06-01', 'workshop');
    const { story } = unit;
    await story.goTo('06-10 12:00');
    const until = at('06-12 12:00');
    await story.orders('wang.lei', 'hold', {
      reason: 'waitingForCustomer',
      text: 'Which data to keep?',
      until,
    });
    await story.goTo('07-03 10:00');
    expect(await offers(story)).toEqual([]);
    await story.goTo('07-03 10:11');
    expect(await offers(story)).toEqual(['07-03 10:10 daysInRepair']);
    await story.does('zhang.min', 'answerRight', { choice: 'refund', heardFrom: 'Emma Wong' });
    await story.settled();
    expect(await story.read()).toMatchObject({ phase: 'completion', outcome: 'refundedByReturn' });
  });

  it('for want of a part is offered it once more after the days of a short line, although a repair was chosen', async () => {
    const unit = await visited(await registers(world, 'LB-15', '2025-07-01'), '06-01', 'workshop');
    const { story, technician } = unit;
    await diagnoses(unit);
    const { partId } = await stockOf(world, 'CMP-90');
    await story.does(technician, 'planWork', planned('06-03 12:00', { parts: [{ partId, quantity: 1 }] }));
    await story.approves('sun.yan', 'plan');
    await story.goTo('06-01 11:00');
    await story.approves('chen.hao', 'requisition');
    await story.goTo('07-20 09:00');
    const [first, ...others] = await offers(story);
    expect(first).toMatch(/^07-\d\d .* daysInRepair$/);
    expect(others).toEqual([]);
    await story.does('emma.wong', 'answerRight', { choice: 'repair' });
    expect(await story.phase()).toBe('parts');
    await story.goTo('08-30 11:01');
    expect((await offers(story)).slice(1)).toEqual(['08-30 11:00 daysWithoutPart']);
    await story.does('emma.wong', 'answerRight', { choice: 'replacement' });
    expect(await story.phase()).toBe('replacement');
    expect((await story.read())['pausedBecause']).toEqual([]);
  });
});
