import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accountOf,
  detailsFees,
  entriesOf,
  finishesSofa,
  minutesOf,
  read,
  sofaAccepted,
} from '../support/repair-money-steps.ts';
import { soon } from '../support/repair-parts-steps.ts';
import { paid, refusalOf, worked } from '../support/repair-steps.ts';
import { at, type Form, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type Answer, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

interface Entry {
  readonly id: number;
  readonly kind: string;
  readonly amountMinor: number;
  readonly countersEntryId: number | null;
  readonly replacesEntryId: number | null;
}

/** The last entry of a kind, as finance finds it in the account of the case. */
async function entryOf(story: Story, kind: string): Promise<Entry> {
  const { entries } = await read<{ entries: readonly Entry[] }>(story, 'account');
  const found = entries.findLast((entry) => entry.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
}

const wrong = async (story: Story, kind: string, right: Form = {}): Promise<Form> => ({
  ...{ entryId: (await entryOf(story, kind)).id, reason: 'Typed in wrongly' },
  ...right,
});

const corrects = async (story: Story, kind: string, right: Form = {}): Promise<void> => {
  await story.orders('lin.xia', 'correctMoney', await wrong(story, kind, right));
};

describe('a payment that was entered wrongly (repair process, 7 "undone by")', () => {
  it('is stated rightly in one step, and the work waits until the rest has come', async () => {
    const { story, technician } = await sofaAccepted(world);
    await story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', 48_000, 'TT-110'));
    expect(await story.phase()).toBe('work');
    const right = await wrong(story, 'payment', { amountMinor: 40_000 });
    expect(await refusalOf(story.post('zhang.min', 'correctMoney', right))).toBe('403 ROLE_MISSING');
    const foreign = story.post('lin.xia', 'correctMoney', { ...right, account: 'goodwill' });
    expect(await foreign).toMatchObject({ status: 422, body: { errors: [{ pointer: '/account' }] } });
    const same = story.post('lin.xia', 'correctMoney', { ...right, amountMinor: 48_000 });
    expect(await refusalOf(same)).toBe('422 INVALID');

    await story.orders('lin.xia', 'correctMoney', right);
    await soon(async () => {
      expect(await entriesOf(story)).toEqual([
        ...['due 48000', 'payment 48000', 'payment 40000', 'counter_entry 48000'],
      ]);
    });
    expect(await refusalOf(story.post('lin.xia', 'correctMoney', right))).toBe('422 INVALID');
    expect(await accountOf(story)).toMatchObject({ paidMinor: 40_000, outstandingMinor: 8_000 });
    await soon(async () => {
      expect(await story.read()).toMatchObject({ pausedBecause: ['waitingForCustomer'] });
    });
    expect((await story.timeline('told.accountCorrected')).map(({ data }) => data)).toEqual([
      { paidMinor: 40_000, remainingMinor: 8_000 },
    ]);
    const doWork = worked('04-28 11:00', '04-28 11:00', { minutes: 240 });
    expect(await refusalOf(story.tries(technician, 'doWork', doWork))).toBe('409 PAYMENT_OPEN');
    expect(await story.task('confirmPayment')).toMatchObject({ about: { outstandingMinor: 8_000 } });

    await story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', 8_000, 'TT-111'));
    await soon(async () => {
      expect(await story.read()).toMatchObject({ pausedBecause: [] });
    });
    await story.does(technician, 'doWork', doWork);
    expect(await minutesOf(story, 'paymentAsked')).toEqual(['04-28 11:00', '04-28 11:00']);
  });

  it('reminds the customer while the work waits, and ends the repair if they stay silent', async () => {
    const { story } = await sofaAccepted(world);
    await story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', 48_000, 'TT-112'));
    await corrects(story, 'payment', { amountMinor: 40_000 });
    await soon(async () => {
      expect(await story.read()).toMatchObject({ pausedBecause: ['waitingForCustomer'] });
    });
    expect(minuteOf((await story.task('confirmPayment')).dueAt ?? '')).toBe('05-06 18:00');
    await story.goTo('05-06 18:01');
    expect(await minutesOf(story, 'paymentAsked')).toEqual(['04-28 11:00', '04-28 11:00', '05-06 18:00']);
    await story.goTo('05-30 18:01');
    expect(await story.messages('silenceNotice')).toHaveLength(1);
    await soon(async () => {
      expect(await story.read()).toMatchObject({ phase: 'completion', outcome: 'customerSilent' });
    });
  });

  it('is deferred by agreement like any other, and the work goes on before it', async () => {
    const { story, technician } = await sofaAccepted(world);
    await story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', 48_000, 'TT-113'));
    await corrects(story, 'payment', { amountMinor: 40_000 });
    await soon(() => story.task('confirmPayment'));
    await story.orders('zhang.min', 'deferPayment', { until: at('05-20 18:00'), reason: 'Month end' });
    await story.approves('sun.yan', 'deferPayment');
    await soon(async () => {
      expect(await story.read()).toMatchObject({ pausedBecause: [] });
    });
    const { dueAt, about } = await story.task('confirmPayment');
    expect(minuteOf(dueAt ?? '')).toBe('05-20 18:00');
    expect(about).toMatchObject({ outstandingMinor: 8_000 });
    await story.does(technician, 'doWork', worked('04-28 11:00', '04-28 11:00', { minutes: 240 }));
  });

  it('too low, lets the work begin; in cash, changes what is handed in; never made, is asked for again', async () => {
    const { story, technician } = await sofaAccepted(world);
    await story.does(technician, 'confirmPayment', paid('04-28 11:00', 40_000, 'RC-110', { method: 'cash' }));
    expect(await story.task('handInCash')).toMatchObject({ about: { amountMinor: 40_000 } });
    await corrects(story, 'payment');
    await soon(async () => {
      expect(await accountOf(story)).toMatchObject({ paidMinor: 0, outstandingMinor: 48_000 });
    });
    await soon(async () => {
      expect((await story.tasks()).map(({ kind }) => kind)).toEqual(['confirmPayment']);
    });
    expect(await story.task('confirmPayment')).toMatchObject({ about: { outstandingMinor: 48_000 } });
    await story.does(technician, 'confirmPayment', paid('04-28 11:00', 40_000, 'RC-111', { method: 'cash' }));
    await soon(() => story.task('handInCash'));
    await corrects(story, 'payment', { amountMinor: 50_000 });
    await soon(async () => {
      expect(await story.phase()).toBe('work');
    });
    expect(await accountOf(story)).toMatchObject({ outstandingMinor: 0, refundOpenMinor: 2_000 });
    await soon(async () => {
      expect(await story.task('handInCash')).toMatchObject({ about: { amountMinor: 50_000 } });
    });
  });
});

describe('the books of a closed case', () => {
  const correct = async (story: Story, kind: string, right: Form = {}): Promise<Answer> =>
    world.call(
      'lin.xia',
      'POST',
      `/v1/cases/${story.caseId}/account/corrections`,
      await wrong(story, kind, right),
    );

  const april = async (): Promise<unknown> => {
    const { body } = await world.call('lin.xia', 'GET', '/v1/settlements?month=2026-04');
    return (body as { totals: readonly unknown[] }).totals[0];
  };

  it('are corrected with counter and right entry at once, stay balanced, and count in their month until that is closed', async () => {
    const { story, technician } = await sofaAccepted(world);
    await story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', 48_000, 'TT-120'));
    expect(await refusalOf(correct(story, 'payment'))).toBe('409 WRONG_PHASE');
    await finishesSofa(story, technician, '04-28 11:00');
    await detailsFees(story, 40_000);
    await story.does('lin.xia', 'settleBalance', { method: 'bank', reference: 'RF-120' });
    await story.goTo('05-20 09:00');
    await soon(async () => {
      expect(await story.phase()).toBe('closed');
    });
    expect(await refusalOf(story.post('lin.xia', 'correctMoney', await wrong(story, 'payment')))).toBe(
      '409 CASE_CLOSED',
    );

    const refund = await entryOf(story, 'refund_paid');
    expect(await correct(story, 'refund_paid', { reference: 'RF-121' })).toMatchObject({
      status: 201,
      body: {
        entries: [
          { kind: 'counter_entry', amountMinor: 8_000, countersEntryId: refund.id },
          { kind: 'refund_paid', amountMinor: 8_000, reference: 'RF-121', replacesEntryId: refund.id },
        ],
      },
    });
    expect((await correct(story, 'cost', { account: 'goodwill' })).status).toBe(201);
    // What is above the due would have to go back, and there is nobody any more who gives it back.
    expect(await refusalOf(correct(story, 'payment', { amountMinor: 49_000 }))).toBe('422 INVALID');
    expect(await refusalOf(correct(story, 'refund_paid'))).toBe('422 INVALID');
    expect((await correct(story, 'payment', { amountMinor: 47_000 })).status).toBe(201);
    expect(await accountOf(story)).toMatchObject({
      ...{ dueMinor: 40_000, paidMinor: 47_000, refundedMinor: 8_000 },
      ...{ receivableMinor: 1_000, outstandingMinor: 1_000, balanced: true },
    });
    expect(await april()).toMatchObject({
      ...{ cases: 1, chargedMinor: 40_000, paidMinor: 47_000, refundedMinor: 8_000, receivableMinor: 1_000 },
      costs: [{ account: 'goodwill', costMinor: 30_000 }],
    });

    const number = (await story.read())['number'] as string;
    const documentOf = async (suffix: string): Promise<string> => {
      const url = `/v1/cases/${story.caseId}/documents/${number}${suffix}?language=en`;
      const { body } = await world.download('lin.xia', url, 'text/html');
      return Buffer.from(body as Uint8Array).toString();
    };
    const [first, second] = [await documentOf('-FP1'), await documentOf('-FP2')];
    expect(first).toContain('Undone');
    expect(first).toContain(`${number}-FP2`);
    expect(second).toContain(`${number}-FP1`);
    expect(second).not.toContain('Undone');
    expect(await documentOf('-FR2')).toContain('The fees came to less than was paid');

    const closing = await world.call('lin.xia', 'POST', '/v1/settlements/2026-04/close');
    expect(closing.status, JSON.stringify(closing.body)).toBe(200);
    expect(await refusalOf(correct(story, 'payment', { reference: 'TT-121' }))).toBe('409 MONTH_SETTLED');
  });
});
