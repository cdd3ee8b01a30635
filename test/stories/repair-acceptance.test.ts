import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controllerPlanned, ownFault, type Visited } from '../support/controller-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  followedUp,
  handedOver,
  planned,
  refusalOf,
  resultTold,
  tested,
  windowAgreed,
  worked,
} from '../support/repair-steps.ts';
import { type Form, minuteOf } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** Done and tested at 10:10 of the day. */
async function repaired(day: string, place: 'onSite' | 'workshop' = 'onSite'): Promise<Visited> {
  const visited = await controllerPlanned(world, day, [], { place });
  const { story, technician } = visited;
  await story.does(technician, 'doWork', worked(`${day} 10:10`, `${day} 10:10`));
  await story.does(technician, 'testUnit', tested());
  return visited;
}

const refused = (refusal: string): Form =>
  handedOver({ signed: 'refused', refusal, text: `Not content: ${refusal}`, signature: undefined });
const absent = handedOver({ signed: 'absent', signature: undefined });

describe('a unit that is not accepted (R-14)', () => {
  it('goes back to the work when its test fails or its function is refused, until the lead has to decide', async () => {
    const { story, technician } = await controllerPlanned(world, '05-11', []);
    const work = worked('05-11 10:10', '05-11 10:10');
    await story.does(technician, 'doWork', work);
    const lie = { ...tested(false), passed: true };
    expect(await story.tries(technician, 'testUnit', lie)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/passed' }] },
    });
    await story.does(technician, 'testUnit', tested(false));
    expect(await story.read()).toMatchObject({ phase: 'work', attempt: 2 });
    expect((await story.task('doWork')).about).toMatchObject({ refusal: 'the test failed' });

    await story.does(technician, 'doWork', work);
    await story.does(technician, 'testUnit', tested());
    await story.does(technician, 'handOver', refused('function'));
    const decision = await story.task('decideRefusal');
    expect(decision).toMatchObject({ roles: ['repair_lead'], about: { kind: 'function', attempt: 2 } });
    expect(minuteOf(decision.dueAt ?? '')).toBe('05-11 12:10');
    const route = { route: 'diagnosis', text: 'Look at the power supply' };
    expect(await refusalOf(story.tries(technician, 'decideRefusal', route))).toBe('403 ROLE_MISSING');
    await story.does('wang.lei', 'decideRefusal', route);
    expect(await story.phase()).toBe('diagnosis');
    expect(await story.commitment('repair')).toMatchObject({ status: 'running' });
  });

  it('is for the lead at once when it is the price, a damage or something else', async () => {
    const { story, technician } = await repaired('05-12');
    await story.does(technician, 'handOver', refused('damage'));
    await story.does('wang.lei', 'decideRefusal', { route: 'work', text: 'Polish the scratch out' });
    expect(await story.read()).toMatchObject({ phase: 'work', attempt: 2 });
    await story.does(technician, 'doWork', worked('05-12 10:10', '05-12 10:10'));
    await story.does(technician, 'testUnit', tested());
    await story.does(technician, 'handOver', refused('other'));
    await story.does('wang.lei', 'decideRefusal', { route: 'replacement', text: 'Beyond polishing' });
    expect(await story.phase()).toBe('replacement');
  });
});

