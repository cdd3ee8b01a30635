import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moneyRepository, recordVisitFee } from '../../db/repositories/money.repository.ts';
import {
  declineQuote,
  offerQuote,
  quotesRepository,
  withdrawQuote,
} from '../../db/repositories/quotes.repository.ts';
import { recordRefundDue } from '../../db/repositories/refunds.repository.ts';
import { accept, AT, chargedCase, DAY, newCaseId, newKey, offer, pay } from './money-fixture.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

const decline = (caseId: string, revision: number) =>
  declineQuote(
    database.db,
    newKey('decline'),
    { caseId, revision, answer: 'declined', text: 'too dear', answeredBy: 'li.na', heardFrom: 'Mr Wu' },
    AT,
  );

describe('a quotation', () => {
  it('falls due with its acceptance', async () => {
    const caseId = newCaseId();
    await offer(database.db, caseId, 1, 80_000);
    expect(await accept(database.db, caseId, 1)).toMatchObject({
      totalMinor: 80_000,
      outstandingMinor: 80_000,
      mayBeginWork: false,
    });
    expect(await quotesRepository(database.db).findByRevision(caseId, 1)).toMatchObject({
      state: 'accepted',
      answeredAt: AT,
    });
  });

  it('takes the first of two answers that come at the same moment, and tells the other one which', async () => {
    const { db } = database;
    for (let round = 0; round < 5; round += 1) {
      const caseId = newCaseId();
      await offer(db, caseId, 1, 80_000);
      const answers = await Promise.allSettled([accept(db, caseId, 1), decline(caseId, 1)]);
      expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
      const refused = answers.find((answer) => answer.status === 'rejected');
      const accepted = answers[0].status === 'fulfilled';
      expect(refused?.reason).toMatchObject({
        code: 'QUOTE_ANSWERED',
        details: { answer: accepted ? 'accepted' : 'declined', answeredAt: AT },
      });
      const { dueMinor } = await moneyRepository(db).accountOf(caseId);
      expect(dueMinor).toBe(accepted ? 80_000 : 0);
    }
  });

  it('is valid until its last instant and refused after it', async () => {
    const caseId = newCaseId();
    await offer(database.db, caseId, 1, 80_000);
    await expect(accept(database.db, caseId, 1, AT + 7 * DAY + 1)).rejects.toMatchObject({
      code: 'QUOTE_EXPIRED',
    });
    await accept(database.db, caseId, 1, AT + 7 * DAY);
  });

  it('gives way to a newer revision, also when it is withdrawn', async () => {
    const { db } = database;
    const caseId = newCaseId();
    await offer(db, caseId, 1, 80_000);
    await offer(db, caseId, 2, 70_000);
    await expect(accept(db, caseId, 1)).rejects.toMatchObject({ code: 'QUOTE_REVISED' });
    expect(await withdrawQuote(db, newKey('w'), { caseId }, AT)).toEqual({ revisions: [2] });
    await expect(accept(db, caseId, 2)).rejects.toMatchObject({
      code: 'QUOTE_REVISED',
      details: { state: 'withdrawn' },
    });
    await expect(offer(db, caseId, 2, 1)).rejects.toMatchObject({ faults: [{ pointer: '/revision' }] });
  });

  it('for an addition that is declined leaves the old scope agreed and nothing more charged', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 160_000);
    await pay(db, caseId, 160_000);
    await offer(db, caseId, 2, 30_000, 'addition');
    await decline(caseId, 2);
    expect(await moneyRepository(db).accountOf(caseId)).toMatchObject({ dueMinor: 160_000, balanced: true });
  });

  it('for an addition that is accepted adds to what was agreed', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 160_000);
    await pay(db, caseId, 160_000);
    await offer(db, caseId, 2, 30_000, 'addition');
    expect(await accept(db, caseId, 2)).toMatchObject({ dueMinor: 190_000, outstandingMinor: 30_000 });
  });

  it('for the whole work replaces what was accepted, gives a surplus back, and keeps the visit fee', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 80_000);
    await recordVisitFee(
      db,
      newKey('visit-fee'),
      { caseId, cause: 'visitFee', amountMinor: 5_000, currency: 'CNY', person: null },
      AT,
    );
    await pay(db, caseId, 85_000);
    const goodwill = { caseId, amountMinor: 1_000, cause: 'goodwill', reason: 'late', person: 'manager' };
    await recordRefundDue(db, newKey('refund/goodwill'), goodwill, AT);
    await offer(db, caseId, 2, 60_000);
    expect(await accept(db, caseId, 2)).toMatchObject({
      dueMinor: 65_000,
      refundMinor: 19_000,
      unplacedMinor: 0,
      outstandingMinor: 0,
    });
    expect(await quotesRepository(db).findByRevision(caseId, 1)).toMatchObject({ state: 'replaced' });
  });

  it('of nothing, because the fee is waived, charges nothing', async () => {
    const caseId = newCaseId();
    await offer(database.db, caseId, 1, 0);
    expect(await accept(database.db, caseId, 1)).toMatchObject({ dueMinor: 0, mayBeginWork: true });
  });

  it('keeps its lines with the reason of each deviation from the price list', async () => {
    const { db } = database;
    const caseId = newCaseId();
    const line = { kind: 'travel', description: 'Zone 2', quantity: 1, listMinor: 5_000 } as const;
    const { quoteId, totalMinor } = await offerQuote(
      db,
      newKey('quote/1/offer'),
      {
        caseId,
        revision: 1,
        scope: 'whole',
        currency: 'CNY',
        priceListVersion: 3,
        validUntil: AT + DAY,
        lines: [{ ...line, amountMinor: 4_000, deviationReason: 'second visit' }],
        person: null,
      },
      AT,
    );
    expect(totalMinor).toBe(4_000);
    expect(await quotesRepository(db).listLines([quoteId])).toMatchObject([
      { ...line, amountMinor: 4_000, deviationReason: 'second visit' },
    ]);
  });

  it('uses money that was paid after an earlier one had lapsed', async () => {
    const { db } = database;
    const caseId = newCaseId();
    await offer(db, caseId, 1, 48_000);
    await withdrawQuote(db, newKey('w'), { caseId }, AT);
    await pay(db, caseId, 48_000);
    await offer(db, caseId, 2, 48_000);
    expect(await accept(db, caseId, 2)).toMatchObject({ mayBeginWork: true, balanced: true, refundMinor: 0 });
  });
});
