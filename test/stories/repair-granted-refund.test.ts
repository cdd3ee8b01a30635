import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { losesAnswer } from '../support/lost-answers.ts';
import {
  accountOf,
  detailsFees,
  entriesOf,
  finishesSofa,
  sofaAccepted,
} from '../support/repair-money-steps.ts';
import { soon } from '../support/repair-parts-steps.ts';
import { paid, refusalOf } from '../support/repair-steps.ts';
import type { Form, Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const refund = (amountMinor: number, cause = 'delay'): Form => ({
  ...{ amountMinor, cause, reason: 'The sofa was promised for Monday' },
});

/** A sofa of company B, 480.00 accepted and paid. */
async function paidSofa(): Promise<{ story: Story; technician: string }> {
  const sofa = await sofaAccepted(world);
  await sofa.story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', 48_000, 'TT-30'));
  return sofa;
}

const refundsOf = async (story: Story): Promise<readonly string[]> =>
  (await entriesOf(story)).filter((entry) => entry.startsWith('refund'));

const bank = (reference: string): Form => ({ method: 'bank', reference });

describe('a refund beyond what the rules give (repair process, 6 refund)', () => {
  it('is answered once more when its answer was lost, though it may not be granted again', async () => {
    const { story } = await paidSofa();
    const key = randomUUID();
    const grant = () =>
      world.call('zhang.min', 'POST', `/v1/cases/${story.caseId}/grantRefund`, refund(48_000), key);
    expect(await grant()).toMatchObject({ status: 200 });
    await story.approves('lin.xia', 'refund');
    await losesAnswer(world, key);
    expect(await grant()).toMatchObject({ status: 200, body: { id: story.caseId } });
    expect(await refusalOf(story.post('zhang.min', 'grantRefund', refund(48_000)))).toBe(
      '409 ALREADY_REFUNDED',
    );
    expect(await story.timeline('command.grantRefund')).toHaveLength(1);
  });

  it('is decided by authority, at most once per cause, and paid with the settlement', async () => {
    const { story, technician } = await paidSofa();
    const post = (wanted: Form): Promise<string> => refusalOf(story.post('zhang.min', 'grantRefund', wanted));
    expect(await post(refund(48_001))).toBe('422 OVER_REFUND');
    expect(await post(refund(0))).toBe('422 INVALID');
    expect(await refusalOf(story.post(technician, 'grantRefund', refund(1)))).toBe('403 ROLE_MISSING');

    await story.orders('zhang.min', 'grantRefund', refund(8_000));
    expect(await story.pending('refund')).toMatchObject({ role: 'finance', amountMinor: 8_000 });
    const first = await story.pending('refund');
    await story.orders('zhang.min', 'grantRefund', refund(10_000));
    expect((await story.pending('refund')).id).not.toBe(first.id);
    expect(await post(refund(38_001, 'noise'))).toBe('422 OVER_REFUND');
    expect(await post(refund(48_001))).toBe('422 OVER_REFUND');
    await story.approves('lin.xia', 'refund');
    await story.settled();
    expect(await accountOf(story)).toMatchObject({ dueMinor: 38_000, refundOpenMinor: 10_000 });
    expect(await post(refund(5_000))).toBe('409 ALREADY_REFUNDED');

    await finishesSofa(story, technician, '04-28 11:00');
    await detailsFees(story, 38_000);
    await story.does('lin.xia', 'settleBalance', bank('RF-30'));
    await soon(async () => {
      expect(await refundsOf(story)).toEqual(['refund_due 10000', 'refund_paid 10000']);
    });
    expect(await story.messages('refundPaid')).toHaveLength(1);
  });

  it('climbs when nobody decides, is told when it is refused, and is paid while the customer is still asked', async () => {
    const { story, technician } = await paidSofa();
    await finishesSofa(story, technician, '04-28 11:00');
    await detailsFees(story);
    await story.does('lin.xia', 'settleBalance', { method: 'none' });
    await story.orders('zhang.min', 'grantRefund', refund(6_000));
    await story.goTo('04-28 17:05');
    expect(await story.pending('refund')).toMatchObject({ role: 'manager' });
    await story.decides('sun.yan', 'refund', 'refused', 'It was ready in time');
    await story.settled();
    expect((await story.timeline('told.refundRefused')).map(({ data }) => data)).toEqual([
      { amountMinor: 6_000, reason: 'It was ready in time' },
    ]);
    expect(await refundsOf(story)).toEqual([]);

    await story.orders('zhang.min', 'grantRefund', refund(6_000));
    await story.approves('lin.xia', 'refund');
    await story.does('lin.xia', 'settleBalance', bank('RF-31'));
    await soon(async () => {
      expect(await refundsOf(story)).toEqual(['refund_due 6000', 'refund_paid 6000']);
    });
    expect(await story.read()).toMatchObject({ phase: 'completion' });
    await story.goTo('05-20 09:00');
    await story.settled();
    await expect
      .poll(() => story.read(), { timeout: 20_000 })
      .toMatchObject({ phase: 'closed', outcome: 'repaired' });
    expect(await accountOf(story)).toMatchObject({ balanced: true, refundedMinor: 6_000, dueMinor: 42_000 });
  });

  it('lowers a fee detail that was entered before it was granted', async () => {
    const { story, technician } = await paidSofa();
    await finishesSofa(story, technician, '04-28 11:00');
    await story.orders('zhang.min', 'grantRefund', refund(48_000));
    await detailsFees(story);
    await story.approves('lin.xia', 'refund');
    await story.does('lin.xia', 'settleBalance', bank('RF-32'));
    await soon(async () => {
      expect(await accountOf(story)).toMatchObject({ balanced: true, dueMinor: 0, refundedMinor: 48_000 });
    });
  });

  it('is not asked for where nothing is charged, and no lead of another company orders anything there', async () => {
    const story = await world.openRepair('zhu.li', '03-16 09:00', {
      company: 'E',
      channel: 'web',
      unit: { productModel: 'CL-650', serialNumber: 'CL650-25-00017' },
      site: { address: '樱花路 88 号', region: 'city' },
      description: 'It does not cool',
    });
    expect(await refusalOf(story.post('sun.yan', 'grantRefund', refund(1)))).toBe('422 INVALID');
    const plan = story.post('wang.lei', 'changePlan', { reason: 'Takes longer' });
    expect(await refusalOf(plan)).toBe('403 ROLE_MISSING');
  });
});
