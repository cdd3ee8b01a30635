import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moneyRepository } from '../../db/repositories/money.repository.ts';
import { quotesRepository } from '../../db/repositories/quotes.repository.ts';
import type { PaymentMethod } from '../../workflows/domain/money.ts';
import {
  AT,
  DAY,
  FINANCE,
  keyed,
  openRepairEffects,
  person,
  refusalOf,
  twice,
  type OpenRepairEffects,
} from './repair-effects.ts';

const CUSTOMER = { type: 'customer', customerId: randomUUID(), contactId: 'contact-1' } as const;
const AGENT = person('li.na', 'agent');
const VALID_UNTIL = AT + 7 * DAY;

let open: OpenRepairEffects;

beforeAll(async () => {
  open = await openRepairEffects();
});

afterAll(async () => {
  await open.close();
});

function quote(caseId: string, revision: number, amountMinor: number) {
  const line = { kind: 'labour', text: '人工', quantity: 1, amountMinor, listMinor: amountMinor } as const;
  const terms = { currency: 'CNY', priceListVersion: 1, validUntil: VALID_UNTIL, scope: 'whole' } as const;
  return { ...keyed(caseId, `quote/${revision}`, AGENT), ...terms, revision, lines: [line] };
}

function answer(
  caseId: string,
  revision: number,
  given: 'accepted' | 'declined' | 'countered' | 'withdrawn',
  at = AT,
) {
  const spoken = { heardFrom: null, signature: null, text: given === 'accepted' ? null : 'too dear' };
  return { ...keyed(caseId, `quote/${revision}/answer`, CUSTOMER, at), ...spoken, revision, answer: given };
}

/** A case whose customer has accepted a quotation. */
async function charged(amountMinor: number): Promise<string> {
  const caseId = await open.newCase();
  await open.effects.offerQuote(quote(caseId, 1, amountMinor));
  await open.effects.answerQuote(answer(caseId, 1, 'accepted'));
  return caseId;
}

function payment(caseId: string, amountMinor: number, reference: string, method: PaymentMethod = 'bank') {
  const key = keyed(caseId, `payment/${method}/${reference}`, FINANCE);
  return { ...key, amountMinor, method, reference, paidAt: AT };
}

const pay = (...of: Parameters<typeof payment>) => open.effects.recordPayment(payment(...of));

const entriesOf = async (caseId: string) =>
  (await moneyRepository(open.db).listEntriesByCase(caseId)).map(({ kind, amountMinor, cause }) => {
    return [kind, amountMinor, cause];
  });

describe('a quotation', () => {
  it('falls due once when it is accepted', async () => {
    const caseId = await open.newCase();
    expect(await twice(open.effects.offerQuote, quote(caseId, 1, 48_000))).toEqual({ totalMinor: 48_000 });
    expect(await open.effects.account({ caseId })).toMatchObject({ dueMinor: 0, mayBeginWork: true });
    const account = await twice(open.effects.answerQuote, answer(caseId, 1, 'accepted'));
    expect(account).toMatchObject({ dueMinor: 48_000, outstandingMinor: 48_000, mayBeginWork: false });
    expect(account).toEqual({ ...(await open.effects.account({ caseId })), answer: 'accepted' });
    expect(await entriesOf(caseId)).toEqual([['due', 48_000, 'quote/1']]);
    expect(await quotesRepository(open.db).findByRevision(caseId, 1)).toMatchObject({
      state: 'accepted',
      offeredBy: 'li.na',
      answeredBy: 'contact-1',
    });
  });

  it.each(['declined', 'countered', 'withdrawn'] as const)('that is %s makes nothing due', async (given) => {
    const caseId = await open.newCase();
    await open.effects.offerQuote(quote(caseId, 1, 48_000));
    expect(await twice(open.effects.answerQuote, answer(caseId, 1, given))).toMatchObject({ dueMinor: 0 });
    expect(await quotesRepository(open.db).findByRevision(caseId, 1)).toMatchObject({ state: given });
  });

  it('is answered once, in the revision offered last, while it is valid', async () => {
    const { answerQuote, offerQuote } = open.effects;
    const caseId = await charged(10_000);
    const again = { ...answer(caseId, 1, 'declined'), key: `repair-${caseId}/again` };
    expect((await refusalOf(answerQuote(again))).type).toBe('QUOTE_ANSWERED');
    await offerQuote(quote(caseId, 2, 20_000));
    await offerQuote(quote(caseId, 3, 30_000));
    expect((await refusalOf(answerQuote(answer(caseId, 2, 'accepted')))).type).toBe('QUOTE_REVISED');
    const late = answer(caseId, 3, 'accepted', VALID_UNTIL + 1);
    expect((await refusalOf(answerQuote(late))).type).toBe('QUOTE_EXPIRED');
    expect(await open.effects.account({ caseId })).toMatchObject({ dueMinor: 10_000 });
  });

  it('that was accepted stays so when the end of the case withdraws it', async () => {
    const caseId = await charged(10_000);
    const withdrawal = { ...answer(caseId, 1, 'withdrawn'), key: `repair-${caseId}/end` };
    expect(await open.effects.answerQuote(withdrawal)).toMatchObject({ dueMinor: 10_000 });
    expect(await quotesRepository(open.db).findByRevision(caseId, 1)).toMatchObject({ state: 'accepted' });
  });

  it('is refused with a part that does not exist, or in another currency than the case', async () => {
    const caseId = await charged(10_000);
    const { lines, ...terms } = quote(caseId, 2, 5_000);
    const unknown = { ...terms, lines: lines.map((line) => ({ ...line, partId: randomUUID() })) };
    expect((await refusalOf(open.effects.offerQuote(unknown))).type).toBe('NOT_FOUND');
    const foreign = { ...quote(caseId, 2, 5_000), currency: 'EUR' };
    expect((await refusalOf(open.effects.offerQuote(foreign))).type).toBe('INVALID');
  });
});

