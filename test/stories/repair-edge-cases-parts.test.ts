import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controllerClassified, controllerPlanned, lineIn } from '../support/controller-steps.ts';
import { delivers, linesOf, soon, stockOf } from '../support/repair-parts-steps.ts';
import { handedOver, planned, refusalOf, resultTold, tested, worked } from '../support/repair-steps.ts';
import { at, type Form } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const wish = async (number: string, quantity: number): Promise<Form> => ({
  partId: (await stockOf(world, number)).partId,
  quantity,
});

const issue = (...lines: readonly Form[]): Form => ({ lines, receivedBy: 'Huang Lin' });

describe('more pieces than there are left (repair process, 9)', () => {
  const overBy = (answer: Promise<{ status: number; body: unknown }>, remainder: number) =>
    expect(answer).resolves.toMatchObject({
      status: 422,
      body: { code: 'OVER_QUANTITY', details: { remainder } },
    });

  it('are not issued beyond what was signed for, used beyond what was issued, or brought back beyond the rest', async () => {
    const { story, technician } = await controllerPlanned(world, '03-03', [await wish('FN-80', 2)]);
    await story.approves('chen.hao', 'requisition');
    const lineId = await lineIn(story, 'reserved');
    await overBy(story.tries('he.jing', 'issueParts', issue({ lineId, quantity: 3 })), 2);
    await story.does('he.jing', 'issueParts', issue({ lineId, quantity: 2 }));
    const work = (quantity: number): Form =>
      worked('03-03 10:10', '03-03 10:10', { consumed: [{ lineId, quantity }] });
    await overBy(story.tries(technician, 'doWork', work(3)), 2);
    await story.does(technician, 'doWork', work(1));
    await story.does(technician, 'testUnit', tested());
    await story.does(technician, 'handOver', handedOver());
    const back = (good: number): Form => ({ lines: [{ lineId, good, damaged: 0, lost: 0 }] });
    await overBy(story.tries('he.jing', 'returnParts', back(2)), 1);
    const lost = { lineId, good: 0, damaged: 0, lost: 1 };
    expect(await refusalOf(story.tries('he.jing', 'returnParts', { lines: [lost] }))).toBe('422 INVALID');
    await story.does('he.jing', 'returnParts', back(1));
    expect((await linesOf(story))[0]?.quantities).toMatchObject({ issued: 2, consumed: 1, inHand: 0 });
  });

  it('are refused as a number out of range where none, or fewer than none, are named', async () => {
    const { story } = await controllerClassified(world, '03-04');
    const nothing = await story.post('wang.lei', 'requestParts', { lines: [await wish('FN-80', 0)] });
    expect(nothing).toMatchObject({
      status: 422,
      body: { code: 'INVALID', errors: [{ pointer: '/lines/0/quantity' }] },
    });
    const unknown = { lines: [await wish('FN-80', 0)], hurry: true };
    expect(await refusalOf(story.post('wang.lei', 'requestParts', unknown))).toBe('400 MALFORMED');
  });
});

describe('a requisition that the parts lead refuses (repair process, 6)', () => {
  it('comes back to whoever planned it, with the reason, and is asked anew with other lines', async () => {
    const { story, technician } = await controllerPlanned(world, '03-17', [await wish('FN-80', 2)]);
    await story.decides('chen.hao', 'requisition', 'refused', 'One fan is enough');
    expect((await soon(() => story.task('planWork'))).about).toMatchObject({ refused: 'One fan is enough' });
    expect(await story.messages('approvalDecided')).toContainEqual(
      expect.objectContaining({ to: { type: 'person', personId: await world.personId(technician) } }),
    );
    await story.does(technician, 'planWork', planned('03-17 18:00', { parts: [await wish('FN-80', 1)] }));
    await story.approves('wang.lei', 'plan');
    await story.approves('chen.hao', 'requisition');
    expect((await linesOf(story)).map(({ quantities }) => quantities['signed'])).toEqual([0, 1]);
    await story.orders(technician, 'changePlan', { reason: 'It takes longer' });
    expect((await soon(() => story.task('planWork'))).about).toMatchObject({ refused: null });
  });
});

