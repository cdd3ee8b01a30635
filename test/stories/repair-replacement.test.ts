import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closes, reportsClosed, requestsOf } from '../support/linked-steps.ts';
import { accountOf, stockOf } from '../support/repair-parts-steps.ts';
import { diagnosed, paid, planned, quotedOffList, refusalOf } from '../support/repair-steps.ts';
import {
  accepts,
  chosen,
  collected,
  comesAgain,
  finishes,
  handsOut,
  laptopDiagnosed,
  registers,
  scrapped,
  writesOff,
  writtenOff,
} from '../support/replacement-steps.ts';
import { minuteOf } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

async function unitOf(serial: string): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await world.call('song.qi', 'GET', `/v1/units?serialNumber=${serial}`);
  const [found] = (body as { items: readonly { unit: Readonly<Record<string, unknown>> }[] }).items;
  return found?.unit ?? {};
}

describe('a repair that costs more than the unit is worth (repair scenario 18)', () => {
  it('is written off by the general manager alone, and the same model takes its place', async () => {
    const unit = await laptopDiagnosed(world, { serialNumber: 'LB15-7Q2M9' });
    const { story, technician } = unit;
    expect(await story.phase()).toBe('replacement');
    await story.goTo('10-09 15:00');
    expect((await story.task('proposeScrap')).about).toMatchObject({
      unitValueMinor: 457_424,
      uneconomicPercent: 70,
      uneconomicAboveMinor: 320_197,
    });
    await story.does(technician, 'proposeScrap', writtenOff());
    const asked = await story.pending('scrap');
    expect(asked).toMatchObject({ role: 'general_manager', amountMinor: 457_424 });
    expect(minuteOf(asked.dueAt ?? '')).toBe('10-10 18:00');

    await story.goTo('10-20 09:00');
    const reminders = (await story.timeline('approval.reminded')).map((entry) => minuteOf(entry.at));
    expect(reminders[0]).toBe('10-10 18:00');
    expect(await story.pending('scrap')).toMatchObject({ role: 'general_manager', id: asked.id });
    const refused = story.world.call('sun.yan', 'POST', `/v1/approvals/${asked.id}/decision`, {
      decision: 'approved',
    });
    expect(await refusalOf(refused)).toBe('403 ROLE_MISSING');
    await story.approves('zhao.ming', 'scrap');

    await story.does('zhang.min', 'chooseReplacement', await chosen(world, 'LB-15'));
    await handsOut(story, technician, 'LB15-9K4T1');
    expect(await story.messages('replacementComing')).toHaveLength(1);
    await comesAgain(unit, '10-21 10:00');
    await story.does(technician, 'collectOld', collected('LB15-7Q2M9', 'LB15-9K4T1'));
    expect(await story.phase()).toBe('acceptance');
    await accepts(unit, '10-21 10:00');
    expect(await unitOf('LB15-7Q2M9')).toMatchObject({ active: true });
    expect(await story.read()).toMatchObject({ phase: 'completion' });
    await story.does('he.jing', 'scrapUnit', scrapped('10-21 10:00'));
    await closes(story, 'replaced');
    expect(await story.read()).toMatchObject({
      details: { newUnit: { productModel: 'LB-15', serialNumber: 'LB15-9K4T1', isAccepted: true } },
    });
    expect(await unitOf('LB15-7Q2M9')).toMatchObject({ active: false });
    expect(await unitOf('LB15-9K4T1')).toMatchObject({ active: true, purchasedOn: '2026-10-21' });
    expect(await stockOf(world, 'LB-15')).toMatchObject({ onHand: 0, reserved: 0 });
    expect(await accountOf(story)).toMatchObject({ dueMinor: 0, paidMinor: 0, balanced: true });
  });
});

