import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accountOf,
  detailsFees,
  entriesOf,
  finishesSofa,
  sofaAccepted,
  sofaPaid,
} from '../support/repair-money-steps.ts';
import { delivers, soon, stockOf } from '../support/repair-parts-steps.ts';
import { paid, refusalOf, worked, windowAgreed } from '../support/repair-steps.ts';
import { at, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

describe('payment before the work (repair scenario 10)', () => {
  it('lets the work begin when the second part of the money has come, and counts no time until then', async () => {
    const { story, technician } = await sofaAccepted(world);
    const doWork = (): Promise<string> =>
      refusalOf(story.tries(technician, 'doWork', worked('04-28 11:00', '04-28 11:00')));
    expect(await doWork()).toBe('409 PAYMENT_OPEN');
    expect(minuteOf((await story.task('confirmPayment')).dueAt ?? '')).toBe('05-06 18:00');

    await story.goTo('04-29 15:00');
    await story.does('lin.xia', 'confirmPayment', paid('04-29 15:00', 40_000, 'TT-1'));
    expect(await accountOf(story)).toMatchObject({ dueMinor: 48_000, outstandingMinor: 8_000 });
    expect(await doWork()).toBe('409 PAYMENT_OPEN');
    expect(minuteOf((await story.task('confirmPayment')).dueAt ?? '')).toBe('05-06 18:00');

    await story.goTo('05-06 09:59');
    expect(await doWork()).toBe('409 PAYMENT_OPEN');
    await story.goTo('05-06 10:00');
    await story.does('lin.xia', 'confirmPayment', paid('05-06 10:00', 8_000, 'TT-2'));
    await story.settled();

    const pauses = (await story.timeline())
      .filter(({ kind }) => kind === 'paused' || kind === 'resumed')
      .map(({ kind, data, at: when }) => `${minuteOf(when)} ${kind} ${String(data['source'])}`);
    expect(pauses).toEqual([
      '04-28 10:30 paused quote',
      '04-28 11:00 resumed quote',
      '04-28 11:00 paused payment',
      '05-06 10:00 resumed payment',
    ]);
    expect(await story.due('repair')).toBe('05-12 18:00');
    await story.does(technician, 'doWork', worked('05-06 10:00', '05-06 10:00', { minutes: 240 }));
    expect(await entriesOf(story)).toEqual(['due 48000', 'payment 40000', 'payment 8000']);
  });
});

describe('money that does not come as it should', () => {
  it('counts a payment once, gives a surplus back once, and waits for the cash before it closes', async () => {
    const { story, technician } = await sofaAccepted(world);
    await story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', 40_000, 'TT-9'));
    await story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', 40_000, 'TT-9'));
    expect(await accountOf(story)).toMatchObject({ paidMinor: 40_000, outstandingMinor: 8_000 });
    const cash = paid('04-28 11:00', 10_000, 'RC-1', { method: 'cash' });
    expect(await refusalOf(story.tries('huang.lin', 'confirmPayment', cash))).toBe('403 NOT_ASSIGNEE');
    const bank = { ...cash, method: 'bank' };
    expect(await refusalOf(story.tries(technician, 'confirmPayment', bank))).toBe('403 ROLE_MISSING');
    await story.does(technician, 'confirmPayment', cash);
    const takenBy = await world.personId(technician);
    expect(await story.task('handInCash')).toMatchObject({ about: { amountMinor: 10_000, takenBy } });
    expect((await accountOf(story)).entries).toContainEqual(
      expect.objectContaining({ kind: 'payment', amountMinor: 10_000, method: 'cash', person: takenBy }),
    );
    expect(await accountOf(story)).toMatchObject({ outstandingMinor: 0, refundOpenMinor: 2_000 });
    const told = (await story.timeline('told.paymentReceived')).at(-1);
    expect(told?.data).toMatchObject({ amountMinor: 10_000, surplusMinor: 2_000 });

    await finishesSofa(story, technician, '04-28 11:00');
    await detailsFees(story);
    const settled = { method: 'bank', reference: 'RF-1', invoiceNumber: 'INV-1' };
    await story.does('lin.xia', 'settleBalance', settled);
    const wrong = story.tries('lin.xia', 'handInCash', { amountMinor: 10_001, at: at('04-28 11:00') });
    expect(await refusalOf(wrong)).toBe('422 INVALID');
    await story.does('lin.xia', 'handInCash', { amountMinor: 6_000, at: at('04-28 11:00') });
    await story.goTo('05-20 09:00');
    expect(await story.read()).toMatchObject({ phase: 'completion' });
    expect(await story.escalations('handInCash')).toEqual([
      { level: 1, role: 'repair_lead', firedAt: '04-29 18:00' },
      { level: 2, role: 'manager', firedAt: '04-30 14:30' },
      { level: 3, role: 'general_manager', firedAt: '05-06 18:00' },
    ]);
    const late = { score: 90, satisfied: 'yes', remark: 'Sits as on the first day' };
    expect(await refusalOf(story.tries('chen.xiao.self', 'answerSurvey', late))).toBe('409 SURVEY_EXPIRED');
    const [kept, ...others] = await story.timeline('commented');
    expect(kept).toMatchObject({ actor: { type: 'customer' }, data: { text: late.remark } });
    expect(others).toEqual([]);
    expect(await story.read()).toMatchObject({ details: { surveyScore: null } });
    await story.does('lin.xia', 'handInCash', { amountMinor: 4_000, at: at('05-20 09:00') });
    await story.settled();

    await expect
      .poll(() => story.read(), { timeout: 20_000 })
      .toMatchObject({ phase: 'closed', outcome: 'repaired' });
    expect(await accountOf(story)).toMatchObject({
      balanced: true,
      refundedMinor: 2_000,
      outstandingMinor: 0,
    });
    expect((await entriesOf(story)).filter((entry) => entry.startsWith('refund_paid'))).toEqual([
      'refund_paid 2000',
    ]);
  });

  it('lets work begin before the money when the manager agrees, and leaves it as a receivable', async () => {
    const { story, technician } = await sofaAccepted(world);
    const later = { until: at('05-20 18:00'), reason: 'Month end of the customer' };
    await story.orders('zhang.min', 'deferPayment', later);
    await story.decides('sun.yan', 'deferPayment', 'refused', 'Not for a first order');
    const doWork = worked('04-28 11:00', '04-28 11:00');
    expect(await refusalOf(story.tries(technician, 'doWork', doWork))).toBe('409 PAYMENT_OPEN');
    expect(await story.messages('paymentAsked')).toHaveLength(2);

    await story.orders('zhang.min', 'deferPayment', { ...later, until: at('06-30 18:00') });
    const first = await story.pending('deferPayment');
    await story.orders('zhang.min', 'deferPayment', later);
    expect((await story.pending('deferPayment')).id).not.toBe(first.id);
    await story.approves('sun.yan', 'deferPayment');

    await finishesSofa(story, technician, '04-28 11:00');
    await detailsFees(story);
    await story.does('lin.xia', 'settleBalance', { method: 'none', invoiceNumber: 'INV-2' });
    await story.goTo('05-20 09:00');
    await story.settled();
    await expect
      .poll(() => story.read(), { timeout: 20_000 })
      .toMatchObject({ phase: 'closed', outcome: 'repaired' });
    expect(await accountOf(story)).toMatchObject({ outstandingMinor: 48_000, balanced: true });
  });

  it('is confirmed while the case goes on where it was deferred, and asked for again on the day', async () => {
    const { story } = await sofaAccepted(world);
    const later = { until: at('04-30 18:00'), reason: 'Month end of the customer' };
    await story.orders('zhang.min', 'deferPayment', later);
    await story.approves('sun.yan', 'deferPayment');
    const asked = await story.task('confirmPayment');
    expect(asked).toMatchObject({ about: { outstandingMinor: 48_000 } });
    expect(minuteOf(asked.dueAt ?? '')).toBe('04-30 18:00');
    await story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', 30_000, 'TT-50'));
    await soon(() => story.task('confirmPayment'));
    expect(await story.messages('paymentAsked')).toHaveLength(1);

    await story.goTo('04-30 18:01');
    expect(await story.escalations('confirmPayment')).toEqual([
      { level: 1, role: 'repair_lead', firedAt: '04-30 18:00' },
    ]);
    expect((await story.timeline('told.paymentAsked')).at(-1)?.data).toMatchObject({ amountMinor: 18_000 });
    await story.does('lin.xia', 'confirmPayment', paid('04-30 18:01', 18_000, 'TT-51'));
    await story.settled();
    expect(await accountOf(story)).toMatchObject({ outstandingMinor: 0, paidMinor: 48_000 });
    expect((await story.tasks()).map(({ kind }) => kind)).toEqual(['doWork']);
  });
});

/** What was put back, in the order in which it was. */
const putBack = async (story: Story): Promise<readonly string[]> =>
  (await story.timeline())
    .map(({ kind }) => kind)
    .filter((kind) =>
      ['told.appointmentCancelled', 'partsReleased', 'moneyUnwound', 'told.withdrawn'].includes(kind),
    );

describe('a customer who withdraws before the work (repair scenario 21)', () => {
  it('gets everything back once, and what was bought arrives in free stock', async () => {
    const before = { hinge: await stockOf(world, 'HG-110'), plain: await stockOf(world, 'HG-105') };
    const { story } = await sofaPaid(world, [
      { partId: before.hinge.partId, quantity: 2 },
      { partId: before.plain.partId, quantity: 1 },
    ]);
    await story.approves('chen.hao', 'requisition');
    const wanted = {
      way: 'purchase',
      expectedAt: at('03-10 12:00'),
      reference: 'PO-21',
      reason: 'Out of stock',
    };
    await story.does('he.jing', 'sourceLine', wanted);
    expect(await stockOf(world, 'HG-110')).toMatchObject({ free: before.hinge.free - 1 });

    await story.goTo('03-04 15:00');
    await story.orders('chen.xiao.self', 'withdraw', { reason: 'Bought another one' });
    await story.settled();
    expect(await putBack(story)).toEqual(['partsReleased', 'moneyUnwound', 'told.withdrawn']);
    expect(await stockOf(world, 'HG-110')).toEqual(before.hinge);
    expect(await stockOf(world, 'HG-105')).toEqual(before.plain);
    expect(await refusalOf(story.tries('lin.xia', 'settleBalance', { method: 'none' }))).toBe('422 INVALID');
    await story.does('lin.xia', 'settleBalance', { method: 'bank', reference: 'RF-21' });
    await story.settled();
    await expect
      .poll(() => story.read(), { timeout: 20_000 })
      .toMatchObject({ phase: 'closed', outcome: 'withdrawn' });
    const money = (await entriesOf(story)).filter((entry) => !/^(cost|settlement) /.test(entry));
    expect(money).toEqual([
      'due 30000',
      'payment 30000',
      'due_voided 30000',
      'refund_due 30000',
      'refund_paid 30000',
    ]);
    expect(await accountOf(story)).toMatchObject({ dueMinor: 0, outstandingMinor: 0, balanced: true });

    await delivers(world, '03-10 11:00', [{ partNumber: 'HG-110', accepted: 1 }]);
    const { onHand, free, reserved } = before.hinge;
    expect(await stockOf(world, 'HG-110')).toMatchObject({ onHand: onHand + 1, free: free + 1, reserved });
    expect(await story.messages('partArrived')).toEqual([]);
  });

  it('has the agreed window called off first, then the parts put back, then the money', async () => {
    const before = await stockOf(world, 'HG-105');
    const { story, technician } = await sofaPaid(world, []);
    await story.does(technician, 'agreeAppointment', windowAgreed('03-05 14:00', '03-05 16:00'));
    const lines = [{ partId: before.partId, quantity: before.free + 1 }];
    await story.orders(technician, 'requestParts', { lines });
    await story.approves('chen.hao', 'requisition');
    expect(await stockOf(world, 'HG-105')).toMatchObject({ free: 0 });

    await story.orders('zhang.min', 'withdraw', { heardFrom: 'Ms Chen' });
    await soon(() => story.task('settleBalance'));
    expect(await putBack(story)).toEqual([
      'told.appointmentCancelled',
      'partsReleased',
      'moneyUnwound',
      'told.withdrawn',
    ]);
    expect(await story.messages('appointmentCancelledStaff')).toHaveLength(1);
    expect(await stockOf(world, 'HG-105')).toEqual(before);
    expect(await story.commitment('appointment/2')).toMatchObject({ status: 'dropped' });
    await story.does('lin.xia', 'settleBalance', { method: 'bank', reference: 'RF-22' });
    await soon(async () => {
      await expect
        .poll(() => story.read(), { timeout: 20_000 })
        .toMatchObject({ phase: 'closed', outcome: 'withdrawn' });
    });
  });
});