describe('pieces that are told apart (repair process, 9)', () => {
  it('of another lot than the issued one, or of none, are refused at once', async () => {
    const { story, technician } = await controllerPlanned(world, '03-05', [await wish('TH-10', 1)]);
    await story.approves('chen.hao', 'requisition');
    const lineId = await lineIn(story, 'reserved');
    const unknownLot = issue({ lineId, quantity: 1, lot: 'TH10-9999' });
    expect(await refusalOf(story.tries('he.jing', 'issueParts', unknownLot))).toBe('422 LOT_MISMATCH');
    const noLot = await story.tries('he.jing', 'issueParts', issue({ lineId, quantity: 1 }));
    expect(noLot).toMatchObject({ status: 422, body: { errors: [{ pointer: '/lines/0/lot' }] } });
    await story.does('he.jing', 'issueParts', issue({ lineId, quantity: 1, lot: 'TH10-2510' }));
    const other = { consumed: [{ lineId, quantity: 1, lot: 'TH10-2511' }] };
    const work = await story.tries(technician, 'doWork', worked('03-05 10:10', '03-05 10:10', other));
    expect(work).toMatchObject({
      status: 422,
      body: { code: 'LOT_MISMATCH', details: { issued: [{ lot: 'TH10-2510' }] } },
    });
    expect(await story.task('doWork')).toMatchObject({ status: 'open' });
  });

  it('of a serial number that is fitted already are refused, for the same line and for another case', async () => {
    const { story, technician } = await controllerPlanned(world, '03-06', [await wish('CB-900', 1)]);
    await story.approves('chen.hao', 'requisition');
    const lineId = await lineIn(story, 'reserved');
    const serial = 'CB900-C-0153';
    await story.does('he.jing', 'issueParts', issue({ lineId, quantity: 1, serial }));
    const consumed = [{ lineId, quantity: 1, serial }];
    const key = crypto.randomUUID();
    const { id } = await story.task('doWork');
    const work = worked('03-06 10:10', '03-06 10:10', { consumed });
    const complete = () => world.call(technician, 'POST', `/v1/tasks/${id}/complete`, work, key);
    expect((await complete()).status).toBe(200);
    // The same intention again is answered as before, although the piece is used by now.
    expect((await complete()).status).toBe(200);
    await story.does(technician, 'testUnit', tested(false));
    const again = worked('03-06 10:10', '03-06 10:10', { consumed });
    expect(await refusalOf(story.tries(technician, 'doWork', again))).toMatch(/^(409|422) /);

    const next = await controllerPlanned(world, '03-09', [await wish('CB-900', 1)]);
    await next.story.approves('chen.hao', 'requisition');
    const short = await lineIn(next.story, 'short');
    const purchase = { way: 'purchase', expectedAt: at('03-10 10:00'), reason: 'Being made' };
    await next.story.does('he.jing', 'sourceLine', purchase);
    await next.story.goTo('03-10 10:00');
    await delivers(world, '03-10 10:00', [
      { partNumber: 'CB-900', accepted: 1, rejected: 0, serials: ['CB900-C-0200'] },
    ]);
    await soon(() => next.story.task('issueParts'));
    const fitted = issue({ lineId: short, quantity: 1, serial });
    expect(await refusalOf(next.story.tries('he.jing', 'issueParts', fitted))).toBe('409 SERIAL_IN_USE');
  });
});

describe('a part that arrives in two deliveries (repair process, 9)', () => {
  it('leaves its line short for the rest, and the work waits for the last piece', async () => {
    const { free } = await stockOf(world, 'HT-50');
    const { story } = await controllerPlanned(world, '03-11', [await wish('HT-50', free + 3)]);
    await story.approves('chen.hao', 'requisition');
    const purchase = { way: 'purchase', expectedAt: at('03-13 10:00'), reason: 'Out of stock' };
    await story.does('he.jing', 'sourceLine', purchase);
    await story.goTo('03-12 10:00');
    await delivers(world, '03-12 10:00', [{ partNumber: 'HT-50', accepted: 1 }]);
    await soon(async () => {
      expect((await linesOf(story))[0]?.quantities).toMatchObject({ reserved: free + 1, short: 2 });
    });
    expect(await story.commitment(`part/${await lineIn(story, 'short')}`)).toMatchObject({
      status: 'running',
    });
    expect(await story.read()).toMatchObject({ phase: 'parts', pausedBecause: ['waitingForParts'] });

    await story.goTo('03-12 15:00');
    await delivers(world, '03-12 15:00', [{ partNumber: 'HT-50', accepted: 2 }]);
    await soon(() => story.task('issueParts'));
    expect((await linesOf(story))[0]?.quantities).toMatchObject({ reserved: free + 3, short: 0 });
    expect(await story.read()).toMatchObject({ pausedBecause: [] });
    expect(await story.messages('partArrived')).toHaveLength(2);
  });
});

describe('a customer who has accepted the unit (repair process, 9)', () => {
  it('cannot withdraw any more, and is told what is open instead', async () => {
    const { story, technician } = await controllerPlanned(world, '03-16', []);
    await story.does(technician, 'doWork', worked('03-16 10:10', '03-16 10:10'));
    await story.does(technician, 'testUnit', tested());
    await story.does(technician, 'handOver', handedOver());
    const late = await story.post('shen.qiang', 'withdraw', { reason: 'Too late' });
    expect(late).toMatchObject({ status: 409, body: { code: 'ACCEPTED' } });
    expect(JSON.stringify(late.body)).toMatch(/complaint or a return/);
    await story.does('zhang.min', 'tellResult', resultTold('03-16 10:10', 'yes'));
  });
});
