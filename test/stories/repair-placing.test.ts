import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountOf, entriesOf, sofaAccepted, sofaQuoted } from '../support/repair-money-steps.ts';
import { soon } from '../support/repair-parts-steps.ts';
import { refusalOf, unitFetched, worked } from '../support/repair-steps.ts';
import { at, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** The provider reports 480.00, which nobody waits for any more. */
async function paysLate(story: Story, day: string, reference: string): Promise<void> {
  const payment = { caseId: story.caseId, amountMinor: 48_000, reference, paidAt: at(day) };
  const reported = await world.call('lin.xia', 'POST', '/v1/provider-payments', payment);
  expect([200, 202], JSON.stringify(reported.body)).toContain(reported.status);
  await soon(() => story.task('placePayment'));
}

describe('a payment for a repair that has ended', () => {
  it('lets it go on at the same price, promised anew, when finance revives it', async () => {
    const { story, technician } = await sofaAccepted(world);
    await story.goTo('05-12 18:01');
    expect(await story.read()).toMatchObject({ phase: 'completion', outcome: 'customerSilent' });
    await paysLate(story, '05-12 18:01', 'WX-1');
    const { about } = await story.task('placePayment');
    expect(about).toMatchObject({ mayRevive: true, amountMinor: 48_000, reference: 'WX-1' });

    const revive = { decision: 'revive' };
    expect(await refusalOf(story.tries('zhang.min', 'placePayment', revive))).toBe('403 ROLE_MISSING');
    expect(await refusalOf(story.tries('lin.xia', 'placePayment', revive))).toBe('422 INVALID');
    await story.does('lin.xia', 'placePayment', { ...revive, promisedUntil: at('05-20 18:00') });
    await soon(async () => {
      expect(await story.read()).toMatchObject({ phase: 'work', outcome: null });
    });
    expect(await entriesOf(story)).toEqual(['due 48000', 'due_voided 48000', 'payment 48000', 'due 48000']);
    expect(await accountOf(story)).toMatchObject({ outstandingMinor: 0, refundOpenMinor: 0 });
    expect(await story.due('announced')).toBe('05-20 18:00');
    expect(await story.due('repair')).toBe('05-21 18:00');
    expect((await story.tasks()).map(({ kind }) => kind)).toEqual(['doWork']);
    await story.does(technician, 'doWork', worked('05-12 18:01', '05-12 18:01'));
    expect(await story.phase()).toBe('acceptance');
  });

  it('promises news again, and not before, where the case became urgent after its end', async () => {
    const { story } = await sofaAccepted(world);
    await story.goTo('05-12 18:01');
    await story.orders('zhang.min', 'changePriority', { priority: 'urgent', reason: 'A baby sleeps on it' });
    const news = async (): Promise<readonly string[]> =>
      (await story.commitments()).filter(({ name }) => name === 'news').map(({ status }) => status);
    expect(await news()).toEqual([]);
    await paysLate(story, '05-12 18:01', 'WX-3');
    const revive = { decision: 'revive', promisedUntil: at('05-20 18:00') };
    await story.does('lin.xia', 'placePayment', revive);
    await soon(async () => {
      expect(await story.read()).toMatchObject({ phase: 'work', outcome: null });
    });
    expect(await news()).toEqual(['running']);
    expect(await story.due('news')).toBe('05-13 18:00');
  });

  it('goes back once where finance says so, and the case closes with balanced books', async () => {
    const { story } = await sofaQuoted(world);
    await story.orders('chen.xiao.self', 'withdraw', { reason: 'Bought another one' });
    await soon(() => story.task('giveUnitBack'));
    await paysLate(story, '04-28 10:30', 'WX-2');
    await story.does('zhang.min', 'giveUnitBack', unitFetched('04-28 10:30'));
    await story.settled();
    expect(await story.phase()).toBe('completion');

    expect(await refusalOf(story.tries('lin.xia', 'placePayment', { decision: 'refund' }))).toBe(
      '400 MALFORMED',
    );
    const refund = { decision: 'refund', method: 'bank', reference: 'RF-2' };
    await story.does('lin.xia', 'placePayment', refund);
    await soon(async () => {
      await expect
        .poll(() => story.read(), { timeout: 20_000 })
        .toMatchObject({ phase: 'closed', outcome: 'withdrawn' });
    });
    expect((await entriesOf(story)).filter((entry) => !entry.startsWith('settlement'))).toEqual([
      'payment 48000',
      'refund_due 48000',
      'refund_paid 48000',
    ]);
    expect(await story.messages('refundPaid')).toHaveLength(1);
    expect(await accountOf(story)).toMatchObject({ balanced: true, refundedMinor: 48_000 });
  });
});
