import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, type World } from '../support/world.ts';
import { reported } from './reported.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ CUSTOMER_COMMANDS_PER_DAY: '3' });
});
afterAll(async () => {
  await world.close();
});

it('a customer adds so much to a case in a day; staff go on, and the customer may still withdraw', async () => {
  const repair = await reported(world);
  const comment = (who: string) =>
    world.call(who, 'POST', `/v1/cases/${repair.caseId}/comments`, { text: 'And?', shared: true });
  for (let given = 0; given < 3; given += 1) expect((await comment('shen.qiang')).status).toBe(200);
  expect(await comment('shen.qiang')).toMatchObject({
    status: 429,
    body: { code: 'RATE_LIMITED', details: { most: 3 } },
  });
  expect((await comment('zhang.min')).status).toBe(200);
  await repair.orders('shen.qiang', 'withdraw', { reason: 'Too slow' });
});
