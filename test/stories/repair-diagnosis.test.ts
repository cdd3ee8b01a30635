import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controllerVisited, ownFault } from '../support/controller-steps.ts';
import { PHOTO } from '../support/evidence.ts';
import { sofaAccepted } from '../support/repair-money-steps.ts';
import { soon, stockOf } from '../support/repair-parts-steps.ts';
import { diagnosed, planned, quotedOffList, refusalOf, resultTold } from '../support/repair-steps.ts';
import { at, minuteOf, type Form, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** Whom messages of a kind went to, by role or handle. */
const told = (story: Story, kind: string): Promise<readonly string[]> =>
  story.messages(kind).then((messages) =>
    Promise.all(
      messages.map(async ({ to }) => {
        const { role, personId } = to as { role?: string; personId?: string };
        return role ?? world.handleOf(personId ?? '');
      }),
    ),
  );

describe('a technician who asks for help (R-07)', () => {
  it('is answered within the limit by whom the policy names, is told so, and lateness climbs', async () => {
    const { story, technician } = await controllerVisited(world, '04-07');
    const question = { question: 'Which revision of the board fits?', from: 'production' };
    const elsewhere = await story.post(technician, 'requestHelp', { ...question, from: 'lead' });
    expect(elsewhere).toMatchObject({ status: 422, body: { errors: [{ pointer: '/from' }] } });
    await story.orders(technician, 'requestHelp', question);
    const task = await story.task('giveHelp');
    expect(task).toMatchObject({ roles: ['production'], about: { question: question.question } });
    expect(minuteOf(task.dueAt ?? '')).toBe('04-07 15:40');
    await story.goTo('04-07 16:15');
    expect(await story.escalations('giveHelp')).toEqual([
      { level: 1, role: 'repair_lead', firedAt: '04-07 15:40' },
      { level: 2, role: 'manager', firedAt: '04-07 16:10' },
    ]);
    await story.does('luo.yong', 'giveHelp', { answer: 'Revision C', comesAlong: false });
    expect(await told(story, 'helpGiven')).toEqual([technician]);
    expect(await story.timeline('helpGiven')).toMatchObject([{ data: { answer: 'Revision C' } }]);
  });
});

describe('misuse (R-08, D4.2.2.3)', () => {
  const misuse = (serialSeen: string, more: Form = {}): Form =>
    diagnosed({ serialSeen, causedBy: 'misuse', useTaught: true, evidence: [PHOTO], ...more });

  it('is shown by photos and taught, and its repair at the company’s cost is given away by authority', async () => {
    const { story, serialNumber, technician } = await controllerVisited(world, '04-08');
    const unproven = misuse(serialNumber, { evidence: [] });
    expect(await refusalOf(story.tries(technician, 'diagnose', unproven))).toBe('400 MALFORMED');
    const untaught = misuse(serialNumber, { useTaught: undefined });
    expect(await story.tries(technician, 'diagnose', untaught)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/useTaught' }] },
    });
    await story.does(technician, 'diagnose', misuse(serialNumber, { coverage: 'warranty' }));
    expect(await story.pending('coverage')).toMatchObject({ role: 'repair_lead' });
    await story.decides('wang.lei', 'coverage', 'refused', 'It was dropped');
    expect(await story.read()).toMatchObject({ details: { coverage: 'chargeable' } });
    expect(await told(story, 'approvalDecided')).toEqual([technician]);
  });

  it('inside the warranty is the customer’s cost once the lead agrees, and the customer may have it looked at once more', async () => {
    const { story, serialNumber, technician } = await controllerVisited(world, '04-09');
    // What a repair may cost before it is uneconomic stands with the task that decides it.
    expect((await story.task('diagnose')).about).toMatchObject({
      ...{ unitValueMinor: 1_221_726, currency: 'CNY', uneconomicPercent: 60, uneconomicAboveMinor: 733_036 },
      ...{ repairCostMinor: null, roughFee: null },
    });
    await story.does(technician, 'diagnose', misuse(serialNumber));
    expect(await story.pending('coverage')).toMatchObject({ role: 'repair_lead', amountMinor: null });
    await story.approves('wang.lei', 'coverage');
    await story.does(technician, 'planWork', planned('04-10 18:00'));
    await story.approves('wang.lei', 'plan');
    await story.does('zhang.min', 'quote', quotedOffList(20_000));
    const disputed = { answer: 'counter', about: 'coverage', text: 'It fell because its foot broke' };
    await story.does('shen.qiang', 'answerQuote', disputed);
    expect(await told(story, 'customerAnswered')).toEqual(['repair_lead']);
    const review = await story.task('reviewCoverage');
    expect(review).toMatchObject({ roles: ['manager'], about: { coverage: 'chargeable' } });
    const stays = { decision: 'chargeable', reason: 'The foot shows no fault of the material' };
    await story.does('sun.yan', 'reviewCoverage', stays);
    expect(await story.timeline('told.news')).toMatchObject([{ data: { text: stays.reason } }]);

    await story.does('zhang.min', 'quote', quotedOffList(20_000));
    await story.does('shen.qiang', 'answerQuote', { ...disputed, text: 'I still do not agree' });
    // Once: the second time it is for a new quotation alone.
    expect((await story.task('quote')).about).toMatchObject({ counter: 'I still do not agree' });
    expect((await story.tasks()).map(({ kind }) => kind)).toEqual(['quote']);
  });

  it('that the review finds to be the company’s own fault is repaired free', async () => {
    const { story, serialNumber, technician } = await controllerVisited(world, '04-10');
    await story.does(technician, 'diagnose', misuse(serialNumber));
    await story.approves('wang.lei', 'coverage');
    await story.does(technician, 'planWork', planned('04-13 18:00'));
    await story.approves('wang.lei', 'plan');
    await story.does('zhang.min', 'quote', quotedOffList(20_000));
    const disputed = { answer: 'counter', about: 'coverage', text: 'Nobody dropped it' };
    await story.does('shen.qiang', 'answerQuote', disputed);
    await story.does('sun.yan', 'reviewCoverage', { decision: 'warranty', reason: 'You are right' });
    await soon(() => story.task('doWork'));
    expect(await story.read()).toMatchObject({ phase: 'work', details: { coverage: 'warranty' } });
    const { body } = await world.call('lin.xia', 'GET', `/v1/cases/${story.caseId}/account`);
    expect(body).toMatchObject({ dueMinor: 0, outstandingMinor: 0 });
  });

  it('is given away beyond the authority of whoever reviews it only by the next above', async () => {
    const { story, serialNumber, technician } = await controllerVisited(world, '04-17');
    await story.does(technician, 'diagnose', misuse(serialNumber));
    await story.approves('wang.lei', 'coverage');
    await story.does(technician, 'planWork', planned('04-24 18:00', { minutes: 1_500 }));
    await story.approves('sun.yan', 'plan');
    await story.does('zhang.min', 'quote', quotedOffList(400_000));
    const disputed = { answer: 'counter', about: 'coverage', text: 'Nobody dropped it' };
    await story.does('shen.qiang', 'answerQuote', disputed);
    await story.does('sun.yan', 'reviewCoverage', { decision: 'goodwill', reason: 'An old customer' });
    await soon(() => story.pending('coverage'));
    expect(await story.pending('coverage')).toMatchObject({ role: 'general_manager' });
    expect(await story.timeline('told.news')).toEqual([]);
    await story.decides('zhao.ming', 'coverage', 'refused', 'The housing shows the fall');
    expect(await story.timeline('told.news')).toMatchObject([
      { data: { text: 'The housing shows the fall' } },
    ]);
    expect(await story.read()).toMatchObject({ phase: 'proposal', details: { coverage: 'chargeable' } });
    expect((await story.task('quote')).about).toMatchObject({ counter: 'Nobody dropped it' });
  });
});

