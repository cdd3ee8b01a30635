import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accountOf,
  controllerQuoted,
  minutesOf,
  read,
  sofaInWorkshop,
  sofaQuoted,
} from '../support/repair-money-steps.ts';
import { soon, stockOf } from '../support/repair-parts-steps.ts';
import { paid, planned, quoted, quotedOffList, refusalOf, worked } from '../support/repair-steps.ts';
import { at, type Form, minuteOf } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

describe('a quotation and its answers (repair process, 9)', () => {
  it('holds the work back until the plan is approved and the parts are there', async () => {
    const { story, technician } = await sofaInWorkshop(world);
    const parts = [{ partId: (await stockOf(world, 'DS-450')).partId, quantity: 1 }];
    await story.does(technician, 'planWork', planned('05-12 18:00', { minutes: 240, parts }));
    const doWork = worked('04-28 09:30', '04-28 09:30');
    expect(await refusalOf(story.tries(technician, 'doWork', doWork))).toBe('409 PLAN_NOT_APPROVED');

    await story.decides('wang.lei', 'plan', 'refused', 'Three hours are enough');
    expect((await story.task('planWork')).about).toMatchObject({ refused: 'Three hours are enough' });
    await story.does(technician, 'planWork', planned('05-12 18:00', { minutes: 180, parts }));
    await story.approves('wang.lei', 'plan');
    await story.does('zhang.min', 'quote', quoted(42_800));
    await story.does('chen.xiao.self', 'answerQuote', { answer: 'accepted' });
    await story.does('lin.xia', 'confirmPayment', paid('04-28 09:30', 42_800, 'TT-3'));
    await story.settled();
    expect(await story.phase()).toBe('parts');
    expect(await refusalOf(story.tries(technician, 'doWork', doWork))).toBe('409 WRONG_PHASE');
  });

  it('asks the lead where one fee is lowered and another one fills the total', async () => {
    const { story, technician } = await sofaInWorkshop(world);
    await story.does(technician, 'planWork', planned('05-12 18:00', { minutes: 240 }));
    await story.approves('wang.lei', 'plan');
    const line = (kind: string, amountMinor: number): Form => ({
      kind,
      text: kind,
      quantity: 1,
      amountMinor,
    });
    const waived = { lines: [line('labour', 45_000), line('material', 3_000)] };
    expect(await refusalOf(story.tries('zhang.min', 'quote', waived))).toBe('422 INVALID');
    await story.does('zhang.min', 'quote', { ...waived, deviation: true, reason: 'Cloth for less work' });
    expect(await story.pending('price')).toMatchObject({ role: 'repair_lead', amountMinor: 3_000 });
    await story.approves('wang.lei', 'price');
    expect(await story.task('answerQuote')).toMatchObject({ about: { totalMinor: 48_000 } });
  });

  it('counts the first answer to the latest revision alone', async () => {
    const { story } = await sofaQuoted(world);
    const counter = { answer: 'counter', about: 'price', text: 'Too dear', heardFrom: 'Ms Chen' };
    await story.does('zhang.min', 'answerQuote', counter);
    expect((await story.task('quote')).about).toMatchObject({ counter: 'Too dear' });
    const early = story.tries('chen.xiao.self', 'answerQuote', { answer: 'accepted' });
    expect(await refusalOf(early)).toBe('409 QUOTE_ANSWERED');

    const reduced = quotedOffList(40_000, { reason: 'Regular customer' });
    expect(await refusalOf(story.tries('zhang.min', 'quote', quoted(40_000)))).toBe('422 INVALID');
    await story.does('zhang.min', 'quote', reduced);
    expect(await story.pending('price')).toMatchObject({ role: 'repair_lead', amountMinor: 8_000 });
    await story.decides('wang.lei', 'price', 'refused', 'At most 50.00 off');
    expect((await story.task('quote')).about).toMatchObject({ refused: 'At most 50.00 off' });
    await story.does('zhang.min', 'quote', quotedOffList(25_000, { reason: 'Pilot' }));
    expect(await story.pending('price')).toMatchObject({ role: 'manager', amountMinor: 23_000 });
    await story.approves('sun.yan', 'price');

    const old = story.tries('chen.xiao.self', 'answerQuote', { answer: 'accepted', revision: 1 });
    expect(await refusalOf(old)).toBe('409 QUOTE_REVISED');
    const answers = await Promise.all([
      story.tries('chen.xiao.self', 'answerQuote', { answer: 'accepted', revision: 2 }),
      story.tries('zhang.min', 'answerQuote', { answer: 'declined', heardFrom: 'Ms Chen' }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const second = answers.find(({ status }) => status === 409)?.body;
    const recorded = answers[0].status === 200 ? 'accepted' : 'declined';
    expect(second).toMatchObject({ code: 'QUOTE_ANSWERED', details: { answer: recorded, revision: 2 } });
  });

  it('is dearer than the price list only with a reason, which asks nobody’s approval', async () => {
    const { story } = await sofaQuoted(world);
    const counter = { answer: 'counter', about: 'scope', text: 'On a Sunday', heardFrom: 'Ms Chen' };
    await story.does('zhang.min', 'answerQuote', counter);
    const above = story.tries('zhang.min', 'quote', quoted(50_000));
    expect(await above).toMatchObject({ status: 422, body: { errors: [{ pointer: '/deviation' }] } });
    const unreasoned = story.tries('zhang.min', 'quote', quoted(50_000, { deviation: true }));
    expect(await unreasoned).toMatchObject({ status: 400, body: { errors: [{ pointer: '/reason' }] } });
    const [labour] = (await story.task('quote')).about['lines'] as readonly Form[];
    await story.does('zhang.min', 'quote', {
      lines: [
        { ...labour, amountMinor: 49_000 },
        { kind: 'travel', text: 'Sunday', quantity: 1, amountMinor: 1_000 },
      ],
      ...{ deviation: true, reason: 'Work on a Sunday' },
    });
    expect(await story.approvals()).toEqual([]);
    expect((await story.task('answerQuote')).about['lines']).toMatchObject([
      { amountMinor: 49_000 },
      { text: 'Sunday', amountMinor: 1_000 },
    ]);
    await story.does('chen.xiao.self', 'answerQuote', { answer: 'accepted', revision: 2 });
    const { items } = await read<{ items: readonly { lines: readonly Form[] }[] }>(story, 'quotes');
    expect(items.at(-1)?.lines).toMatchObject([
      { amountMinor: 49_000, listMinor: 48_000, deviationReason: 'Work on a Sunday' },
      { amountMinor: 1_000, listMinor: 1_000, deviationReason: 'Work on a Sunday' },
    ]);
  });

  it('makes a new quotation when the price does not hold any more', async () => {
    const { story } = await sofaQuoted(world);
    await story.goTo('05-08 17:00');
    await story.orders('chen.xiao.self', 'comments', { text: 'I need another week', shared: true });
    await story.goTo('05-12 09:00');
    expect(await story.phase()).toBe('proposal');
    const late = story.tries('chen.xiao.self', 'answerQuote', { answer: 'accepted' });
    expect(await refusalOf(late)).toBe('409 QUOTE_EXPIRED');
    await soon(() => story.task('quote'));
    await story.does('zhang.min', 'quote', quoted(48_000));
    await story.does('chen.xiao.self', 'answerQuote', { answer: 'accepted', revision: 2 });
    const { items } = await read<{ items: readonly { state: string }[] }>(story, 'quotes');
    expect(items.map(({ state }) => state)).toEqual(['withdrawn', 'accepted']);
  });
});

describe('a quotation that nobody answers (repair scenario 14)', () => {
  it('is reminded of, closing is announced, and the case ends by itself at the announced instant', async () => {
    const story = await controllerQuoted(world);
    await story.goTo('10-08 17:59');
    expect(await story.phase()).toBe('proposal');
    await story.goTo('10-08 18:01');
    await story.settled();
    expect(await minutesOf(story, 'quoteReminder')).toEqual(['09-23 18:00']);
    expect(await minutesOf(story, 'silenceNotice')).toEqual(['09-28 18:00']);
    const read = await story.read();
    expect(read).toMatchObject({ phase: 'closed', outcome: 'customerSilent' });
    expect(minuteOf(read['closedAt'] as string)).toBe('10-08 18:00');
    expect(await accountOf(story)).toMatchObject({ dueMinor: 0, balanced: true });
  });

  it('is alive again with an answer after the notice', async () => {
    const story = await controllerQuoted(world);
    await story.goTo('10-02 12:00');
    await story.does('shen.qiang', 'answerQuote', { answer: 'accepted' });
    await story.goTo('10-08 18:01');
    expect(await story.read()).toMatchObject({ phase: 'proposal', outcome: null });
    expect(minuteOf((await story.task('confirmPayment')).dueAt ?? '')).toBe('10-10 18:00');
  });

  it('starts its limits over with any message of the customer', async () => {
    const story = await controllerQuoted(world);
    await story.goTo('10-02 12:00');
    await story.orders('shen.qiang', 'comments', { text: 'We are still calculating', shared: true });
    await story.goTo('10-08 18:00');
    expect(await story.phase()).toBe('proposal');
  });

  it('starts its limits over when the customer complains to those above', async () => {
    const story = await controllerQuoted(world);
    await story.goTo('10-02 12:00');
    await story.orders('shen.qiang', 'escalate', { reason: 'Nobody explains the price to us' });
    await story.goTo('10-08 18:00');
    expect(await story.phase()).toBe('proposal');
    expect(await story.messages('silenceNotice')).toHaveLength(1);
  });

  it('starts its limits over with the answer to something else', async () => {
    const story = await controllerQuoted(world);
    await story.goTo('10-02 12:00');
    await story.orders('wang.lei', 'hold', {
      ...{ reason: 'waitingForCustomer', text: 'Their budget', until: at('10-12 12:00') },
    });
    await story.does('shen.qiang', 'answerQuote', { answer: 'counter', about: 'price', text: 'Too dear' });
    expect(await story.read()).toMatchObject({ onHold: false });
  });
});
