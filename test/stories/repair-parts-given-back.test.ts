import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controllerPlanned, type Visited } from '../support/controller-steps.ts';
import { delivers, linesOf, soon, stockOf } from '../support/repair-parts-steps.ts';
import type { Form, Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

/* Pieces that a case gives back while others wait for them (repair process, 7 arrival; R-11, P-03). */

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** A controller whose plan needs a switch; its requisition is signed. */
async function wantsSwitch(day: string, urgent = false): Promise<Visited> {
  const { partId } = await stockOf(world, 'SW-01');
  const classification = urgent ? { priority: 'urgent', urgentReasons: ['safety'] } : {};
  const visited = await controllerPlanned(world, day, [{ partId, quantity: 1 }], { classification });
  await soon(() => visited.story.pending('requisition'));
  await visited.story.approves('chen.hao', 'requisition');
  return visited;
}

const quantitiesOf = async (story: Story): Promise<Readonly<Record<string, number>> | undefined> =>
  (await linesOf(story))[0]?.quantities;

const isShort = async ({ story }: Visited): Promise<void> => {
  expect(await quantitiesOf(story)).toMatchObject({ reserved: 0, short: 1 });
};

/** The pieces are the case's, and it has heard of them within seconds. */
async function isServed({ story }: Visited): Promise<void> {
  expect(await quantitiesOf(story)).toMatchObject({ reserved: 1, short: 0 });
  await expect
    .poll(async () => (await story.tasks()).map(({ kind }) => kind), { timeout: 30_000 })
    .toEqual(['issueParts']);
  expect(await story.timeline('partsArrived')).toMatchObject([
    { data: { receiptNumber: 'givenBack', quantity: 1 } },
  ]);
  expect(await story.messages('partArrived')).toHaveLength(1);
}

const withdraws = async ({ story }: Visited): Promise<void> => {
  await story.orders('shen.qiang', 'withdraw', { reason: 'It takes too long' });
  await story.settled();
};

const SWITCH: Form = { lot: 'SW01-2606' };

describe('a switch that several cases wait for', () => {
  it('goes from the case that gives it back to the urgent one, then to the one that was signed for first', async () => {
    await delivers(world, '03-01 10:00', [{ partNumber: 'SW-01', accepted: 1, ...SWITCH }]);
    const holder = await wantsSwitch('03-03');
    const earlier = await wantsSwitch('03-04');
    const later = await wantsSwitch('03-05');
    const urgent = await wantsSwitch('03-06', true);
    await Promise.all([earlier, later, urgent].map(isShort));

    await withdraws(holder);
    await isServed(urgent);
    await Promise.all([earlier, later].map(isShort));
    expect(await stockOf(world, 'SW-01')).toMatchObject({ onHand: 1, reserved: 1, free: 0 });

    const [line] = await linesOf(urgent.story);
    const issued = { lines: [{ lineId: line?.id, quantity: 1, ...SWITCH }], receivedBy: 'Huang Lin' };
    await urgent.story.does('he.jing', 'issueParts', issued);
    await withdraws(urgent);
    const back = { lines: [{ lineId: line?.id, good: 1, damaged: 0, lost: 0 }] };
    await soon(() => urgent.story.task('returnParts'));
    await urgent.story.does('he.jing', 'returnParts', back);
    await urgent.story.settled();
    await isServed(earlier);
    await isShort(later);

    await Promise.all([withdraws(earlier), withdraws(later)]);
    await soon(async () => {
      expect(await stockOf(world, 'SW-01')).toMatchObject({ onHand: 1, reserved: 0, free: 1 });
    });
    for (const { story } of [holder, earlier, later]) {
      await soon(async () => {
        expect(await story.read()).toMatchObject({ phase: 'closed', outcome: 'withdrawn' });
      });
    }
  });
});