describe('a risk for people', () => {
  it('has the customer told to stop, and a plan that says how to work safely', async () => {
    const { story, serialNumber, technician } = await controllerVisited(world, '04-13');
    const risk = { safetyRisk: 'risk', fault: 'The housing is live' };
    await story.does(technician, 'diagnose', ownFault(serialNumber, risk));
    expect(await story.timeline('told.stopUse')).toMatchObject([{ data: { reason: 'The housing is live' } }]);
    const careless = await story.tries(technician, 'planWork', planned('04-14 18:00'));
    expect(careless).toMatchObject({ status: 422, body: { errors: [{ pointer: '/safetyMeasures' }] } });
    const safe = planned('04-14 18:00', { safetyMeasures: 'Main switch locked' });
    await story.does(technician, 'planWork', safe);
    expect(await story.pending('plan')).toMatchObject({ subject: 'plan' });
  });
});

describe('a unit in which nothing is found', () => {
  it('ends as such, with its use taught and the result told', async () => {
    const { story, serialNumber, technician } = await controllerVisited(world, '04-14');
    const nothing = { causedBy: 'nothingFound', fault: 'Works as it should', go: 'nothingToDo' };
    const untaught = story.tries(technician, 'diagnose', ownFault(serialNumber, nothing));
    expect(await refusalOf(untaught)).toBe('400 MALFORMED');
    await story.does(technician, 'diagnose', ownFault(serialNumber, { ...nothing, useTaught: true }));
    expect(await story.read()).toMatchObject({ phase: 'completion', outcome: 'noFaultFound' });
    await story.does('zhang.min', 'tellResult', resultTold('04-14 10:10', 'yes'));
    expect(await story.timeline('told.result')).toMatchObject([{ data: { summary: 'Works as it should' } }]);
  });
});

