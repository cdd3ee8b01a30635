import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishesSofa, sofaAccepted, sofaInWorkshop } from '../support/repair-money-steps.ts';
import { soon } from '../support/repair-parts-steps.ts';
import {
  askedOf,
  diagnosed,
  paid,
  planned,
  quoted,
  quotedOffList,
  refusalOf,
} from '../support/repair-steps.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/* Company B gives each approver four hours of working time: 09:00–12:00 and 13:30–18:00. */

describe('a price below the list (repair process, 6 price)', () => {
  it('climbs from the lead to the manager and on, and nobody approves it by time', async () => {
    const { story, technician } = await sofaInWorkshop(world);
    await story.does(technician, 'planWork', planned('05-12 18:00', { minutes: 240 }));
    await story.approves('wang.lei', 'plan');
    await story.goTo('04-28 10:30');
    await story.does('zhang.min', 'quote', quotedOffList(40_000));
    await story.goTo('04-30 09:00');
    expect(await askedOf(story, 'price')).toEqual([
      '04-28 10:30 asked repair_lead',
      '04-28 16:00 climbed manager',
      '04-29 11:00 climbed general_manager',
      '04-29 16:30 reminded general_manager',
    ]);
    expect(await story.pending('price')).toMatchObject({ role: 'general_manager', amountMinor: 8_000 });
    const late = story.world.call(
      'wang.lei',
      'POST',
      `/v1/approvals/${(await story.pending('price')).id}/decision`,
      { decision: 'approved' },
    );
    expect(await refusalOf(late)).toBe('403 ROLE_MISSING');
    await story.approves('zhao.ming', 'price');
    expect(await story.task('answerQuote')).toMatchObject({ about: { totalMinor: 40_000 } });
  });
});

describe('a free repair that the records do not give (repair process, 6 coverage)', () => {
  it('climbs by time, and goes to whoever may give away what it turns out to cost', async () => {
    const goodwill = diagnosed({ coverage: 'goodwill' });
    const { story, technician } = await sofaInWorkshop(world, goodwill);
    expect(await story.pending('coverage')).toMatchObject({ role: 'repair_lead', amountMinor: 17_000 });
    await story.goTo('04-28 15:01');
    expect(await askedOf(story, 'coverage')).toEqual([
      '04-28 09:30 asked repair_lead',
      '04-28 15:00 climbed manager',
    ]);
    await story.approves('sun.yan', 'coverage');
    // The manager may give away 2 000.00; the work costs 2 160.00.
    await story.does(technician, 'planWork', planned('05-12 18:00', { minutes: 1_080 }));
    await story.approves('sun.yan', 'plan');
    expect(await story.pending('coverage')).toMatchObject({ role: 'general_manager', amountMinor: 216_000 });
    await story.decides('zhao.ming', 'coverage', 'refused', 'Too much for goodwill');
    expect(await story.task('quote')).toMatchObject({ roles: ['agent', 'technician'] });
  });
});

describe('a fee detail (repair process, 6 feeDetail)', () => {
  it('climbs from the head of department to the manager', async () => {
    const { story, technician } = await sofaAccepted(world);
    await story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', 48_000, 'TT-100'));
    await finishesSofa(story, technician, '04-28 11:00');
    await story.does('zhang.min', 'feeDetail', quoted(48_000));
    await story.goTo('04-29 12:00');
    expect(await askedOf(story, 'feeDetail')).toEqual([
      '04-28 11:00 asked department_head',
      '04-28 16:30 climbed manager',
      '04-29 11:30 reminded manager',
    ]);
    await story.approves('sun.yan', 'feeDetail');
    const costs = [{ kind: 'labour', costMinor: 30_000, account: 'customer' }];
    await story.does('lin.xia', 'costFees', { lines: costs });
    await soon(() => story.task('settleBalance'));
  });
});