describe('a payment', () => {
  it('counts once by method and reference, also under another key', async () => {
    const caseId = await charged(48_000);
    const first = await twice(open.effects.recordPayment, payment(caseId, 40_000, 'B-1'));
    expect(first).toMatchObject({ outstandingMinor: 8_000, mayBeginWork: false });
    const repeated = { ...payment(caseId, 40_000, 'B-1'), key: `repair-${caseId}/other` };
    expect(await open.effects.recordPayment(repeated)).toEqual(first);
    expect(await open.effects.account({ caseId })).toMatchObject({ paidMinor: 40_000 });
  });

  it('counts once when its confirmation and the call of the provider come at the same time', async () => {
    const caseId = await charged(48_000);
    const online = payment(caseId, 48_000, 'O-1', 'online');
    const keys = [online.key, online.key, `repair-${caseId}/call`, `repair-${caseId}/call`];
    const answers = await Promise.all(keys.map((key) => open.effects.recordPayment({ ...online, key })));
    expect(new Set(answers.map(({ paidMinor }) => paidMinor))).toEqual(new Set([48_000]));
    expect(await entriesOf(caseId)).toHaveLength(2);
  });

  it('above what is due becomes a refund due; before anything is due it is kept for finance to place', async () => {
    const caseId = await charged(48_000);
    expect(await pay(caseId, 50_000, 'B-1')).toMatchObject({ mayBeginWork: true, refundOpenMinor: 2_000 });
    const unplaced = await open.newCase();
    expect(await pay(unplaced, 5_000, 'B-1')).toMatchObject({ unplacedMinor: 5_000, refundOpenMinor: 0 });
  });

  it('in cash has to reach finance, whole receipts or not, and never more than was taken', async () => {
    const caseId = await charged(48_000);
    await pay(caseId, 30_000, 'C-1', 'cash');
    await pay(caseId, 18_000, 'C-2', 'cash');
    const handIn = (step: string, amountMinor: number) => {
      return { ...keyed(caseId, step, FINANCE), amountMinor };
    };
    const first = await twice(open.effects.handInCash, handIn('cash/1', 40_000));
    expect(first).toMatchObject({ cashInHandMinor: 8_000, balanced: false });
    const refusal = await refusalOf(open.effects.handInCash(handIn('cash/2', 8_001)));
    expect(refusal.type).toBe('OVER_QUANTITY');
    expect(refusal.details).toMatchObject([{ details: { remainderMinor: 8_000 } }]);
    expect(await open.effects.handInCash(handIn('cash/3', 8_000))).toMatchObject({
      cashInHandMinor: 0,
      balanced: true,
    });
  });

  it('may be agreed for later: work begins although it is open', async () => {
    const caseId = await charged(48_000);
    await pay(caseId, 8_000, 'B-1');
    const deferral = { ...keyed(caseId, 'deferral/1'), until: AT + 30 * DAY, reason: 'key account' };
    expect(await twice(open.effects.recordDeferral, deferral)).toMatchObject({
      deferredMinor: 40_000,
      outstandingMinor: 40_000,
      mayBeginWork: true,
      balanced: false,
    });
  });
});

