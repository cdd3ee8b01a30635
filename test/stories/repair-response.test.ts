import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, moment } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

describe('the first response to a report (repair scenario 2)', () => {
  it('is due on the wall clock although it is a holiday, and climbs until a person answers', async () => {
    const repair = await world.openRepair('shen.qiang', '04-30 23:50', {
      company: 'A',
      channel: 'email',
      unit: { productModel: 'CT-900', serialNumber: 'CT900-26-00031' },
      description: 'The display stays dark',
    });
    await repair.goTo('05-01 00:50');
    const before = await repair.commitment('firstResponse');
    expect(moment(before.dueAt)).toBe(moment(at('05-01 00:20')));
    expect(before).toMatchObject({ status: 'running', isMissed: true });

    await repair.does('zhang.min', 'contactCustomer', {
      at: at('05-01 00:50'),
      reached: true,
      summary: 'The line runs on the spare controller',
    });
    await repair.goTo('05-01 02:00');

    const escalations = await repair.escalations('firstResponse');
    expect(escalations).toEqual([
      { level: 1, role: 'service_lead', firedAt: '05-01 00:20' },
      { level: 2, role: 'manager', firedAt: '05-01 00:35' },
    ]);
    expect(await repair.commitment('firstResponse')).toMatchObject({ status: 'met', isMissed: true });
    const [acknowledged] = await repair.messages('acknowledged');
    expect(acknowledged).toMatchObject({ status: 'sent' });
  });
});
