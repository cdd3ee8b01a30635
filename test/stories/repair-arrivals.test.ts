import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALENDAR_PRESETS } from '../../db/presets/calendars.ts';
import { at, type Form, moment, type Story } from '../support/story.ts';
import { type Answer, openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

interface PartsView {
  readonly requisitions: readonly {
    readonly askedBy: string | null;
    readonly lines: readonly {
      readonly id: string;
      readonly part: { readonly id: string };
      readonly quantities: Readonly<Record<string, number>>;
      readonly shortage: { readonly state: string; readonly reference: string | null } | null;
    }[];
  }[];
}

const partsOf = async (repair: Story, who = 'chen.hao'): Promise<PartsView> =>
  (await world.call(who, 'GET', `/v1/cases/${repair.caseId}/parts`)).body as PartsView;

const lineOf = async (repair: Story) => {
  const [line] = (await partsOf(repair)).requisitions.flatMap(({ lines }) => lines);
  if (line === undefined) throw new Error('The case has no line');
  return line;
};

const accountOf = async (repair: Story, who = 'lin.xia'): Promise<Record<string, unknown>> =>
  (await world.call(who, 'GET', `/v1/cases/${repair.caseId}/account`)).body as Record<string, unknown>;

const pay = (body: Form): Promise<Answer> =>
  world.call('payment-provider', 'POST', '/v1/provider-payments', body);

const deliver = (body: Form): Promise<Answer> =>
  world.call('chen.hao', 'POST', '/v1/arrivals', {
    locationCode: 'main',
    inspectedBy: 'gao.feng',
    reference: 'PO-7',
    ...body,
  });

/** What signals set in motion shows up within moments. */
async function eventually(expectation: () => Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      await expectation();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  await expectation();
}

/** A sofa out of warranty, seen on site: three hinges are planned, of which one is in stock. */
async function diagnosed(): Promise<{ repair: Story; technician: string }> {
  const repair = await world.openRepair('chen.xiao.self', '03-02 09:00', {
    company: 'B',
    channel: 'web',
    unit: { productModel: 'SF-300', lot: 'SF300-2023-08' },
    site: { address: '樱花路 88 号', region: 'shanghai' },
    description: '沙发扶手铰链断裂',
  });
  await repair.goTo('03-02 09:10');
  await repair.does('zhang.min', 'contactCustomer', {
    at: at('03-02 09:10'),
    reached: true,
    summary: 'Heard',
  });
  await repair.does('zhang.min', 'classify', {
    class: 'repair',
    priority: 'normal',
    place: 'onSite',
    faultGroup: 'hinge',
    skills: ['furniture'],
    route: 'dispatch',
    roughFee: { labour: 10_000, travel: 5_000, material: 10_500 },
    feeToldAt: at('03-02 09:10'),
  });
  const [proposed] = (await repair.task('assign')).about['proposed'] as readonly { personId: string }[];
  await repair.does('wang.lei', 'assign', { technicianId: proposed?.personId, briefing: 'Bring hinges' });
  return { repair, technician: await world.handleOf(proposed?.personId ?? '') };
}

describe('parts that arrive and payments that a provider reports', () => {
  it('reach the case that waits for them, once each, with every figure to be read', async () => {
    const { repair, technician } = await diagnosed();
    await repair.does(technician, 'agreeAppointment', {
      reached: true,
      spokeWith: '陈晓',
      place: 'onSite',
      windowFrom: at('03-03 10:00'),
      windowTo: at('03-03 12:00'),
      customerWish: false,
    });
    const span = `from=${encodeURIComponent(at('03-03 00:00'))}&to=${encodeURIComponent(at('03-04 00:00'))}`;
    const technicianId = await world.personId(technician);
    const calendar = await world.call(
      'wang.lei',
      'GET',
      `/v1/appointments?technicianId=${technicianId}&${span}`,
    );
    expect(calendar.body).toMatchObject({
      items: [{ caseId: repair.caseId, status: 'agreed', technicianId, place: 'onSite' }],
    });
    const own = await world.call('chen.xiao.self', 'GET', `/v1/cases/${repair.caseId}/appointments`);
    expect(own.body).toMatchObject({ items: [{ status: 'agreed', technicianId: null }] });

    await repair.goTo('03-03 10:00');
    await repair.does(technician, 'checkIn', {
      at: at('03-03 10:00'),
      idShown: true,
      workConfirmed: true,
      surroundingsProtected: true,
    });
    await repair.does(technician, 'diagnose', {
      faultCode: 'HNG-01',
      fault: 'Hinges broken',
      rootCause: 'Wear',
      location: 'Armrest',
      causedBy: 'wear',
      coverage: 'chargeable',
      repairable: 'yes',
      complex: false,
      safetyRisk: 'none',
      go: 'plan',
    });
    const stock = await world.call('chen.hao', 'GET', '/v1/parts?text=HG-110');
    const partId = (stock.body as { items: { part: { id: string } }[] }).items[0]?.part.id;
    await repair.does(technician, 'planWork', {
      measures: 'Three new hinges',
      parts: [{ partId, quantity: 3 }],
      minutes: 30,
      promisedUntil: at('03-20 18:00'),
    });
    if ((await repair.approvals()).some(({ subject }) => subject === 'plan')) {
      await repair.approves('wang.lei', 'plan');
    }
    const { lines } = (await repair.task('quote')).about as { lines: { amountMinor: number }[] };
    const totalMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0);
    await repair.does('zhang.min', 'quote', { lines });
    await repair.does('chen.xiao.self', 'answerQuote', { answer: 'accepted' });

    const quotes = await world.call('chen.xiao.self', 'GET', `/v1/cases/${repair.caseId}/quotes`);
    expect(quotes.body).toMatchObject({
      items: [{ revision: 1, state: 'accepted', totalMinor, offeredBy: null, lines: [{}, {}, {}] }],
    });
    expect(await accountOf(repair)).toMatchObject({ dueMinor: totalMinor, outstandingMinor: totalMinor });

    await repair.goTo('03-03 10:30');
    const { number: caseNumber } = await repair.read();
    const payment = { caseNumber, amountMinor: totalMinor, reference: 'pay-1', paidAt: at('03-03 10:29') };
    const tooEarly = await pay({ ...payment, paidAt: at('03-04 10:29') });
    expect(tooEarly).toMatchObject({ status: 422, body: { errors: [{ pointer: '/paidAt' }] } });
    expect(await pay({ ...payment, caseNumber: 'RP-19990101-0001' })).toMatchObject({ status: 404 });
    expect(await pay({ ...payment, currency: 'USD' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/currency' }] },
    });
    expect(await pay(payment)).toMatchObject({
      status: 202,
      body: { caseId: repair.caseId, currency: 'CNY' },
    });
    await eventually(async () => {
      expect(await accountOf(repair)).toMatchObject({ paidMinor: totalMinor, outstandingMinor: 0 });
      expect(await repair.phase()).toBe('parts');
    });
    expect(await pay(payment)).toMatchObject({ status: 200, body: { status: 'recorded' } });
    expect(await repair.timeline('paymentReported')).toMatchObject([
      { actor: { type: 'system', name: 'payment-provider' }, data: { reference: 'pay-1' } },
    ]);
    expect(await pay({ ...payment, amountMinor: 1 })).toMatchObject({
      status: 409,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    const account = await accountOf(repair);
    expect(account).toMatchObject({ paidMinor: totalMinor, refundDueMinor: 0, inside: { costMinor: 0 } });
    expect(await accountOf(repair, 'chen.xiao.self')).toMatchObject({
      paidMinor: totalMinor,
      inside: null,
      entries: [
        { kind: 'due', person: null },
        { kind: 'payment', method: 'online', reference: 'pay-1' },
      ],
    });

    await repair.approves('chen.hao', 'requisition');
    expect((await lineOf(repair)).quantities).toMatchObject({ asked: 3, signed: 3, reserved: 1, short: 2 });
    await repair.does('he.jing', 'sourceLine', {
      way: 'purchase',
      expectedAt: at('03-06 18:00'),
      reference: 'PO-7',
      reason: '热销，库存不足',
    });
    expect((await lineOf(repair)).shortage).toMatchObject({ state: 'sourced', reference: 'PO-7' });
    const seen = await partsOf(repair, 'chen.xiao.self');
    expect(seen.requisitions[0]).toMatchObject({
      askedBy: null,
      lines: [{ shortage: { state: 'sourced', reference: null } }],
    });

    await repair.goTo('03-06 10:00');
    const first = {
      receiptNumber: 'GR-1',
      at: at('03-06 10:00'),
      lines: [{ partNumber: 'HG-110', accepted: 1, rejected: 1, rejectionReason: 'Plating scratched' }],
    };
    const received = await deliver(first);
    expect(received).toMatchObject({
      status: 201,
      body: {
        arrival: { receiptNumber: 'GR-1', lines: [{ partNumber: 'HG-110', accepted: 1, rejected: 1 }] },
        allocations: [{ caseId: repair.caseId, quantity: 1, short: 1 }],
        rejectedFor: [{ caseId: repair.caseId, short: 1 }],
        free: [],
      },
    });
    const again = await deliver(first);
    expect([again.status, again.body]).toEqual([200, received.body]);
    await eventually(async () => {
      expect((await repair.task('sourceLine')).about).toMatchObject({ short: 1 });
    });
    expect(await repair.timeline('partsRejected')).toMatchObject([{ data: { reason: 'Plating scratched' } }]);
    const delays = (await repair.timeline('told.partDelayed')).map(({ data }) => data);
    expect(delays).toMatchObject([
      { reason: '热销，库存不足', expectedAt: at('03-06 18:00') },
      { reason: 'Plating scratched' },
    ]);
    expect(delays[1]).not.toHaveProperty('expectedAt');
    await repair.does('he.jing', 'sourceLine', {
      way: 'purchase',
      expectedAt: at('03-09 18:00'),
      reference: 'PO-8',
      reason: '来料检验不合格，重新采购',
    });
    const { id: lineId } = await lineOf(repair);
    expect(moment((await repair.commitment(`part/${lineId}`)).dueAt)).toBe(moment(at('03-09 18:00')));
    const second = await deliver({
      receiptNumber: 'GR-2',
      reference: 'PO-8',
      at: at('03-06 10:00'),
      lines: [{ partId, accepted: 3 }],
    });
    expect(second.body).toMatchObject({ allocations: [{ quantity: 1, short: 0 }], free: [{ quantity: 2 }] });
    await eventually(async () => {
      await repair.task('issueParts');
    });
    expect(await repair.messages('partArrived')).toHaveLength(2);
    const line = await lineOf(repair);
    expect(line.quantities).toMatchObject({ reserved: 3, short: 0 });
    await repair.does('he.jing', 'issueParts', {
      lines: [{ lineId: line.id, quantity: 3 }],
      receivedBy: technician,
    });
    expect((await lineOf(repair)).quantities).toMatchObject({ reserved: 0, issued: 3, inHand: 3 });
    expect(await repair.phase()).toBe('work');
  });
});

describe('a calendar that changes while cases are open (repair section 9)', () => {
  it('moves their due instants, both of which the timeline tells', async () => {
    const { repair } = await diagnosed();
    const before = await repair.commitment('repair');
    expect(moment(before.dueAt)).toBe(moment(at('03-11 18:00')));
    const changed = await world.call('zhao.ming', 'POST', '/v1/calendars', {
      code: 'office',
      version: 2,
      definition: { ...CALENDAR_PRESETS.office, exceptions: { '2026-03-05': [] } },
    });
    expect(changed.status, JSON.stringify(changed.body)).toBe(403);
    const admin = await world.call('sun.yan', 'POST', '/v1/calendars', {
      code: 'office',
      version: 2,
      definition: { ...CALENDAR_PRESETS.office, exceptions: { '2026-03-05': [] } },
    });
    expect(admin.status, JSON.stringify(admin.body)).toBe(201);

    await eventually(async () => {
      const { dueAt, why } = await repair.commitment('repair');
      expect(moment(dueAt)).toBe(moment(at('03-12 18:00')));
      expect(why).toMatchObject({ calendarCode: 'office', calendarVersion: 2 });
    });
    await eventually(async () => {
      const moved = (await repair.timeline('dueChanged')).find(({ data }) => data['of'] === 'repair');
      expect(moment(moved?.data['oldDueAt'] as string)).toBe(moment(at('03-11 18:00')));
      expect(moment(moved?.data['newDueAt'] as string)).toBe(moment(at('03-12 18:00')));
    });
    expect(await repair.timeline('calendarChanged')).toMatchObject([
      { data: { code: 'office', version: 2 } },
    ]);
  });
});
