import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, type Form, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';
import { reported } from './reported.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const untilJuly: Form = { reason: 'thirdParty', text: 'The lift is rebuilt', until: at('07-01 10:00') };

interface Hold {
  readonly until: string;
  readonly endedAt: string | null;
}

async function holdOf(repair: Story): Promise<readonly [string, string | null]> {
  const { body } = await world.call('song.qi', 'GET', `/v1/cases/${repair.caseId}/holds`);
  const [only] = (body as { items: Hold[] }).items;
  if (only === undefined) throw new Error('The case was never held');
  return [minuteOf(only.until), only.endedAt === null ? null : minuteOf(only.endedAt)];
}

/** Reported on Fri 05-29 at 16:00 and held by the lead until July: ten working days end on Fri 06-12 at 18:00. */
async function heldTooLong(): Promise<Story> {
  const repair = await reported(world);
  await repair.orders('wang.lei', 'hold', untilJuly);
  await repair.settled();
  return repair;
}

describe('a hold of the lead beyond the longest that the policy allows (repair process, 6 longHold)', () => {
  it('lasts as long as is allowed, and goes on to the wished instant when the manager approves', async () => {
    const repair = await heldTooLong();
    expect(await holdOf(repair)).toEqual(['06-12 18:00', null]);
    const asked = await repair.pending('longHold');
    expect(asked).toMatchObject({ subject: 'longHold', role: 'manager' });
    await repair.approves('sun.yan', 'longHold');
    await repair.settled();
    expect(await holdOf(repair)).toEqual(['07-01 10:00', null]);
    const [cut, extended] = await repair.timeline('holdEndChanged');
    expect(cut?.actor).toMatchObject({ type: 'system' });
    expect(extended?.actor).toMatchObject({ personId: await world.personId('sun.yan') });

    await repair.goTo('06-12 18:05');
    expect(await repair.read()).toMatchObject({ onHold: true });
    await repair.goTo('07-01 10:05');
    expect(await holdOf(repair)).toEqual(['07-01 10:00', '07-01 10:00']);
  });

  it('ends there when the manager refuses', async () => {
    const repair = await heldTooLong();
    await repair.decides('sun.yan', 'longHold', 'refused', 'The lift is ready in a week');
    await repair.goTo('06-12 18:05');
    expect(await holdOf(repair)).toEqual(['06-12 18:00', '06-12 18:00']);
  });

  it('ends there unanswered, and takes the question back', async () => {
    const repair = await heldTooLong();
    await repair.goTo('06-12 18:05');
    expect(await holdOf(repair)).toEqual(['06-12 18:00', '06-12 18:00']);
    expect(await repair.timeline('approval.reminded')).toEqual([]);
    expect((await repair.timeline('approval.withdrawn')).map(({ data }) => data['subject'])).toEqual([
      'longHold',
    ]);
  });

  it('for the customer’s sake ends with what they do, and takes the question back', async () => {
    const repair = await reported(world);
    await repair.orders('wang.lei', 'hold', { ...untilJuly, reason: 'waitingForCustomer' });
    await repair.pending('longHold');
    await repair.orders('shen.qiang', 'escalate', { reason: 'I answered by telephone' });
    await repair.settled();
    expect(await repair.read()).toMatchObject({ onHold: false });
    expect((await repair.timeline('approval.withdrawn')).map(({ data }) => data['subject'])).toEqual([
      'longHold',
    ]);
  });

  it('asks nobody when it is resumed first, nor when a manager places it', async () => {
    const repair = await heldTooLong();
    await repair.orders('wang.lei', 'resume', { text: 'The lift works again' });
    await repair.settled();
    expect(await repair.timeline('approval.withdrawn')).toHaveLength(1);
    await repair.orders('sun.yan', 'hold', untilJuly);
    await repair.settled();
    expect(await repair.timeline('approval.asked')).toHaveLength(1);
  });
});
