import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closes, linksOf } from '../support/linked-steps.ts';
import { assigns, classified, contacted } from '../support/repair-steps.ts';
import { registers } from '../support/replacement-steps.ts';
import type { Form } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

describe('a customer who answers after the case ended in silence', () => {
  it('reports it again, and the warranty counts from when it was reported first', async () => {
    // Under warranty for 36 months, to the end of Mon 07-20.
    const serialNumber = await registers(world, 'LB-15', '2023-07-20');
    const report = (more: Form = {}): Form => ({
      ...{ company: 'D', channel: 'web', unit: { productModel: 'LB-15', serialNumber } },
      site: { address: '1 Harbour Road', region: 'hongkong' },
      description: 'It does not start',
      ...more,
    });
    const first = await world.openRepair('emma.wong', '07-16 09:00', report());
    await first.does('zhang.min', 'contactCustomer', contacted('07-16 09:00'));
    await first.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
    const technician = await assigns(first, 'qian.wei');
    for (const hour of ['10:00', '11:00', '12:00']) {
      await first.goTo(`07-16 ${hour}`);
      await first.does(technician, 'agreeAppointment', { reached: false });
    }
    await first.goTo('08-20 09:00');
    await closes(first, 'customerSilent');

    for (const automatic of [true, false]) {
      const answer = await first.post('emma.wong', 'comments', {
        text: 'I was away',
        shared: true,
        automatic,
      });
      expect(answer).toMatchObject({
        status: 409,
        body: { code: 'CASE_CLOSED', details: { repeatOf: first.caseId } },
      });
    }
    const again = await world.openRepair('emma.wong', '08-21 09:00', report({ repeatOf: first.caseId }));
    const counted = { state: 'inside', countedAt: '2026-07-16T09:00:00+08:00' };
    expect(await again.read()).toMatchObject({ details: { warranty: counted } });
    expect(await again.due('firstResponse')).toBe('08-23 09:00');
    await expect
      .poll(() => linksOf(again))
      .toMatchObject([{ direction: 'to', relation: 'repeatOf', case: { id: first.caseId } }]);
    const other = await world.openRepair('emma.wong', '08-21 09:00', report());
    expect(await other.read()).toMatchObject({ details: { warranty: { state: 'outside' } } });
  });
});
