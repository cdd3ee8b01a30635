import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHOTO } from '../support/evidence.ts';
import { minutesOf } from '../support/repair-money-steps.ts';
import { accountOf, linesOf, soon, stockOf } from '../support/repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  followedUp,
  handedOver,
  paid,
  planned,
  quoted,
  quotedOffList,
  refusalOf,
  resultTold,
  tested,
  windowAgreed,
  worked,
} from '../support/repair-steps.ts';
import { at, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** A wardrobe of B under warranty, signed for on Fri 02-13 at 16:00; the technician has a hinge left over. */
async function wardrobeSigned(): Promise<Story> {
  const story = await world.openRepair('chen.xiao.self', '02-12 09:00', {
    company: 'B',
    channel: 'web',
    unit: { productModel: 'WD-2200', serialNumber: 'WD2200-250317-0042' },
    site: { address: 'Flat 1201', region: 'city' },
    description: 'A door hangs askew',
  });
  await story.does('zhang.min', 'contactCustomer', contacted('02-12 09:00'));
  await story.does('zhang.min', 'classify', classified({ skills: ['furniture'] }));
  await assigns(story, 'wang.lei', 'wu.gang');
  await story.does('wu.gang', 'agreeAppointment', windowAgreed('02-13 14:00', '02-13 16:00'));
  const { partId } = await stockOf(world, 'HG-105');
  await story.orders('wu.gang', 'requestParts', { lines: [{ partId, quantity: 2 }] });
  await story.approves('chen.hao', 'requisition');
  const [line] = (await story.task('issueParts')).about['lines'] as readonly { readonly lineId: string }[];
  const issued = [{ lineId: line?.lineId, quantity: 2 }];
  await story.does('he.jing', 'issueParts', { lines: issued, receivedBy: 'wu.gang' });
  await story.goTo('02-13 14:10');
  await story.does('wu.gang', 'checkIn', checkedIn('02-13 14:10'));
  const fault = { serialSeen: 'WD2200-250317-0042', causedBy: 'product', coverage: 'warranty' };
  await story.does('wu.gang', 'diagnose', diagnosed(fault));
  const plan = planned('02-13 18:00', { parts: [{ partId, quantity: 1 }] });
  await story.does('wu.gang', 'planWork', plan);
  await story.goTo('02-13 16:00');
  const consumed = [{ lineId: line?.lineId, quantity: 1 }];
  await story.does('wu.gang', 'doWork', worked('02-13 14:20', '02-13 15:50', { consumed }));
  await story.does('wu.gang', 'testUnit', tested());
  await story.does('wu.gang', 'handOver', handedOver());
  return story;
}

/** In 2027, by the two years from the purchase and the time in repair. */
async function warrantyEnd(): Promise<string> {
  const { body } = await world.call('li.na', 'GET', '/v1/units?serialNumber=WD2200-250317-0042');
  const [found] = (body as { items: { unit: { id: string; warrantyUntil: string } }[] }).items;
  const history = await world.call('li.na', 'GET', `/v1/units/${found?.unit.id ?? ''}/events`);
  const { items } = history.body as { items: { kind: string }[] };
  expect(items.filter(({ kind }) => kind === 'warrantyExtended')).toHaveLength(1);
  return minuteOf(found?.unit.warrantyUntil ?? '');
}

describe('a completion on the eve of the Spring Festival (repair scenario 9)', () => {
  it('counts make-up working days and no day of the festival', async () => {
    const story = await wardrobeSigned();
    expect(await story.phase()).toBe('completion');
    expect(await warrantyEnd()).toBe('03-18 01:50');
    expect(await story.due('resultTold/1')).toBe('02-14 16:00');
    expect(await story.due('followUp/1')).toBe('02-25 18:00');
    expect(await story.due('settle')).toBe('02-27 18:00');
    await soon(() => story.task('returnParts'));
    expect(minuteOf((await story.task('returnParts')).dueAt ?? '')).toBe('02-14 18:00');

    await story.goTo('02-14 15:59');
    await story.does('zhang.min', 'tellResult', resultTold('02-14 15:59', 'yes'));
    expect(await story.messages('survey')).toEqual([]);
    await story.goTo('02-14 16:00');
    await soon(async () => {
      expect(await minutesOf(story, 'survey')).toEqual(['02-14 16:00']);
    });
    const [line] = await linesOf(story);
    const back = { lineId: line?.id, good: 1, damaged: 0, lost: 0 };
    await story.does('he.jing', 'returnParts', { lines: [back] });

    await story.goTo('02-25 17:00');
    const refusals = [
      story.tries('zhang.min', 'followUp', followedUp('02-25 17:00', { manner: 'letter' })),
      story.tries('zhang.min', 'followUp', followedUp('02-26 09:00')),
      story.tries('zhang.min', 'answerSurvey', { score: 80, satisfied: 'yes' }),
    ].map(refusalOf);
    expect(await Promise.all(refusals)).toEqual(['422 INVALID', '422 INVALID', '422 INVALID']);
    const suggestion = { suggestions: 'A softer damper' };
    await story.does('zhang.min', 'followUp', followedUp('02-25 17:00', suggestion));
    expect(await story.messages('surveyReminder')).toEqual([]);
    await soon(() => story.task('answerFeedback'));
    expect(minuteOf((await story.task('answerFeedback')).dueAt ?? '')).toBe('02-28 18:00');
    const answer = { text: 'We offer it from autumn on', toldAt: at('02-25 17:00') };
    await story.does('sun.yan', 'answerFeedback', answer);
    await story.goTo('02-26 16:01');
    expect(await minutesOf(story, 'surveyReminder')).toEqual(['02-26 16:00']);
    await story.goTo('03-06 17:59');
    expect(await story.phase()).toBe('completion');
    await story.goTo('03-06 18:00');
    await soon(async () => {
      await expect
        .poll(() => story.read(), { timeout: 20_000 })
        .toMatchObject({ phase: 'closed', outcome: 'repaired' });
    });
    const closed = (await story.timeline('phaseEntered')).at(-1);
    expect(minuteOf(closed?.at ?? '')).toBe('03-06 18:00');
    for (const name of ['resultTold/1', 'followUp/1', 'survey/1', 'settle']) {
      expect(await story.commitment(name), name).toMatchObject({ status: 'met', isMissed: false });
    }
    expect(await story.read()).toMatchObject({ details: { satisfaction: 'yes', surveyScore: null } });
    const outcome = await world.call('sun.yan', 'GET', `/v1/cases/${story.caseId}/outcome`);
    expect(outcome.body).toMatchObject({
      ...{ outcome: 'repaired', solved: true, rounds: 1, attempts: 1, visits: 1, firstTimeFix: true },
      ...{ faultCode: 'F-01', causedBy: 'product', coverage: 'warranty', chargedMinor: 0 },
      ...{ promises: { kept: 10, missed: 0 }, satisfaction: 'yes', surveyScore: null, recurredIn: null },
    });
    // Free, and listed by what it cost.
    expect(await accountOf(story)).toMatchObject({ dueMinor: 0, inside: { settlementMonth: '2026-02' } });
  });
});

const UNIT = 'CT900-26-00031';

/** A letter about a controller of D under warranty; on Tue 07-07 its technician finds that it was misused. */
async function misuseFound(): Promise<{ story: Story; technician: string }> {
  const story = await world.openRepair('zhang.min', '07-03 17:00', {
    company: 'D',
    channel: 'letter',
    customerId: await world.customerId('yuanhang'),
    unit: { productModel: 'CT-900', serialNumber: UNIT },
    site: { address: 'Hall 3', region: 'city' },
    description: 'Sparks at the terminal',
  });
  expect(await story.due('firstResponse')).toBe('07-05 17:00');
  expect(await story.due('repair')).toBe('07-17 18:00');
  await story.goTo('07-05 16:00');
  await story.does('zhang.min', 'contactCustomer', contacted('07-05 16:00'));
  await story.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
  await story.goTo('07-06 09:00');
  const technician = await assigns(story, 'qian.wei');
  await story.does(technician, 'agreeAppointment', windowAgreed('07-07 09:00', '07-07 11:00'));
  await story.goTo('07-07 09:30');
  await story.does(technician, 'checkIn', checkedIn('07-07 09:30'));
  return { story, technician };
}

describe('a unit under warranty that was misused (repair scenario 17)', () => {
  it('is repaired at the customer’s cost once the lead agrees, and the customer is taught its use', async () => {
    const { story, technician } = await misuseFound();
    const misuse = { serialSeen: UNIT, causedBy: 'misuse', useTaught: true };
    expect(await refusalOf(story.tries(technician, 'diagnose', diagnosed(misuse)))).toBe('400 MALFORMED');
    await story.does(technician, 'diagnose', diagnosed({ ...misuse, evidence: [PHOTO] }));
    expect(await story.pending('coverage')).toMatchObject({ role: 'department_head' });
    await story.approves('zhou.jie', 'coverage');
    await story.does(technician, 'planWork', planned('07-17 18:00'));
    await story.goTo('07-07 11:00');
    await story.does('zhang.min', 'quote', quotedOffList(20_000));
    await story.goTo('07-08 11:00');
    await story.does('shen.qiang', 'answerQuote', { answer: 'accepted' });
    expect(await refusalOf(story.tries(technician, 'doWork', worked('07-08 11:00', '07-08 11:00')))).toBe(
      '409 PAYMENT_OPEN',
    );
    await story.goTo('07-09 11:00');
    await story.does('lin.xia', 'confirmPayment', paid('07-09 11:00', 20_000, 'TT-17'));
    await story.settled();
    // Two pauses of 7.5 open hours each: from Fri 07-17 17:00 to Tue 07-21 17:00, due at closing.
    expect(await story.due('repair')).toBe('07-21 18:00');

    await story.does(technician, 'agreeAppointment', windowAgreed('07-10 09:00', '07-10 11:00'));
    await story.goTo('07-10 09:30');
    await story.does(technician, 'checkIn', checkedIn('07-10 09:30'));
    await story.does(technician, 'doWork', worked('07-10 09:30', '07-10 09:30'));
    await story.does('gao.feng', 'testUnit', tested());
    expect(await refusalOf(story.tries(technician, 'handOver', handedOver()))).toBe('422 INVALID');
    await story.does(technician, 'handOver', handedOver({ useTaught: true }));
    expect(await story.commitment('repair')).toMatchObject({ status: 'met', isMissed: false });
    expect(await accountOf(story)).toMatchObject({ dueMinor: 20_000, paidMinor: 20_000 });

    await story.does('zhang.min', 'tellResult', resultTold('07-10 09:30', 'yes'));
    await story.does('zhang.min', 'feeDetail', quoted(20_000));
    await story.approves('zhou.jie', 'feeDetail');
    const costs = [{ kind: 'labour', costMinor: 9_000, account: 'customer' }];
    await story.does('lin.xia', 'costFees', { lines: costs });
    await story.does('lin.xia', 'settleBalance', { method: 'none', invoiceNumber: 'INV-17' });
    await story.does('zhang.min', 'followUp', followedUp('07-10 09:30', { manner: 'visit' }));
    await story.settled();
    await expect
      .poll(() => story.read(), { timeout: 20_000 })
      .toMatchObject({ phase: 'closed', outcome: 'repaired' });
    expect(await accountOf(story)).toMatchObject({ balanced: true, inside: { costMinor: 9_000 } });
  });
});
