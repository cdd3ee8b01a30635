import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SIGNED } from '../support/evidence.ts';
import { at, minuteOf, moment } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

describe('a free repair on site in one visit (repair scenario 1)', () => {
  it('meets every promise at exactly the instants of the policy', async () => {
    const repair = await world.openRepair('shen.qiang', '05-29 16:00', {
      company: 'A',
      channel: 'web',
      unit: { productModel: 'CT-900', serialNumber: 'CT900-26-00031' },
      site: { address: 'Hall 3', region: 'shanghai' },
      description: 'The display stays dark',
    });
    expect(await repair.due('firstResponse')).toBe('05-29 16:30');
    expect(await repair.due('repair')).toBe('06-05 18:00');

    await repair.goTo('05-29 16:20');
    await repair.does('zhang.min', 'contactCustomer', {
      at: at('05-29 16:20'),
      reached: true,
      summary: 'Heard',
    });
    await repair.goTo('05-29 16:40');
    await repair.does('zhang.min', 'classify', {
      class: 'repair',
      priority: 'normal',
      place: 'onSite',
      faultGroup: 'display',
      skills: ['electronics'],
      route: 'dispatch',
    });
    await repair.goTo('05-29 17:00');
    const { about } = await repair.task('assign');
    const [proposed] = about['proposed'] as readonly { personId: string }[];
    await repair.does('wang.lei', 'assign', {
      technicianId: proposed?.personId,
      briefing: 'Bring a spare display',
    });
    expect(await repair.due('contact/1')).toBe('05-29 21:00');

    const technician = await world.handleOf(proposed?.personId ?? '');
    await repair.goTo('05-29 18:05');
    await repair.does(technician, 'agreeAppointment', {
      reached: true,
      spokeWith: 'Mr Shen',
      place: 'onSite',
      windowFrom: at('06-01 10:00'),
      windowTo: at('06-01 12:00'),
      customerWish: false,
    });
    expect(await repair.due('visit/1')).toBe('06-02 18:00');

    await repair.goTo('06-01 10:10');
    await repair.does(technician, 'checkIn', {
      at: at('06-01 10:10'),
      idShown: true,
      workConfirmed: true,
      surroundingsProtected: true,
    });
    await repair.does(technician, 'diagnose', {
      serialSeen: 'CT900-26-00031',
      faultCode: 'DSP-01',
      fault: 'Display without power',
      rootCause: 'Loose connector',
      location: 'Front panel',
      causedBy: 'product',
      coverage: 'warranty',
      repairable: 'yes',
      complex: false,
      safetyRisk: 'none',
      go: 'plan',
    });
    await repair.goTo('06-01 10:25');
    await repair.does(technician, 'planWork', {
      measures: 'Fix the connector',
      parts: [],
      minutes: 40,
      promisedUntil: at('06-01 13:00'),
    });
    expect(minuteOf((await repair.pending('plan')).dueAt ?? '')).toBe('06-01 10:45');
    await repair.goTo('06-01 10:40');
    await repair.approves('wang.lei', 'plan');
    await repair.goTo('06-01 11:20');
    await repair.does(technician, 'doWork', {
      startedAt: at('06-01 10:45'),
      finishedAt: at('06-01 11:20'),
      measures: 'Connector fixed and glued',
      minutes: 35,
      result: 'done',
    });
    await repair.does(technician, 'testUnit', {
      standard: 'CT-900 final test',
      checks: [{ item: 'Display', value: 'lit', passed: true }],
      passed: true,
    });
    await repair.goTo('06-01 11:30');
    await repair.does(technician, 'handOver', {
      demonstrated: true,
      partsTold: 'None were replaced',
      placeLeftClean: true,
      damageDone: 'none',
      signed: 'yes',
      signedBy: 'Shen Qiang',
      signature: SIGNED,
    });

    expect(await repair.phase()).toBe('completion');
    expect(await repair.due('resultTold/1')).toBe('06-02 11:30');
    expect(await repair.due('followUp/1')).toBe('06-04 18:00');
    for (const name of ['firstResponse', 'contact/1', 'visit/1', 'repair', 'announced']) {
      expect(await repair.commitment(name), name).toMatchObject({ status: 'met', isMissed: false });
    }
    const { details } = (await repair.read()) as { details: { workmanshipUntil: string } };
    expect(moment(details.workmanshipUntil)).toBe(moment(at('08-31 00:00')));

    await repair.does('zhang.min', 'tellResult', {
      manner: 'phone',
      at: at('06-01 11:30'),
      reached: true,
      satisfied: 'yes',
    });
    await repair.goTo('06-02 11:31');
    await expect.poll(() => repair.messages('survey'), { timeout: 20_000 }).toHaveLength(1);
    const [survey] = await repair.messages('survey');
    expect(moment(survey?.['queuedAt'] as string) - moment(at('06-02 11:30'))).toBeLessThan(5_000);
    await repair.does('shen.qiang', 'answerSurvey', { score: 96, satisfied: 'yes' });
    await repair.does('zhang.min', 'followUp', {
      manner: 'phone',
      at: at('06-02 11:31'),
      reached: true,
      quality: 95,
      inUse: true,
      satisfied: 'yes',
    });
    const fees = (await repair.task('feeDetail')).about['lines'];
    expect(fees).toBeDefined();
    await repair.does('zhang.min', 'feeDetail', { lines: [] });
    await repair.approves('zhou.jie', 'feeDetail');
    await repair.does('lin.xia', 'costFees', {
      lines: [{ kind: 'labour', costMinor: 8_000, account: 'warranty' }],
    });
    await repair.does('lin.xia', 'settleBalance', { method: 'none' });
    await repair.settled();
    await expect
      .poll(() => repair.read(), { timeout: 20_000 })
      .toMatchObject({ phase: 'closed', outcome: 'repaired', round: 1, attempt: 1 });
  });
});
