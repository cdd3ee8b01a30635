import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseSignalsRepository } from '../../db/repositories/case-signals.repository.ts';
import { accountOf, entriesOf, sofaAccepted, sofaQuoted } from '../support/repair-money-steps.ts';
import { soon } from '../support/repair-parts-steps.ts';
import { refusalOf, unitFetched } from '../support/repair-steps.ts';
import { at, type Form, type Story } from '../support/story.ts';
import { openWorld, type Answer, type World } from '../support/world.ts';

let world: World;
let closed: Story;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const paidAt = at('04-28 10:30');
const post = (url: string, body: Form, who = 'lin.xia'): Promise<Answer> =>
  world.call(who, 'POST', url, body);
const report = (amountMinor: number, reference: string): Promise<Answer> =>
  post('/v1/provider-payments', { caseId: closed.caseId, amountMinor, reference, paidAt });
const record = (of: Story, amountMinor: number, reference: string): Promise<Answer> =>
  post('/v1/unplaced-payments', { caseId: of.caseId, amountMinor, reference, paidAt, method: 'bank' });
const place = (id: string, body: Form, who?: string): Promise<Answer> =>
  post(`/v1/unplaced-payments/${id}/placement`, { reason: 'Came after the end', ...body }, who);

interface Unplaced {
  readonly id: string;
  readonly reference: string;
  readonly receivedMonth: string;
}

const waiting = async (): Promise<readonly Unplaced[]> => {
  const url = `/v1/unplaced-payments?state=waiting&caseId=${closed.caseId}`;
  return ((await world.call('lin.xia', 'GET', url)).body as { items: readonly Unplaced[] }).items;
};

const idOf = async (reference: string): Promise<string> =>
  (await waiting()).find((payment) => payment.reference === reference)?.id ?? 'none';

describe('money that comes for a repair that is closed', () => {
  it('is recorded once and waits for finance, and the books of the case stay as they are', async () => {
    closed = (await sofaQuoted(world)).story;
    await closed.orders('chen.xiao.self', 'withdraw', { reason: 'Bought another one' });
    await soon(() => closed.task('giveUnitBack'));
    await closed.does('zhang.min', 'giveUnitBack', unitFetched('04-28 10:30'));
    await soon(async () => {
      expect(await closed.phase()).toBe('closed');
    });
    const before = await entriesOf(closed);
    expect(await report(48_000, 'WX-3')).toMatchObject({ status: 202, body: { status: 'unplaced' } });
    expect(await report(48_000, 'WX-3')).toMatchObject({ status: 200, body: { status: 'unplaced' } });
    expect(await refusalOf(report(47_000, 'WX-3'))).toBe('409 IDEMPOTENCY_KEY_REUSED');
    expect(await record(closed, 1_000, 'TT-3')).toMatchObject({ status: 201, body: { placement: null } });
    expect((await record(closed, 1_000, 'TT-3')).status).toBe(201);
    expect(await refusalOf(record(closed, 2_000, 'TT-3'))).toBe('409 RECORDED_OTHERWISE');
    expect((await waiting()).map(({ reference }) => reference)).toEqual(['WX-3', 'TT-3']);
    expect(await entriesOf(closed)).toEqual(before);
    expect(await accountOf(closed)).toMatchObject({ balanced: true });
  });

  it('is kept too where it was on its way to the case when that closed', async () => {
    const key = 'payment/online/WX-4';
    const payload = { key, amountMinor: 300, reference: 'WX-4', paidAt: Date.parse(paidAt) };
    const signal = { key, caseId: closed.caseId, name: 'paymentReported', payload } as const;
    await caseSignalsRepository(world.db).queue([signal], Date.parse(paidAt));
    // The process itself keeps it where it is still sending its last message, or else whoever sends it.
    await soon(async () => {
      expect(await report(300, 'WX-4')).toMatchObject({ status: 200, body: { status: 'unplaced' } });
    });
    expect((await waiting()).map(({ reference }) => reference).toSorted()).toEqual(['TT-3', 'WX-3', 'WX-4']);
  });

  it('goes to an open case as a payment of its own, once', async () => {
    const { story: open } = await sofaAccepted(world);
    expect(await refusalOf(record(open, 1_000, 'TT-4'))).toBe('409 WRONG_PHASE');
    const id = await idOf('WX-3');
    const assigned = { decision: 'assign', toCaseId: open.caseId };
    expect(await refusalOf(place(id, assigned, 'zhang.min'))).toBe('403 ROLE_MISSING');
    expect(await refusalOf(place(id, { decision: 'assign' }))).toBe('422 INVALID');
    expect(await refusalOf(place(id, { ...assigned, toCaseId: closed.caseId }))).toBe('409 CASE_CLOSED');
    expect(await place(id, assigned)).toMatchObject({ status: 200, body: { placement: 'assigned' } });
    expect(await refusalOf(place(id, assigned))).toBe('409 PAYMENT_PLACED');
    await soon(async () => {
      expect(await open.phase()).toBe('work');
    });
    expect(await entriesOf(open)).toEqual(['due 48000', 'payment 48000']);
  });

  it('goes back once, and stands in the settlement of the month', async () => {
    const id = await idOf('TT-3');
    const months = (await waiting()).map((payment) => payment.receivedMonth).toSorted();
    const receivedMonth = months.at(-1) ?? '';
    const isOfMonth = new Set(months).size === 1;
    const refund = { decision: 'refund', method: 'bank', reference: 'RF-3' };
    expect(await refusalOf(place(id, { ...refund, method: undefined }))).toBe('422 INVALID');
    const both = await Promise.all([place(id, refund), place(id, { ...refund, reference: 'RF-4' })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const { body } = await world.call('lin.xia', 'GET', `/v1/settlements?month=${receivedMonth}`);
    expect((body as { unplaced: unknown }).unplaced).toEqual([
      {
        currency: 'CNY',
        // What the process keeps counts by the clock of its case.
        receivedMinor: isOfMonth ? 49_300 : 49_000,
        assignedMinor: 48_000,
        refundedMinor: 1_000,
        waitingMinor: 300,
      },
    ]);
  });
});