describe('a unit that is refused in a later round (R-14, R-16)', () => {
  it('is for the manager to decide, who may have it planned anew', async () => {
    const { story, technician, serialNumber } = await repaired('05-20');
    await story.does(technician, 'handOver', handedOver());
    await story.does('zhang.min', 'tellResult', resultTold('05-20 10:10', 'no'));
    const second = await assigns(story, 'wang.lei');
    await story.goTo('05-21 09:00');
    await story.does(second, 'agreeAppointment', windowAgreed('05-21 10:00', '05-21 12:00'));
    await story.goTo('05-21 10:10');
    await story.does(second, 'checkIn', checkedIn('05-21 10:10'));
    await story.does(second, 'diagnose', ownFault(serialNumber, { coverage: 'workmanship' }));
    await story.does('wang.lei', 'planWork', planned('05-21 18:00'));
    await story.approves('sun.yan', 'plan');
    const again = worked('05-21 10:10', '05-21 10:10');
    await story.does(second, 'doWork', again);
    await story.does(second, 'testUnit', tested());
    await story.does(second, 'handOver', refused('damage'));
    expect(await story.task('decideRefusal')).toMatchObject({ roles: ['manager'] });
    const route = { route: 'proposal', text: 'Renew the front as well' };
    expect(await refusalOf(story.tries('wang.lei', 'decideRefusal', route))).toBe('403 ROLE_MISSING');
    await story.does('sun.yan', 'decideRefusal', route);
    expect(await story.phase()).toBe('proposal');
    expect(await refusalOf(story.tries(second, 'doWork', again))).toBe('409 PLAN_NOT_APPROVED');
    await story.does('wang.lei', 'planWork', planned('05-21 18:00', { measures: 'Renew the front' }));
    await story.approves('sun.yan', 'plan');
    expect((await story.timeline('told.proposal')).at(-1)).toMatchObject({
      data: { measures: 'Renew the front' },
    });
    await story.does(second, 'doWork', again);
    await story.does(second, 'testUnit', tested());
    await story.does(second, 'handOver', handedOver());
    expect(await story.read()).toMatchObject({ phase: 'completion', outcome: 'repaired', round: 2 });
  });
});

describe('a unit that nobody could sign for (R-14)', () => {
  it('is confirmed by the customer, or by staff who write down who said so', async () => {
    const { story, technician } = await repaired('05-13');
    await story.does(technician, 'handOver', absent);
    const unheard = await story.tries('zhang.min', 'confirmUnit', { accepted: true });
    expect(unheard).toMatchObject({ status: 422, body: { errors: [{ pointer: '/heardFrom' }] } });
    const unexplained = story.tries('shen.qiang', 'confirmUnit', { accepted: false });
    expect(await refusalOf(unexplained)).toBe('400 MALFORMED');
    const dark = { accepted: false, refusal: 'function', text: 'It is dark again' };
    await story.does('shen.qiang', 'confirmUnit', dark);
    expect(await story.read()).toMatchObject({ phase: 'work', attempt: 2 });
    await story.does(technician, 'doWork', worked('05-13 10:10', '05-13 10:10'));
    await story.does(technician, 'testUnit', tested());
    await story.does(technician, 'handOver', absent);
    await story.does('zhang.min', 'confirmUnit', { accepted: true, heardFrom: 'Mr Shen' });
    expect(await story.read()).toMatchObject({ phase: 'completion', outcome: 'repaired' });
  });

  it('counts as accepted after the silence that was announced, from its last instant', async () => {
    const { story, technician } = await repaired('05-14');
    await story.does(technician, 'handOver', absent);
    const [notice] = await story.timeline('told.acceptanceNotice');
    expect(minuteOf(notice?.at ?? '')).toBe('05-14 10:10');
    expect(minuteOf((await story.task('confirmUnit')).dueAt ?? '')).toBe('05-19 18:00');
    await story.goTo('05-19 17:59');
    expect(await story.phase()).toBe('acceptance');
    await story.goTo('05-19 18:01');
    const { phase, outcome, details } = (await story.read()) as {
      phase: string;
      outcome: string;
      details: Form;
    };
    expect([phase, outcome]).toEqual(['completion', 'repaired']);
    expect(minuteOf(details['signedAt'] as string)).toBe('05-19 18:00');
    // Workmanship runs from there: 90 days, to the end of the last one.
    expect(minuteOf(details['workmanshipUntil'] as string)).toBe('08-18 00:00');
  });
});

