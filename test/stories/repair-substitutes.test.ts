import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountOf, delivers, linesOf, soon, stockOf } from '../support/repair-parts-steps.ts';
import {
  askedOf,
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  feeTold,
  handedOver,
  paid,
  planned,
  refusalOf,
  tested,
  windowAgreed,
  worked,
} from '../support/repair-steps.ts';
import { type Form, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** A controller of C outside warranty: quoted, accepted and paid, its original switch short. */
async function switchIsShort(): Promise<{ repair: Story; technician: string; totalMinor: number }> {
  const repair = await world.openRepair('shen.qiang', '04-13 09:00', {
    company: 'C',
    channel: 'web',
    unit: { productModel: 'CT-900', serialNumber: 'CT900-23-00408' },
    site: { address: 'Hall 3', region: 'city' },
    description: 'It cannot be switched on',
  });
  await repair.does('zhang.min', 'contactCustomer', contacted('04-13 09:00'));
  await repair.does(
    'zhang.min',
    'classify',
    classified({ skills: ['electronics'], ...feeTold('04-13 09:00') }),
  );
  const technician = await assigns(repair, 'zhang.min');
  await repair.does(technician, 'agreeAppointment', windowAgreed('04-14 09:00', '04-14 11:00'));
  await repair.goTo('04-14 09:10');
  await repair.does(technician, 'checkIn', checkedIn('04-14 09:10'));
  await repair.does(technician, 'diagnose', diagnosed({ serialSeen: 'CT900-23-00408' }));
  const { partId } = await stockOf(world, 'SW-01');
  await repair.does(technician, 'planWork', planned('04-20 18:00', { parts: [{ partId, quantity: 1 }] }));
  const totalMinor = await quoteIsAccepted(repair);
  await repair.does('lin.xia', 'confirmPayment', paid('04-14 09:10', totalMinor, 'bank-1'));
  await repair.approves('chen.hao', 'requisition');
  return { repair, technician, totalMinor };
}

/** Quotes by the price list; the customer accepts. */
async function quoteIsAccepted(repair: Story): Promise<number> {
  const lines = (await repair.task('quote')).about['lines'] as readonly { readonly amountMinor: number }[];
  await repair.does('zhang.min', 'quote', { lines });
  await repair.does('shen.qiang', 'answerQuote', { answer: 'accepted' });
  return lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

async function substituteIs(number: string): Promise<Form> {
  const { partId } = await stockOf(world, number);
  return { way: 'substitute', substitutePartId: partId, reason: 'The original is not made any more' };
}

/** Fits the substitute and hands over, told by name. */
async function fitSubstitute(repair: Story, technician: string, piece: Form): Promise<void> {
  const line = (await linesOf(repair)).find(({ quantities }) => quantities['reserved'] === 1);
  const pieces = [{ lineId: line?.id, quantity: 1, ...piece }];
  await repair.does('he.jing', 'issueParts', { lines: pieces, receivedBy: technician });
  await repair.does(technician, 'agreeAppointment', windowAgreed('04-15 09:00', '04-15 11:00'));
  await repair.goTo('04-15 10:00');
  await repair.does(technician, 'checkIn', checkedIn('04-15 10:00'));
  await repair.does(technician, 'doWork', worked('04-15 10:00', '04-15 10:00', { consumed: pieces }));
  await repair.does(technician, 'testUnit', tested());
  const untold = repair.tries(technician, 'handOver', handedOver({ partsTold: 'A new switch' }));
  expect(await refusalOf(untold)).toBe('422 INVALID');
  const name = line?.part.nameZh ?? '';
  await repair.does(technician, 'handOver', handedOver({ partsTold: `A new switch: ${name}` }));
}

/** The instant of the first entry of a kind. */
const firstAt = async (repair: Story, kind: string): Promise<number> =>
  Date.parse((await repair.timeline(kind))[0]?.at ?? '');

describe('an approved substitute for the original switch (repair scenario 13)', () => {
  it('is told before the work; cheaper, the due falls by the difference, which is refunded once', async () => {
    const { repair, technician, totalMinor } = await switchIsShort();
    await repair.does('he.jing', 'sourceLine', await substituteIs('FN-80'));
    await repair.decides('gao.feng', 'substitute', 'refused', 'A fan is no switch');
    expect((await repair.task('sourceLine')).about).toMatchObject({
      refused: { by: 'inspector', reason: 'A fan is no switch' },
    });
    expect(await repair.messages('substitute')).toEqual([]);

    await repair.does('he.jing', 'sourceLine', await substituteIs('SW-02'));
    expect(await repair.approvals()).toEqual([]);
    expect(await accountOf(repair)).toMatchObject({
      dueMinor: totalMinor - 1_500,
      paidMinor: totalMinor,
      refundDueMinor: 1_500,
    });
    await fitSubstitute(repair, technician, { lot: 'SW02-2511' });
    expect(await firstAt(repair, 'told.substitute')).toBeLessThan(
      (await repair.timeline('taskCompleted'))
        .filter(({ data }) => data['task'] === 'doWork')
        .map((entry) => Date.parse(entry.at))[0] ?? 0,
    );
    const { about } = await repair.task('feeDetail');
    const worth = about['lines'] as readonly { readonly kind: string; readonly amountMinor: number }[];
    expect(worth).toMatchObject([
      { kind: 'labour' },
      { kind: 'material', amountMinor: 3_000 },
      { kind: 'travel', quantity: 2 },
    ]);
    // The way back for the part is ours.
    const lines = worth.map((line) =>
      line.kind === 'travel' ? { ...line, quantity: 1, amountMinor: line.amountMinor / 2 } : line,
    );
    expect(lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(totalMinor - 1_500);
    await repair.does('zhang.min', 'feeDetail', { lines });
    await repair.approves('zhou.jie', 'feeDetail');
    await repair.does('lin.xia', 'costFees', {
      lines: [{ kind: 'material', costMinor: 1_300, account: 'customer' }],
    });
    await repair.does('lin.xia', 'settleBalance', { method: 'bank', reference: 'refund-1' });
    await repair.settled();
    const account = await accountOf(repair);
    expect(account).toMatchObject({
      dueMinor: totalMinor - 1_500,
      refundedMinor: 1_500,
      refundOpenMinor: 0,
      balanced: true,
    });
    expect((account['entries'] as readonly { kind: string }[]).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['refund_due', 'refund_paid']),
    );
  });

  it('off the list, goes to the inspector and climbs to the manager, who is reminded', async () => {
    const { repair } = await switchIsShort();
    await repair.does('he.jing', 'sourceLine', await substituteIs('FN-80'));
    await repair.goTo('04-15 09:41');
    expect(await askedOf(repair, 'substitute')).toEqual([
      '04-14 09:10 asked inspector',
      '04-14 14:40 climbed manager',
      '04-15 09:40 reminded manager',
    ]);
    await repair.decides('sun.yan', 'substitute', 'refused', 'A fan is no switch');
    expect((await repair.task('sourceLine')).about).toMatchObject({
      refused: { by: 'inspector', reason: 'A fan is no switch' },
    });
    await repair.orders('shen.qiang', 'withdraw');
  });

  it('dearer, is quoted anew, and the work waits until the difference is accepted and paid', async () => {
    const { partId: original } = await stockOf(world, 'SW-01');
    const part = { number: 'SW-03', nameZh: '加强型电源开关', nameEn: 'Power switch, reinforced' };
    const prices = { tracking: 'none', priceMinor: 6_000, costMinor: 2_800, currency: 'CNY' };
    expect(await world.call('chen.hao', 'POST', '/v1/parts', { ...part, ...prices })).toMatchObject({
      status: 201,
    });
    const approved = await world.call('gao.feng', 'POST', `/v1/parts/${original}/substitutes`, {
      substituteNumber: 'SW-03',
    });
    expect(approved.status).toBe(201);
    await delivers(world, '04-01 10:00', [{ partNumber: 'SW-03', accepted: 3 }]);

    const { repair, technician, totalMinor } = await switchIsShort();
    await repair.does('he.jing', 'sourceLine', await substituteIs('SW-03'));
    expect(await repair.phase()).toBe('proposal');
    expect(await repair.messages('substitute')).toHaveLength(1);
    expect(await stockOf(world, 'SW-03')).toMatchObject({ onHand: 3, reserved: 1 });
    expect(await accountOf(repair)).toMatchObject({ dueMinor: totalMinor });

    const revisedMinor = await quoteIsAccepted(repair);
    expect(revisedMinor).toBe(totalMinor + 1_500);
    const quotes = await world.call('shen.qiang', 'GET', `/v1/cases/${repair.caseId}/quotes`);
    const { items } = quotes.body as { items: readonly { revision: number; state: string }[] };
    expect(items.map(({ revision, state }) => `${revision} ${state}`).toSorted()).toEqual([
      '1 replaced',
      '2 accepted',
    ]);
    expect(await accountOf(repair)).toMatchObject({ dueMinor: revisedMinor, outstandingMinor: 1_500 });
    const early = repair.tries(technician, 'doWork', worked('04-14 09:00', '04-14 09:05'));
    expect(await refusalOf(early)).toBe('409 PAYMENT_OPEN');
    await repair.does('lin.xia', 'confirmPayment', paid('04-14 09:10', 1_500, 'bank-2'));
    expect(await repair.approvals()).toEqual([]);
    await fitSubstitute(repair, technician, {});
    expect(await accountOf(repair)).toMatchObject({ outstandingMinor: 0, refundDueMinor: 0 });
  });
});

describe('a substitute of which the customer is asked (D)', () => {
  it('is fitted only if wanted; silence or another wish leaves the line to be sourced', async () => {
    const repair = await world.openRepair('shen.qiang', '04-13 09:00', {
      company: 'D',
      channel: 'web',
      unit: { productModel: 'CT-900', serialNumber: 'CT900-26-00031' },
      site: { address: 'Hall 3', region: 'city' },
      description: 'It cannot be switched on',
    });
    await repair.does('zhang.min', 'contactCustomer', contacted('04-13 09:00'));
    await repair.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
    const technician = await assigns(repair, 'qian.wei');
    await repair.does(technician, 'agreeAppointment', windowAgreed('04-14 09:00', '04-14 11:00'));
    await repair.goTo('04-14 09:10');
    await repair.does(technician, 'checkIn', checkedIn('04-14 09:10'));
    const found = { serialSeen: 'CT900-26-00031', causedBy: 'product', coverage: 'warranty' };
    await repair.does(technician, 'diagnose', diagnosed(found));
    const { partId } = await stockOf(world, 'SW-01');
    await repair.does(technician, 'planWork', planned('04-20 18:00', { parts: [{ partId, quantity: 1 }] }));
    await repair.approves('chen.hao', 'requisition');

    await repair.does('he.jing', 'sourceLine', await substituteIs('SW-02'));
    expect(minuteOf((await repair.task('answerWait')).dueAt ?? '')).toBe('04-17 18:00');
    await soon(async () => {
      const [asked] = await repair.messages('substitute');
      expect(asked).toMatchObject({ status: 'sent' });
    });
    const unoffered = repair.tries('shen.qiang', 'answerWait', { choice: 'withdraw' });
    expect(await refusalOf(unoffered)).toBe('422 INVALID');
    await repair.goTo('04-17 18:01');
    expect((await repair.task('sourceLine')).about).toMatchObject({ refused: { by: 'customer' } });
    expect((await linesOf(repair))[0]?.quantities).toMatchObject({ short: 1 });

    await repair.does('he.jing', 'sourceLine', await substituteIs('SW-02'));
    await repair.does('shen.qiang', 'answerWait', { choice: 'substitute' });
    await soon(() => repair.task('issueParts'));
    expect(
      (await linesOf(repair)).map(({ part, quantities }) => [part.number, quantities['reserved']]),
    ).toEqual([
      ['SW-01', 0],
      ['SW-02', 1],
    ]);
  });
});

describe('an original that comes after its substitute was chosen (repair process, 9)', () => {
  it('goes to free stock: nobody is told of it, and the repair goes on with the substitute', async () => {
    const { repair } = await switchIsShort();
    await repair.does('he.jing', 'sourceLine', await substituteIs('SW-02'));
    await soon(() => repair.task('issueParts'));
    const before = await stockOf(world, 'SW-01');
    await delivers(world, '04-14 10:00', [{ partNumber: 'SW-01', lot: 'SW01-2604', accepted: 1 }]);
    await repair.settled();
    const { onHand, free, reserved } = before;
    expect(await stockOf(world, 'SW-01')).toMatchObject({ onHand: onHand + 1, free: free + 1, reserved });
    expect(await repair.messages('partArrived')).toEqual([]);
    expect(
      (await linesOf(repair)).map(({ part, quantities }) => [
        part.number,
        quantities['reserved'],
        quantities['short'],
      ]),
    ).toEqual([
      ['SW-01', 0, 0],
      ['SW-02', 1, 0],
    ]);
  });
});