describe('a charge', () => {
  it('falls by the difference to a cheaper substitute; what was paid above it is given back', async () => {
    const caseId = await charged(48_000);
    await pay(caseId, 48_000, 'B-1');
    const cause = 'substitute/line-1';
    const reduction = { ...keyed(caseId, cause), byMinor: 1_500, cause, reason: 'cheaper substitute' };
    expect(await twice(open.effects.reduceDue, reduction)).toMatchObject({
      dueMinor: 46_500,
      refundOpenMinor: 1_500,
    });
    const more = { ...reduction, key: `repair-${caseId}/more`, byMinor: 46_501, cause: 'more' };
    expect((await refusalOf(open.effects.reduceDue(more))).type).toBe('OVER_CHARGE');
  });

  it('beside quotations is the visit fee only', async () => {
    const caseId = await open.newCase();
    const fee = { ...keyed(caseId, 'visitFee'), amountMinor: 5_000, cause: 'visitFee', reason: 'no-show' };
    expect(await twice(open.effects.charge, fee)).toMatchObject({ dueMinor: 5_000 });
    const other = { ...fee, key: `repair-${caseId}/other`, cause: 'closeOut' };
    const refusal = await refusalOf(open.effects.charge(other));
    expect(refusal.type).toBe('INVALID');
    expect(refusal.details).toMatchObject([{ faults: [{ pointer: '/cause' }] }]);
  });
});

describe('the money of a case that ends early', () => {
  const unwind = (caseId: string, keepMinor: number) => {
    return { ...keyed(caseId, 'money/unwind'), keepMinor, cause: 'ending' };
  };

  it('is voided where unpaid and given back where paid, down to what is kept', async () => {
    const caseId = await charged(48_000);
    await pay(caseId, 40_000, 'B-1');
    const account = await twice(open.effects.unwindMoney, unwind(caseId, 5_000));
    expect(account).toMatchObject({ dueMinor: 5_000, outstandingMinor: 0, refundOpenMinor: 35_000 });
    const refund = { ...keyed(caseId, 'refund', FINANCE), method: 'bank', reference: 'R-1' } as const;
    expect(await twice(open.effects.payRefund, refund)).toMatchObject({
      refundedMinor: 35_000,
      balanced: true,
    });
    expect(await entriesOf(caseId)).toEqual([
      ['due', 48_000, 'quote/1'],
      ['payment', 40_000, null],
      ['due_voided', 43_000, 'ending'],
      ['refund_due', 35_000, 'ending'],
      ['refund_paid', 35_000, 'ending'],
    ]);
  });

  it('keeps no more than was due, and leaves what is unpaid of it open', async () => {
    const caseId = await charged(48_000);
    expect(await open.effects.unwindMoney(unwind(caseId, 60_000))).toMatchObject({ dueMinor: 48_000 });
    const unpaid = await charged(48_000);
    expect(await open.effects.unwindMoney(unwind(unpaid, 5_000))).toMatchObject({ outstandingMinor: 5_000 });
  });

  it('is given back too where it came before anything was due, and is none in a free case', async () => {
    const caseId = await open.newCase();
    await pay(caseId, 5_000, 'B-1');
    expect(await open.effects.unwindMoney(unwind(caseId, 0))).toMatchObject({
      unplacedMinor: 0,
      refundOpenMinor: 5_000,
    });
    const free = await open.newCase();
    expect(await twice(open.effects.unwindMoney, unwind(free, 0))).toMatchObject({ balanced: true });
    expect(await entriesOf(free)).toEqual([]);
  });

  it('stays as it was settled for an earlier round', async () => {
    const caseId = await charged(48_000);
    await pay(caseId, 48_000, 'B-1');
    const settlement = { ...keyed(caseId, 'fee/0/settle', FINANCE), revision: null, invoiceNumber: null };
    await open.effects.settleFees(settlement);
    expect(await open.effects.unwindMoney(unwind(caseId, 0))).toMatchObject({
      dueMinor: 48_000,
      refundOpenMinor: 0,
      balanced: true,
    });
  });
});

describe('a refund', () => {
  it('pays every cause once; with nothing open it is refused', async () => {
    const caseId = await charged(48_000);
    await pay(caseId, 50_000, 'B-1');
    await open.effects.reduceDue({ ...keyed(caseId, 'less'), byMinor: 1_000, cause: 'less', reason: 'less' });
    const refund = { ...keyed(caseId, 'refund/1', FINANCE), method: 'bank', reference: 'R-1' } as const;
    const both = await Promise.allSettled([
      open.effects.payRefund(refund),
      open.effects.payRefund({ ...refund, key: `repair-${caseId}/refund/2` }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const second = open.effects.payRefund({ ...refund, key: `repair-${caseId}/refund/3` });
    expect((await refusalOf(second)).type).toBe('ALREADY_REFUNDED');
    expect(await open.effects.account({ caseId })).toMatchObject({ refundedMinor: 3_000, balanced: true });
    const paid = (await entriesOf(caseId)).filter(([kind]) => kind === 'refund_paid');
    expect(paid).toEqual([
      ['refund_paid', 2_000, 'payment/bank/B-1'],
      ['refund_paid', 1_000, 'less'],
    ]);
  });

  it('needs an account', async () => {
    const caseId = await open.newCase();
    const refund = { ...keyed(caseId, 'refund', FINANCE), method: 'bank', reference: 'R-1' } as const;
    expect((await refusalOf(open.effects.payRefund(refund))).type).toBe('NOT_FOUND');
  });
});
