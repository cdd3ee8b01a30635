import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POLICY_B } from '../../db/presets/policies/b.ts';
import {
  accountOf,
  detailsFees,
  entriesOf,
  finishesSofa,
  minutesOf,
  sofaAccepted,
  sofaQuoted,
} from '../support/repair-money-steps.ts';
import { soon } from '../support/repair-parts-steps.ts';
import { paid, planned, quotedOffList, refusalOf, unitFetched, worked } from '../support/repair-steps.ts';
import { at, type Form, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type Answer, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const closes = (story: Story): Promise<void> =>
  soon(async () => {
    expect(await story.phase()).toBe('closed');
  });

const kindsOf = async (story: Story): Promise<readonly string[]> =>
  (await story.tasks()).map(({ kind }) => kind);

/** A sofa of company B whose 480.00 are paid later by agreement; the work is done on Tue 04-28. */
async function deferredUntil(day: string): Promise<Story> {
  const { story, technician } = await sofaAccepted(world);
  const reason = 'Month end of the customer';
  await story.orders('zhang.min', 'deferPayment', { until: at(day), reason });
  await story.approves('sun.yan', 'deferPayment');
  await finishesSofa(story, technician, '04-28 11:00');
  return story;
}

describe('a payment that was deferred (repair process, 3.4 payment, 6 deferPayment)', () => {
  it('is asked for on its day, reminds finance, climbs, and is paid before the case closes', async () => {
    const story = await deferredUntil('04-30 18:00');
    await detailsFees(story);
    await story.goTo('05-06 18:01');
    expect(await minutesOf(story, 'paymentAsked')).toEqual(['04-28 11:00', '04-30 18:00']);
    expect(await story.messages('deferredPaymentDue')).toMatchObject([{ to: { role: 'finance' } }]);
    expect(await minutesOf(story, 'deferredPaymentDue')).toEqual(['04-30 18:00']);
    expect(await story.escalations('confirmPayment')).toEqual([
      { level: 1, role: 'repair_lead', firedAt: '04-30 18:00' },
      { level: 2, role: 'manager', firedAt: '05-06 14:30' },
    ]);
    await story.does('lin.xia', 'confirmPayment', paid('05-06 18:01', 48_000, 'TT-60'));
    await soon(async () => {
      expect(await kindsOf(story)).not.toContain('confirmPayment');
    });
    await story.does('lin.xia', 'settleBalance', { method: 'none', invoiceNumber: 'INV-60' });
    await story.goTo('05-20 09:00');
    await closes(story);
    expect(await story.escalations('confirmPayment')).toHaveLength(2);
    expect(await accountOf(story)).toMatchObject({
      ...{ dueMinor: 48_000, paidMinor: 48_000, outstandingMinor: 0, receivableMinor: 0, balanced: true },
    });
  });

  it('stays deferred to its day when an addition is asked for and paid, and the rest is taken and reminded of', async () => {
    const { story, technician } = await sofaAccepted(world);
    const deferred = { until: at('04-30 18:00'), reason: 'Month end of the customer' };
    await story.orders('zhang.min', 'deferPayment', deferred);
    await story.approves('sun.yan', 'deferPayment');
    const grew = { result: 'scopeGrew', reason: 'The frame is cracked too', minutes: 30 };
    await story.does(technician, 'doWork', worked('04-28 11:00', '04-28 11:00', grew));
    await story.does(technician, 'planWork', planned('05-12 18:00', { minutes: 60 }));
    await story.does('zhang.min', 'quote', quotedOffList(12_000));
    await story.does('chen.xiao.self', 'answerQuote', { answer: 'accepted' });
    await soon(async () => {
      expect(await story.task('confirmPayment')).toMatchObject({ about: { outstandingMinor: 60_000 } });
    });
    await story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', 12_000, 'TT-62'));
    await soon(async () => {
      expect(await story.phase()).toBe('work');
    });
    const { about, dueAt } = await story.task('confirmPayment');
    expect(about).toMatchObject({ outstandingMinor: 48_000, deferredUntil: deferred.until });
    expect(minuteOf(dueAt ?? '')).toBe('04-30 18:00');
    await story.goTo('04-30 18:01');
    expect(await minutesOf(story, 'deferredPaymentDue')).toEqual(['04-30 18:00']);
    await story.does('lin.xia', 'confirmPayment', paid('04-30 18:01', 48_000, 'TT-63'));
    await soon(async () => {
      expect(await accountOf(story)).toMatchObject({ paidMinor: 60_000, outstandingMinor: 0 });
    });
    expect(await kindsOf(story)).toEqual(['doWork']);
  });

  it('is taken after the settlement too, while the customer is still asked', async () => {
    const story = await deferredUntil('05-20 18:00');
    await detailsFees(story);
    await story.does('lin.xia', 'settleBalance', { method: 'none' });
    await soon(async () => {
      expect(await accountOf(story)).toMatchObject({ receivableMinor: 48_000, outstandingMinor: 48_000 });
    });
    await story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', 48_000, 'TT-61'));
    await story.goTo('05-20 09:00');
    await closes(story);
    expect(await accountOf(story)).toMatchObject({ receivableMinor: 0, outstandingMinor: 0, balanced: true });
  });
});

describe('a receivable of a case that is closed', () => {
  const post = (url: string, body: Form): Promise<Answer> => world.call('lin.xia', 'POST', url, body);

  async function comes(
    story: Story,
    amountMinor: number,
    reference: string,
    method = 'bank',
  ): Promise<string> {
    const payment = { amountMinor, method, reference, paidAt: at('04-28 11:00') };
    const { body } = await post('/v1/unplaced-payments', { caseId: story.caseId, ...payment });
    return (body as { id: string }).id;
  }

  it('is paid by what comes for it, by bank or in cash, and what is more goes back at once', async () => {
    const story = await deferredUntil('06-30 18:00');
    await detailsFees(story);
    await story.does('lin.xia', 'settleBalance', { method: 'none' });
    await story.goTo('05-20 09:00');
    await closes(story);
    expect(await accountOf(story)).toMatchObject({ receivableMinor: 48_000, balanced: true });

    const assigned = { decision: 'assign', toCaseId: story.caseId, reason: 'Pays the sofa' };
    const place = (id: string, more: Form = {}): Promise<Answer> =>
      post(`/v1/unplaced-payments/${id}/placement`, { ...assigned, ...more });
    const first = await comes(story, 30_000, 'TT-70');
    const back = { method: 'bank', reference: 'RF-70' };
    expect(await refusalOf(place(first, back))).toBe('422 INVALID');
    expect(await place(first)).toMatchObject({ status: 200, body: { placement: 'assigned' } });
    expect(await refusalOf(place(first))).toBe('409 PAYMENT_PLACED');
    expect(await accountOf(story)).toMatchObject({ receivableMinor: 18_000, balanced: true });

    const rest = await comes(story, 20_000, 'RC-70', 'cash');
    expect(await refusalOf(place(rest))).toBe('422 INVALID');
    expect((await place(rest, back)).status).toBe(200);
    expect(await accountOf(story)).toMatchObject({
      ...{ receivableMinor: 0, outstandingMinor: 0, refundedMinor: 2_000, balanced: true },
      inside: { cashInHandMinor: 0 },
    });
    const entries = (await entriesOf(story)).filter((entry) => !/^(cost|deferral) /.test(entry));
    expect(entries).toEqual([
      ...['due 48000', 'settlement 48000', 'receivable 48000', 'payment 30000'],
      ...['payment 20000', 'refund_due 2000', 'cash_handed_in 20000', 'refund_paid 2000'],
    ]);
    const late = await comes(story, 100, 'TT-71');
    expect(await refusalOf(place(late))).toBe('409 CASE_CLOSED');
  });
});

describe('a visit fee', () => {
  it('is asked for when it falls due, and confirmed while nothing waits for it', async () => {
    const { story } = await sofaQuoted(world);
    await story.does('chen.xiao.self', 'answerQuote', { answer: 'declined' });
    await soon(async () => {
      expect(await kindsOf(story)).toEqual(expect.arrayContaining(['confirmPayment', 'settleBalance']));
    });
    expect((await story.timeline('told.paymentAsked')).map(({ data }) => data['amountMinor'])).toEqual([
      5_000,
    ]);
    expect(minuteOf((await story.task('confirmPayment')).dueAt ?? '')).toBe('05-06 18:00');
    await story.does('lin.xia', 'confirmPayment', paid('04-28 10:30', 2_000, 'TT-80'));
    await soon(async () => {
      expect(await story.task('confirmPayment')).toMatchObject({ about: { outstandingMinor: 3_000 } });
    });
    await story.does('lin.xia', 'confirmPayment', paid('04-28 10:30', 3_000, 'TT-81'));
    await story.does('lin.xia', 'settleBalance', { method: 'none' });
    await story.does('zhang.min', 'giveUnitBack', unitFetched('04-28 10:30'));
    await closes(story);
    expect(await accountOf(story)).toMatchObject({ outstandingMinor: 0, receivableMinor: 0, balanced: true });
  });
});

describe('a policy under which work does not wait for its payment (payBefore: false)', () => {
  beforeAll(async () => {
    const repair = { ...POLICY_B.repair, payBefore: false };
    const document = { ...POLICY_B, version: 2, repair };
    const added = await world.call('song.qi', 'POST', '/v1/policies', {
      document,
      validFrom: at('04-01 00:00'),
    });
    if (added.status !== 201) throw new Error(JSON.stringify(added.body));
  });

  it('lets the work begin with the answer, pauses nothing, and asks for the money when the work is done', async () => {
    const { story, technician } = await sofaAccepted(world);
    expect(await story.phase()).toBe('work');
    expect(await story.read()).toMatchObject({ pausedBecause: [] });
    expect(await story.messages('paymentAsked')).toEqual([]);
    expect((await story.task('confirmPayment')).dueAt).toBeNull();
    await story.goTo('04-29 11:00');
    await finishesSofa(story, technician, '04-29 11:00');
    await soon(async () => {
      expect(await minutesOf(story, 'paymentAsked')).toEqual(['04-29 11:00']);
    });
    expect(minuteOf((await story.task('confirmPayment')).dueAt ?? '')).toBe('05-07 18:00');
    await detailsFees(story);
    expect(await kindsOf(story)).not.toContain('settleBalance');
    await story.goTo('05-06 10:00');
    await story.does('lin.xia', 'confirmPayment', paid('05-06 10:00', 48_000, 'TT-90'));
    await soon(async () => {
      await story.does('lin.xia', 'settleBalance', { method: 'none' });
    });
    await story.goTo('05-20 09:00');
    await closes(story);
    expect(await accountOf(story)).toMatchObject({ paidMinor: 48_000, receivableMinor: 0, balanced: true });
  });

  it('reminds once when nothing comes, and leaves a receivable', async () => {
    const { story, technician } = await sofaAccepted(world);
    await story.goTo('04-29 11:00');
    await finishesSofa(story, technician, '04-29 11:00');
    await soon(() => story.task('feeDetail'));
    await detailsFees(story);
    await story.goTo('05-11 18:01');
    expect(await minutesOf(story, 'paymentAsked')).toEqual(['04-29 11:00', '05-07 18:00']);
    await soon(async () => {
      await story.does('lin.xia', 'settleBalance', { method: 'none' });
    });
    await story.goTo('05-20 09:00');
    await closes(story);
    expect(await accountOf(story)).toMatchObject({ receivableMinor: 48_000, balanced: true });
  });
});
