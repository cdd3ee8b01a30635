import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportsClosed, requestsOf } from '../support/linked-steps.ts';
import { accountOf, soon, stockOf } from '../support/repair-parts-steps.ts';
import {
  diagnosed,
  followedUp,
  handedOver,
  paid,
  planned,
  quoted,
  quotedOffList,
  refusalOf,
  resultTold,
  tested,
  worked,
} from '../support/repair-steps.ts';
import {
  type BrokenUnit,
  chosen,
  collected,
  comesAgain,
  handsOut,
  laptopDiagnosed,
  registers,
  stocksUp,
  writesOff,
  writtenOff,
} from '../support/replacement-steps.ts';
import { at, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** Tested by the inspector, signed for, told and followed up; the old unit is scrapped. */
async function accepts({ story, technician }: BrokenUnit, day: string): Promise<void> {
  await story.does('gao.feng', 'testUnit', tested());
  await story.does(technician, 'handOver', handedOver());
  await finishes(story, day);
}

async function finishes(story: Story, day: string): Promise<void> {
  await story.does('zhang.min', 'tellResult', resultTold(day, 'yes'));
  await story.does('zhang.min', 'followUp', followedUp(day));
}

/** A case closes once its last messages have reached somebody. */
const closes = (story: Story, outcome: string): Promise<void> =>
  soon(async () => {
    await expect.poll(() => story.read(), { timeout: 20_000 }).toMatchObject({ phase: 'closed', outcome });
  });

const scrapped = (day: string) => ({ recordNumber: 'SCR-1', disposal: 'scrap', at: at(day) });

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

describe('another unit than the same model', () => {
  it('is agreed on by the sales manager, and leaves once the difference is quoted and paid', async () => {
    const unit = await laptopDiagnosed(world, {
      serialNumber: await registers(world, 'LB-15', '2025-07-01'),
    });
    const { story, technician, serialNumber } = unit;
    await writesOff(unit);
    const dearer = await chosen(world, 'CL-650', { kind: 'other', differenceMinor: 260_100 });
    expect(await refusalOf(story.tries('zhang.min', 'chooseReplacement', dearer))).toBe('403 ROLE_MISSING');
    const wrong = story.tries('qian.wei', 'chooseReplacement', { ...dearer, differenceMinor: 0 });
    expect(await wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/differenceMinor' }] } });
    await story.does('qian.wei', 'chooseReplacement', dearer);

    const cheap = story.tries('zhang.min', 'quote', quoted(200_000));
    expect(await cheap).toMatchObject({ status: 422, body: { errors: [{ pointer: '/deviation' }] } });
    const line = { kind: 'material', text: 'CL-650', quantity: 1, amountMinor: 260_100 };
    await story.does('zhang.min', 'quote', { lines: [line] });
    await story.does('emma.wong', 'answerQuote', { answer: 'accepted' });
    expect(await story.approvals()).toEqual([]);
    await story.does('lin.xia', 'confirmPayment', paid('10-09 15:00', 200_000, 'TT-d1'));
    expect(await story.approvals()).toEqual([]);
    await story.does('lin.xia', 'confirmPayment', paid('10-09 15:00', 60_100, 'TT-d2'));
    await handsOut(story, technician, 'CL650-26-00004');
    await comesAgain(unit, '10-12 10:00');
    await story.does(technician, 'collectOld', collected(serialNumber, 'CL650-26-00004'));
    await accepts(unit, '10-12 10:00');
    await story.does('he.jing', 'scrapUnit', scrapped('10-12 10:00'));
    await story.does('zhang.min', 'feeDetail', { lines: [line] });
    await story.approves('zhou.jie', 'feeDetail');
    const cost = { kind: 'material', costMinor: 540_000, account: 'warranty' };
    await story.does('lin.xia', 'costFees', { lines: [cost] });
    await story.does('lin.xia', 'settleBalance', { method: 'none' });
    await closes(story, 'replaced');
    expect(await accountOf(story)).toMatchObject({ dueMinor: 260_100, paidMinor: 260_100, balanced: true });
  });

  it('gives back what was paid for the repair beyond its price', async () => {
    await stocksUp(world, 'SSD-512', ['SSD-CHEAP-1']);
    const serialNumber = await registers(world, 'LB-15', '2020-07-01');
    const repairable = { repairable: 'yes', go: 'plan' };
    const broken = { serialNumber, coverage: 'chargeable', diagnosis: repairable } as const;
    const unit = await laptopDiagnosed(world, broken);
    const { story, technician } = unit;
    await sellsAsUnit('SSD-512', 39_900);
    await story.does(technician, 'planWork', planned('10-16 18:00'));
    await story.does('zhang.min', 'quote', quotedOffList(160_000));
    await story.does('emma.wong', 'answerQuote', { answer: 'accepted' });
    await story.does('lin.xia', 'confirmPayment', paid('10-09 14:00', 160_000, 'TT-cheap'));
    const failed = worked('10-09 14:00', '10-09 14:00', { result: 'notRepairable', reason: 'Board burnt' });
    await story.does(technician, 'doWork', failed);
    await story.does(technician, 'proposeScrap', writtenOff({ ground: 'unrepairable' }));
    await story.approves('zhao.ming', 'scrap');

    const cheaper = { kind: 'other', differenceMinor: -120_100 };
    await story.does('qian.wei', 'chooseReplacement', await chosen(world, 'SSD-512', cheaper));
    const line = { kind: 'material', text: 'SSD-512', quantity: 1, amountMinor: 39_900 };
    await story.does('zhang.min', 'quote', { lines: [line] });
    await story.does('emma.wong', 'answerQuote', { answer: 'accepted' });
    expect(await accountOf(story)).toMatchObject({ dueMinor: 39_900, refundOpenMinor: 120_100 });
    await handsOut(story, technician, 'SSD-CHEAP-1');
    await comesAgain(unit, '10-12 10:00');
    await story.does(technician, 'collectOld', collected(serialNumber, 'SSD-CHEAP-1'));
    await accepts(unit, '10-12 10:00');
    await story.does('he.jing', 'scrapUnit', scrapped('10-12 10:00'));
    await story.does('zhang.min', 'feeDetail', { lines: [line] });
    await story.approves('zhou.jie', 'feeDetail');
    const cost = { kind: 'material', costMinor: 27_500, account: 'customer' };
    await story.does('lin.xia', 'costFees', { lines: [cost] });
    await story.does('lin.xia', 'settleBalance', { method: 'bank', reference: 'RF-cheap' });
    await closes(story, 'replaced');
    expect(await accountOf(story)).toMatchObject({
      ...{ dueMinor: 39_900, paidMinor: 160_000, refundedMinor: 120_100, balanced: true },
    });
  });
});

/** A product of that model is sold as a unit of its own. */
async function sellsAsUnit(model: string, priceMinor: number): Promise<void> {
  const product = { model, name: model, category: 'hardware', warrantyMonths: 12, priceMinor };
  const worth = { currency: 'CNY', usefulLifeMonths: 60, residualPercent: 5 };
  const answer = await world.call('song.qi', 'POST', '/v1/products', { ...product, ...worth });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
}

describe('an exchange in the workshop', () => {
  it('takes only the unit of the case and a new one that nobody has; the lead decides about another one', async () => {
    const serialNumber = await registers(world, 'LB-15', '2025-07-01');
    await stocksUp(world, 'LB-15', ['LB15-FRESH-1']);
    const unit = await laptopDiagnosed(world, { serialNumber, place: 'workshop' });
    const { story, technician } = unit;
    await writesOff(unit, { disposal: 'refurbish' });
    await story.does('zhang.min', 'chooseReplacement', await chosen(world, 'LB-15'));
    await handsOut(story, technician, 'LB15-FRESH-1');

    const other = collected('LB15-OTHER', 'LB15-FRESH-1');
    expect(await refusalOf(story.tries(technician, 'collectOld', other))).toBe('409 SERIAL_MISMATCH');
    const unasked = { ...other, otherSerialBecause: 'Board was swapped before' };
    expect(await refusalOf(story.tries(technician, 'collectOld', unasked))).toBe('409 SERIAL_MISMATCH');
    const inUse = collected(serialNumber, serialNumber);
    expect(await refusalOf(story.tries(technician, 'collectOld', inUse))).toBe('409 SERIAL_IN_USE');
    // Never issued: the store refuses it, and the task comes back with the reason.
    await story.does(technician, 'collectOld', collected(serialNumber, 'LB15-UNKNOWN'));
    expect(await story.task('collectOld')).toMatchObject({ about: { refused: { code: 'LOT_MISMATCH' } } });

    const { id } = await story.task('collectOld');
    const taken = await world.call('zhou.jie', 'POST', `/v1/tasks/${id}/reassign`, {
      ...{ role: 'department_head', reason: 'Another serial number' },
    });
    expect(taken.status, JSON.stringify(taken.body)).toBe(200);
    await story.does('zhou.jie', 'collectOld', unasked);
    expect(await story.phase()).toBe('acceptance');
    const sent = story.post('emma.wong', 'withdraw', {});
    expect(await refusalOf(sent)).toBe('409 WRONG_PHASE');

    await story.does('gao.feng', 'testUnit', tested());
    await story.does('zhang.min', 'handOver', handedOver());
    const asApproved = story.tries('he.jing', 'scrapUnit', scrapped('10-09 15:00'));
    expect(await asApproved).toMatchObject({ status: 422, body: { errors: [{ pointer: '/disposal' }] } });
    await story.does('he.jing', 'scrapUnit', { ...scrapped('10-09 15:00'), disposal: 'refurbish' });
    await finishes(story, '10-09 15:00');
    await closes(story, 'replaced');
  });
});

describe('a new unit that is out of stock', () => {
  it('is a short line; where it is not to be had, the customer chooses again', async () => {
    const unit = await laptopDiagnosed(world, {
      serialNumber: await registers(world, 'LB-15', '2025-07-01'),
    });
    const { story, technician, serialNumber } = unit;
    await writesOff(unit);
    await sellsAsUnit('LB-16', 599_900);
    await keepsInStock('LB-16', 599_900);
    const samePrice = await chosen(world, 'LB-16', { kind: 'samePrice' });
    await story.does('zhang.min', 'chooseReplacement', samePrice);
    await story.approves('chen.hao', 'requisition');
    await story.does('he.jing', 'sourceLine', { way: 'notObtainable' });
    expect(await story.phase()).toBe('replacement');
    expect(await story.messages('replacementOffered')).toHaveLength(2);

    await story.does('zhang.min', 'chooseReplacement', samePrice);
    await story.approves('chen.hao', 'requisition');
    expect((await story.task('sourceLine')).about).toMatchObject({ short: 1 });
    await stocksUp(world, 'LB-16', ['LB16-0001']);
    const { about } = await soon(() => story.task('issueParts'));
    const [line] = about['lines'] as readonly { readonly lineId: string }[];
    const lines = [{ lineId: line?.lineId, quantity: 1, serial: 'LB16-0001' }];
    await story.does('he.jing', 'issueParts', { lines, receivedBy: technician });
    await comesAgain(unit, '10-12 10:00');
    await story.does(technician, 'collectOld', collected(serialNumber, 'LB16-0001'));
    expect(await story.phase()).toBe('acceptance');
    const early = story.tries('he.jing', 'scrapUnit', scrapped('10-12 10:00'));
    expect(await refusalOf(early)).toBe('409 WRONG_PHASE');
  });
});

/** Whole units of that model are kept in the store; none is there yet. */
async function keepsInStock(number: string, priceMinor: number): Promise<void> {
  const names = { number, nameZh: number, nameEn: number, specification: '整机更换', supplier: '云存科技' };
  const facts = { tracking: 'serial', priceMinor, costMinor: 460_000, currency: 'CNY', reorderPoint: 0 };
  const answer = await world.call('chen.hao', 'POST', '/v1/parts', { ...names, ...facts });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
}