describe('a write-off', () => {
  it('is asked anew when its value changes, and goes back to the diagnosis with the reason when refused', async () => {
    const unit = await laptopDiagnosed(world, {
      serialNumber: await registers(world, 'LB-15', '2025-07-01'),
    });
    const { story, technician } = unit;
    await story.goTo('10-09 15:00');
    const unproven = story.tries(technician, 'proposeScrap', writtenOff({ evidence: [] }));
    expect(await refusalOf(unproven)).toBe('422 INVALID');
    // Whoever understates the value does not choose a lower approver by it.
    await story.does(technician, 'proposeScrap', writtenOff({ unitValueMinor: 0 }));
    const first = await story.pending('scrap');
    expect(first).toMatchObject({ role: 'general_manager', amountMinor: 457_424 });

    await story.orders(technician, 'changeWriteOff', writtenOff({ unitValueMinor: 500_000 }));
    const second = await story.pending('scrap');
    expect(second).toMatchObject({ amountMinor: 500_000 });
    expect(second.id).not.toBe(first.id);
    expect(await story.approvals('withdrawn')).toMatchObject([{ id: first.id }]);
    const late = story.world.call('zhao.ming', 'POST', `/v1/approvals/${first.id}/decision`, {
      decision: 'approved',
    });
    expect(await refusalOf(late)).toBe('409 APPROVAL_NOT_PENDING');

    await story.decides('zhao.ming', 'scrap', 'refused', 'A board costs less');
    expect(await story.phase()).toBe('diagnosis');
    const change = story.post(technician, 'changeWriteOff', writtenOff());
    expect(await refusalOf(change)).toBe('409 WRONG_PHASE');
    const repairable = { coverage: 'warranty', repairable: 'yes', go: 'plan' };
    await story.does(technician, 'diagnose', diagnosed({ serialSeen: unit.serialNumber, ...repairable }));
    expect(await story.phase()).toBe('proposal');
  });
});

describe('a customer who does not want another unit', () => {
  it('gets what was paid for the repair back when a part is not to be had and the unit is kept', async () => {
    const serialNumber = await registers(world, 'LB-15', '2020-07-01');
    const repairable = { repairable: 'yes', go: 'plan' };
    const broken = { serialNumber, coverage: 'chargeable', diagnosis: repairable } as const;
    const { story, technician } = await laptopDiagnosed(world, broken);
    const parts = [{ partId: (await stockOf(world, 'CMP-90')).partId, quantity: 1 }];
    await story.does(technician, 'planWork', planned('10-16 18:00', { parts }));
    await story.approves('sun.yan', 'plan');
    await story.does('zhang.min', 'quote', quotedOffList(160_000));
    await story.does('emma.wong', 'answerQuote', { answer: 'accepted' });
    await story.does('lin.xia', 'confirmPayment', paid('10-09 14:00', 160_000, 'TT-keep'));
    await story.approves('chen.hao', 'requisition');
    await story.does('he.jing', 'sourceLine', { way: 'notObtainable' });
    expect(await story.phase()).toBe('replacement');

    await story.does(technician, 'proposeScrap', writtenOff({ ground: 'noPart' }));
    await story.approves('zhao.ming', 'scrap');
    const kept = { answer: 'keepUnit', reason: 'Told of a used one; wants to keep this one' };
    await story.does('emma.wong', 'chooseReplacement', kept);
    expect(await accountOf(story)).toMatchObject({ dueMinor: 0, refundOpenMinor: 160_000 });
    await story.does('lin.xia', 'settleBalance', { method: 'bank', reference: 'RF-keep' });
    await finishes(story, '10-09 14:00');
    expect(await story.timeline('told.result')).toMatchObject([
      { data: { outcome: 'unrepaired', summary: kept.reason } },
    ]);
    await closes(story, 'unrepaired');
    expect(await accountOf(story)).toMatchObject({ refundedMinor: 160_000, balanced: true });
    expect(await story.messages('refundPaid')).toHaveLength(1);
  });

  it('returns the sale instead', async () => {
    const unit = await laptopDiagnosed(world, {
      serialNumber: await registers(world, 'LB-15', '2025-07-01'),
    });
    const { story } = unit;
    await writesOff(unit);
    const unheard = story.tries('zhang.min', 'chooseReplacement', { answer: 'refund' });
    expect(await refusalOf(unheard)).toBe('422 INVALID');
    await story.does('zhang.min', 'chooseReplacement', { answer: 'refund', heardFrom: 'Emma Wong' });
    await finishes(story, '10-09 15:00');
    const [wanted, ...others] = await requestsOf(story);
    expect(others).toEqual([]);
    expect(wanted).toMatchObject({
      kind: 'return-exchange',
      cause: 'refund',
      waits: true,
      state: 'requested',
    });
    await story.settled();
    const [result] = await story.timeline('told.result');
    expect(result?.data).toMatchObject({ outcome: 'refundedByReturn' });
    expect(result?.data).not.toHaveProperty('summary');
    expect(await story.read()).toMatchObject({ phase: 'completion', outcome: 'refundedByReturn' });
    await reportsClosed(story, 'return-exchange', 'refunded');
    await closes(story, 'refundedByReturn');
  });

  it('withdraws while the choice is open, and nothing is left behind', async () => {
    const unit = await laptopDiagnosed(world, {
      serialNumber: await registers(world, 'LB-15', '2025-07-01'),
    });
    const { story } = unit;
    await writesOff(unit);
    await story.orders('emma.wong', 'withdraw', { reason: 'Bought another' });
    await closes(story, 'withdrawn');
    expect(await story.tasks()).toEqual([]);
  });
});