describe('a unit of a company where silence accepts nothing (R-14)', () => {
  it('is asked about by staff in the end: lateness climbs until the customer has said whether it works', async () => {
    const serialSeen = 'CL650-24-00071';
    const story = await world.openRepair('guo.ping', '05-18 08:00', {
      ...{ company: 'E', channel: 'web', description: 'It does not cool' },
      unit: { productModel: 'CL-650', serialNumber: serialSeen },
      site: { address: '樱花路 88 号', region: 'city' },
    });
    await story.does('zhang.min', 'contactCustomer', contacted('05-18 08:00'));
    await story.does('zhang.min', 'classify', classified({ skills: ['refrigeration'] }));
    await assigns(story, 'sun.yan', 'feng.bo');
    await story.does('feng.bo', 'agreeAppointment', windowAgreed('05-18 08:00', '05-18 10:00'));
    await story.does('feng.bo', 'checkIn', checkedIn('05-18 08:00'));
    await story.does('feng.bo', 'diagnose', ownFault(serialSeen));
    await story.does('feng.bo', 'planWork', planned('05-18 12:00'));
    await story.does('feng.bo', 'doWork', worked('05-18 08:00', '05-18 08:00'));
    await story.does('feng.bo', 'testUnit', tested());
    await story.does('feng.bo', 'handOver', absent);
    await story.goTo('05-18 22:01');
    expect(await story.escalations('confirmUnit')).toEqual([
      { level: 1, role: 'manager', firedAt: '05-18 20:00' },
      { level: 2, role: 'general_manager', firedAt: '05-18 22:00' },
    ]);
    const asked = await story.timeline('told.confirmationAsked');
    expect(asked.map(({ at: told }) => minuteOf(told))).toEqual(['05-18 08:00', '05-18 20:00']);
    await story.does('zhang.min', 'confirmUnit', { accepted: true, heardFrom: 'Ms Guo' });
    expect(await story.read()).toMatchObject({ phase: 'completion', outcome: 'repaired' });
  });
});

describe('a repaired unit that its owner does not fetch (repair process, 9)', () => {
  it('is reminded of, then kept on or sent by the manager, and never disposed of by itself', async () => {
    const { story } = await repaired('06-01', 'workshop');
    expect(await story.timeline('told.repairStarted')).toHaveLength(1);
    expect(await story.messages('readyForCollection')).toHaveLength(1);
    expect(await story.read()).toMatchObject({ pausedBecause: ['waitingForCustomer'] });
    expect(minuteOf((await story.task('handOver')).dueAt ?? '')).toBe('06-08 18:00');

    await story.goTo('06-08 18:01');
    expect(await story.messages('collectionReminder')).toHaveLength(1);
    expect(await story.messages('escalated')).toEqual([]);
    await story.goTo('06-09 18:01');
    const decision = await story.task('decideUncollected');
    expect(decision).toMatchObject({ roles: ['manager'] });
    await story.does('sun.yan', 'decideUncollected', { route: 'keep', text: 'They are on holiday' });
    expect(await story.messages('collectionReminder')).toHaveLength(2);
    await story.goTo('06-17 18:01');
    expect(await story.messages('collectionReminder')).toHaveLength(3);
    await story.goTo('06-18 18:01');
    await story.does('sun.yan', 'decideUncollected', { route: 'ship', text: 'We send it to hall 3' });
    expect(await story.timeline('told.news')).toMatchObject([{ data: { text: 'We send it to hall 3' } }]);
    expect(await story.read()).toMatchObject({ phase: 'acceptance', pausedBecause: [] });

    await story.does('zhang.min', 'handOver', absent);
    await story.does('shen.qiang', 'confirmUnit', { accepted: true });
    expect(await story.read()).toMatchObject({ phase: 'completion', outcome: 'repaired' });
    expect(await story.commitment('repair')).toMatchObject({ status: 'met', isMissed: false });
  });
});

describe('the hand-over (R-14, R-20)', () => {
  it('tells what was done and the parts by name, and a suggestion is answered by the manager (B3.5)', async () => {
    const { story, technician } = await repaired('06-02');
    const unsigned = handedOver({ signature: undefined });
    expect(await refusalOf(story.tries(technician, 'handOver', unsigned))).toBe('400 MALFORMED');
    await story.does(technician, 'handOver', handedOver({ partsTold: 'Fan FN-80, original' }));
    expect(await story.timeline('told.handedOver')).toMatchObject([
      { data: { measures: 'Replaced what was worn', partsTold: 'Fan FN-80, original' } },
    ]);
    await story.does('zhang.min', 'tellResult', resultTold('06-02 10:10', 'yes'));
    const suggestions = 'Label the connector';
    await story.does('zhang.min', 'followUp', followedUp('06-02 10:10', { suggestions }));
    const feedback = await story.task('answerFeedback');
    expect(feedback).toMatchObject({ roles: ['manager'], about: { suggestions } });
    expect(minuteOf(feedback.dueAt ?? '')).toBe('06-05 18:00');
  });
});
