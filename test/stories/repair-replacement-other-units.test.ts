import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closes } from '../support/linked-steps.ts';
import { accountOf, soon } from '../support/repair-parts-steps.ts';
import {
  handedOver,
  paid,
  planned,
  quoted,
  quotedOffList,
  refusalOf,
  tested,
  worked,
} from '../support/repair-steps.ts';
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
  stocksUp,
  writesOff,
  writtenOff,
} from '../support/replacement-steps.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
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