describe('a supervisor’s own request (repair process, 6)', () => {
  it('is decided one role up, and never by whoever asked', async () => {
    const { story } = await sofaAccepted(world);
    const later = { until: at('05-20 18:00'), reason: 'An old customer' };
    await story.orders('sun.yan', 'deferPayment', later);
    // 480.00 are within the manager's own authority.
    const asked = await story.pending('deferPayment');
    expect(asked.role).toBe('general_manager');
    const own = world.call('sun.yan', 'POST', `/v1/approvals/${asked.id}/decision`, { decision: 'approved' });
    expect(await refusalOf(own)).toBe('403 ROLE_MISSING');
    await story.approves('zhao.ming', 'deferPayment');
    expect(await told(story, 'approvalDecided')).toContain('sun.yan');
    expect(await story.task('doWork')).toMatchObject({ status: 'open' });
  });

  it('for parts is signed for by whoever else signs, and climbs past whoever asked', async () => {
    const { story } = await sofaAccepted(world);
    const { partId } = await stockOf(world, 'HG-105');
    await story.orders('sun.yan', 'requestParts', { lines: [{ partId, quantity: 1 }] });
    await soon(() => story.pending('requisition'));
    expect(await story.pending('requisition')).toMatchObject({ role: 'parts_lead' });
    await story.goTo('04-28 14:05');
    await soon(async () => {
      expect(await story.pending('requisition')).toMatchObject({ role: 'general_manager' });
    });
    await story.approves('zhao.ming', 'requisition');
    expect(await story.task('issueParts')).toMatchObject({ status: 'open' });
  });
});

describe('a promise that is at risk (R-19)', () => {
  it('is a task for whoever can tell the customer, and a warning for the owner, before it is missed', async () => {
    const { story, technician } = await controllerVisited(world, '04-16');
    expect(await story.due('repair')).toBe('04-23 18:00');
    await story.goTo('04-22 18:01');
    const warned = await story.task('announceDelay');
    expect(warned).toMatchObject({ assigneeId: await world.personId(technician) });
    expect(await told(story, 'warning')).toEqual(['repair_lead']);
    const delay = { reason: 'The bench is down', toldAt: at('04-22 18:01'), understood: 'yes' };
    const past = { ...delay, newUntil: at('04-20 18:00') };
    expect(await story.tries(technician, 'announceDelay', past)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/newUntil' }] },
    });
    await story.does(technician, 'announceDelay', { ...delay, newUntil: at('04-27 18:00') });
    expect(await story.timeline('told.delayAnnounced')).toMatchObject([
      { data: { what: 'repair', reason: 'The bench is down', newUntil: at('04-27 18:00') } },
    ]);
    expect(await story.due('announced')).toBe('04-27 18:00');
    // The first promise stays, and counts as missed when it has passed.
    await story.goTo('04-23 18:01');
    expect(await story.commitment('repair')).toMatchObject({ isMissed: true });
  });
});
