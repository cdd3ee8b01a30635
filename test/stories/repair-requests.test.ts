import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { soon, stockOf } from '../support/repair-parts-steps.ts';
import { followedUp, handedOver, planned, resultTold, tested, worked } from '../support/repair-steps.ts';
import { laptopDiagnosed, registers } from '../support/replacement-steps.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

describe('parts that are asked for beside the plan', () => {
  it('are not wanted any more when the work is over: nothing is signed for, nothing stays in anyone’s hands', async () => {
    const serialNumber = await registers(world, 'LB-15', '2025-06-02');
    const diagnosis = { repairable: 'yes', go: 'plan' };
    const { story, technician } = await laptopDiagnosed(world, { serialNumber, diagnosis });
    const { partId, free } = await stockOf(world, 'FN-80');
    await story.does(technician, 'planWork', planned('10-13 18:00'));
    await story.does(technician, 'doWork', worked('10-09 14:00', '10-09 14:00'));
    await story.orders(technician, 'requestParts', { lines: [{ partId, quantity: 2 }] });
    await soon(() => story.pending('requisition'));
    await story.does('gao.feng', 'testUnit', tested());
    await story.does(technician, 'handOver', handedOver());
    await soon(async () => {
      expect(await story.approvals('withdrawn')).toMatchObject([{ subject: 'requisition' }]);
    });
    await story.does('zhang.min', 'tellResult', resultTold('10-09 14:00', 'yes'));
    await story.does('zhang.min', 'followUp', followedUp('10-09 14:00'));
    await soon(async () => {
      await expect
        .poll(() => story.read(), { timeout: 20_000 })
        .toMatchObject({ phase: 'closed', outcome: 'repaired' });
    });
    expect((await stockOf(world, 'FN-80')).free).toBe(free);
  });
});
